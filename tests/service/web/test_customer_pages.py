"""Customers from a screen: recognised, looked up, kept up to date, their history and notes."""

import asyncio
from typing import Any

import pytest

from ari_app.customers.recognition import Recognition
from ari_app.storage import events
from ari_app.storage.customers import Began
from tests.service.web.conftest import SUPPORT, House


async def known(house: House, line: str) -> str:
    """The customer of the call on this line, once it is known."""
    item = house.centre.by_line(line)
    assert item is not None
    recognition, heard = house.services.customers.recognition, asyncio.Event()
    recognition.told = lambda interaction: heard.set()
    async with asyncio.timeout(60):
        while (customer := recognition.customer_of(item.id)) is None:
            heard.clear()
            await heard.wait()
    return customer


async def card(house: House, customer: str) -> Any:
    return (await house.ask("GET", f"/customers/{customer}", "a1")).body


async def test_a_stranger_becomes_a_customer_without_a_name(house: House) -> None:
    line = house.lines.call_arrives(SUPPORT, caller="+15559009")
    await house.durable()
    stranger = await card(house, await known(house, line))
    assert (stranger["name"], stranger["interactions"]) == ("", 1)
    assert [each["value"] for each in stranger["identities"]] == ["+15559009"]


async def test_who_calls_again_is_recognised_and_has_a_history(house: House) -> None:
    first = house.lines.call_arrives(SUPPORT, caller="+15559009")
    await house.durable()
    customer = await known(house, first)
    house.lines.caller_hangs_up(first)
    house.clock.advance(60)
    await house.available("a1")
    again = house.lines.call_arrives(SUPPORT, caller="+15559009")
    await house.durable()
    assert await known(house, again) == customer

    timeline = (await house.ask("GET", f"/customers/{customer}/timeline", "a1")).body
    assert [past["state"] for past in timeline["items"]] == ["offered", "abandoned"]
    (leg,) = house.lines.ringing()
    house.lines.leg_answers(leg)
    await house.durable()
    assert (await house.ask("GET", "/me", "a1")).body["interaction"]["customer"] == customer


async def test_a_timeline_goes_on_page_by_page(house: House) -> None:
    for _ in range(3):
        line = house.lines.call_arrives(SUPPORT, caller="+15559009")
        await house.durable()
        customer = await known(house, line)
        house.lines.caller_hangs_up(line)
        house.clock.advance(60)
    path = f"/customers/{customer}/timeline?limit=2"
    first = (await house.ask("GET", path, "a1")).body
    second = (await house.ask("GET", f"{path}&cursor={first['next']}", "a1")).body
    assert [past["id"] for past in first["items"] + second["items"]] == ["i3", "i2", "i1"]
    assert second["next"] is None


async def test_who_withholds_their_number_is_nobody_until_somebody_says_so(house: House) -> None:
    added = (await house.ask("POST", "/customers", "a1", body={"name": "Ann"})).body
    await house.available("a1")
    line = house.lines.call_arrives(SUPPORT, caller="")
    await house.durable()
    item = house.centre.by_line(line)
    assert item is not None
    path = f"/interactions/{item.id}/customer"
    said = await house.ask("PUT", path, "a1", body={"customer": added["id"]})
    assert (said.status, said.body["name"]) == (200, "Ann")
    assert (await card(house, added["id"]))["interactions"] == 1
    assert (await house.ask("PUT", path, "a1", body={"customer": "none"})).status == 404


async def test_a_customer_is_found_by_name_organisation_and_number_however_written(house: House) -> None:
    body = {
        "name": "Ann Lee",
        "organisation": "Lee & 100% Sons",
        "identities": [
            {"kind": "phone", "value": "+1 (555) 900-9000"},
            {"kind": "email", "value": "Ann@X.org"},
        ],
    }
    added = await house.ask("POST", "/customers", "a1", body=body)
    await house.ask("POST", "/customers", "a1", body={"name": "Bob"})
    assert added.status == 201
    for words in ("ann", "LEE", "100%", "+1 555 900 9000", "00 1555 9009000", "9009000", "ann@x"):
        found = await house.ask("GET", f"/customers?q={words.replace('%', '%25').replace('+', '%2B')}", "a1")
        assert [each["name"] for each in found.body["items"]] == ["Ann Lee"], words
    assert (await house.ask("GET", "/customers?q=100_", "a1")).body["total"] == 0
    every = (await house.ask("GET", "/customers?sort=name&order=asc&size=1&page=2", "a1")).body
    assert ([each["name"] for each in every["items"]], every["total"]) == (["Bob"], 2)


async def test_a_profile_is_changed_in_parts(house: House) -> None:
    body = {"name": "Ann", "identities": [{"kind": "phone", "value": "+15559009"}]}
    added = (await house.ask("POST", "/customers", "a1", body=body)).body
    house.clock.advance(10)
    path = f"/customers/{added['id']}"
    changed = await house.ask("PATCH", path, "a1", body={"organisation": "ACME", "language": "de"})
    assert (changed.body["name"], changed.body["organisation"], changed.body["language"]) == (
        "Ann",
        "ACME",
        "de",
    )
    assert changed.body["identities"] == added["identities"]

    two = [{"kind": "phone", "value": "+15559009"}, {"kind": "email", "value": "ann@x.org"}]
    changed = await house.ask("PATCH", path, "a1", body={"identities": two})
    assert [each["added_at"] for each in changed.body["identities"]] == [
        added["created_at"],
        house.clock.now(),
    ]
    assert (await card(house, added["id"]))["identities"] == changed.body["identities"]


async def test_nobody_is_known_by_what_is_anothers(house: House) -> None:
    phone = {"kind": "phone", "value": "+15559009"}
    ann = (await house.ask("POST", "/customers", "a1", body={"name": "Ann", "identities": [phone]})).body
    refused = await house.ask("POST", "/customers", "a1", body={"name": "Bob", "identities": [phone]})
    assert refused.status == 409
    assert "Ann's already" in refused.detail
    assert ann["id"] in refused.detail


@pytest.mark.parametrize(
    ("kind", "value", "cure"), [("phone", "no number", "write it as +49"), ("email", "ann", "e-mail address")]
)
async def test_what_is_no_identity_is_refused_with_its_cure(
    house: House, kind: str, value: str, cure: str
) -> None:
    refused = await house.ask(
        "POST", "/customers", "a1", body={"identities": [{"kind": kind, "value": value}]}
    )
    assert refused.status == 422
    assert cure in refused.detail


async def test_notes_are_everybodys_to_read_and_ones_own_to_change(house: House) -> None:
    ann = (await house.ask("POST", "/customers", "a1", body={"name": "Ann"})).body["id"]
    written = await house.ask("POST", f"/customers/{ann}/notes", "a1", body={"text": " Likes\ntea. "})
    assert (written.status, written.body["author"], written.body["text"]) == (201, "a1", "Likes\ntea.")
    house.clock.advance(5)
    path = f"/notes/{written.body['id']}"
    assert (await house.ask("PATCH", path, "a2", body={"text": "Hates tea."})).status == 404
    await house.ask("PATCH", path, "a1", body={"text": "Likes coffee."})
    (note,) = (await house.ask("GET", f"/customers/{ann}/notes", "a2")).body["items"]
    assert (note["text"], note["changed_at"]) == ("Likes coffee.", house.clock.now())


async def test_a_note_on_an_interaction_is_in_the_history(house: House) -> None:
    interaction = await house.connected("a1")
    await house.ask("POST", f"/interactions/{interaction}/notes", "a1", body={"text": "Wants a refund."})
    listed = (await house.ask("GET", f"/interactions/{interaction}/notes", "a2")).body["items"]
    (mine,) = (await house.ask("GET", "/me/interactions", "a1")).body["items"]
    assert [note["text"] for note in mine["notes"]] == ["Wants a refund."]
    assert mine["notes"] == listed


@pytest.mark.parametrize("what", ["customers", "interactions"])
async def test_there_are_no_notes_on_what_is_not(house: House, what: str) -> None:
    assert (await house.ask("POST", f"/{what}/none/notes", "a1", body={"text": "x"})).status == 404
    assert (await house.ask("GET", f"/{what}/none/notes", "a1")).status == 404


async def test_two_calls_of_a_new_number_at_once_are_of_one_customer(house: House) -> None:
    lines = [house.lines.call_arrives(SUPPORT, caller="+15559009") for _ in range(2)]
    await house.durable()
    assert await known(house, lines[0]) == await known(house, lines[1])
    assert (await house.ask("GET", "/customers", "a1")).body["total"] == 1
    arrived = await events.between(house.database.reader, 0, house.clock.now() + 1)
    assert [event.kind for event in arrived].count("interaction_arrived") == 2


async def test_after_a_restart_it_is_known_whose_the_calls_are(house: House) -> None:
    before = house.lines.call_arrives(SUPPORT, caller="+15559009")
    await house.durable()
    customer = await known(house, before)
    item = house.centre.by_line(before)
    assert item is not None
    heard: list[str] = []
    told = asyncio.Event()

    def tell(interaction: str) -> None:
        heard.append(interaction)
        told.set()

    again = Recognition(house.database, lambda: "never", house.clock.now, told=tell)
    running = asyncio.create_task(again.run())
    async with asyncio.timeout(60):
        await told.wait()
    running.cancel()
    await asyncio.wait([running])  # a read under way comes to its end while there is a database
    assert (heard, again.customer_of(item.id)) == ([item.id], customer)
    again.ended(item.id)
    assert again.customer_of(item.id) is None


async def test_a_number_that_was_given_away_meanwhile_is_looked_up_again(house: House) -> None:
    """Two rooms at once, as two programs would have: both find out that a number is new, one is first."""
    rooms = [Recognition(house.database, lambda name=name: name, house.clock.now) for name in ("x1", "x2")]  # type: ignore[misc]
    running = [asyncio.create_task(room.run()) for room in rooms]
    told = [asyncio.Event() for _ in rooms]
    for number, (room, event) in enumerate(zip(rooms, told, strict=True)):
        room.told = lambda interaction, event=event: event.set()  # type: ignore[misc]
        room.arrived(Began(f"i{number}", "voice", "trunk", "+15559009"))
    async with asyncio.timeout(60):
        await asyncio.gather(*(event.wait() for event in told))
    for task in running:
        task.cancel()
    await asyncio.wait(running)
    assert rooms[0].customer_of("i0") == rooms[1].customer_of("i1") is not None
    assert (await house.ask("GET", "/customers", "a1")).body["total"] == 1
