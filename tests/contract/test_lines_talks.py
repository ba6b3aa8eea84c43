"""What every `Lines` promises of more than two who talk: consultations, conferences, supervisors, transfers."""

import asyncio
from collections.abc import Callable

import pytest

from ari_app.conversation.line import (
    CallRecorded,
    DropLeg,
    HangUp,
    Hold,
    Include,
    Join,
    Joined,
    JoinFailed,
    LegAnswered,
    LegGone,
    LineGone,
    PlayMusic,
    ReportTransfer,
    Resume,
    RingLeg,
    Supervise,
    SupervisionMode,
    SwitchFound,
    TransferAsked,
    TransferState,
)
from ari_app.telephony.double_state import MUSIC
from tests.contract.lines_worlds import LinesWorld


class TalksPromise:
    """The stories; a subclass brings the `world` that they play in."""

    async def test_a_consultation_a_conference_and_who_leaves_it(self, world: LinesWorld) -> None:
        line = await self._talk(world, "a1", None)
        await self._answered(world, line, "a2")
        world.perform(Hold(line, "a1"), Include(line, "a2"))
        assert await world.event(Joined) == Joined(line, "a2")
        await world.hears(line, MUSIC)
        await world.hears("a1", "a2")
        await world.hears("a2", "a1")

        world.perform(Resume(line, "a1"))
        await world.hears(line, "a1", "a2")
        await world.hears("a2", "a1", line)

        world.perform(DropLeg("a2"))
        assert (await world.event(LegGone)).leg == "a2"
        await world.hears("a1", line)
        await world.hears(line, "a1")
        await self._over(world, line, "a1")

    async def test_a_leg_takes_the_place_of_another_and_the_recording_goes_on(
        self, world: LinesWorld
    ) -> None:
        line = await self._talk(world, "b1", "first")
        await self._answered(world, line, "b2")
        world.perform(Hold(line, "b1"), Include(line, "b2"))
        await world.event(Joined)
        world.perform(Join(line, "b2", "second"))
        assert await world.event(Joined) == Joined(line, "b2")
        recorded = await world.event(CallRecorded)
        assert (recorded.line, recorded.name) == (line, "first")
        await world.hears(line, "b1", "b2")

        world.perform(DropLeg("b1"))
        assert (await world.event(LegGone)).leg == "b1"
        await world.hears(line, "b2")
        await world.hears("b2", line)
        assert len(world.all_of(CallRecorded)) == 1
        await self._over(world, line, "b2")
        assert (await world.event(CallRecorded)).name == "second"

    async def test_a_leg_that_was_never_heard_takes_the_place_of_another(self, world: LinesWorld) -> None:
        line = await self._talk(world, "c1", None)
        await self._answered(world, line, "c2")
        world.perform(Hold(line, "c1"), Join(line, "c2", None), DropLeg("c1"))
        assert await world.event(Joined) == Joined(line, "c2")
        assert (await world.event(LegGone)).leg == "c1"
        await world.hears(line, "c2")
        await self._over(world, line, "c2")

    async def test_who_stays_when_the_agent_goes_talks_on_until_the_music_plays(
        self, world: LinesWorld
    ) -> None:
        line = await self._talk(world, "d1", None)
        await self._answered(world, line, "d2")
        world.perform(Include(line, "d2"))
        await world.event(Joined)
        await world.agent_hangs_up("d1")
        await world.event(LegGone)
        await world.hears(line, "d2")
        world.perform(PlayMusic(line))
        await world.hears(line, MUSIC)
        await world.hears("d2")
        world.perform(Join(line, "d2", None))
        await world.event(Joined)
        await world.hears(line, "d2")
        await world.hears("d2", line)
        await self._over(world, line, "d2")

    async def test_a_supervisor_listens_whispers_and_barges_in(self, world: LinesWorld) -> None:
        line = await self._talk(world, "e1", None)
        await self._answered(world, line, "e2")
        for mode in (
            SupervisionMode.LISTEN,
            SupervisionMode.WHISPER,
            SupervisionMode.BARGE,
            SupervisionMode.WHISPER,
            SupervisionMode.LISTEN,
            SupervisionMode.BARGE,
            SupervisionMode.LISTEN,
        ):
            world.perform(Supervise(line, "e2", mode))
            assert await world.event(Joined) == Joined(line, "e2")
            await asyncio.gather(
                world.hears("e2", line, "e1"),
                world.hears("e1", line, *([] if mode is SupervisionMode.LISTEN else ["e2"])),
                world.hears(line, "e1", *(["e2"] if mode is SupervisionMode.BARGE else [])),
            )
        world.perform(DropLeg("e2"))
        await world.event(LegGone)
        await world.hears(line, "e1")
        await self._over(world, line, "e1")

    async def test_a_supervisor_follows_when_the_agent_is_lost_and_found_and_takes_over(
        self, world: LinesWorld
    ) -> None:
        line = await self._talk(world, "f1", None)
        await self._answered(world, line, "f2")
        world.perform(Supervise(line, "f2", SupervisionMode.WHISPER))
        await world.event(Joined)
        await world.agent_hangs_up("f1")
        await world.event(LegGone)
        world.perform(PlayMusic(line))
        await world.hears(line, MUSIC)
        world.perform(Supervise(line, "f2", SupervisionMode.LISTEN))
        assert (await world.event(JoinFailed)).leg == "f2"

        await self._answered(world, line, "f3")
        world.perform(Join(line, "f3", None))
        await world.event(Joined)
        await world.hears("f2", line, "f3")
        await world.hears("f3", line, "f2")
        await world.hears(line, "f3")

        world.perform(Join(line, "f2", None), DropLeg("f3"))
        await world.event(Joined)
        await world.event(LegGone)
        await world.hears(line, "f2")
        await world.hears("f2", line)
        await self._over(world, line, "f2")

    @pytest.mark.parametrize(
        "command", [Include, lambda line, leg: Supervise(line, leg, SupervisionMode.LISTEN)]
    )
    async def test_where_nobody_talks_nobody_can_be_added(
        self, world: LinesWorld, command: Callable[[str, str], Include | Supervise]
    ) -> None:
        line = await world.caller_arrives()
        await self._answered(world, line, "g1")
        world.perform(command(line, "g1"))
        assert (await world.event(JoinFailed)).leg == "g1"
        world.perform(Join(line, "g1", None))
        await world.event(Joined)
        world.perform(command(line, "nobody"), command("nobody", "g1"))
        assert (await world.event(JoinFailed)).leg == "nobody"
        assert (await world.event(JoinFailed)).line == "nobody"
        await self._over(world, line, "g1")

    async def test_a_phone_asks_for_a_transfer_and_is_told_how_it_goes(self, world: LinesWorld) -> None:
        line = await self._talk(world, "h1", None)
        for outcome in (TransferState.FAILED, TransferState.DONE):
            await world.agent_transfers("h1", "+15550123")
            assert await world.event(TransferAsked) == TransferAsked("h1", "+15550123", None)
            world.perform(ReportTransfer("h1", TransferState.TRYING))
            await world.told_of_transfer("h1", TransferState.TRYING)
            world.perform(ReportTransfer("h1", outcome))
            await world.told_of_transfer("h1", outcome)
            await world.hears(line, "h1")
        await self._over(world, line, "h1")

    async def test_all_who_talk_or_listen_are_told_when_the_connection_is_back(
        self, world: LinesWorld
    ) -> None:
        line = await self._talk(world, "i1", "kept")
        await self._answered(world, line, "i2")
        await self._answered(world, line, "i3")
        world.perform(Hold(line, "i1"), Include(line, "i2"), Supervise(line, "i3", SupervisionMode.WHISPER))
        await world.event(Joined)
        await world.event(Joined)
        world.perform(Join(line, "i2", "more"))
        await world.event(Joined)
        await world.hears("i2", line, "i1", "i3")

        await world.connection_breaks_and_returns()
        found = await world.event(SwitchFound)
        (held,) = found.lines
        assert (held.id, held.peer) == (line, "i2")
        assert {leg.id: leg.peer for leg in found.legs} == dict.fromkeys(("i1", "i2", "i3"), line)
        await world.hears("i2", line, "i1", "i3")
        await world.hears("i3", line, "i1", "i2")
        world.perform(Supervise(line, "i3", SupervisionMode.LISTEN), DropLeg("i1"))
        assert await world.event(Joined) == Joined(line, "i3")
        await world.hears("i2", line)
        await world.hears(line, "i2")
        await self._over(world, line, "i2", "i3")

    @staticmethod
    async def _answered(world: LinesWorld, line: str, leg: str) -> None:
        """A new phone's leg for the line."""
        endpoint = await world.phone_that("answers")
        world.perform(RingLeg(line, leg, endpoint, "+15559001", 10))
        assert await world.event(LegAnswered) == LegAnswered(leg)

    async def _talk(self, world: LinesWorld, leg: str, record: str | None) -> str:
        line = await world.caller_arrives()
        await self._answered(world, line, leg)
        world.perform(Join(line, leg, record))
        assert await world.event(Joined) == Joined(line, leg)
        return line

    @staticmethod
    async def _over(world: LinesWorld, line: str, *legs: str) -> None:
        world.perform(HangUp(line), *(DropLeg(leg) for leg in legs))
        await world.event(LineGone)
        while {event.leg for event in world.all_of(LegGone) if isinstance(event, LegGone)}.isdisjoint(legs):
            await world.event(LegGone)


@pytest.mark.asyncio(loop_scope="module")
class TestTheDouble(TalksPromise):
    @pytest.fixture
    def world(self, invented_world: LinesWorld) -> LinesWorld:
        return invented_world


@pytest.mark.asterisk
@pytest.mark.asyncio(loop_scope="module")
class TestAsterisk(TalksPromise):
    @pytest.fixture
    def world(self, asterisk_world: LinesWorld) -> LinesWorld:
        return asterisk_world
