"""Customers who write: whose it is, one timeline over all channels, the figures of each; and supervisors who step in."""

import asyncio
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from ari_app.acd.model import MediaType
from ari_app.analytics.figures import Target
from ari_app.analytics.history import day_until
from ari_app.analytics.today import targets_of
from ari_app.storage.choices import IdentityKind, Role
from tests.service.web.conftest import SUPPORT, House, catalogue
from tests.service.web.test_customer_pages import card, known
from tests.service.web.written import CHAT, MAIL, WHATSAPP, Written

NUMBER = "+15559009"


@pytest.fixture
async def written(house: House) -> Written:
    """With accounts whose addresses say who writes."""
    world = Written(house)
    known_by = ((CHAT, IdentityKind.USER), (WHATSAPP, IdentityKind.WHATSAPP), (MAIL, IdentityKind.EMAIL))
    accounts = {
        account.id: replace(account, facts=replace(account.facts, known_by=kind))
        for account, kind in known_by
    }
    house.centre.configure(replace(house.centre.catalogue, accounts=accounts))
    return world


async def whose(house: House, interaction: str) -> str:
    """The customer of an interaction, once they are known."""
    recognition, heard = house.services.customers.recognition, asyncio.Event()
    recognition.told = lambda interaction: heard.set()
    async with asyncio.timeout(60):
        while (customer := recognition.customer_of(interaction)) is None:
            heard.clear()
            await heard.wait()
    return customer


async def nobody_yet(house: House, interaction: str) -> None:
    """It has been looked at, and nobody is known: somebody who came after it is."""
    other = house.lines.call_arrives(SUPPORT, caller="+15551111")
    await house.durable()
    await known(house, other)
    assert house.services.customers.recognition.customer_of(interaction) is None


async def test_who_writes_from_a_number_is_who_calls_from_it(written: Written) -> None:
    house = written.house
    caller = await known(house, house.lines.call_arrives(SUPPORT, caller=NUMBER))
    interaction = await written.comes("Hello", "15559009", "wa")
    assert await whose(house, interaction) == caller
    assert [each["value"] for each in (await card(house, caller))["identities"]] == [NUMBER]


async def test_a_stranger_is_called_as_they_call_themselves(written: Written) -> None:
    customer = await whose(written.house, await written.comes("Hello", "Mia@Example.org", "mail", "Mia Ray"))
    stranger = await card(written.house, customer)
    assert (stranger["name"], stranger["identities"][0]["value"]) == ("Mia Ray", "mia@example.org")


async def test_a_user_for_whom_a_web_site_vouches_is_known_and_a_visitor_is_not(written: Written) -> None:
    customer = await whose(written.house, await written.comes("Hello", "user:17"))
    assert [
        (each["kind"], each["value"]) for each in (await card(written.house, customer))["identities"]
    ] == [("user", "17")]
    await nobody_yet(written.house, await written.comes("Hello", "v-9"))


async def test_whose_a_thread_is_by_hand_it_is_from_then_on(written: Written) -> None:
    house = written.house
    ann = (await house.ask("POST", "/customers", "a1", body={"name": "Ann"})).body["id"]
    interaction, _ = await written.talk(address="v-9")
    said = await house.ask("PUT", f"/interactions/{interaction}/customer", "a1", body={"customer": ann})
    assert said.status == 200
    await house.ask("POST", f"/interactions/{interaction}/close", "a1")
    assert await whose(house, await written.comes("Me again", "v-9")) == ann


async def test_one_timeline_over_all_channels(written: Written) -> None:
    house = written.house
    customer = await known(house, house.lines.call_arrives(SUPPORT, caller=NUMBER))
    house.clock.advance(5)
    interaction = await written.comes("Where is my kettle?", NUMBER, "wa")
    await whose(house, interaction)
    newest, oldest = (await house.ask("GET", f"/customers/{customer}/timeline", "a1")).body["items"]
    assert (newest["media_type"], newest["channel_name"], newest["preview"]) == (
        "message",
        "WhatsApp",
        "Where is my kettle?",
    )
    assert newest["thread"] is not None
    assert (oldest["media_type"], oldest["thread"], oldest["preview"]) == ("call", None, "")


async def test_a_thread_goes_with_its_customer_and_comes_back(written: Written) -> None:
    house = written.house
    ann = (await house.ask("POST", "/customers", "a1", body={"name": "Ann"})).body["id"]
    first = await written.comes("Hello", NUMBER, "wa")
    stranger = await whose(house, first)
    merge = (await house.ask("POST", f"/customers/{ann}/merge", "a1", body={"with": stranger})).body
    assert await whose(house, first) == ann
    await house.available("a1")
    await written.accept("a1")
    await house.ask("POST", f"/interactions/{first}/close", "a1")
    second = await written.comes("And one more thing", NUMBER, "wa")
    assert await whose(house, second) == ann
    await house.ask("POST", f"/customer-merges/{merge['id']}/undo", "a1")
    assert await whose(house, second) == stranger
    assert (await card(house, stranger))["interactions"] == 2
    assert (await card(house, ann))["interactions"] == 0


async def channels(house: House) -> dict[str, Any]:
    card = (await house.ask("GET", "/queues/support")).body
    return {row["media_type"]: row for row in card["media"]}


async def test_the_day_of_each_channel_and_the_log_has_the_same(written: Written) -> None:
    house = written.house
    interaction, _ = await written.talk()
    house.clock.advance(30)
    await written.says(interaction, "Hello!")
    house.clock.advance(10)
    await written.comes("Thanks")
    await house.ask("POST", f"/interactions/{interaction}/close", "a1")
    await written.comes("Help", NUMBER, "wa")
    await house.durable()
    rows = await channels(house)
    chat, message = rows["chat"], rows["message"]
    assert (chat["offered"], chat["answered"], chat["replied"], chat["service_level"]) == (1, 1, 1, 100)
    assert (chat["first_reply_median"], chat["messages_in"], chat["messages_out"]) == (30, 2, 1)
    assert chat["average_active"] == 40
    assert (message["offered"], message["replied"], message["service_level"]) == (1, 0, None)

    now, setup, live = house.clock.now(), house.centre.catalogue, house.services.today
    figures, again = await day_until(house.database.reader, UTC, now)
    assert again.of("support", targets_of("support", setup), now) == live.media("support", setup, now)
    assert figures.of("support", live_target(house), now) == live.of("support", setup, now)
    every = (await house.ask("GET", "/figures/channels")).body["items"]
    support = next(item for item in every if item["id"] == "support")
    assert [row["account"] for row in support["channels"]] == ["chat", "wa"]
    in_flow = next(item for item in every if item["id"] is None)
    assert {row["media_type"]: row["handed_over"] for row in in_flow["channels"]} == {"chat": 1, "message": 1}


def live_target(house: House) -> Target:
    queue = house.centre.catalogue.queues["support"]
    return Target(queue.target_seconds, queue.target_percent)


async def test_what_is_written_leaves_the_service_level_of_calls_alone(written: Written) -> None:
    house = written.house
    interaction, _ = await written.talk()
    await house.ask("POST", f"/interactions/{interaction}/close", "a1")
    figures = (await house.ask("GET", "/queues/support")).body["figures"]
    assert (figures["offered"], figures["answered"], figures["service_level"], figures["average_wait"]) == (
        1,
        1,
        None,
        None,
    )


async def test_a_supervisor_hands_on_labels_and_closes_what_an_agent_has(written: Written) -> None:
    house = written.house
    interaction, _ = await written.talk()
    path = f"/interactions/{interaction}"
    labelled = await house.ask("PUT", f"{path}/labels", body={"labels": ["complaint"]})
    assert (labelled.status, labelled.body["labels"]) == (200, ["complaint"])
    handed = await house.ask("POST", f"{path}/transfer", body={"to": {"queue": "sales"}, "note": "Yours"})
    assert (handed.status, handed.body["queue"], handed.body["agent"]) == (200, "sales", None)
    other, _ = await written.talk(address="v-2")
    assert (await house.ask("POST", f"/interactions/{other}/close")).status == 202
    await house.durable()
    assert other not in house.centre.interactions


async def test_a_supervisor_who_is_an_agent_takes_over(written: Written) -> None:
    house = written.house
    interaction, _ = await written.talk()
    assert (await house.ask("POST", f"/interactions/{interaction}/take-over")).status == 409
    user = await house.access.add_user("chief", Role.SUPERVISOR, "a2")
    token = (await house.access.create_token(user.id, Role.SUPERVISOR, "test")).secret
    taken = await house.ask("POST", f"/interactions/{interaction}/take-over", token)
    assert (taken.status, taken.body["agent"]) == (200, "a2")


def test_every_medium_has_a_target() -> None:
    assert set(targets_of("support", catalogue())) == set(MediaType)
