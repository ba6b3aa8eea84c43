"""What is done with a conversation in writing: put aside, taken from a queue, handed on, helped with, looked on, ended."""

from dataclasses import replace

import pytest

from ari_app.acd.model import InteractionState, MediaType
from ari_app.conversation.text_account import Facts, TextAccount
from ari_app.storage.choices import IdentityKind, Role
from tests.service.web.conftest import House
from tests.service.web.document import Answer
from tests.service.web.written import Written


@pytest.fixture
async def written(house: House) -> Written:
    return Written(house)


async def test_the_card_of_a_conversation_says_what_its_agent_needs(written: Written) -> None:
    interaction, thread = await written.talk(text="Where is it?", context={"page": "https://shop.example"})
    card = (await written.house.ask("GET", f"/interactions/{interaction}")).body
    assert (card["medium"], card["media_type"], card["channel_kind"]) == ("text", "chat", "webchat")
    assert (card["channel_name"], card["thread"], card["customer_name"]) == ("Shop chat", thread, "Mia")
    assert (card["preview"], card["unread"], card["context"]) == (
        "Where is it?",
        1,
        {"page": "https://shop.example"},
    )
    assert card["writing"]["state"] == "active"
    mine = (await written.house.ask("GET", "/agents/a1")).body
    assert [(hold["interaction"], hold["state"]) for hold in mine["holds"]] == [(interaction, "active")]
    assert (mine["units"], mine["capacity"]) == (25, 100)


async def test_what_is_put_aside_frees_its_agent_and_comes_back(written: Written) -> None:
    interaction, _ = await written.talk()
    later = written.house.clock.now() + 3600
    parked = await written.house.ask("POST", f"/interactions/{interaction}/park", "a1", body={"until": later})
    assert parked.body["writing"] | {"state": "snoozed", "until": later} == parked.body["writing"]
    assert (await written.house.ask("GET", "/agents/a1")).body["units"] == 0

    await written.comes("Are you still there?")
    card = (await written.house.ask("GET", f"/interactions/{interaction}")).body
    assert (card["writing"]["state"], card["unread"]) == ("active", 2)

    again = await written.house.ask("POST", f"/interactions/{interaction}/unpark", "a1")
    assert again.status == 409
    past = {"until": written.house.clock.now() - 1}
    assert (
        await written.house.ask("POST", f"/interactions/{interaction}/park", "a1", body=past)
    ).status == 409


async def test_an_agent_takes_by_hand_what_waits_in_their_queue(written: Written) -> None:
    interaction = await written.comes("Anybody there?")
    waiting = (await written.house.ask("GET", "/queues/support/waiting", "a1")).body["items"]
    assert [card["id"] for card in waiting] == [interaction]
    assert (await written.house.ask("GET", "/queues/sales/waiting", "a1")).status == 404
    await written.house.ask("PUT", "/me/state", "a1", body={"state": "away"})
    taken = await written.house.ask("POST", f"/interactions/{interaction}/pull", "a1")
    assert (taken.status, taken.body["agent"], taken.body["state"]) == (200, "a1", "connected")
    assert (await written.house.ask("GET", "/queues/support/waiting", "a1")).body["items"] == []


async def test_it_is_handed_on_with_a_note(written: Written) -> None:
    interaction, thread = await written.talk()
    await written.house.available("a2")
    body = {"to": {"agent": "a2"}, "note": "Wants a refund"}
    moved = await written.house.ask("POST", f"/interactions/{interaction}/transfer", "a1", body=body)
    assert (moved.status, moved.body["state"]) == (200, "offered"), moved.body
    await written.accept("a2")
    assert await written.texts(thread, "a2") == ["Hello?", "Wants a refund"]
    assert (await written.says(interaction, "Too late", "a1")).status == 404


async def test_a_helper_comes_and_leaves(written: Written) -> None:
    interaction, _ = await written.talk()
    path = f"/interactions/{interaction}/helpers/a2"
    assert (await written.house.ask("POST", path, "a2")).status == 404, "nobody helps unasked"
    await written.house.ask("POST", path, "a1")
    left = await written.house.ask("DELETE", path, "a2")
    assert (left.status, left.body["writing"]["helpers"]) == (200, [])


async def test_several_look_on_and_the_agent_learns_of_it_where_that_is_visible(written: Written) -> None:
    interaction, _ = await written.talk()
    for who in ("supervisor", "admin"):
        assert (await written.house.ask("POST", f"/interactions/{interaction}/observe", who)).status == 200
    card = (await written.house.ask("GET", f"/interactions/{interaction}")).body
    assert card["observers"] == ["admin", "supervisor"]
    gone = await written.house.ask("DELETE", f"/interactions/{interaction}/observe", "admin")
    assert gone.body["observers"] == ["supervisor"]
    assert (await written.house.ask("POST", f"/interactions/{interaction}/observe", "a1")).status == 403


async def test_labels_are_said_by_who_takes_part(written: Written) -> None:
    interaction, _ = await written.talk()
    body = {"labels": ["refund", "late delivery"]}
    labelled = await written.house.ask("PUT", f"/interactions/{interaction}/labels", "a1", body=body)
    assert labelled.body["labels"] == ["refund", "late-delivery"]
    assert (
        await written.house.ask("PUT", f"/interactions/{interaction}/labels", "a2", body=body)
    ).status == 404


async def test_closing_ends_it_and_is_wrapped_up(written: Written) -> None:
    interaction, thread = await written.talk()
    assert (await written.house.ask("POST", f"/interactions/{interaction}/close", "a1")).status == 202
    await written.house.durable()
    card = (await written.house.ask("GET", f"/interactions/{interaction}")).body
    assert card["state"] == InteractionState.HANDLED
    (hold,) = (await written.house.ask("GET", "/agents/a1")).body["holds"]
    assert hold["state"] == "wrap_up"
    done = await written.house.ask("POST", f"/me/wrap-up/finish?interaction={interaction}", "a1")
    assert (done.status, done.body["holds"]) == (200, [])
    assert (await written.says(interaction, "Too late")).status == 404
    assert await written.texts(thread) == ["Hello?"]


async def test_we_write_first(written: Written) -> None:
    await written.house.available("a1")
    whom = {"account": "mail", "address": " Mia@Example.org", "queue": "support"}
    body = whom | {"client_id": "c", "text": "News", "subject": "Kettle"}
    begun = await written.house.ask("POST", "/threads", "a1", body=body)
    assert (begun.status, begun.body["agent"], begun.body["state"]) == (201, "a1", "connected"), begun.body
    assert await written.texts(begun.body["thread"]) == ["News"]
    for change, status in (
        ({"account": "chat"}, 409),  # nobody begins a chat but the customer
        ({"account": "none"}, 404),
        ({"queue": "sales"}, 409),
        ({"account": "wa", "address": "+15557001"}, 409),  # only by a template
    ):
        answer = await written.house.ask("POST", "/threads", "a1", body=body | {"client_id": "d"} | change)
        assert answer.status == status, (change, answer.body)


async def test_we_write_first_to_allowed_numbers_alone(written: Written) -> None:
    """ASVS 2.3.2: whoever can make us send can make us pay."""
    await written.house.available("a1")
    centre = written.house.centre
    sms = TextAccount(
        "sms",
        "SMS",
        "+4930",
        "support",
        Facts("smpp", "SMS", MediaType.MESSAGE, IdentityKind.PHONE),
        prefixes=("+49",),
    )
    centre.configure(replace(centre.catalogue, accounts={**centre.catalogue.accounts, "sms": sms}))

    async def write(address: str, id: str) -> Answer:
        body = {"account": "sms", "queue": "support", "text": "Hello", "address": address, "client_id": id}
        return await written.house.ask("POST", "/threads", "a1", body=body)

    refused = await write("+882 16 12345", "c1")
    assert refused.status == 409
    assert refused.detail.startswith("+8821612345 may not be written to first: an administrator allows")
    assert (await write("+49 170 1234567", "c2")).status == 201


async def test_who_is_narrowed_to_other_queues_reads_nothing_and_does_nothing(written: Written) -> None:
    interaction, thread = await written.talk()
    user = await written.house.access.add_user("stranger", Role.SUPERVISOR, "a2", queues={"sales"})
    stranger = (await written.house.access.create_token(user.id, Role.SUPERVISOR, "test")).secret
    talk = f"/interactions/{interaction}"
    for method, path, body in (
        ("GET", f"/threads/{thread}", None),
        ("GET", f"/threads/{thread}/messages", None),
        ("PUT", f"/threads/{thread}/draft", {"text": "x"}),
        ("POST", f"{talk}/messages", {"client_id": "x", "text": "x", "internal": "note"}),
        ("POST", f"{talk}/whispers", {"client_id": "x", "text": "x"}),
        ("POST", f"{talk}/observe", None),
        ("POST", f"{talk}/close", None),
        ("PUT", f"{talk}/labels", {"labels": ["x"]}),
    ):
        answer = await written.house.ask(method, path, stranger, body=body)
        assert answer.status == 404, (method, path, answer.body)
