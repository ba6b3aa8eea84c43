"""What is true after the app or Asterisk was away: the stored interaction compared with the channels there are.

Pure. Events of the time without a connection are lost, so each open interaction gets exactly one verdict from what
Asterisk holds now. Nobody is let go who is still on a line, unless the call was over for the other side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from ari_app.acd.model import InteractionState
from ari_app.acd.tables import InteractionHappening
from ari_app.conversation import talk_rules
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.line import LiveLine
from ari_app.conversation.talk import Party


@dataclass(frozen=True, slots=True)
class CarryOn:
    """Customer and agent are talking: nothing to do."""


@dataclass(frozen=True, slots=True)
class AskAgain:
    """The caller is in the flow: say or ask again what it waits for."""


@dataclass(frozen=True, slots=True)
class WaitOn:
    """The caller waits: music again, same place; an offer of before, if any, is taken back."""


@dataclass(frozen=True, slots=True)
class JoinAgain:
    """Both are there but not joined: the agent picked up, and we died before joining them."""

    leg: str


@dataclass(frozen=True, slots=True)
class Inherit:
    """The agent is gone, somebody else talks with the customer, or was asked: the call is theirs."""


@dataclass(frozen=True, slots=True)
class AwaitAgent:
    """The agent's phone was lost before, and is not back: music, until they are or their time is up."""


@dataclass(frozen=True, slots=True)
class Ended:
    """It was over while nobody looked. `hang_up`: the customer's line is still there, alone."""

    happening: InteractionHappening
    reason: str
    hang_up: bool = False


Verdict: TypeAlias = CarryOn | AskAgain | WaitOn | JoinAgain | Inherit | AwaitAgent | Ended

MEDIA_NODE_LOST = "media node lost"
HUNG_UP_WHILE_AWAY = "hung up while the centre was away"


@dataclass(frozen=True, slots=True)
class Truth:
    """What Asterisk holds: customers' lines and agents' legs by id; `restarted`: none of before can be alive."""

    lines: Mapping[str, LiveLine]
    legs: Mapping[str, LiveLine]
    restarted: bool


def verdict(item: Interaction, truth: Truth) -> Verdict:
    """What to do about one open interaction."""
    held = truth.lines.get(item.line)
    if held is None:
        return _without_line(item, truth.restarted)
    match item.state:
        case InteractionState.IN_FLOW:
            return AskAgain()
        case InteractionState.QUEUED:
            return WaitOn()
        case InteractionState.OFFERED:
            leg = _picked_up(item, truth)
            return WaitOn() if leg is None else JoinAgain(leg)
        case InteractionState.CONNECTED:
            leg = _picked_up(item, truth)
            if leg is not None:
                return CarryOn() if truth.legs[leg].peer == item.line else JoinAgain(leg)
            if item.talk.rejoin_until is not None:
                return AwaitAgent()
            if talk_rules.heir(item) is not None:
                return Inherit()
            return Ended(InteractionHappening.AGENT_LEFT, HUNG_UP_WHILE_AWAY, hang_up=True)
        case (
            InteractionState.HANDLED
            | InteractionState.ABANDONED
            | InteractionState.RESOLVED
            | InteractionState.VOICEMAIL
            | InteractionState.FAILED
        ):
            raise ValueError(f"Interaction {item.id} is over ({item.state}); there is nothing to recover.")
        case _:
            assert_never(item.state)


def is_there(party: Party, truth: Truth) -> bool:
    """Whether a party has picked up, and is still on the phone. Who only rings is let go, as with an offer; and who is asked
    on a call of the agent's own, as that call is not kept."""
    leg = truth.legs.get(party.leg)
    return leg is not None and leg.answered and party.line is None


def _without_line(item: Interaction, restarted: bool) -> Ended:
    if restarted:
        return Ended(InteractionHappening.BROKE, MEDIA_NODE_LOST)
    kept = item.voicemail and item.state is InteractionState.IN_FLOW
    left = InteractionHappening.MESSAGE_LEFT if kept else InteractionHappening.CUSTOMER_LEFT
    return Ended(left, HUNG_UP_WHILE_AWAY)


def _picked_up(item: Interaction, truth: Truth) -> str | None:
    leg = truth.legs.get(item.leg or "")
    return leg.id if leg is not None and leg.answered else None
