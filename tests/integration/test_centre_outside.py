"""Calls to the outside, on real Asterisk through the API: customers handed to numbers over a trunk, agents on their mobiles,
and desk phones that transfer by their own second call. The carrier is a phone that picks up, or does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from tests.integration.running_centre import SUPPORT, RunningCentre, running_centre
from tests.integration.talk_scene import COLLEAGUE_HZ, Scene, answered_by, on_hold, talking, tokens_of
from tests.integration.voices import AGENT_HZ, CALLER_HZ, both_hear_each_other, hears_music
from tests.phone.call import Call
from tests.phone.incoming import IncomingCall
from tests.phone.phone import Phone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

NUMBER = "+493012345"
MOBILE = "+491701234567"
DEMO_TRUNK = "demo-trunk"
ACCEPTED = 202
OUTSIDE = {"to": {"number": NUMBER}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre() -> AsyncIterator[RunningCentre]:
    """One number outside at a time."""
    async with running_centre(max_outside_calls="1") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def carrier(centre: RunningCentre) -> AsyncIterator[Phone]:
    """Where the demo's trunk leads to; German numbers may be called."""
    async with Phone(centre.sip, "carrier") as phone:
        host, port = phone.address
        trunk = await centre.api("GET", f"/setup/trunks/{DEMO_TRUNK}")
        wanted = {
            "kind": trunk["kind"],
            "addresses": trunk["addresses"],
            "address": f"sip:{host}:{port}",
            "version": trunk["version"],
        }
        await centre.api("PUT", f"/setup/trunks/{DEMO_TRUNK}", wanted)
        await may_dial(centre, "+49")

        async def reached() -> bool:
            states = (await centre.api("GET", "/setup/reach"))["items"]
            return any(state["id"] == DEMO_TRUNK and state["state"] == "online" for state in states)

        await centre.until(reached, "the trunk to be reached")
        yield phone


@pytest_asyncio.fixture(loop_scope="module")
async def scene(centre: RunningCentre, carrier: Phone) -> AsyncIterator[Scene]:
    async with talking(centre) as scene:
        yield scene


async def may_dial(centre: RunningCentre, *prefixes: str) -> None:
    known = await centre.api("GET", "/setup/settings")
    kept = {name: known[name] for name in ("second_factor", "keep_recordings", "keep_voicemails", "version")}
    await centre.api("PUT", "/setup/settings", {**kept, "dialable": prefixes})


async def test_a_transfer_to_a_number_rings_there_while_the_customer_hears_music(
    scene: Scene, carrier: Phone
) -> None:
    await scene.ask("transfer", OUTSIDE)
    outside = await carrier.rings()
    outside.ring()
    assert outside.invite.uri.startswith(f"sip:{NUMBER}@")
    assert outside.caller == SUPPORT, "the carrier sees a number of ours"
    await on_hold(scene)
    outside.answer()
    outside.send_tone(COLLEAGUE_HZ)
    await scene.ring.ended()
    await asyncio.gather(scene.call.hears(COLLEAGUE_HZ), outside.hears(CALLER_HZ))
    await scene.shows(agent=None, outside=NUMBER)


async def test_a_number_that_is_busy_gives_the_customer_back(scene: Scene, carrier: Phone) -> None:
    await scene.ask("transfer", OUTSIDE)
    (await carrier.rings()).reject(486)
    await both_hear_each_other(scene.call, scene.ring)
    await scene.shows(trouble="busy")


async def test_a_number_is_asked_before_it_gets_the_customer(scene: Scene, carrier: Phone) -> None:
    await scene.ask("consult", OUTSIDE)
    outside = await answered_by(carrier)
    await asyncio.gather(scene.ring.hears(COLLEAGUE_HZ), outside.hears(AGENT_HZ))
    await on_hold(scene)
    await outside.hears_not(CALLER_HZ, during=0.5)
    await scene.ask("consult/complete")
    await scene.ring.ended()
    await asyncio.gather(scene.call.hears(COLLEAGUE_HZ), outside.hears(CALLER_HZ))


async def test_what_may_not_be_called_is_refused_and_nothing_rings(scene: Scene, carrier: Phone) -> None:
    for number, why in (("+441234567", "may not be called"), ("+49900123456", "premium")):
        for verb in ("transfer", "consult"):
            with pytest.raises(AssertionError, match=rf"409.*{why}"):
                await scene.ask(verb, {"to": {"number": number}})
    await carrier.does_not_ring()
    await both_hear_each_other(scene.call, scene.ring)


async def test_no_more_numbers_are_called_than_may_be(scene: Scene, carrier: Phone) -> None:
    await scene.ask("consult", OUTSIDE)
    await answered_by(carrier)
    async with scene.centre.call(SUPPORT) as second:
        (await scene.colleague.rings()).answer()
        await second.answered()
        await scene.centre.agent_is("agent3", "busy")
        theirs = await scene.centre.talk_of("agent3")
        with pytest.raises(AssertionError, match=r"409.*as many as may be"):
            await scene.api("POST", f"/interactions/{theirs}/transfer", OUTSIDE, "agent3")
    await carrier.does_not_ring()
    await scene.ask("consult/cancel")
    await both_hear_each_other(scene.call, scene.ring)


# --- a desk phone's second line ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["agent3", NUMBER], ids=["colleague", "outside"])
async def test_a_desk_phone_asks_on_a_second_line_and_hands_the_customer_on(
    scene: Scene, carrier: Phone, number: str
) -> None:
    await scene.ring.hold()
    asking = await scene.mine.dial(number)
    theirs = await answered_by(carrier if number == NUMBER else scene.colleague)
    await asking.answered()
    asking.send_tone(AGENT_HZ)
    await asyncio.gather(asking.hears(COLLEAGUE_HZ), theirs.hears(AGENT_HZ))
    await theirs.hears_not(CALLER_HZ, during=0.5)

    assert await scene.ring.transfer(number, other=asking) == ACCEPTED
    await scene.ring.transfer_reported(200)
    await asyncio.gather(scene.ring.ended(), asking.ended())
    await asyncio.gather(scene.call.hears(COLLEAGUE_HZ), theirs.hears(CALLER_HZ))
    await scene.centre.agent_is("agent2", "wrap_up")


async def test_a_number_that_may_not_be_called_is_refused_to_a_desk_phone(
    scene: Scene, carrier: Phone
) -> None:
    assert await scene.ring.transfer("+441234567") == ACCEPTED
    await scene.ring.transfer_reported(603)
    await carrier.does_not_ring()
    await both_hear_each_other(scene.call, scene.ring)


# --- an agent's mobile -------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_the_road(centre: RunningCentre, carrier: Phone) -> AsyncIterator[RunningCentre]:
    """agent1's mobile rings from now on."""
    phone = {"id": "agent1s-own", "kind": "mobile", "agent": "agent1", "number": MOBILE, "trunk": DEMO_TRUNK}
    for number, why in (("+441234567", "may not be called"), ("+49900123456", "premium")):
        with pytest.raises(AssertionError, match=why):
            await centre.api("POST", "/setup/phones", {**phone, "number": number})
    await centre.api("POST", "/setup/phones", phone)
    with pytest.raises(AssertionError, match="still used by phone agent1s-own"):
        await centre.api("DELETE", f"/setup/trunks/{DEMO_TRUNK}")
    await as_agent1(centre, "PUT", "/me/device", {"device": "mobile"})
    await centre.restart_app()  # which has read it for certain then
    yield centre


async def as_agent1(centre: RunningCentre, method: str, path: str, body: object) -> None:
    admins, centre.token = centre.token, (await tokens_of(centre, "agent1"))["agent1"]
    try:
        await centre.api(method, path, body)
    finally:
        centre.token = admins


@asynccontextmanager
async def rung(centre: RunningCentre, carrier: Phone) -> AsyncIterator[tuple[Call, IncomingCall]]:
    """A customer waits, agent1 has picked up their mobile, or its mailbox has."""
    await as_agent1(centre, "PUT", "/me/state", {"state": "available"})
    async with centre.call(SUPPORT) as call:
        mobile = await carrier.rings()
        assert mobile.invite.uri.startswith(f"sip:{MOBILE}@")
        assert mobile.caller == SUPPORT, "the carrier sees a number of ours"
        mobile.answer()
        await mobile.hears_speech()
        mobile.send_tone(AGENT_HZ)
        await call.hears_not(AGENT_HZ, during=0.5)
        yield call, mobile


async def test_who_presses_1_on_their_mobile_has_the_customer(
    on_the_road: RunningCentre, carrier: Phone
) -> None:
    async with rung(on_the_road, carrier) as (call, mobile):
        mobile.press("1")
        await both_hear_each_other(call, mobile)
        await on_the_road.agent_is("agent1", "busy")
        await mobile.hang_up()
        await call.ended()
    await on_the_road.agent_is("agent1", "wrap_up")
    await as_agent1(on_the_road, "POST", "/me/wrap-up/finish", None)


async def test_who_presses_another_key_is_away_and_the_customer_waits_on(
    on_the_road: RunningCentre, carrier: Phone
) -> None:
    async with rung(on_the_road, carrier) as (call, mobile):
        mobile.press("2")
        await mobile.ended()
        await on_the_road.agent_is("agent1", "away")
        await hears_music(on_the_road, call)


async def test_a_mailbox_does_not_take_the_customer(on_the_road: RunningCentre, carrier: Phone) -> None:
    async with rung(on_the_road, carrier) as (call, mailbox):
        await mailbox.ended(60)
        await on_the_road.agent_is("agent1", "not_responding")
        await hears_music(on_the_road, call)


async def test_a_mobile_that_may_not_be_called_any_more_does_not_ring(
    on_the_road: RunningCentre, carrier: Phone
) -> None:
    await may_dial(on_the_road, "+43")
    await on_the_road.restart_app()
    await as_agent1(on_the_road, "PUT", "/me/state", {"state": "available"})
    async with on_the_road.call(SUPPORT) as call:
        await on_the_road.agent_is("agent1", "not_responding")
        await carrier.does_not_ring()
        await hears_music(on_the_road, call)
