"""A live call as the spine sees it: what a line can be asked to do, and what it reports back.

`line` is the id of the customer's channel. A `leg` is the id of an agent's channel: the offer's id, chosen by us, so that
after a restart each channel of Asterisk tells which offer it belongs to. Seconds as float, times in seconds since the
epoch (UTC), numbers in E.164 where the trunk gives them so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from ivr.commands import Choice

# --- commands: start at once, never wait, never raise; their end is an event below ------------------------------------


@dataclass(frozen=True, slots=True)
class Play:
    """Answer if need be and speak `text`; ends with `PlayEnded(line, step)`. A newer Play on the line waits its turn.
    `recording`: the recorded prompt of this name is played instead, as long as there is one. `choices` are for writers
    alone."""

    line: str
    step: int
    text: str
    language: str
    recording: str = ""
    choices: tuple[Choice, ...] = ()


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


QUESTION_SECONDS = 10.0
YES = "1"
"""The key that takes a call."""


@dataclass(frozen=True, slots=True)
class Question:
    """What whoever picks up is asked, and has to press 1 to: a mailbox does not."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class RingLeg:
    """Ring `endpoint` as `leg` for the call `line`; `LegAnswered`, or `LegFailed` with the reason. `auto_answer` asks the
    phone to pick up by itself (the agent has accepted on the screen). An endpoint is a phone's id, or `number@trunk`.
    A line may have several legs at once; each lives on its own until it is joined, included or dropped. The phone is
    told which leg it is by the SIP header `X-Trunkline-Leg`.

    With a `question` it is answered only when they have said yes to it. Any other key, or hanging up: declined; no word
    for QUESTION_SECONDS after it: no answer."""

    line: str
    leg: str
    endpoint: str
    caller: str
    timeout: float
    auto_answer: bool = False
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class DropLeg:
    """Stop ringing, or hang up, the agent's leg. Harmless when it is gone. `LegGone` follows if it was answered."""

    leg: str


@dataclass(frozen=True, slots=True)
class Join:
    """Answer the line, stop its music, and let line and leg talk (one mixing bridge). `record` names the two-channel
    recording (left the agent, right the customer), None records nothing. `Joined`, or `JoinFailed` when one is gone.

    On a line that talks already, the leg takes the place of the one before (a transfer, a rejoin), which stays where it
    is until it is dropped; whoever was included stays, a hold is over, and the recording goes on under the new name."""

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
class Include:
    """Let an answered leg talk with whoever talks on the line: with the agent alone while the customer is on hold (a
    consultation), with both after `Resume` (a conference). `Joined`, or `JoinFailed`. `DropLeg` takes it out again."""

    line: str
    leg: str


class SupervisionMode(StrEnum):
    """What a supervisor's leg does on a talk: hears all; is heard by the agent alone; is heard by all."""

    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"


@dataclass(frozen=True, slots=True)
class Supervise:
    """Let the supervisor's answered leg hear the talk, in this mode; again with another mode changes it. `Joined`, or
    `JoinFailed`. Nobody else hears that it begins or ends; `DropLeg` ends it."""

    line: str
    leg: str
    mode: SupervisionMode


@dataclass(frozen=True, slots=True)
class MuteRecording:
    """Record silence while `muted` (a card number is said); time goes on. Harmless when nothing is recorded."""

    line: str
    muted: bool


class TransferState(StrEnum):
    """What a phone that asked for a transfer is told of it."""

    TRYING = "trying"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ReportTransfer:
    """Tell the phone of this leg how the transfer goes that it asked for (`TransferAsked`)."""

    leg: str
    state: TransferState


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
    | Include
    | Supervise
    | MuteRecording
    | ReportTransfer
    | HangUp
)

# --- events -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallArrived:
    """A call from a trunk. `caller` is empty when withheld.

    From a chat (`account` is where it came in): the `thread` it goes on with, and what is known there as `context`."""

    line: str
    called: str
    caller: str
    caller_name: str
    trunk: str
    account: str = ""
    thread: str | None = None
    context: Mapping[str, str] = field(default_factory=dict)


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
class TransferAsked:
    """The agent's phone asked (SIP REFER) to hand the call on: to the `number` it names, or, attended, to whomever its
    other call `other` (the line of an `AgentDialled`) talks to. Answer with `ReportTransfer`."""

    leg: str
    number: str
    other: str | None = None


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
    """A customer's or agent's channel that Asterisk holds for us. `peer` is the channel it is bridged with, if any: for a
    leg the line it was rung for, whenever they are in one bridge (held customers included).

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
    | TransferAsked
    | CallRecorded
    | EndpointReached
    | EndpointLost
    | SwitchLost
    | SwitchFound
)
