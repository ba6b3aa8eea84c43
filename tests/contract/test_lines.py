"""What every `Lines` promises, held against the double and against the real Asterisk.

Talks of more than two are in test_lines_talks.py; what only sound can show is in tests/integration/test_telephony_calls.py.
"""

import pytest

from ari_app.conversation.line import (
    Announce,
    CallArrived,
    CallRecorded,
    CloseEar,
    DropLeg,
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
    LiveLine,
    MessageRecorded,
    MuteRecording,
    OpenEar,
    Play,
    PlayEnded,
    PlayMusic,
    Question,
    RecordMessage,
    ReportTransfer,
    Resume,
    RingLeg,
    StopMusic,
    StopPlay,
    SwitchFound,
    SwitchLost,
    TransferState,
)
from tests.contract.lines_worlds import LinesWorld, Manner

LONG, SHORT = "600 Hz for 30 s", "600 Hz for 0.3 s"


class LinesPromise:
    """The stories; a subclass brings the `world` that they play in."""

    async def test_a_call_that_arrives_is_told(self, world: LinesWorld) -> None:
        line = await world.caller_arrives()
        (arrival,) = world.all_of(CallArrived)
        assert isinstance(arrival, CallArrived)
        assert (arrival.line, arrival.called, arrival.caller) == (line, "+15550100", "+15559001")
        assert arrival.trunk == "trunk"

    async def test_prompts_play_one_after_the_other_and_each_ends_once(self, world: LinesWorld) -> None:
        line = await world.caller_arrives()
        world.perform(Play(line, 1, SHORT, "en"), Play(line, 2, SHORT, "en"))
        for step in (1, 2):
            await world.prompt_ends(line)
            assert await world.event(PlayEnded) == PlayEnded(line, step)
        assert len(world.all_of(PlayEnded)) == 2

    async def test_nothing_is_told_before_perform_has_returned(self, world: LinesWorld) -> None:
        line = await world.caller_arrives()
        before = list(world.events)
        world.perform(Play(line, 1, LONG, "en"), StopPlay(line, 1), Join(line, "nobody", None), HangUp(line))
        assert world.events == before
        assert (await world.event(LineGone)).line == line

    async def test_a_stopped_prompt_ends_and_the_next_one_plays(self, world: LinesWorld) -> None:
        line = await world.caller_arrives()
        world.perform(Play(line, 1, LONG, "en"), Play(line, 2, LONG, "en"), Play(line, 3, SHORT, "en"))
        world.perform(StopPlay(line, 9), StopPlay(line, 2), StopPlay(line, 1))
        ended = {(await world.event(PlayEnded)).step for _ in range(2)}
        assert ended == {1, 2}
        await world.prompt_ends(line)
        assert await world.event(PlayEnded) == PlayEnded(line, 3)

    async def test_a_key_is_told_while_a_prompt_plays(self, world: LinesWorld) -> None:
        line = await world.caller_arrives()
        world.perform(Play(line, 1, LONG, "en"))
        await world.caller_presses(line, "7")
        assert await world.event(KeyPressed) == KeyPressed(line, "7")
        assert not world.all_of(PlayEnded)

    async def test_a_line_that_is_hung_up_is_gone_once_and_takes_every_command(
        self, world: LinesWorld
    ) -> None:
        line = await world.caller_arrives()
        world.perform(Play(line, 1, LONG, "en"), PlayMusic(line), HangUp(line), HangUp(line))
        assert (await world.event(LineGone)).line == line
        world.perform(
            Play(line, 2, SHORT, "en"),
            StopPlay(line, 2),
            OpenEar(line, 2, ("600",), "en", True),
            CloseEar(line, 2),
            RecordMessage(line, 2, "late", 5, 5, False),
            PlayMusic(line),
            StopMusic(line),
            Announce(line, SHORT, "en"),
            Hold(line, "nobody"),
            Resume(line, "nobody"),
            MuteRecording(line, True),
            ReportTransfer("nobody", TransferState.DONE),
            DropLeg("nobody"),
            HangUp(line),
            Join(line, "nobody", None),
        )
        assert (await world.event(JoinFailed)).line == line
        assert len(world.all_of(LineGone)) == 1
        assert not world.all_of(PlayEnded, MessageRecorded)

    async def test_a_caller_who_hangs_up_is_gone(self, world: LinesWorld) -> None:
        line = await world.caller_arrives()
        world.perform(Play(line, 1, LONG, "en"))
        await world.caller_hangs_up(line)
        assert await world.event(LineGone) == LineGone(line, 16)

    async def test_a_message_belongs_to_the_call_whose_end_ends_it(self, world: LinesWorld) -> None:
        line = await world.caller_arrives()
        world.perform(RecordMessage(line, 4, "message", 30, 10, beep=False))
        await world.caller_presses(line, "1")
        await world.event(KeyPressed)
        await world.caller_hangs_up(line)
        await world.event(LineGone)
        (message,) = world.all_of(MessageRecorded)
        assert isinstance(message, MessageRecorded)
        assert (message.line, message.step, message.name, message.failed) == (line, 4, "message", False)
        kinds = [type(event) for event in world.events]
        assert kinds.index(MessageRecorded) < kinds.index(LineGone)

    async def test_line_and_leg_talk_until_the_agent_hangs_up_and_the_line_goes_on(
        self, world: LinesWorld
    ) -> None:
        endpoint = await world.phone_that("answers")
        line = await world.caller_arrives()
        world.perform(PlayMusic(line), RingLeg(line, "leg-1", endpoint, "+15559001", 10))
        assert await world.event(LegAnswered) == LegAnswered("leg-1")
        world.perform(Join(line, "leg-1", "talk"))
        assert await world.event(Joined) == Joined(line, "leg-1")
        world.perform(Hold(line, "leg-1"), Resume(line, "leg-1"))
        await world.caller_presses(line, "1")
        await world.event(KeyPressed)
        await world.agent_hangs_up("leg-1")
        assert await world.event(LegGone) == LegGone("leg-1", 16)
        recorded = await world.event(CallRecorded)
        assert (recorded.line, recorded.name) == (line, "talk")
        assert not world.all_of(LineGone)

        world.perform(RingLeg(line, "leg-2", endpoint, "+15559001", 10))
        await world.event(LegAnswered)
        world.perform(Join(line, "leg-2", None))
        assert await world.event(Joined) == Joined(line, "leg-2")
        world.perform(HangUp(line))
        await world.event(LineGone)
        world.perform(DropLeg("leg-2"))
        assert (await world.event(LegGone)).leg == "leg-2"

    @pytest.mark.parametrize(
        ("manner", "reason"),
        [
            ("is busy", LegFailure.BUSY),
            ("declines", LegFailure.DECLINED),
            ("rings", LegFailure.NO_ANSWER),
            ("is absent", LegFailure.UNREACHABLE),
        ],
    )
    async def test_a_leg_that_is_not_answered_fails_once(
        self, world: LinesWorld, manner: Manner, reason: LegFailure
    ) -> None:
        endpoint = await world.phone_that(manner)
        line = await world.caller_arrives()
        leg = f"leg-{reason}"
        world.perform(RingLeg(line, leg, endpoint, "+15559001", 1))
        if manner == "rings":
            await world.leg_rings_out(leg)
        assert await world.event(LegFailed) == LegFailed(leg, reason)
        world.perform(DropLeg(leg), Join(line, leg, None))
        assert (await world.event(JoinFailed)).leg == leg
        assert not world.all_of(LegGone)
        assert len(world.all_of(LegFailed)) == 1

    async def test_a_ringing_leg_that_is_dropped_ends_without_a_word(self, world: LinesWorld) -> None:
        endpoint = await world.phone_that("rings")
        line = await world.caller_arrives()
        world.perform(RingLeg(line, "leg-3", endpoint, "+15559001", 10), DropLeg("leg-3"))
        world.perform(Join(line, "leg-3", None))
        await world.event(JoinFailed)
        world.perform(HangUp(line))
        await world.event(LineGone)
        assert not world.all_of(LegFailed, LegGone, LegAnswered)

    async def test_an_answered_leg_that_is_dropped_is_gone(self, world: LinesWorld) -> None:
        endpoint = await world.phone_that("answers")
        line = await world.caller_arrives()
        world.perform(RingLeg(line, "leg-4", endpoint, "+15559001", 10))
        await world.event(LegAnswered)
        world.perform(DropLeg("leg-4"), DropLeg("leg-4"))
        assert (await world.event(LegGone)).leg == "leg-4"

    async def test_what_is_true_is_told_when_the_connection_is_back(self, world: LinesWorld) -> None:
        endpoint = await world.phone_that("answers")
        line = await world.caller_arrives()
        world.perform(RingLeg(line, "leg-5", endpoint, "+15559001", 10), interaction="i7")
        await world.event(LegAnswered)
        world.perform(Join(line, "leg-5", None), interaction="i7")
        await world.event(Joined)
        (arrival,) = world.all_of(CallArrived)
        assert isinstance(arrival, CallArrived)

        await world.connection_breaks_and_returns()
        await world.event(SwitchLost)
        found = await world.event(SwitchFound)
        assert found == SwitchFound(
            lines=(LiveLine(line, "i7", True, "leg-5", arrival),),
            legs=(LiveLine("leg-5", "i7", True, line, None),),
            restarted=False,
        )
        world.perform(HangUp(line), DropLeg("leg-5"), interaction="i7")
        await world.event(LineGone)
        await world.event(LegGone)

    # --- a question first -----------------------------------------------------------------------------------

    async def test_who_is_asked_has_answered_when_they_say_yes(self, world: LinesWorld) -> None:
        line = await self._asked(world, "leg-6")
        assert not world.all_of(LegAnswered)
        world.perform(Join(line, "leg-6", None))
        assert (await world.event(JoinFailed)).leg == "leg-6"
        await world.agent_presses("leg-6", "1")
        assert await world.event(LegAnswered) == LegAnswered("leg-6")
        world.perform(Join(line, "leg-6", None))
        assert await world.event(Joined) == Joined(line, "leg-6")
        world.perform(DropLeg("leg-6"))
        assert (await world.event(LegGone)).leg == "leg-6"
        assert not world.all_of(LegFailed)

    async def test_who_presses_another_key_declines(self, world: LinesWorld) -> None:
        line = await self._asked(world, "leg-7")
        await world.agent_presses("leg-7", "2")
        assert await world.event(LegFailed) == LegFailed("leg-7", LegFailure.DECLINED)
        world.perform(DropLeg("leg-7"), HangUp(line))
        await world.event(LineGone)
        assert not world.all_of(LegAnswered, LegGone)

    async def test_a_mailbox_says_nothing_and_gets_no_caller(self, world: LinesWorld) -> None:
        line = await self._asked(world, "leg-8", "600 Hz for 1 s")
        await world.leg_rings_out("leg-8")
        assert await world.event(LegFailed, within=15) == LegFailed("leg-8", LegFailure.NO_ANSWER)
        world.perform(HangUp(line))
        await world.event(LineGone)
        assert not world.all_of(LegAnswered, LegGone)

    async def test_who_is_being_asked_while_the_connection_breaks_is_let_go(self, world: LinesWorld) -> None:
        line = await self._asked(world, "leg-9")
        await world.connection_breaks_and_returns()
        found = await world.event(SwitchFound)
        assert ([one.id for one in found.lines], found.legs) == ([line], ())
        world.perform(HangUp(line))
        await world.event(LineGone)
        assert not world.all_of(LegAnswered, LegGone, LegFailed)

    async def _asked(self, world: LinesWorld, leg: str, says: str = LONG) -> str:
        """Somebody has picked up and hears the question; the line."""
        endpoint = await world.phone_that("answers")
        line = await world.caller_arrives()
        question = Question(says, "en")
        world.perform(RingLeg(line, leg, endpoint, "+15559001", 10, question=question))
        await world.is_asked(leg, 600)
        return line


@pytest.mark.asyncio(loop_scope="module")
class TestTheDouble(LinesPromise):
    @pytest.fixture
    def world(self, invented_world: LinesWorld) -> LinesWorld:
        return invented_world


@pytest.mark.asterisk
@pytest.mark.asyncio(loop_scope="module")
class TestAsterisk(LinesPromise):
    @pytest.fixture
    def world(self, asterisk_world: LinesWorld) -> LinesWorld:
        return asterisk_world
