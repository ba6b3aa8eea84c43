"""A live call as the spine sees it: what a line can be asked to do, and what it reports back.

`line` is the id of the customer's channel. A `leg` is the id of an agent's channel: the offer's id, chosen by us, so that
after a restart each channel of Asterisk tells which offer it belongs to. Seconds as float, times in seconds since the
epoch (UTC), numbers in E.164 where the trunk gives them so.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

# --- commands: start at once, never wait, never raise; their end is an event below ------------------------------------


@dataclass(frozen=True, slots=True)
class Play:
    """Answer if need be and speak `text`; ends with `PlayEnded(line, step)`. A newer Play on the line waits its turn."""

    line: str
    step: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class StopPlay:
    line: str
    step: int


@dataclass(frozen=True, slots=True)
class OpenEar:
    """Listen for `phrases` (empty: dictation); `SpeechBegan`, then `SpeechHeard` once, or `HearingFailed`."""

    line: str
    step: int
    phrases: tuple[str, ...]
    language: str
    reject_unknown: bool


@dataclass(frozen=True, slots=True)
class CloseEar:
    line: str
    step: int


@dataclass(frozen=True, slots=True)
class RecordMessage:
    """Record the caller alone (voicemail) into the recordings folder as `name`; ends with `MessageRecorded`."""

    line: str
    step: int
    name: str
    max_seconds: float
    silence_seconds: float
    beep: bool


@dataclass(frozen=True, slots=True)
class PlayMusic:
    """Answer if need be and play waiting music until `StopMusic`, `Join` or `HangUp`. Harmless when it plays already."""

    line: str


@dataclass(frozen=True, slots=True)
class StopMusic:
    line: str


@dataclass(frozen=True, slots=True)
class Announce:
    """Speak `text` (the position in the queue) over the waiting music, which goes on afterwards. No event."""

    line: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class RingLeg:
    """Ring `endpoint` as `leg` for the call `line`; `LegAnswered`, or `LegFailed` with the reason. `auto_answer` asks the
    phone to pick up by itself (the agent has accepted on the screen)."""

    line: str
    leg: str
    endpoint: str
    caller: str
    timeout: float
    auto_answer: bool = False


@dataclass(frozen=True, slots=True)
class DropLeg:
    """Stop ringing, or hang up, the agent's leg. Harmless when it is gone. `LegGone` follows if it was answered."""

    leg: str


@dataclass(frozen=True, slots=True)
class Join:
    """Answer the line, stop its music, and let line and leg talk (one mixing bridge). `record` names the two-channel
    recording (left the agent, right the customer), None records nothing. `Joined`, or `JoinFailed` when one is gone."""

    line: str
    leg: str
    record: str | None


@dataclass(frozen=True, slots=True)
class Hold:
    """The customer hears music, the agent silence, until `Resume`."""

    line: str
    leg: str


@dataclass(frozen=True, slots=True)
class Resume:
    line: str
    leg: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the customer's line and everything that hangs on it (ear, bridge, music). `LineGone` follows."""

    line: str
    reason: str = "normal"


LineCommand: TypeAlias = (
    Play
    | StopPlay
    | OpenEar
    | CloseEar
    | RecordMessage
    | PlayMusic
    | StopMusic
    | Announce
    | RingLeg
    | DropLeg
    | Join
    | Hold
    | Resume
    | HangUp
)

# --- events -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallArrived:
    """A call from a trunk. `caller` is empty when withheld."""

    line: str
    called: str
    caller: str
    caller_name: str
    trunk: str


@dataclass(frozen=True, slots=True)
class AgentDialled:
    """An agent's phone called us: a feature code such as `*1`, or any other number. `line` is that phone's channel."""

    line: str
    endpoint: str
    number: str


@dataclass(frozen=True, slots=True)
class PlayEnded:
    line: str
    step: int
    failed: bool = False


@dataclass(frozen=True, slots=True)
class KeyPressed:
    line: str
    key: str


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    line: str
    step: int


@dataclass(frozen=True, slots=True)
class SpeechHeard:
    line: str
    step: int
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class HearingFailed:
    line: str
    step: int
    reason: str


@dataclass(frozen=True, slots=True)
class MessageRecorded:
    line: str
    step: int
    name: str
    seconds: float
    failed: bool = False


@dataclass(frozen=True, slots=True)
class LineGone:
    """The customer's channel is gone, whoever ended it. `cause` is the Q.850 cause (16: normal clearing)."""

    line: str
    cause: int


class LegFailure(StrEnum):
    """Why a leg never answered."""

    BUSY = "busy"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class LegAnswered:
    leg: str


@dataclass(frozen=True, slots=True)
class LegFailed:
    leg: str
    reason: LegFailure


@dataclass(frozen=True, slots=True)
class LegGone:
    """An answered leg is gone: the agent hung up, or their device vanished."""

    leg: str
    cause: int


@dataclass(frozen=True, slots=True)
class Joined:
    line: str
    leg: str


@dataclass(frozen=True, slots=True)
class JoinFailed:
    line: str
    leg: str
    reason: str


@dataclass(frozen=True, slots=True)
class CallRecorded:
    """The two-channel recording `name` is complete: `seconds` long, in the recordings folder."""

    line: str
    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class EndpointReached:
    """A phone registered again or answers again: `endpoint` can be rung."""

    endpoint: str


@dataclass(frozen=True, slots=True)
class EndpointLost:
    endpoint: str


@dataclass(frozen=True, slots=True)
class SwitchLost:
    """The connection to Asterisk is gone. Calls may live on; nothing can be asked of them until `SwitchFound`."""


@dataclass(frozen=True, slots=True)
class LiveLine:
    """A customer's or agent's channel that Asterisk holds for us. `peer` is the channel it is bridged with, if any.

    `interaction` is what we wrote on it (empty: never seen by us)."""

    id: str
    interaction: str
    answered: bool
    peer: str | None
    arrival: "CallArrived | None"


@dataclass(frozen=True, slots=True)
class SwitchFound:
    """Connected (again): everything that is true in Asterisk now. `restarted`: it is not the process that we knew, so no
    channel of before exists. Events of the time without a connection are lost: compare and decide."""

    lines: tuple[LiveLine, ...]
    legs: tuple[LiveLine, ...]
    restarted: bool


LineEvent: TypeAlias = (
    CallArrived
    | AgentDialled
    | PlayEnded
    | KeyPressed
    | SpeechBegan
    | SpeechHeard
    | HearingFailed
    | MessageRecorded
    | LineGone
    | LegAnswered
    | LegFailed
    | LegGone
    | Joined
    | JoinFailed
    | CallRecorded
    | EndpointReached
    | EndpointLost
    | SwitchLost
    | SwitchFound
)
