"""After a restart of ours, or of Asterisk: what is true is found, adopted, and can be acted on again."""

import os
import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from ari_app.conversation.line import (
    CallArrived,
    CallRecorded,
    DropLeg,
    HangUp,
    Hold,
    Join,
    Joined,
    LegAnswered,
    LegGone,
    LineGone,
    LiveLine,
    OpenEar,
    Play,
    PlayEnded,
    PlayMusic,
    Resume,
    RingLeg,
    SwitchFound,
    SwitchLost,
)
from ari_app.telephony.ari import TakenOver
from tests.integration.asterisk_server import AsteriskServer, asterisk
from tests.integration.telephony_world import World, agent_phone, world_on
from tests.integration.voices import MUSIC_HZ, MUSIC_WITHIN
from tests.phone.call import Ending
from tests.phone.phone import Phone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsteriskServer]:
    async with asterisk(tmp_path_factory.mktemp("asterisk"), away_music_seconds=1) as server:
        await server.provision_trunk()
        yield server


async def talk(world: World, leg: str, record: str | None = None, *, interaction: str = "i1") -> CallArrived:
    _, arrival = await world.call_arrives()
    world.perform(
        RingLeg(arrival.line, leg, "agent1", "+15559001", 10),
        interaction=interaction,
    )
    await world.event(LegAnswered)
    world.perform(Join(arrival.line, leg, record), interaction=interaction)
    await world.event(Joined)
    return arrival


async def test_a_talk_survives_our_restart_and_its_recording_is_completed(server: AsteriskServer) -> None:
    settings = server.settings
    async with (
        agent_phone(server, "agent1") as phone,
        Phone((settings.bind, settings.sip_port), "trunk") as trunk,
    ):
        phone.on_ring = "answer"
        async with world_on(server, trunk=trunk) as before:
            arrival = await talk(before, "offer-1", "talk-1")
            identity = before.switch.lines.switch_identity
            caller, agent = trunk.calls[-1], phone.calls[-1]
            caller.send_tone(600)
            await agent.hears(600)
        await agent.hears(600)

        async with world_on(server, trunk=trunk, known_identity=identity) as after:
            found = after.events[0]
            assert isinstance(found, SwitchFound)
            assert not found.restarted
            assert found.lines == (LiveLine(arrival.line, "i1", True, "offer-1", arrival),)
            assert found.legs == (LiveLine("offer-1", "i1", True, arrival.line, None),)

            after.perform(Hold(arrival.line, "offer-1"))
            await caller.hears(MUSIC_HZ, MUSIC_WITHIN)
            after.perform(Resume(arrival.line, "offer-1"))
            await agent.hears(600)
            await agent.hang_up()
            assert (await after.event(LegGone)).leg == "offer-1"
            recorded = await after.event(CallRecorded)
            assert (recorded.line, recorded.name) == (arrival.line, "talk-1")
            after.perform(Play(arrival.line, 1, "900 Hz for 0.5 s", "en"))
            await caller.hears(900)
            await after.event(PlayEnded)
            after.perform(HangUp(arrival.line))
            assert await caller.ended() is Ending.HUNG_UP_BY_THEM


async def test_who_waits_rings_or_is_on_hold_during_our_restart_is_found_so(server: AsteriskServer) -> None:
    settings = server.settings
    async with (
        agent_phone(server, "agent1") as phone,
        agent_phone(server, "agent2") as other,
        Phone((settings.bind, settings.sip_port), "trunk") as trunk,
    ):
        phone.on_ring = "answer"
        async with world_on(server, trunk=trunk) as before:
            held = await talk(before, "offer-held", interaction="i-held")
            before.perform(Hold(held.line, "offer-held"), interaction="i-held")
            waiting_call, waiting = await before.call_arrives()
            before.perform(
                PlayMusic(waiting.line),
                OpenEar(waiting.line, 1, ("600",), "en", True),
                RingLeg(waiting.line, "offer-ringing", "agent2", "+15559001", 60),
                interaction="i-waiting",
            )
            await waiting_call.hears(MUSIC_HZ, MUSIC_WITHIN)
            ringing = await other.rings()
        newcomer = await trunk.dial("+15550101")
        await newcomer.hears(MUSIC_HZ, MUSIC_WITHIN)

        async with world_on(server, trunk=trunk) as after:
            found = after.events[0]
            assert isinstance(found, SwitchFound)
            lines = {line.id: line for line in found.lines}
            legs = {leg.id: leg for leg in found.legs}
            assert (lines[held.line].peer, lines[held.line].interaction) == ("offer-held", "i-held")
            assert (lines[waiting.line].peer, lines[waiting.line].interaction) == (None, "i-waiting")
            assert lines[waiting.line].answered
            assert (legs["offer-ringing"].answered, legs["offer-ringing"].interaction) == (False, "i-waiting")
            assert len(lines) == len(legs) == 2

            assert (await after.event(CallArrived)).called == "+15550101"
            after.perform(Resume(held.line, "offer-held"))
            trunk.calls[-3].send_tone(600)
            await phone.calls[-1].hears(600)
            ringing.answer()
            assert await after.event(LegAnswered) == LegAnswered("offer-ringing")
            channels = await server.ari("GET", "/channels")
            assert not [channel for channel in channels if channel["name"].startswith("Snoop/")]
            for call in trunk.calls:
                await call.hang_up()
            for _ in range(3):
                await after.event(LineGone)
            after.perform(DropLeg("offer-held"), DropLeg("offer-ringing"))
            await after.event(LegGone)
            await after.event(LegGone)


async def test_a_killed_asterisk_is_lost_and_found_as_another_one(server: AsteriskServer) -> None:
    async with world_on(server) as world:
        identity = world.switch.lines.switch_identity
        await world.call_arrives()
        await server.kill()
        await world.event(SwitchLost)
        await server.start()
        found = await world.event(SwitchFound)
        assert (found.lines, found.legs, found.restarted) == ((), (), True)
        assert world.switch.lines.switch_identity != identity
        await world.has_manager()
        await server.provision_trunk()  # as a centre does again
        caller, arrival = await world.call_arrives()
        world.perform(Play(arrival.line, 1, "600 Hz for 1 s", "en"))
        await caller.hears(600)


async def test_a_recording_that_asterisk_took_to_its_grave_is_completed(server: AsteriskServer) -> None:
    async with agent_phone(server, "agent1") as phone, world_on(server) as world:
        phone.on_ring = "answer"
        arrival = await talk(world, "offer-2", "talk-2")
        caller = world.trunk.calls[-1]
        phone.calls[-1].send_tone(1000)
        await caller.hears(1000, seconds=2.5)  # Asterisk writes about every second
        await server.kill()
        await world.event(SwitchLost)
        await server.start()
        assert (await world.event(SwitchFound)).restarted
        recorded = await world.event(CallRecorded)
        assert (recorded.line, recorded.name) == (arrival.line, "talk-2")
        assert recorded.seconds > 0.5
        assert (world.recordings / "talk-2.wav").stat().st_size > 8000
        await server.provision_agent("agent1", "secret")
        await phone.register()


async def test_a_frozen_asterisk_is_noticed_and_its_calls_live_on(server: AsteriskServer) -> None:
    async with world_on(server) as world:
        caller, arrival = await world.call_arrives()
        world.perform(PlayMusic(arrival.line))
        await caller.hears(MUSIC_HZ, MUSIC_WITHIN)
        os.kill(server.pid, signal.SIGSTOP)
        try:
            await world.event(SwitchLost)
        finally:
            os.kill(server.pid, signal.SIGCONT)
        found = await world.event(SwitchFound)
        assert ([line.id for line in found.lines], found.restarted) == ([arrival.line], False)
        await caller.hears(MUSIC_HZ, MUSIC_WITHIN)


async def test_a_second_application_takes_over_and_the_first_one_ends(server: AsteriskServer) -> None:
    async with world_on(server) as first:
        with pytest.raises(BaseExceptionGroup) as ended:
            async with world_on(server, audio_port=0):
                await first.running
        assert ended.group_contains(TakenOver)
        assert isinstance(first.events[-1], SwitchLost)
