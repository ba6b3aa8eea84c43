"""Flows are drawn, checked, published; nobody's work is lost."""

import asyncio
from typing import Any

import pytest

from ari_app.catalogue_reader import read_catalogue
from ari_app.storage import configuration
from ari_app.storage.rows.setup import NumberRow, QueueRow
from tests.service.web.conftest import House

HELLO: dict[str, Any] = {
    "start": "hello",
    "nodes": {
        "hello": {"kind": "say", "text": "Hello.", "exits": {"next": "wait"}},
        "wait": {"kind": "queue", "queue": "support", "exits": {"closed": "end"}},
        "end": {"kind": "hangup"},
    },
}
LAYOUT = {
    "positions": {"hello": [0, 10.5]},
    "titles": {"hello": "Greeting"},
    "notes": [{"id": "n1", "x": 5, "y": 5, "text": "Ask marketing"}],
}


async def with_queue(house: House) -> None:
    row = QueueRow("support", "Support", {}, 20.0, 30.0, None, True)
    await house.database.writer.commit([configuration.queue_set(row)])


async def drawn(house: House, name: str = "Shop") -> Any:
    await with_queue(house)
    answer = await house.ask("POST", "/flows", "admin", body={"name": name, "flow": HELLO, "layout": LAYOUT})
    assert answer.status == 201, answer.body
    return answer.body


async def save(house: House, id: str, revision: int, flow: Any, who: str = "admin") -> Any:
    return await house.ask(
        "PUT", f"/flows/{id}/draft", who, body={"revision": revision, "flow": flow, "layout": LAYOUT}
    )


async def test_a_flow_is_drawn_checked_and_published(house: House) -> None:
    flow = await drawn(house)
    assert (flow["id"], flow["revision"], flow["faults"], flow["differs"]) == ("shop", 1, [], True)
    assert flow["layout"]["titles"] == {"hello": "Greeting"}
    assert flow["published"] is None

    published = await house.ask("POST", "/flows/shop/publish", "admin", body={"revision": 1, "note": "First"})
    assert published.status == 200, published.body
    assert published.body["published"]["by"] == "admin"
    assert published.body["published"]["note"] == "First"
    assert published.body["differs"] is False

    # The running centre takes it up.
    assert (await read_catalogue(house.database.reader)).flows["shop"].name == "Shop"


async def test_the_layout_changes_nothing_of_the_flow(house: House) -> None:
    await drawn(house)
    first = await house.ask("POST", "/flows/shop/publish", "admin", body={"revision": 1})
    version = first.body["published"]["version"]
    body = {"revision": 2, "flow": first.body["flow"], "layout": {"positions": {"hello": [99, 99]}}}
    saved = await house.ask("PUT", "/flows/shop/draft", "admin", body=body)
    assert saved.body["differs"] is False
    again = await house.ask("POST", "/flows/shop/publish", "admin", body={"revision": 3})
    assert again.body["published"]["version"] == version
    assert again.body["layout"]["positions"] == {"hello": [99, 99]}


async def test_a_draft_may_lack_things_but_is_not_published(house: House) -> None:
    await drawn(house)
    nodes = {**HELLO["nodes"], "wait": {"kind": "queue", "queue": "nowhere"}, "lost": {"kind": "menu"}}
    saved = await save(house, "shop", 1, {**HELLO, "name": "Shop", "nodes": nodes})
    assert saved.status == 200
    assert {fault["node"] for fault in saved.body["faults"]} == {
        "lost"
    }  # it is no flow yet: shapes come first

    refused = await house.ask("POST", "/flows/shop/publish", "admin", body={"revision": 2})
    assert refused.status == 422
    assert "fault" in refused.detail
    assert {error["pointer"] for error in refused.body["errors"]} >= {"/nodes/lost/prompt"}

    del nodes["lost"]
    saved = await save(house, "shop", 2, {**HELLO, "name": "Shop", "nodes": nodes})
    assert {(fault["node"], fault["code"]) for fault in saved.body["faults"]} == {
        ("wait", "unknown_queue"),
        ("wait", "missing_exit"),
        ("end", "unreachable"),
    }
    found = await house.ask("GET", "/flows/shop/faults")
    assert found.body["items"] == saved.body["faults"]


async def test_two_windows_never_write_over_each_other(house: House) -> None:
    await drawn(house)
    answers = await asyncio.gather(*(save(house, "shop", 1, {**HELLO, "name": name}) for name in "ABC"))
    assert sorted(answer.status for answer in answers) == [200, 409, 409]
    refused = next(answer for answer in answers if answer.status == 409)
    assert "Somebody else" in refused.detail
    kept = (await house.ask("GET", "/flows/shop")).body
    assert kept["revision"] == 2
    # Seen theirs, one's own is saved over it.
    assert (await save(house, "shop", kept["revision"], {**HELLO, "name": "Mine"})).status == 200
    assert (await house.ask("GET", "/flows/shop")).body["name"] == "Mine"


async def test_a_published_flow_without_a_draft_begins_one_once(house: House) -> None:
    await drawn(house)
    await house.ask("POST", "/flows/shop/publish", "admin", body={"revision": 1})
    old = await house.ask("POST", "/flows/shop/publish", "admin", body={"revision": 1})
    assert old.status == 409
    assert (await save(house, "shop", 1, HELLO)).status == 409
    assert (await save(house, "shop", 0, HELLO)).status == 409


async def test_a_draft_is_taken_back(house: House) -> None:
    await drawn(house)
    nothing = await house.ask("POST", "/flows/shop/draft/discard", "admin", body={"revision": 1})
    assert nothing.status == 409
    await house.ask("POST", "/flows/shop/publish", "admin", body={"revision": 1})
    await save(house, "shop", 2, {**HELLO, "name": "Other"})
    back = await house.ask("POST", "/flows/shop/draft/discard", "admin", body={"revision": 3})
    assert (back.body["name"], back.body["differs"]) == ("Shop", False)


async def test_a_flow_that_answers_a_number_stays(house: House) -> None:
    await drawn(house)
    await house.database.writer.commit([configuration.number_set(NumberRow("+1", "shop"))])
    refused = await house.ask("DELETE", "/flows/shop", "admin")
    assert refused.status == 409
    assert "+1" in refused.detail
    await house.database.writer.commit([configuration.number_removed("+1")])
    assert (await house.ask("DELETE", "/flows/shop", "admin")).status == 204
    assert (await house.ask("GET", "/flows/shop")).status == 404


async def test_flows_are_found_and_sorted(house: House) -> None:
    for name in ("Shop", "Helpdesk", "Night"):
        await drawn(house, name)
    await house.ask("POST", "/flows/night/publish", "admin", body={"revision": 1})
    listed = (await house.ask("GET", "/flows?sort=name&order=desc&size=2")).body
    assert ([item["name"] for item in listed["items"]], listed["total"]) == (["Shop", "Night"], 3)
    assert [item["id"] for item in (await house.ask("GET", "/flows?q=desk")).body["items"]] == ["helpdesk"]
    published = (await house.ask("GET", "/flows?sort=published_at&order=desc")).body["items"]
    assert published[0]["id"] == "night"
    assert (await house.ask("GET", "/flows.csv?q=night")).status == 200


@pytest.mark.parametrize("name", ["blank", "demo-menu", "unknown-number"])
async def test_a_flow_begins_from_a_template(house: House, name: str) -> None:
    known = (await house.ask("GET", "/flow-templates")).body["items"]
    assert name in [template["id"] for template in known]
    made = await house.ask("POST", "/flows", "admin", body={"name": "Mine", "template": name})
    assert made.body["flow"]["name"] == "Mine"
    copy = await house.ask("POST", "/flows", "admin", body={"name": "Copy", "copy_of": "mine"})
    assert copy.body["flow"]["nodes"] == made.body["flow"]["nodes"]
    assert (await house.ask("POST", "/flows", "admin", body={"name": "X", "template": "none"})).status == 404
    assert (await house.ask("POST", "/flows", "admin", body={"name": "X", "copy_of": "none"})).status == 404


async def test_the_language_is_told_to_editors(house: House) -> None:
    language = (await house.ask("GET", "/flow-language")).body
    assert [kind["kind"] for kind in language["kinds"]][:2] == ["say", "menu"]
    say = language["json_schema"]["$defs"]["say"]
    assert say["properties"]["text"]["x-spoken"] is True
    assert language["json_schema"]["$defs"]["queue"]["properties"]["queue"]["x-names"] == "queue"


@pytest.mark.parametrize("number", [10**20, 1e300, -(10**16)])
async def test_a_number_that_no_database_keeps_is_refused(house: House, number: float) -> None:
    await drawn(house)
    assert (await save(house, "shop", 1, {"nodes": {"a": [number]}})).status == 422


async def test_a_large_flow_is_saved_and_a_huge_one_is_not(house: House) -> None:
    await drawn(house)
    assert (await save(house, "shop", 1, {**HELLO, "more": "x" * 500_000})).status == 200
    assert (await save(house, "shop", 2, {**HELLO, "more": "x" * 1_100_000})).status == 413
