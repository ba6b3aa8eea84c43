"""Talks of more than two through the real Asterisk, beyond what every `Lines` promises (tests/contract/test_lines_talks.py):
what is in the recordings, transfers by the phone's own keys, and calls over a trunk."""

import asyncio
import wave
from array import array
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ari_app.conversation.line import (
    CallRecorded,
    DropLeg,
    HangUp,
    Hold,
    Include,
    Join,
    Joined,
    LegAnswered,
    LegFailed,
    LegFailure,
    LegGone,
    LineGone,
    MuteRecording,
    PlayMusic,
    ReportTransfer,
    RingLeg,
    TransferAsked,
    TransferState,
)
from tests.integration.asterisk_server import AsteriskServer, asterisk
from tests.integration.telephony_world import World, agent_phone, world_on
from tests.integration.voices import MUSIC_HZ, MUSIC_WITHIN
from tests.phone.audio import Samples
from tests.phone.call import Call, Ending
from tests.phone.hearing import ToneDetector
from tests.phone.phone import Phone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

ACCEPTED = 202
TAIL = 3200
"""The last tenth of a second of a recording that goes on: two channels of 16 bits, 8 kHz."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsteriskServer]:
    async with asterisk(tmp_path_factory.mktemp("asterisk")) as server:
        await server.provision_trunk()
        yield server


@pytest_asyncio.fixture(loop_scope="module")
async def world(server: AsteriskServer) -> AsyncIterator[World]:
    async with world_on(server) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="module")
async def phones(server: AsteriskServer) -> AsyncIterator[tuple[Phone, Phone]]:
    """Those of agent1 and agent2, who pick up at once."""
    async with agent_phone(server, "agent1") as first, agent_phone(server, "agent2") as second:
        first.on_ring = second.on_ring = "answer"
        yield first, second


async def test_a_recording_is_silent_while_it_is_muted_also_after_a_transfer(
    world: World, phones: tuple[Phone, Phone]
) -> None:
    caller, line, agent = await talk(world, phones[0], "mute-1", "with-a-card")
    caller.send_tone(600)
    agent.send_tone(1000)
    await caller.hears(1000, seconds=1)
    world.perform(MuteRecording(line, True))
    await recording_is_silent(world)
    caller.send_tone(1500)
    await agent.hears(1500, seconds=1.5)
    second = await answered(world, line, "agent2", "mute-2", phones[1])
    world.perform(Join(line, "mute-2", "with-a-card-2"), DropLeg("mute-1"))
    await world.event(Joined)
    await second.hears(1500, seconds=1)
    world.perform(MuteRecording(line, False))
    caller.send_tone(1300)
    await second.hears(1300, seconds=1)
    await caller.hang_up()
    await world.event(LineGone)
    world.perform(DropLeg("mute-2"))
    first_part, second_part = [await world.event(CallRecorded) for _ in range(2)]
    assert (first_part.name, second_part.name) == ("with-a-card", "with-a-card-2")
    assert first_part.seconds > 2.3, "time goes on while it is muted"

    left, right = channels_of(world.recordings / "with-a-card.wav")
    assert has_tone(left, 1000)
    assert has_tone(right, 600)
    assert not has_tone(right, 1500)
    _, right = channels_of(world.recordings / "with-a-card-2.wav")
    assert has_tone(right, 1300)
    assert not has_tone(right, 1500), "a recording that begins while the line is muted is muted too"


async def test_a_consultation_is_not_heard_by_the_customer_nor_by_their_side_of_the_recording(
    world: World, phones: tuple[Phone, Phone]
) -> None:
    caller, line, agent = await talk(world, phones[0], "consult-1", "with-a-consultation")
    agent.send_tone(1000)
    await caller.hears(1000)
    second = await answered(world, line, "agent2", "consult-2", phones[1])
    world.perform(Hold(line, "consult-1"), Include(line, "consult-2"))
    await world.event(Joined)
    second.send_tone(1900)
    caller.send_tone(1500)
    await agent.hears(1900, seconds=0.5)
    await second.hears(1000)
    await second.hears_not(1500, during=0.5)
    await caller.hears_not(1900, during=0.5)
    await caller.hears_not(1000, during=0.5)
    await agent.hang_up()
    assert (await world.event(LegGone)).leg == "consult-1"
    world.perform(PlayMusic(line), DropLeg("consult-2"))
    await world.event(LegGone)
    await caller.hears(MUSIC_HZ, MUSIC_WITHIN)
    world.perform(HangUp(line))
    assert (await world.event(CallRecorded)).name == "with-a-consultation"
    _, right = channels_of(world.recordings / "with-a-consultation.wav")
    assert not has_tone(right, 1500)


async def test_a_phone_transfers_a_customer_to_whom_it_has_asked_before(
    world: World, phones: tuple[Phone, Phone]
) -> None:
    caller, line, agent = await talk(world, phones[0], "refer-1")
    await agent.hold()
    asking, dialled = await world.agent_dials(phones[0], "202")
    second = await answered(world, dialled.line, "agent2", "refer-2", phones[1])
    world.perform(Join(dialled.line, "refer-2", None))
    await world.event(Joined)
    asking.send_tone(1000)
    await second.hears(1000)

    assert await agent.transfer("202", other=asking) == ACCEPTED
    asked = await world.event(TransferAsked)
    assert (asked.leg, asked.other) == ("refer-1", dialled.line)
    world.perform(
        ReportTransfer("refer-1", TransferState.TRYING), Join(line, "refer-2", None), interaction="i2"
    )
    assert await world.event(Joined) == Joined(line, "refer-2")
    world.perform(ReportTransfer("refer-1", TransferState.DONE), interaction="i2")
    await agent.transfer_reported(200)
    world.perform(DropLeg("refer-1"), HangUp(dialled.line))
    assert await asking.ended() is Ending.HUNG_UP_BY_THEM
    caller.send_tone(1500)
    second.send_tone(1900)
    await second.hears(1500)
    await caller.hears(1900)

    channel = await world.server.ari("GET", "/channels/refer-2/variable", variable="TRUNKLINE_LINE")
    assert channel["value"] == line, "after a restart it must not be taken for the line that it was rung for"
    world.perform(HangUp(line), DropLeg("refer-2"))


async def test_a_transfer_that_is_asked_for_outside_of_any_talk_is_declined(
    world: World, phones: tuple[Phone, Phone]
) -> None:
    call, dialled = await world.agent_dials(phones[0], "202")
    world.perform(PlayMusic(dialled.line))
    await call.answered()
    assert await call.transfer("+15550123") == ACCEPTED
    await call.transfer_reported(603)
    assert not world.all_of(TransferAsked)


async def test_a_customer_is_handed_to_a_number_over_the_trunk(world: World, server: AsteriskServer) -> None:
    settings = server.settings
    async with (
        agent_phone(server, "agent1") as phone,
        Phone((settings.bind, settings.sip_port), "carrier", on_ring="answer") as carrier,
    ):
        phone.on_ring = "answer"
        await outgoing_trunk(server, carrier)
        caller, line, _ = await talk(world, phone, "out-1", "to-outside")
        world.perform(RingLeg(line, "out-2", "+15557777@outgoing", "+15550100", 10))
        assert await world.event(LegAnswered) == LegAnswered("out-2")
        outside = await carrier.rings()
        assert outside.invite.uri.startswith("sip:+15557777@")
        assert (outside.caller, outside.invite.get("x-trunkline-leg")) == ("+15550100", "")
        world.perform(Join(line, "out-2", "from-outside"), DropLeg("out-1"))
        await world.event(Joined)
        outside.send_tone(1900)
        caller.send_tone(1500)
        await caller.hears(1900)
        await outside.hears(1500)
        assert await outside.transfer("+1900555") == 603, "who talks to whom is not for the outside to say"
        world.perform(HangUp(line), DropLeg("out-2"))
        assert [(await world.event(CallRecorded)).name for _ in range(2)] == ["to-outside", "from-outside"]


@pytest.mark.parametrize(
    "endpoint", ["+1555;x=y@outgoing", "@outgoing", "sip:a@outgoing", "1@out/going", "1@2@outgoing"]
)
async def test_what_is_no_number_is_never_called(world: World, endpoint: str) -> None:
    _, arrival = await world.call_arrives()
    leg = f"bad {endpoint}"
    world.perform(RingLeg(arrival.line, leg, endpoint, "", 5))
    assert await world.event(LegFailed) == LegFailed(leg, LegFailure.UNREACHABLE)


async def outgoing_trunk(server: AsteriskServer, carrier: Phone) -> None:
    host, port = carrier.address
    await server.provision("aor", "outgoing", contact=f"sip:{host}:{port}")
    await server.provision(
        "endpoint",
        "outgoing",
        aors="outgoing",
        context="from-trunk",
        identify_by="ip",
        transport="transport-udp",
        direct_media="no",
        allow_transfer="no",
        disallow="all",
        allow="ulaw",
    )


async def talk(world: World, phone: Phone, leg: str, record: str | None = None) -> tuple[Call, str, Call]:
    """A caller, their line, and agent1's side of the call, connected."""
    caller, arrival = await world.call_arrives()
    agent = await answered(world, arrival.line, "agent1", leg, phone)
    world.perform(Join(arrival.line, leg, record))
    await world.event(Joined)
    return caller, arrival.line, agent


async def answered(world: World, line: str, endpoint: str, leg: str, phone: Phone) -> Call:
    world.perform(RingLeg(line, leg, endpoint, "+15559001", 10))
    assert await world.event(LegAnswered) == LegAnswered(leg)
    return await phone.rings()


async def recording_is_silent(world: World) -> None:
    """The one that goes on has nothing at its end, though both say something."""
    async with asyncio.timeout(60):
        while any(only(world.recordings / "live").read_bytes()[-TAIL:] or b"x"):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)


def only(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def channels_of(path: Path) -> tuple[Samples, Samples]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 8000)
        both = array("h", file.readframes(file.getnframes()))
    return both[::2], both[1::2]


def has_tone(samples: Samples, hz: float) -> bool:
    return ToneDetector(hz).feed(samples)
