"""Lines without a switch: what a service test holds in place of Asterisk. It passes the same contract suite.

A test is the rest of the world: it lets a call arrive, presses keys, answers a leg, ends a prompt. The double
keeps what is true of each call, notes every command, and reports the events that Asterisk would cause:

    lines = FakeLines(spine.listen)
    call = lines.call_arrives("+15550100", caller="+15559001")
    lines.play_ends(call)
    lines.caller_presses(call, "1")
    lines.leg_answers(lines.ringing()[0])
"""

from collections import deque
from collections.abc import Callable
from typing import Any, assert_never

from ari_app.conversation.line import (
    YES,
    AgentDialled,
    Announce,
    CallArrived,
    CallRecorded,
    CloseEar,
    DropLeg,
    EndpointLost,
    EndpointReached,
    HangUp,
    HearingFailed,
    Hold,
    Include,
    Join,
    Joined,
    JoinFailed,
    KeyPressed,
    LegAnswered,
    LegFailed,
    LegFailure,
    LegGone,
    LineCommand,
    LineEvent,
    LineGone,
    LiveLine,
    MessageRecorded,
    MuteRecording,
    OpenEar,
    Play,
    PlayEnded,
    PlayMusic,
    RecordMessage,
    ReportTransfer,
    Resume,
    RingLeg,
    SpeechBegan,
    SpeechHeard,
    StopMusic,
    StopPlay,
    Supervise,
    SwitchFound,
    SwitchLost,
    TransferAsked,
)
from ari_app.conversation.ports import Listener
from ari_app.telephony.double_state import FakeLeg, FakeLine, heard_by

NORMAL_CLEARING = 16


class FakeLines:
    """`Lines` in memory, and the hands of the test on its other side.

    Events reach `listener` in order and never nested. With `later` (such as a loop's `call_soon`) each goes
    through it, so that none arrives before `perform` has returned, as with the real switch.
    `prompts_end_at_once` ends each Play by itself, for stories that are not about prompts.
    """

    def __init__(
        self,
        listener: Listener,
        later: Callable[[Callable[[], None]], object] | None = None,
        *,
        prompts_end_at_once: bool = False,
    ) -> None:
        self.lines: dict[str, FakeLine] = {}
        self.legs: dict[str, FakeLeg] = {}
        self.performed: list[LineCommand] = []
        self.unreachable: set[str] = set()
        self.connected = True
        self._listener = listener
        self._later = later
        self._prompts_end_at_once = prompts_end_at_once
        self._outbox: deque[LineEvent] = deque()
        self._delivering = False
        self._arrivals = 0

    # --- the port -------------------------------------------------------------------------------------------

    def perform(self, command: LineCommand, interaction: str) -> None:
        if not self.connected:
            return
        self.performed.append(command)
        if not isinstance(command, DropLeg | ReportTransfer) and command.line in self.lines:
            self.lines[command.line].interaction = interaction
        match command:
            case RingLeg():
                self._ring(command, interaction)
            case DropLeg(leg):
                self._drop_leg(leg, NORMAL_CLEARING)
            case Join():
                self._join(command)
            case Include():
                self._include(command)
            case Supervise():
                self._supervise(command)
            case ReportTransfer(leg, state):
                if leg in self.legs:
                    self.legs[leg].reports.append(state)
            case _ if (line := self.lines.get(command.line)) is not None:
                self._perform_on(line, command)
            case _:
                pass  # a line that is gone already is normal

    def _perform_on(
        self,
        line: FakeLine,
        command: (
            Play
            | StopPlay
            | OpenEar
            | CloseEar
            | RecordMessage
            | PlayMusic
            | StopMusic
            | Announce
            | Hold
            | Resume
            | MuteRecording
            | HangUp
        ),
    ) -> None:
        match command:
            case Play():
                line.answered = True
                line.plays.append(command)
                if self._prompts_end_at_once:
                    self.play_ends(command.line)
            case StopPlay(line=name, step=step):
                stopped = [play for play in line.plays if play.step == step]
                for play in stopped:
                    line.plays.remove(play)
                    self._tell(PlayEnded(name, play.step))
            case OpenEar():
                line.answered = True
                line.ear = command
            case CloseEar(step=step):
                if line.ear is not None and line.ear.step == step:
                    line.ear = None
            case RecordMessage():
                line.answered = True
                line.recording = command
            case PlayMusic():
                line.answered = line.music = True
            case StopMusic():
                line.music = False
            case MuteRecording(muted=muted):
                line.recording_muted = muted
            case Announce(text=text):
                line.announcements.append(text)
            case Hold() | Resume():
                if line.peer == command.leg:
                    line.held = line.music = isinstance(command, Hold)
            case HangUp(line=name):
                self._line_goes(name, NORMAL_CLEARING)
            case _:
                assert_never(command)

    # --- what the customer does -----------------------------------------------------------------------------

    def call_arrives(
        self,
        called: str,
        *,
        caller: str = "+15559001",
        name: str = "",
        trunk: str = "trunk",
        line: str | None = None,
        **chat: Any,
    ) -> str:
        """A call from a trunk, or from a `chat` (see `CallArrived`); returns its line."""
        self._arrivals += 1
        line = line or f"line-{self._arrivals}"
        arrival = CallArrived(line, called, caller, name, trunk, **chat)
        self.lines[line] = FakeLine(arrival)
        self._tell(arrival)
        return line

    def agent_dials(self, endpoint: str, number: str) -> str:
        """An agent's phone calls us; returns the line of that call."""
        self._arrivals += 1
        line = f"dialled-{self._arrivals}"
        self.lines[line] = FakeLine(None)
        self._tell(AgentDialled(line, endpoint, number))
        return line

    def caller_presses(self, line: str, key: str) -> None:
        """Raises KeyError when the line is gone: a story should not press keys on a dead call."""
        self.lines[line]
        self._tell(KeyPressed(line, key))

    def caller_says(self, line: str, text: str, confidence: float = 0.9) -> None:
        """The whole of one utterance: it begins, is heard, and the ear closes."""
        ear = self._ear(line)
        self.lines[line].ear = None
        self._tell(SpeechBegan(line, ear.step))
        self._tell(SpeechHeard(line, ear.step, text, confidence))

    def hearing_fails(self, line: str, reason: str = "recogniser gone") -> None:
        ear = self._ear(line)
        self.lines[line].ear = None
        self._tell(HearingFailed(line, ear.step, reason))

    def caller_hangs_up(self, line: str, cause: int = NORMAL_CLEARING) -> None:
        self._line_goes(line, cause)

    # --- what takes its time --------------------------------------------------------------------------------

    def play_ends(self, line: str, *, failed: bool = False) -> None:
        """The prompt that plays now is over."""
        play = self.lines[line].plays.popleft()
        self._tell(PlayEnded(line, play.step, failed))

    def message_ends(self, line: str, seconds: float, *, failed: bool = False) -> None:
        recording = self.lines[line].recording
        assert recording is not None, f"nothing is recorded on {line}"
        self.lines[line].recording = None
        self._tell(MessageRecorded(line, recording.step, recording.name, seconds, failed))

    # --- what agents' phones do -----------------------------------------------------------------------------

    def ringing(self) -> list[str]:
        """The legs that ring, oldest first."""
        return [leg for leg, state in self.legs.items() if not state.answered]

    def leg_answers(self, leg: str) -> None:
        """Who is asked a question has not taken the call with that: see `leg_presses`."""
        if self.legs[leg].request.question is not None:
            self.legs[leg].asked = True
            return
        self.legs[leg].answered = True
        self._tell(LegAnswered(leg))

    def leg_presses(self, leg: str, key: str) -> None:
        """The answer to the question that the leg is asked."""
        assert self.legs[leg].asked, f"{leg} is asked nothing"
        if key == YES:
            self.legs[leg].asked, self.legs[leg].answered = False, True
            self._tell(LegAnswered(leg))
        else:
            self.leg_fails(leg, LegFailure.DECLINED)

    def leg_fails(self, leg: str, reason: LegFailure) -> None:
        """Busy, declined, or rung for the whole `timeout`."""
        assert not self.legs[leg].answered, f"{leg} has answered already"
        del self.legs[leg]
        self._tell(LegFailed(leg, reason))

    def agent_hangs_up(self, leg: str, cause: int = NORMAL_CLEARING) -> None:
        assert self.legs[leg].answered, f"{leg} only rings"
        self._drop_leg(leg, cause)

    def endpoint_reached(self, endpoint: str) -> None:
        self.unreachable.discard(endpoint)
        self._tell(EndpointReached(endpoint))

    def endpoint_lost(self, endpoint: str) -> None:
        self.unreachable.add(endpoint)
        self._tell(EndpointLost(endpoint))

    def agent_refers(self, leg: str, number: str, *, other: str | None = None) -> None:
        """The phone's own transfer key (SIP REFER): blind, or attended with `other` (see `TransferAsked`)."""
        assert self.legs[leg].answered, f"{leg} only rings"
        self._tell(TransferAsked(leg, number, other))

    # --- what is heard --------------------------------------------------------------------------------------

    def heard_by(self, channel: str) -> frozenset[str]:
        """Whom this line or leg hears at this moment; "music" when it waits."""
        return heard_by(channel, self.lines, self.legs)

    # --- what the switch does -------------------------------------------------------------------------------

    def switch_goes(self) -> None:
        """The connection breaks; calls live on unheard. What was played, heard or recorded is forgotten."""
        self.connected = False
        for line in self.lines.values():
            line.plays.clear()
            line.ear = line.recording = None
        self._tell(SwitchLost())

    def switch_returns(self, *, restarted: bool = False) -> None:
        """The connection is back, to the same process or (`restarted`) to a new one, which holds no call."""
        self.connected = True
        for leg in [name for name, leg in self.legs.items() if leg.request.question and not leg.answered]:
            del self.legs[leg]  # nobody knows any more what they were asked
        if restarted:
            self.lines.clear()
            self.legs.clear()
        self._tell(
            SwitchFound(
                lines=tuple(
                    LiveLine(name, line.interaction, line.answered, line.peer, line.arrival)
                    for name, line in self.lines.items()
                ),
                legs=tuple(
                    LiveLine(
                        name,
                        leg.interaction,
                        leg.answered,
                        leg.line if leg.line in self.lines else None,
                        None,
                    )
                    for name, leg in self.legs.items()
                ),
                restarted=restarted,
            )
        )

    # --- within ---------------------------------------------------------------------------------------------

    def _ear(self, line: str) -> OpenEar:
        ear = self.lines[line].ear
        assert ear is not None, f"nobody listens on {line}"
        return ear

    def _ring(self, command: RingLeg, interaction: str) -> None:
        if command.endpoint in self.unreachable:
            self._tell(LegFailed(command.leg, LegFailure.UNREACHABLE))
        else:
            self.legs[command.leg] = FakeLeg(command, interaction)

    def _join(self, command: Join) -> None:
        line, leg = self.lines.get(command.line), self.legs.get(command.leg)
        if not self._can(command, line, leg, talked_to=True) or line is None or leg is None:
            return
        self._talk_recorded(command.line, line)
        line.answered, line.music, line.held = True, False, False
        line.peer, line.record = command.leg, command.record
        leg.line, leg.mode = command.line, None
        self._tell(Joined(command.line, command.leg))

    def _include(self, command: Include) -> None:
        line, leg = self.lines.get(command.line), self.legs.get(command.leg)
        talked_to = any(
            one.line == command.line and one.mode is None for one in self.legs.values() if one is not leg
        )
        if self._can(command, line, leg, talked_to) and leg is not None:
            leg.line, leg.mode = command.line, None
            self._tell(Joined(command.line, command.leg))

    def _supervise(self, command: Supervise) -> None:
        line, leg = self.lines.get(command.line), self.legs.get(command.leg)
        talked_to = line is not None and line.peer not in (None, command.leg)
        if self._can(command, line, leg, talked_to) and leg is not None:
            leg.line, leg.mode = command.line, command.mode
            self._tell(Joined(command.line, command.leg))

    def _can(
        self,
        command: Join | Include | Supervise,
        line: FakeLine | None,
        leg: FakeLeg | None,
        talked_to: bool,
    ) -> bool:
        if line is not None and leg is not None and leg.answered and talked_to:
            return True
        if line is None:
            reason = "the line is gone"
        else:
            reason = "nobody talks on the line" if leg is not None and leg.answered else "the leg is gone"
        self._tell(JoinFailed(command.line, command.leg, reason))
        return False

    def _line_goes(self, name: str, cause: int) -> None:
        """A message ends with its caller; the recording of a talk is ready only some time after them."""
        line = self.lines.pop(name)
        if line.recording is not None:
            self._tell(MessageRecorded(name, line.recording.step, line.recording.name, 1.0))
        self._tell(LineGone(name, cause))
        self._talk_recorded(name, line)

    def _drop_leg(self, name: str, cause: int) -> None:
        leg = self.legs.pop(name, None)
        if leg is None:
            return
        line = self.lines.get(leg.line or "")
        of_a_talk = line is not None and line.peer == name
        if line is not None and of_a_talk:
            line.peer, line.held = None, False
        if leg.answered:
            self._tell(LegGone(name, cause))
        if line is not None and of_a_talk and leg.line is not None:
            self._talk_recorded(leg.line, line)

    def _talk_recorded(self, name: str, line: FakeLine) -> None:
        if line.record is not None:
            self._tell(CallRecorded(name, line.record, 1.0))
            line.record = None

    def _tell(self, event: LineEvent) -> None:
        self._outbox.append(event)
        if self._later is not None:
            self._later(self._deliver)
        else:
            self._deliver()

    def _deliver(self) -> None:
        if self._delivering:
            return
        self._delivering = True
        try:
            while self._outbox:
                self._listener(self._outbox.popleft())
        finally:
            self._delivering = False
