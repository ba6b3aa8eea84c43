"""ASVS 8.2.2: who is narrowed to some queues, or teams, sees and touches nothing of others, whatever way they try.

Derived from the routes: each one that a supervisor may use is about something that is seen or not, and then stands in one of
the two tables, or is named with the reason why nobody is narrowed there.
"""

import wave
from dataclasses import dataclass
from typing import Any

import pytest

from ari_app.access.rules import SCOPES
from ari_app.storage import files, recordings
from ari_app.storage.choices import Role
from ari_app.storage.rows.spine import RecordingRow, VoicemailRow
from tests.service.web.conftest import SUPPORT, House
from tests.service.web.test_customer_pages import known
from tests.service.web.written import Written
from workspace_web.api import ROUTES
from workspace_web.app import PREFIX

TEXT = {"text": "Hello"}
BOARD = {"title": "Support", "queues": ["support"], "numbers": ["waiting"]}

# About one thing: not there for whoever does not see it. What is sent, and what whoever sees it is answered.
ONE: dict[tuple[str, str], tuple[Any, int]] = {
    ("GET", "/interactions/{interaction}"): (None, 200),
    ("GET", "/interactions/{interaction}/events"): (None, 200),
    ("GET", "/interactions/{interaction}/recordings"): (None, 200),
    ("GET", "/interactions/{interaction}/explanation"): (None, 409),
    ("GET", "/interactions/{interaction}/notes"): (None, 200),
    ("POST", "/interactions/{interaction}/notes"): (TEXT, 201),
    ("PUT", "/interactions/{interaction}/customer"): ({"customer": "{customer}"}, 200),
    ("POST", "/interactions/{interaction}/supervise"): ({"mode": "listen"}, 200),
    ("DELETE", "/interactions/{interaction}/supervise"): (None, 200),
    ("POST", "/interactions/{interaction}/take-over"): (None, 409),
    ("POST", "/interactions/{interaction}/first"): (None, 409),
    ("GET", "/recordings/{recording}"): (None, 200),
    ("GET", "/recordings/{recording}/audio"): (None, 200),
    ("GET", "/recordings/{recording}/peaks"): (None, 200),
    ("GET", "/voicemails/{voicemail}/audio"): (None, 200),
    ("GET", "/voicemails/{voicemail}/peaks"): (None, 200),
    ("PUT", "/voicemails/{voicemail}/heard"): ({"heard": True}, 200),
    ("GET", "/agents/{agent}"): (None, 200),
    ("PUT", "/agents/{agent}/state"): ({"state": "away"}, 200),
    ("POST", "/agents/{agent}/broadcasts"): (TEXT, 201),
    ("POST", "/teams/{team}/broadcasts"): (TEXT, 201),
    ("GET", "/queues/{queue}"): (None, 200),
    ("GET", "/queues/{queue}/figures"): (None, 200),
    ("GET", "/queues/{queue}/wrap-up-codes"): (None, 200),
    ("POST", "/queues/{queue}/broadcasts"): (TEXT, 201),
    ("POST", "/alerts/{alert}/acknowledge"): (None, 200),
    ("POST", "/wallboards"): (BOARD, 201),
    ("PUT", "/wallboards/{wallboard}"): (BOARD, 200),
    ("DELETE", "/wallboards/{wallboard}"): (None, 204),
}
# The same about a conversation in writing.
WRITTEN: dict[tuple[str, str], tuple[Any, int]] = {
    ("GET", "/threads/{thread}"): (None, 200),
    ("GET", "/threads/{thread}/messages"): (None, 200),
    ("GET", "/threads/{thread}/draft"): (None, 200),
    ("GET", "/messages/{message}/body"): (None, 200),
    ("GET", "/files/{file}"): (None, 200),
    ("GET", "/queues/{queue}/waiting"): (None, 200),
    ("POST", "/interactions/{interaction}/whispers"): (TEXT | {"client_id": "w"}, 201),
    ("POST", "/interactions/{interaction}/observe"): (None, 200),
    ("DELETE", "/interactions/{interaction}/observe"): (None, 200),
    ("PUT", "/interactions/{interaction}/labels"): ({"labels": ["late"]}, 200),
}
# Lists of things: those of others are not in them.
MANY = (
    "/interactions",
    "/recordings",
    "/recordings.csv",
    "/voicemails",
    "/agents",
    "/queues",
    "/figures/channels",
    "/alerts",
    "/broadcasts",
    "/wallboards",
    "/customers/{customer}/timeline",
)
# Not about a queue or an agent, by the words that an address begins with.
NOBODY_IS_NARROWED = {
    "/accounts": "how the centre is set up",
    "/canned-replies": "how the centre is set up",
    "/drafts": "one's own",
    "/account": "one's own",
    "/session": "one's own",
    "/me": "one's own",
    "/offers": "one's own",
    "/notes/": "one's own",
    "/customers": "whoever calls is everybody's customer; only what they came for is narrowed",
    "/customer-merges": "whose customers are everybody's",
    "/thresholds": "one set for all",
    "/flow": "how the centre is set up",
    "/prompts": "how the centre is set up",
    "/spoken-text": "how the centre is set up",
    "/setup/": "how the centre is set up",
    "/simulations": "nobody's call",
}
OWN_CALL = {"me:act"}  # what an agent does with the call that they are in


@dataclass(frozen=True, slots=True)
class Things:
    """A call of `support` that `a1` talks to, and what has come of it; `sees`, `sees_not`: tokens of supervisors."""

    house: House
    ids: dict[str, str]
    written: dict[str, str]

    async def ask(self, method: str, path: str, body: Any, who: str) -> Any:
        ids = self.ids | self.written if (method, path) in WRITTEN else self.ids
        if isinstance(body, dict):
            body = {
                name: value.format(**ids) if isinstance(value, str) else value for name, value in body.items()
            }
        return await self.house.ask(method, path.format(**ids), who, body=body)


async def supervisor(house: House, name: str, agent: str | None = None, **narrowed: set[str]) -> str:
    """The token of one; with a phone if they are an `agent`."""
    user = await house.access.add_user(name, Role.SUPERVISOR, agent, **narrowed)
    return (await house.access.create_token(user.id, Role.SUPERVISOR, "test")).secret


@pytest.fixture
async def things(house: House) -> Things:
    interaction = await house.connected("a1")
    item = house.centre.interactions[interaction]
    customer = await known(house, item.line)
    with wave.open(str(house.recordings / "call.wav"), "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(6400))
    await house.database.writer.commit(
        [
            recordings.kept(RecordingRow("r", interaction, "call.wav", house.clock.now(), 0.2, 2)),
            recordings.voicemail_left(
                VoicemailRow("v", interaction, "support", "call.wav", 0.2, house.clock.now())
            ),
        ]
    )
    house.lines.call_arrives(SUPPORT, caller="+15559002")
    await house.ask("PUT", "/thresholds/waiting", body={"amber": 1, "red": None})
    await house.durable()
    (alert,) = (await house.ask("GET", "/alerts")).body["items"]
    await house.ask("POST", "/agents/a1/broadcasts", body=TEXT)
    board = (await house.ask("POST", "/wallboards", body=BOARD)).body["board"]["id"]
    ids = {
        "interaction": interaction,
        "customer": customer,
        "recording": "r",
        "voicemail": "v",
        "agent": "a1",
        "team": "north",
        "queue": "support",
        "alert": alert["id"],
        "wallboard": board,
    }
    return Things(house, ids, await _written(house))


async def _written(house: House) -> dict[str, str]:
    """An e-mail that `a1` has in hand besides, with a file."""
    written = Written(house)
    mail = {"topic": "t", "subject": "Kettle", "html": "<p>Hello</p>"}
    talk = await written.comes("Hello", address="mia@example.org", account="mail", **mail)
    assert (await house.ask("POST", f"/interactions/{talk}/pull", "a1")).status == 200
    thread = house.centre.interactions[talk].line
    (message,) = (await house.ask("GET", f"/threads/{thread}/messages", "a1")).body["items"]
    file = await house.services.channels.files.keep("", "note.txt", b"Hello")
    await house.database.writer.commit([files.of_thread(file.id, thread)])
    return {"interaction": talk, "thread": thread, "message": message["id"], "file": file.id}


def test_every_route_of_a_supervisor_is_narrowed_or_has_a_reason_not_to_be() -> None:
    tables = {*ONE, *WRITTEN, *(("GET", path) for path in MANY)}
    routes = {(route.method, route.path) for route in ROUTES}
    assert tables <= routes
    for route in ROUTES:
        if route.scope not in SCOPES[Role.SUPERVISOR] or route.scope in OWN_CALL:
            continue
        excused = any(route.path.startswith(way) for way in NOBODY_IS_NARROWED)
        assert excused or (route.method, route.path) in tables, route.name


@pytest.mark.parametrize("narrowed", [{"queues": {"sales"}}, {"teams": {"east"}}], ids=str)
async def test_v8_2_2_what_is_anothers_is_not_there(things: Things, narrowed: dict[str, set[str]]) -> None:
    stranger = await supervisor(things.house, "stranger", "a2", **narrowed)
    for (method, path), (body, _) in (ONE | WRITTEN).items():
        if "queues" not in narrowed and path.startswith(("/queues/", "/wallboards", "/alerts/")):
            continue  # of a queue, which is nobody's team
        answer = await things.ask(method, path, body, stranger)
        assert answer.status == 404, (method, path, answer.body)
    for path in MANY:
        if "queues" not in narrowed and path in ("/queues", "/wallboards", "/alerts", "/interactions"):
            continue
        text = await listed(things, path, stranger)
        for id in ("interaction", "recording", "voicemail", "alert", "wallboard"):
            assert f'"{things.ids[id]}"' not in text, path
    count = (await things.ask("GET", "/customers/{customer}", None, stranger)).body
    assert (count["interactions"], count["last_at"]) == (0, None)


async def test_v8_2_2_who_sees_it_finds_all_of_it(things: Things) -> None:
    """Else the test above would hold of a house where nothing is to be found."""
    wide = await supervisor(things.house, "wide", "a2", queues={"support"})
    for path in MANY:
        text = await listed(things, path, wide)
        assert '"id"' in text or "\r\n" in text.strip(), path
    for (method, path), (body, expected) in (ONE | WRITTEN).items():
        answer = await things.ask(method, path, body, wide)
        assert answer.status == expected, (method, path, answer.body)


async def test_v8_2_2_what_waits_is_explained_by_those_whom_one_sees(things: Things) -> None:
    """A team alone: the call that waits has no agent yet, its queue has two."""
    waiting = next(
        item.id for item in things.house.centre.interactions.values() if item.id != things.ids["interaction"]
    )
    north = await supervisor(things.house, "north", teams={"north"})
    for who, seen in (("supervisor", ["a1", "a2"]), (north, ["a1"])):
        found = (await things.house.ask("GET", f"/interactions/{waiting}/explanation", who)).body
        assert sorted(candidate["agent"] for candidate in found["candidates"]) == seen


async def test_v8_2_2_an_agent_sees_their_own_whatever_they_are_narrowed_to(things: Things) -> None:
    access = things.house.access
    for name, narrowed, status in (("mine", "a1", 200), ("not mine", "a2", 404)):
        user = await access.add_user(name, Role.AGENT, narrowed, queues={"sales"})
        token = (await access.create_token(user.id, Role.AGENT, "test")).secret
        answer = await things.ask("GET", "/interactions/{interaction}/notes", None, token)
        assert answer.status == status
        past = (await things.ask("GET", "/customers/{customer}/timeline", None, token)).body["items"]
        assert len(past) == (1 if status == 200 else 0)


async def listed(things: Things, path: str, who: str) -> str:
    headers = {"Authorization": f"Bearer {who}"}
    address = PREFIX + path.format(**things.ids)
    async with things.house.client.get(address, headers=headers) as response:
        assert response.status == 200, path
        return await response.text()
