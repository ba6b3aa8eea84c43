"""How much agents take on at once, and replies that are used often, set up from a screen."""

from typing import Any

from tests.service.web.conftest import House

REPLY = {
    "id": "hello",
    "title": "Greeting",
    "shortcut": "hi",
    "text": "Hello {customer.first_name}!",
    "language": "en",
}


async def capacity(house: House) -> Any:
    return (await house.ask("GET", "/setup/capacity", "admin")).body


async def test_capacity_is_as_it_ships_until_somebody_says_otherwise(house: House) -> None:
    card = await capacity(house)
    assert (card["total"], card["rules"]["call"]["units"], card["rules"]["chat"]["units"]) == (100, 100, 25)
    rules = {**card["rules"], "chat": {"units": 50, "interrupted_by": ["call"]}}
    body = {"rules": rules, "label_caps": [{"label": "complaint", "most": 2}], "version": card["version"]}
    changed = await house.ask("PUT", "/setup/capacity", "admin", body=body)
    assert changed.status == 200
    assert await capacity(house) == changed.body
    assert changed.body["rules"]["chat"] == {"units": 50, "interrupted_by": ["call"]}
    assert changed.body["label_caps"] == [{"label": "complaint", "most": 2}]
    assert (changed.body["version"], changed.body["changed_by"]) == (1, "admin")
    assert (await house.ask("PUT", "/setup/capacity", "admin", body=body)).status == 409
    assert (await house.ask("PUT", "/setup/capacity", "a1", body=body)).status == 403


async def test_what_makes_no_sense_is_refused_at_its_place(house: House) -> None:
    card = await capacity(house)
    rules = {
        **card["rules"],
        "chat": {"units": 50, "interrupted_by": ["chat", "email"]},
        "email": {"units": 50, "interrupted_by": ["chat"]},
    }
    caps = [{"label": "x", "most": 1}, {"label": "x", "most": 2}]
    body = {"rules": rules, "label_caps": caps, "version": card["version"]}
    refused = await house.ask("PUT", "/setup/capacity", "admin", body=body)
    assert refused.status == 422
    assert len(refused.body["errors"]) == 3


async def test_a_reply_is_written_once_and_its_shortcut_is_its_own(house: House) -> None:
    made = await house.ask("POST", "/setup/canned-replies", "admin", body=REPLY)
    assert (made.status, made.body["shortcut"]) == (201, "hi")
    again = await house.ask("POST", "/setup/canned-replies", "admin", body={**REPLY, "id": "other"})
    assert again.status == 422
    assert "Greeting already" in again.body["errors"][0]["detail"]
    german = {**REPLY, "id": "hallo", "language": "de", "text": "Hallo!"}
    assert (await house.ask("POST", "/setup/canned-replies", "admin", body=german)).status == 201

    change = {name: value for name, value in REPLY.items() if name != "id"}
    path = "/setup/canned-replies/hello"
    house.clock.advance(10)
    changed = await house.ask(
        "PUT", path, "admin", body={**change, "text": "Hi!", "version": made.body["version"]}
    )
    assert changed.body["text"] == "Hi!"
    found = (await house.ask("GET", "/canned-replies?q=hi", "a1")).body["items"]
    assert {each["text"] for each in found} == {"Hi!", "Hallo!"}
    assert (await house.ask("DELETE", path, "admin")).status == 204


async def test_a_reply_may_be_for_some_queues_that_are_there(house: House) -> None:
    nowhere = await house.ask("POST", "/setup/canned-replies", "admin", body={**REPLY, "queues": ["none"]})
    assert nowhere.status == 422


async def test_an_agents_own_units_and_a_queues_targets(house: House) -> None:
    queue = {"id": "text", "name": "Text", "targets": {"chat": 30}}
    made = (await house.ask("POST", "/setup/queues", "admin", body=queue)).body
    assert made["targets"] == {"chat": 30}
    agent = {"id": "zoe", "name": "Zoe", "queues": ["text"], "units": {"chat": 50}}
    assert (await house.ask("POST", "/setup/agents", "admin", body=agent)).body["units"] == {"chat": 50}
    wrong = {**queue, "id": "wrong", "targets": {"call": 30}}
    assert (await house.ask("POST", "/setup/queues", "admin", body=wrong)).status == 422
