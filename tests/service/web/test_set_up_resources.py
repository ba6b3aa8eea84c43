"""What admins set up: one table of resources, and each told the same stories."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from ari_app.storage import configuration, outbox
from ari_app.storage.rows.setup import FlowRow
from ari_app.storage.tables.spine import outbox as outbox_table
from tests.service.web.conftest import House


@dataclass(frozen=True, slots=True)
class Example:
    """`first`: as it is made; `then`: what is changed about it; `wrong`: what is refused, and where it says so."""

    many: str
    id: str
    first: dict[str, Any]
    then: dict[str, Any]
    wrong: dict[str, Any]
    at: str


EXAMPLES = (
    Example("skills", "french", {"name": "French"}, {"name": "Français"}, {"name": "  "}, "/name"),
    Example("teams", "north", {"name": "North"}, {"name": "The North"}, {"name": ""}, "/name"),
    Example("wrap-up-codes", "sold", {"name": "Sold"}, {"name": "Sale"}, {"name": "a\nb"}, "/name"),
    Example(
        "calendars",
        "office",
        {
            "name": "Office",
            "time_zone": "Europe/Zurich",
            "weekly": [{"days": ["mon"], "opens": "08:00", "closes": "17:00"}],
        },
        {"holidays": ["12-25"]},
        {"time_zone": "Europe/Atlantis"},
        "/time_zone",
    ),
    Example(
        "queues",
        "sales",
        {"name": "Sales"},
        {"offer_timeout": 25.0},
        {"skills": {"klingon": 3}},
        "/skills/klingon",
    ),
    Example("agents", "ada", {"name": "Ada"}, {"name": "Ada L."}, {"queues": ["nowhere"]}, "/queues/0"),
    Example("numbers", "+15550199", {"flow": "hello"}, {"flow": "other"}, {"flow": "gone"}, "/flow"),
    Example(
        "phones",
        "desk-1",
        {"kind": "registered"},
        {"kind": "fixed", "address": "sip:1@192.0.2.1"},
        {"kind": "fixed"},
        "/address",
    ),
    Example(
        "trunks",
        "carrier",
        {"kind": "trunk_ip", "addresses": ["203.0.113.7"]},
        {"addresses": ["203.0.113.0/29"]},
        {"addresses": ["carrier.example"]},
        "/addresses",
    ),
)


@pytest.fixture
async def flows(house: House) -> House:
    body = {"id": "hello", "name": "Hello", "start": "end", "nodes": {"end": {"kind": "hangup"}}}
    for id in ("hello", "other"):
        await house.database.writer.commit(
            [configuration.flow_added(FlowRow(id, "v1", {**body, "id": id}, published_at=1.0))]
        )
    return house


async def add(house: House, example: Example) -> dict[str, Any]:
    answer = await house.ask(
        "POST", f"/setup/{example.many}", "admin", body={"id": example.id, **example.first}
    )
    assert answer.status == 201, answer.body
    return dict(answer.body)


def draft(card: dict[str, Any]) -> dict[str, Any]:
    """What may be sent back of a card."""
    extra = {
        "id",
        "changed_at",
        "changed_by",
        "used_by",
        "agents",
        "users",
        "now",
        "flow_name",
        "has_password",
    }
    return {name: value for name, value in card.items() if name not in extra}


async def told(house: House) -> int:
    query = select(func.count()).where(outbox_table.c.topic == configuration.CHANGED)
    return int(await house.database.reader.value(query))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.many)
async def test_made_read_changed_and_removed(flows: House, example: Example) -> None:
    house, path = flows, f"/setup/{example.many}/{example.id}"
    made = await add(house, example)
    assert (made["version"], made["changed_by"], made["used_by"]) == (1, "admin", [])
    assert (await house.ask("GET", path, "admin")).body == made
    assert await told(house) == 1, "the running centre is told in the same transaction"

    changed = await house.ask("PUT", path, "admin", body=draft(made) | example.then)
    assert changed.status == 200, changed.body
    assert changed.body["version"] == 2
    for name, value in example.then.items():
        assert changed.body[name] == value

    assert (await house.ask("DELETE", path, "admin")).status == 204
    assert (await house.ask("GET", path, "admin")).status == 404
    assert await told(house) == 3


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.many)
async def test_two_admins_do_not_overwrite_each_other(flows: House, example: Example) -> None:
    house, path = flows, f"/setup/{example.many}/{example.id}"
    seen = await add(house, example)
    assert (await house.ask("PUT", path, "admin", body=draft(seen))).status == 200
    late = await house.ask("PUT", path, "admin", body=draft(seen) | example.then)
    assert late.status == 409
    assert late.detail.startswith("admin changed the")

    await house.ask("DELETE", path, "admin")
    assert (await house.ask("PUT", path, "admin", body=draft(seen))).status == 404
    again = await add(house, example)
    assert again["version"] > seen["version"], "a version is never given twice: an old form cannot win"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.many)
async def test_what_makes_no_sense_is_refused_where_it_stands(flows: House, example: Example) -> None:
    body = {"id": example.id, **example.first, **example.wrong}
    answer = await flows.ask("POST", f"/setup/{example.many}", "admin", body=body)
    assert answer.status == 422
    assert [fault["pointer"] for fault in answer.body["errors"]] == [example.at]
    assert answer.body["errors"][0]["detail"].endswith(".")
    assert await told(flows) == 0


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.many)
async def test_a_name_is_given_once(flows: House, example: Example) -> None:
    await add(flows, example)
    again = await flows.ask(
        "POST", f"/setup/{example.many}", "admin", body={"id": example.id, **example.first}
    )
    assert again.status == 409
    assert "already" in again.detail
    odd = await flows.ask("POST", f"/setup/{example.many}", "admin", body={"id": "Ä b", **example.first})
    assert [fault["pointer"] for fault in odd.body["errors"]] == ["/id"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.many)
async def test_the_list_is_searched_sorted_paged_and_exported(flows: House, example: Example) -> None:
    house, path = flows, f"/setup/{example.many}"
    await add(house, example)
    assert (await house.ask("GET", path, "admin")).body["total"] == 1
    assert (await house.ask("GET", f"{path}?q=nothing-of-the-kind", "admin")).body["items"] == []
    found = await house.ask(
        "GET", f"{path}?q={example.id.upper().replace('+', '')}&order=desc&size=1", "admin"
    )
    assert [item["id"] for item in found.body["items"]] == [example.id]
    assert (await house.ask("GET", f"{path}?page=2", "admin")).body["items"] == []
    assert (await house.ask("GET", f"{path}?sort=colour", "admin")).status == 422

    rows = await exported(house, f"{path}.csv")
    assert len(rows) == 2
    assert example.id in rows[1]


async def exported(house: House, path: str, who: str = "admin") -> list[list[str]]:
    headers = {"Authorization": f"Bearer {house.tokens[who]}"}
    async with house.client.get(f"/api/v1{path}", headers=headers) as response:
        assert response.content_type == "text/csv"
        assert "attachment" in response.headers["Content-Disposition"]
        text = (await response.read()).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


async def test_a_list_in_the_order_that_people_expect(house: House) -> None:
    for id, name in (("a10", "Agent 10"), ("a9", "agent 9"), ("b", "=cmd|' /C calc'!A0")):
        await house.ask("POST", "/setup/skills", "admin", body={"id": id, "name": name})
    names = [
        item["name"] for item in (await house.ask("GET", "/setup/skills?q=agent", "admin")).body["items"]
    ]
    assert names == ["agent 9", "Agent 10"]
    rows = await exported(house, "/setup/skills.csv?sort=id&order=desc")
    assert [row[0] for row in rows] == ["name", "'=cmd|' /C calc'!A0", "Agent 10", "agent 9"]


@pytest.mark.parametrize("who", ["a1", "supervisor", "auditor", "service"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.many)
async def test_only_admins_change_it(flows: House, example: Example, who: str) -> None:
    made = await add(flows, example)
    path = f"/setup/{example.many}"
    assert (await flows.ask("POST", path, who, body={"id": "other", **example.first})).status == 403
    assert (await flows.ask("PUT", f"{path}/{example.id}", who, body=draft(made))).status == 403
    assert (await flows.ask("DELETE", f"{path}/{example.id}", who)).status == 403
    if who == "auditor":
        assert (await flows.ask("GET", path, who)).status == 200


async def test_what_is_used_stays_and_says_by_whom(flows: House) -> None:
    house = flows
    for example in EXAMPLES[:4]:
        await add(house, example)
    await house.ask("POST", "/setup/phones", "admin", body={"id": "desk-1"})
    queue = {
        "id": "sales",
        "name": "Sales",
        "skills": {"french": 2},
        "calendar": "office",
        "wrap_up_codes": ["sold"],
    }
    agent = {
        "id": "ada",
        "name": "Ada",
        "team": "north",
        "skills": {"french": 7},
        "queues": ["sales"],
        "phone": "desk-1",
    }
    for many, body in (("queues", queue), ("agents", agent)):
        assert (await house.ask("POST", f"/setup/{many}", "admin", body=body)).status == 201
    for path, by in (
        ("skills/french", "agent Ada and queue Sales"),
        ("teams/north", "agent Ada"),
        ("wrap-up-codes/sold", "queue Sales"),
        ("calendars/office", "queue Sales"),
        ("queues/sales", "agent Ada"),
        ("phones/desk-1", "agent Ada"),
    ):
        answer = await house.ask("DELETE", f"/setup/{path}", "admin")
        assert answer.status == 409, path
        assert answer.detail.endswith(f"is still used by {by}: take it out there first.")

    card = (await house.ask("GET", "/setup/queues/sales", "admin")).body
    assert card["agents"] == [{"id": "ada", "name": "Ada", "lacks": []}]
    assert [use["name"] for use in card["used_by"]] == ["Ada"]
    stricter = draft(card) | {"skills": {"french": 9}}
    assert (await house.ask("PUT", "/setup/queues/sales", "admin", body=stricter)).body["agents"][0][
        "lacks"
    ] == ["french"]

    assert (await house.ask("DELETE", "/setup/agents/ada", "admin")).status == 204
    assert (await house.ask("DELETE", "/setup/queues/sales", "admin")).status == 204
    assert (await house.ask("DELETE", "/setup/skills/french", "admin")).status == 204


async def test_a_flow_holds_what_it_names(flows: House) -> None:
    await add(flows, EXAMPLES[4])
    nodes = {
        "wait": {"kind": "queue", "queue": "sales", "exits": {"closed": "end"}},
        "end": {"kind": "hangup"},
    }
    row = FlowRow(
        "ring", "v1", {"id": "ring", "name": "Ring us", "start": "wait", "nodes": nodes}, published_at=2.0
    )
    await flows.database.writer.commit([configuration.flow_added(row)])
    answer = await flows.ask("DELETE", "/setup/queues/sales", "admin")
    assert (answer.status, "flow Ring us" in answer.detail) == (409, True)


async def test_a_phone_has_one_agent_and_a_password_that_is_shown_once(house: House) -> None:
    await house.ask("POST", "/setup/phones", "admin", body={"id": "desk-1"})
    for id in ("ada", "bob"):
        answer = await house.ask(
            "POST", "/setup/agents", "admin", body={"id": id, "name": id, "phone": "desk-1"}
        )
    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "/phone")

    first = (await house.ask("POST", "/setup/phones/desk-1/password", "admin")).body
    second = (await house.ask("POST", "/setup/phones/desk-1/password", "admin")).body
    assert first["username"] == "desk-1"
    assert first["password"] != second["password"]
    assert "password" not in (await house.ask("GET", "/setup/phones/desk-1", "admin")).body


async def test_the_softphones_of_browsers_are_nobodys_to_set_up(house: House) -> None:
    await house.ask("POST", "/setup/agents", "admin", body={"id": "ada", "name": "Ada"})
    softphone = await house.services.devices.browser_phone("ada", "ada")
    assert (await house.ask("GET", "/setup/phones", "admin")).body["items"] == []
    for method in ("GET", "DELETE"):
        assert (await house.ask(method, f"/setup/phones/{softphone.username}", "admin")).status == 404
    taken = await house.ask("POST", "/setup/phones", "admin", body={"id": "a-1"})
    assert taken.body["errors"][0]["pointer"] == "/id"

    card = (await house.ask("GET", "/setup/agents/ada", "admin")).body
    assert card["phone"] is None
    saved = await house.ask("PUT", "/setup/agents/ada", "admin", body=draft(card) | {"name": "Ada L."})
    assert saved.status == 200
    choice = await house.services.devices.choice("ada")
    assert choice.device == "browser", "to save the form does not take the softphone away"
    assert (await house.ask("DELETE", "/setup/agents/ada", "admin")).status == 204


async def test_a_trunks_password_goes_in_and_never_comes_out(house: House) -> None:
    body = {"kind": "trunk_registering", "server": "sip.example", "username": "us"}
    refused = await house.ask("POST", "/setup/trunks", "admin", body={"id": "carrier", **body})
    assert refused.body["errors"][0]["pointer"] == "/password"
    made = await house.ask(
        "POST", "/setup/trunks", "admin", body={"id": "carrier", **body, "password": "s3cret!"}
    )
    assert made.body["has_password"]
    assert "s3cret!" not in str(made.body)
    kept = await house.ask(
        "PUT", "/setup/trunks/carrier", "admin", body=body | {"version": 1, "server": "sip2.example"}
    )
    assert (kept.status, kept.body["has_password"]) == (200, True)


async def test_settings_of_the_running_centre(house: House) -> None:
    first = (await house.ask("GET", "/setup/settings", "admin")).body
    assert (first["version"], first["second_factor"], first["dialable"]) == (0, "optional", [])
    secret = next(setting for setting in first["fixed"] if setting["name"] == "ari_password")
    assert (secret["secret"], secret["value"], secret["variable"]) == (True, "", "TRUNKLINE_ARI_PASSWORD")

    wanted = {"version": 0, "second_factor": "staff", "dialable": ["+44", "+4930"], "keep_recordings": 90}
    assert (await house.ask("PUT", "/setup/settings", "admin", body=wanted)).body["keep_recordings"] == 90
    assert (await house.ask("PUT", "/setup/settings", "admin", body=wanted)).status == 409
    wrong = await house.ask(
        "PUT", "/setup/settings", "admin", body=wanted | {"version": 1, "dialable": ["00 49"]}
    )
    assert wrong.body["errors"][0]["pointer"] == "/dialable/0"


def test_the_outbox_carries_it() -> None:
    write = configuration.told("admin", 1.0)
    assert write.statement is outbox.posted("x", "y", {}, 1.0).statement
