"""Versions: who published what, what is different, the way back; and where callers are."""

from typing import Any

from tests.service.web.conftest import SUPPORT, House
from tests.service.web.test_flows import HELLO, drawn, save


async def twice_published(house: House) -> list[Any]:
    await drawn(house)
    await house.ask("POST", "/flows/shop/publish", "admin", body={"revision": 1, "note": "First"})
    nodes = {**HELLO["nodes"], "hello": {"kind": "say", "text": "Good day.", "exits": {"next": "wait"}}}
    await save(house, "shop", 2, {**HELLO, "name": "Shop", "nodes": nodes})
    house.clock.advance(60.0)
    await house.ask("POST", "/flows/shop/publish", "admin", body={"revision": 3, "note": "Politer"})
    versions = (await house.ask("GET", "/flows/shop/versions")).body["items"]
    return list(versions)


async def test_versions_tell_who_and_why(house: House) -> None:
    newest, oldest = await twice_published(house)
    assert [(v["by"], v["note"], v["answers"]) for v in (newest, oldest)] == [
        ("admin", "Politer", True),
        ("admin", "First", False),
    ]
    old = await house.ask("GET", f"/flows/shop/versions/{oldest['version']}")
    assert old.body["flow"]["nodes"]["hello"]["text"] == "Hello."
    assert (await house.ask("GET", "/flows/shop/versions/none")).status == 404


async def test_what_is_different(house: House) -> None:
    newest, oldest = await twice_published(house)
    address = f"/flows/shop/difference?before={oldest['version']}&after={newest['version']}"
    found = (await house.ask("GET", address)).body
    assert found["flow"] == []
    (node,) = found["nodes"]
    assert (node["node"], node["change"]) == ("hello", "changed")
    assert node["members"] == [{"at": "/text", "change": "changed", "before": "Hello.", "after": "Good day."}]
    same = (await house.ask("GET", f"/flows/shop/difference?before={newest['version']}")).body
    assert same == {"flow": [], "nodes": []}


async def test_rolling_back_is_a_new_publication(house: House) -> None:
    _, oldest = await twice_published(house)
    house.clock.advance(60.0)
    back = await house.ask("POST", f"/flows/shop/versions/{oldest['version']}/publish", "admin", body={})
    assert back.body["published"]["version"] == oldest["version"]
    assert back.body["differs"] is False
    versions = (await house.ask("GET", "/flows/shop/versions")).body["items"]
    assert [version["answers"] for version in versions] == [True, False, False]


async def test_rolling_back_leaves_a_draft_that_has_gone_on(house: House) -> None:
    _, oldest = await twice_published(house)
    await save(house, "shop", 4, {**HELLO, "name": "Tomorrow"})
    house.clock.advance(60.0)
    body = {"note": "Complaints"}
    back = await house.ask("POST", f"/flows/shop/versions/{oldest['version']}/publish", "admin", body=body)
    assert (back.body["name"], back.body["differs"]) == ("Tomorrow", True)
    assert back.body["published"]["note"] == "Complaints"


async def test_where_callers_are_and_how_they_went(house: House) -> None:
    made = await house.ask("POST", "/flows", "admin", body={"name": "Support", "template": "blank"})
    assert made.body["id"] == "support"  # the id of the flow that answers in this house
    house.lines.call_arrives(SUPPORT)
    await house.durable()
    live = (await house.ask("GET", "/flows/support/live")).body
    assert live["sessions"] == {"wait": 1}
    assert live["exits"] == []

    house.clock.advance(601.0)
    await house.durable()
    live = (await house.ask("GET", "/flows/support/live")).body
    assert live["sessions"] == {"sorry": 1}
    assert live["exits"] == [{"node": "wait", "exit": "max_wait", "target": "sorry", "taken": 1}]
    again = (await house.ask("GET", "/flows/support/live")).body
    assert again["exits"] == live["exits"]
