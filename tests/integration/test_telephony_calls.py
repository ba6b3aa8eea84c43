"""Calls through the real Asterisk: prompts, keys, music, legs and talks, with tones for voices."""

import asyncio
import wave
from array import array
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

from ari_app.conversation.line import (
    Announce,
    CallRecorded,
    CloseEar,
    DropLeg,
    EndpointLost,
    EndpointReached,
    HangUp,
    Hold,
    Join,
    Joined,
    JoinFailed,
    KeyPressed,
    LegAnswered,
    LegFailed,
    LegFailure,
    LegGone,
    LineGone,
    MessageRecorded,
    OpenEar,
    Play,
    PlayEnded,
    PlayMusic,
    RecordMessage,
    Resume,
    RingLeg,
    SpeechBegan,
    SpeechHeard,
    StopMusic,
    StopPlay,
)
from ari_app.telephony.bridges import is_ours
from tests.integration.asterisk_server import AsteriskServer, asterisk
from tests.integration.telephony_world import World, agent_phone, world_on
from tests.integration.voices import MUSIC_HZ, MUSIC_WITHIN
from tests.phone.audio import Samples
from tests.phone.call import Call, Ending
from tests.phone.hearing import ToneDetector
from tests.phone.phone import OnRing, Phone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

BEEP_HZ = 700
LONG = "600 Hz for 60 s"
"""A prompt that ends before its time only if it is stopped: it is longer than anybody waits."""
LONG_RING = 60


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsteriskServer]:
    async with asterisk(tmp_path_factory.mktemp("asterisk")) as server:
        await server.provision_trunk()
        yield server


@pytest_asyncio.fixture(loop_scope="module")
async def world(server: AsteriskServer) -> AsyncIterator[World]:
    async with world_on(server) as world:
        yield world


async def test_a_caller_hears_a_prompt_and_talks_to_the_agent_whose_phone_rang(
    world: World, server: AsteriskServer
) -> None:
    async with agent_phone(server, "agent1") as phone:
        caller, arrival = await world.call_arrives()
        assert (arrival.called, arrival.caller, arrival.trunk) == ("+15550100", "+15559001", "trunk")
        line = arrival.line

        world.perform(Play(line, 1, "600 Hz for 1 s", "en"))
        await caller.hears(600)
        assert (await world.event(PlayEnded)) == PlayEnded(line, 1)
        caller.press("1")
        assert (await world.event(KeyPressed)) == KeyPressed(line, "1")

        world.perform(PlayMusic(line), RingLeg(line, "offer-1", "agent1", "+15559001", 10))
        await caller.hears(MUSIC_HZ, MUSIC_WITHIN)
        ringing = await phone.rings()
        assert ringing.caller == "+15559001"
        ringing.answer()
        assert (await world.event(LegAnswered)) == LegAnswered("offer-1")

        world.perform(Join(line, "offer-1", None))
        assert (await world.event(Joined)) == Joined(line, "offer-1")
        caller.send_tone(600)
        ringing.send_tone(1000)
        await caller.hears(1000)
        await ringing.hears(600)
        await caller.hears_not(MUSIC_HZ, during=0.5)

        world.perform(HangUp(line), DropLeg("offer-1"))
        assert await caller.ended() is Ending.HUNG_UP_BY_THEM
        assert await ringing.ended() is Ending.HUNG_UP_BY_THEM
        assert (await world.event(LineGone)).line == line
        assert (await world.event(LegGone)).leg == "offer-1"


async def test_a_caller_presses_a_key_into_a_prompt_which_then_stops(world: World) -> None:
    caller, arrival = await world.call_arrives()
    world.perform(Play(arrival.line, 1, LONG, "en"))
    await caller.hears(600)
    caller.press("5")
    await world.event(KeyPressed)
    world.perform(StopPlay(arrival.line, 1), Play(arrival.line, 2, "900 Hz for 1 s", "en"))
    assert await world.event(PlayEnded) == PlayEnded(arrival.line, 1)
    await caller.hears(900)
    await caller.hang_up()
    assert (await world.event(LineGone)).line == arrival.line


async def test_a_prompt_that_is_stopped_while_it_begins_ends_too(world: World) -> None:
    _, arrival = await world.call_arrives()
    for turns in range(8):
        world.perform(Play(arrival.line, turns, LONG, "en"))
        for _ in range(turns):
            await asyncio.sleep(0)
        world.perform(StopPlay(arrival.line, turns))
        assert await world.event(PlayEnded) == PlayEnded(arrival.line, turns)


async def test_a_prompt_that_cannot_be_spoken_ends_as_failed_and_the_next_one_plays(world: World) -> None:
    caller, arrival = await world.call_arrives()
    world.perform(Play(arrival.line, 1, "no tone", "en"), Play(arrival.line, 2, "600 Hz for 1 s", "en"))
    assert await world.event(PlayEnded) == PlayEnded(arrival.line, 1, failed=True)
    await caller.hears(600)
    assert await world.event(PlayEnded) == PlayEnded(arrival.line, 2)


async def test_an_announcement_speaks_over_the_music_which_goes_on(world: World) -> None:
    caller, arrival = await world.call_arrives()
    world.perform(PlayMusic(arrival.line))
    await caller.hears(MUSIC_HZ, MUSIC_WITHIN)
    world.perform(Announce(arrival.line, "600 Hz for 1 s", "en"))
    await caller.hears(600)
    await caller.hears(MUSIC_HZ, MUSIC_WITHIN)
    world.perform(StopMusic(arrival.line))
    await falls_silent(caller)
    assert not [event for event in world.events if isinstance(event, PlayEnded)]


async def test_what_a_caller_says_into_a_prompt_is_heard_without_the_prompt(world: World) -> None:
    caller, arrival = await world.call_arrives()
    line = arrival.line
    world.perform(
        Play(line, 1, LONG, "en"),
        OpenEar(line, 1, phrases=("600", "1000"), language="en", reject_unknown=True),
    )
    await caller.hears(600)
    caller.send_tone(1000)
    assert await world.event(SpeechBegan) == SpeechBegan(line, 1)
    assert await world.event(SpeechHeard) == SpeechHeard(line, 1, "1000", 1.0)

    caller.send_silence()
    world.perform(StopPlay(line, 1), OpenEar(line, 2, ("700",), "en", True), CloseEar(line, 1))
    caller.send_tone(700)
    assert (await world.event(SpeechHeard)).step == 2

    await caller.hang_up()
    await world.event(LineGone)
    await no_channel_is_left(world)


async def test_a_caller_leaves_a_message_and_ends_it_with_the_hash_key(world: World) -> None:
    caller, arrival = await world.call_arrives()
    world.perform(
        Play(arrival.line, 1, "600 Hz for 0.5 s", "en"),
        RecordMessage(arrival.line, 2, "message-1", max_seconds=30, silence_seconds=10, beep=True),
    )
    await caller.hears(600)
    caller.send_tone(1000)
    await caller.hears(BEEP_HZ, seconds=0.1)
    began = asyncio.get_running_loop().time()
    await caller.hears_not(600, during=1.5)
    caller.press("#")
    recorded = await world.event(MessageRecorded)
    assert (recorded.step, recorded.name, recorded.failed) == (2, "message-1", False)
    assert 0.8 < recorded.seconds < asyncio.get_running_loop().time() - began + 1


async def test_a_message_whose_caller_hangs_up_is_reported_before_the_end_of_the_call(world: World) -> None:
    caller, arrival = await world.call_arrives()
    world.perform(RecordMessage(arrival.line, 1, "message-2", max_seconds=30, silence_seconds=10, beep=False))
    began = asyncio.get_running_loop().time()
    await caller.answered()
    caller.send_tone(1000)
    await recording_begins(world, "message-2")
    await caller.hears_not(600, during=1)
    await caller.hang_up()
    await world.event(LineGone)
    recorded = await world.event(MessageRecorded)
    assert 0.5 < recorded.seconds < asyncio.get_running_loop().time() - began + 1
    kinds = [type(event) for event in world.events]
    assert kinds.index(MessageRecorded) < kinds.index(LineGone)


async def test_the_recording_of_a_talk_has_the_agent_left_and_the_customer_right(
    world: World, server: AsteriskServer
) -> None:
    async with agent_phone(server, "agent1") as phone:
        phone.on_ring = "answer"
        caller, arrival = await world.call_arrives()
        world.perform(RingLeg(arrival.line, "offer-rec", "agent1", "+15559001", 10))
        await world.event(LegAnswered)
        world.perform(Join(arrival.line, "offer-rec", "talk-1"))
        await world.event(Joined)
        agent = await phone.rings()
        caller.send_tone(600)
        agent.send_tone(1000)
        await caller.hears(1000, seconds=1)
        await caller.hang_up()
        await world.event(LineGone)
        world.perform(DropLeg("offer-rec"))
        recorded = await world.event(CallRecorded)
        assert (recorded.line, recorded.name) == (arrival.line, "talk-1")
        left, right = channels_of(world.recordings / "talk-1.wav")
        assert recorded.seconds == pytest.approx(len(left) / 8000)
        assert (has_tone(left, 1000), has_tone(left, 600)) == (True, False)
        assert (has_tone(right, 600), has_tone(right, 1000)) == (True, False)
        assert not list((world.recordings / "live").iterdir())


async def test_on_hold_the_customer_hears_music_and_the_agent_silence(
    world: World, server: AsteriskServer
) -> None:
    async with agent_phone(server, "agent1") as phone:
        phone.on_ring = "answer"
        caller, arrival = await world.call_arrives()
        world.perform(RingLeg(arrival.line, "offer-hold", "agent1", "+15559001", 10))
        await world.event(LegAnswered)
        world.perform(Join(arrival.line, "offer-hold", None))
        agent = await phone.rings()
        caller.send_tone(600)
        agent.send_tone(1000)
        await agent.hears(600)
        world.perform(Hold(arrival.line, "offer-hold"))
        await caller.hears(MUSIC_HZ, MUSIC_WITHIN)
        await agent.hears_not(600, during=0.5)
        await agent.hears_not(MUSIC_HZ, during=0.5)
        world.perform(Resume(arrival.line, "offer-hold"))
        await caller.hears(1000)
        await agent.hears(600)
        await caller.hears_not(MUSIC_HZ, during=0.5)
        await agent.hang_up()
        assert (await world.event(LegGone)).leg == "offer-hold"
        world.perform(PlayMusic(arrival.line))
        await caller.hears(MUSIC_HZ, MUSIC_WITHIN)


@pytest.mark.parametrize(
    ("on_ring", "seconds", "reason"),
    [
        ("busy", LONG_RING, LegFailure.BUSY),
        ("decline", LONG_RING, LegFailure.DECLINED),
        ("ring", 1, LegFailure.NO_ANSWER),
    ],
)
async def test_a_leg_fails(
    world: World, server: AsteriskServer, on_ring: OnRing, seconds: float, reason: LegFailure
) -> None:
    async with agent_phone(server, "agent1") as phone:
        phone.on_ring = on_ring
        _, arrival = await world.call_arrives()
        leg = f"offer-{reason}"
        world.perform(RingLeg(arrival.line, leg, "agent1", "+15559001", seconds))
        assert await world.event(LegFailed) == LegFailed(leg, reason)


async def test_a_leg_to_a_phone_that_is_not_registered_fails_at_once(
    world: World, server: AsteriskServer
) -> None:
    await server.provision_agent("agent9", "secret")
    _, arrival = await world.call_arrives()
    for leg, endpoint in (("offer-a", "agent9"), ("offer-b", "nobody")):
        world.perform(RingLeg(arrival.line, leg, endpoint, "+15559001", LONG_RING))
        assert await world.event(LegFailed) == LegFailed(leg, LegFailure.UNREACHABLE)


async def test_for_a_caller_who_has_gone_no_phone_rings_and_none_is_called_unreachable(
    world: World, server: AsteriskServer
) -> None:
    """The agent did nothing wrong: that the caller has gone is told already, or in a moment."""
    async with agent_phone(server, "agent1") as phone:
        caller, arrival = await world.call_arrives()
        await caller.hang_up()
        await world.event(LineGone)
        world.perform(RingLeg(arrival.line, "offer-late", "agent1", "+15559001", 10))
        await phone.does_not_ring()
        assert not world.all_of(LegFailed)
        world.perform(DropLeg("offer-late"))
        await no_channel_is_left(world)


async def test_a_dropped_leg_stops_to_ring_without_a_word(world: World, server: AsteriskServer) -> None:
    async with agent_phone(server, "agent1") as phone:
        _, arrival = await world.call_arrives()
        world.perform(RingLeg(arrival.line, "offer-drop", "agent1", "+15559001", 10))
        ringing = await phone.rings()
        world.perform(DropLeg("offer-drop"))
        assert await ringing.ended() is Ending.CANCELLED
        world.perform(Join(arrival.line, "offer-drop", None))
        assert (await world.event(JoinFailed)).leg == "offer-drop"
        assert not [event for event in world.events if isinstance(event, LegFailed | LegGone)]


async def test_a_phone_that_is_asked_to_answers_by_itself(world: World, server: AsteriskServer) -> None:
    async with agent_phone(server, "agent1") as phone:
        _, arrival = await world.call_arrives()
        world.perform(RingLeg(arrival.line, "offer-auto", "agent1", "+15559001", 10, auto_answer=True))
        assert await world.event(LegAnswered) == LegAnswered("offer-auto")
        assert (await phone.rings()).auto_answer


async def test_a_caller_without_a_number_rings_a_phone_too(world: World, server: AsteriskServer) -> None:
    async with agent_phone(server, "agent1") as phone:
        _, arrival = await world.call_arrives(caller="anonymous")
        assert arrival.caller == ""
        world.perform(RingLeg(arrival.line, "offer-anon", "agent1", arrival.caller, 10))
        await phone.rings()


async def test_a_caller_who_gives_up_while_the_phone_rings_is_gone(
    world: World, server: AsteriskServer
) -> None:
    async with agent_phone(server, "agent1") as phone:
        caller, arrival = await world.call_arrives()
        world.perform(RingLeg(arrival.line, "offer-up", "agent1", "+15559001", 10))
        await phone.rings()
        await caller.hang_up()
        assert (await world.event(LineGone)).line == arrival.line
        world.perform(DropLeg("offer-up"))
        await no_channel_is_left(world)


async def test_an_agent_dials_a_feature_code(world: World, server: AsteriskServer) -> None:
    async with agent_phone(server, "agent1") as phone:
        call, dialled = await world.agent_dials(phone, "*1")
        assert (dialled.endpoint, dialled.number) == ("agent1", "*1")
        world.perform(Play(dialled.line, 1, "600 Hz for 0.5 s", "en"))
        await call.hears(600)
        await world.event(PlayEnded)
        world.perform(HangUp(dialled.line))
        assert await call.ended() is Ending.HUNG_UP_BY_THEM


async def test_a_phone_that_comes_and_goes_is_told(world: World, server: AsteriskServer) -> None:
    async with agent_phone(server, "agent7") as phone:
        assert await world.event(EndpointReached) == EndpointReached("agent7")
        await phone.unregister()
        assert await world.event(EndpointLost) == EndpointLost("agent7")


async def test_a_guessed_password_is_an_incident(world: World, server: AsteriskServer) -> None:
    settings = server.settings
    await server.provision_agent("agent8", "secret")
    async with Phone((settings.bind, settings.sip_port), "agent8", "guess") as phone:
        assert await phone.try_register() == 401
    await world.until(lambda: bool(world.incidents), "no incident")
    incident = world.incidents[0]
    assert (incident.kind, incident.account) == ("ChallengeResponseFailed", "agent8")
    assert world.switch.ami.incidents[incident.address] == 1
    assert incident.address == "127.0.0.1"


async def no_channel_is_left(world: World) -> None:
    """Nothing of ours is left in Asterisk, its ears included, but empty bridges that wait for the next talk."""

    async def left() -> list[str]:
        channels = await world.server.ari("GET", "/channels")
        bridges = await world.server.ari("GET", "/bridges")
        in_use = [one for one in bridges if one["channels"] or not is_ours(one["id"])]
        return [thing["id"] for thing in channels + in_use]

    async with asyncio.timeout(30):
        while await left():  # noqa: ASYNC110  # only Asterisk knows, and it has no event for "all gone"
            await asyncio.sleep(0.05)


async def falls_silent(caller: Call) -> None:
    """There is half a second in which nothing is heard any more."""
    async with asyncio.timeout(30):
        before = 0
        while loud(caller.heard[before:]):
            before = len(caller.heard)
            await asyncio.sleep(0.5)


def loud(heard: bytes) -> bool:
    return max(array("h", heard), default=0) > 300


async def recording_begins(world: World, name: str) -> None:
    path = f"/recordings/live/{name}"
    async with asyncio.timeout(30):
        while True:
            with suppress(AssertionError):  # 404
                if (await world.server.ari("GET", path))["state"] == "recording":
                    return
            await asyncio.sleep(0.02)


def channels_of(path: Path) -> tuple[Samples, Samples]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 8000)
        both = array("h", file.readframes(file.getnframes()))
    return both[::2], both[1::2]


def has_tone(samples: Samples, hz: float) -> bool:
    return ToneDetector(hz).feed(samples)
