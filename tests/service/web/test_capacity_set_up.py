"""How much agents take on at once, and replies that are used often, set up from a screen."""

from typing import Any

import pytest

from tests.service.web.conftest import House
from tests.service.web.document import Answer
from workspace_web.app import PREFIX

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


async def imported(house: House, content: str, who: str = "admin", type: str = "text/csv") -> Answer:
    path = "/setup/canned-replies/import"
    return await house.ask("POST", path, who, raw=content.encode(), headers={"Content-Type": type})


async def replies(house: House) -> dict[str, tuple[str, str, str, tuple[str, ...]]]:
    items = (await house.ask("GET", "/setup/canned-replies", "admin")).body["items"]
    return {
        each["id"]: (each["shortcut"], each["language"], each["text"], tuple(each["queues"]))
        for each in items
    }


async def test_replies_come_by_a_file_and_leave_by_one_that_comes_in_again(house: House) -> None:
    for queue in ("shop", "office"):
        assert (
            await house.ask("POST", "/setup/queues", "admin", body={"id": queue, "name": queue})
        ).status == 201
    assert (await house.ask("POST", "/setup/canned-replies", "admin", body=REPLY)).status == 201
    file = (
        "Shortcut;Title;Text;Language;Queues\r\n"
        'hi;Greeting;"Hi,\r\nwhat is it?";en;\r\n'
        "hi;Begrüßung;=Hallo;de;shop office\r\n"
        "bye;Goodbye;Bye.;;\r\n"
    )
    brought = await imported(house, file)
    assert (brought.status, brought.body) == (200, {"added": 2, "changed": 1})
    there = await replies(house)
    assert there == {
        "hello": ("hi", "en", "Hi,\nwhat is it?", ()),
        "hi-de": ("hi", "de", "=Hallo", ("shop", "office")),
        "bye": ("bye", "", "Bye.", ()),
    }
    assert (await house.ask("GET", "/setup/canned-replies/hello", "admin")).body["version"] == 2

    headers = {"Authorization": f"Bearer {house.tokens['admin']}"}
    async with house.client.get(f"{PREFIX}/setup/canned-replies.csv", headers=headers) as out:
        again = await imported(house, await out.text())
    assert (again.status, again.body) == (200, {"added": 0, "changed": 3})
    assert await replies(house) == there


@pytest.mark.parametrize(
    ("file", "wrong"),
    [
        ("shortcut,title\nhi,Greeting\n", {"/1": "The column 'text' is missing."}),
        (
            "shortcut,title,text,queues\nok,Fine,Fine.,\nNot good,Bad,Bad.,\nfar,Far,Far.,none\n,,,x\n",
            {
                "/3/shortcut": "lower-case",
                "/5/shortcut": "lower-case",
                "/5/title": "a name",
                "/5/text": "1 char",
            },
        ),
        ("shortcut,title,text,queues\nok,Fine,Fine.,\nfar,Far,Far.,none\n", {"/3/queues": "none"}),
        ("shortcut,title,text\na,A,A\nb,B,B\na,C,C\n", {"/4/shortcut": "stands in line 2 already"}),
    ],
    ids=["a column", "cells", "a queue that there is not", "twice"],
)
async def test_of_a_file_with_a_fault_nothing_is_taken(
    house: House, file: str, wrong: dict[str, str]
) -> None:
    refused = await imported(house, file)
    assert refused.status == 422
    told = {error["pointer"]: error["detail"] for error in refused.body["errors"]}
    assert told.keys() == wrong.keys()
    for place, words in wrong.items():
        assert words in told[place]
    assert await replies(house) == {}


async def test_only_who_writes_replies_brings_a_file_and_it_is_csv(house: House) -> None:
    assert (await imported(house, "shortcut,title,text\na,A,A\n", "a1")).status == 403
    assert (await imported(house, "{}", type="application/json")).status == 415


async def test_an_agents_own_units_and_a_queues_targets(house: House) -> None:
    queue = {"id": "text", "name": "Text", "targets": {"chat": 30}}
    made = (await house.ask("POST", "/setup/queues", "admin", body=queue)).body
    assert made["targets"] == {"chat": 30}
    agent = {"id": "zoe", "name": "Zoe", "queues": ["text"], "units": {"chat": 50}}
    assert (await house.ask("POST", "/setup/agents", "admin", body=agent)).body["units"] == {"chat": 50}
    wrong = {**queue, "id": "wrong", "targets": {"call": 30}}
    assert (await house.ask("POST", "/setup/queues", "admin", body=wrong)).status == 422
