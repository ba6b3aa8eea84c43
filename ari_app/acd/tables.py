"""The four life cycles of routing, each one table in one place. Every pair of state and happening has an
answer: the next state, or a `Turn` that says what else. `docs/reference/life-cycles.md` is drawn from
here (see `diagrams.py`)."""

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum
from typing import TypeAlias, TypeVar

from ari_app.acd.model import AgentState, HoldState, InteractionState, OfferState


class Turn(Enum):
    """What a pair of state and happening leads to when it is not simply a state."""

    REFUSED = "refused"  # It is no longer true, or cannot happen here: nothing changes.
    OVER = "over"  # It ends.


class AgentHappening(StrEnum):
    """What can happen to where an agent stands, apart from the work that they have in hand."""

    ASKED_AVAILABLE = "asked_available"
    ASKED_AWAY = "asked_away"
    ASKED_SIGNED_OUT = "asked_signed_out"
    OFFER_DECLINED = "offer_declined"
    OFFER_EXPIRED = "offer_expired"
    OFFER_FAILED = "offer_failed"
    ENGAGED = "engaged"  # in an interaction that was not offered: a colleague asks them, they supervise
    REMOVED = "removed"


class HoldHappening(StrEnum):
    """What can happen to one piece of work that an agent has in hand."""

    OFFER_ACCEPTED = "offer_accepted"
    OFFER_LOST = "offer_lost"  # declined, expired, failed, withdrawn
    ENGAGED = "engaged"  # they take part in it again, or have it now
    PARKED = "parked"
    UNPARKED = "unparked"
    WORK_ENDED = "work_ended"
    WORK_ENDED_WITHOUT_WRAP_UP = "work_ended_without_wrap_up"
    WRAP_UP_FINISHED = "wrap_up_finished"
    AGENT_REMOVED = "agent_removed"


class OfferHappening(StrEnum):
    """What can happen to an offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class InteractionHappening(StrEnum):
    """What can happen to an interaction."""

    ENQUEUED = "enqueued"  # its flow, or a transfer, sent it to a queue; or it moved to another
    OFFER_MADE = "offer_made"
    OFFER_RETURNED = "offer_returned"  # the offer ended without an answer: it waits again
    OFFER_ACCEPTED = "offer_accepted"
    FLOW_RESUMED = (
        "flow_resumed"  # it left the queue unanswered (waited too long, chose otherwise): the flow goes on
    )
    FLOW_FINISHED = "flow_finished"  # the flow did what was wanted, to its end
    MESSAGE_LEFT = "message_left"  # the customer recorded a message
    CUSTOMER_LEFT = "customer_left"
    AGENT_LEFT = "agent_left"  # the agent ended the conversation
    BROKE = "broke"  # a fault of ours: the line, Asterisk or the flow failed


StateT = TypeVar("StateT")
HappeningT = TypeVar("HappeningT")
Table: TypeAlias = Mapping[HappeningT, Mapping[StateT, StateT | Turn]]


def _table(
    states: Iterable[StateT], rows: Mapping[HappeningT, tuple[StateT | Turn, ...]]
) -> Table[HappeningT, StateT]:
    """One answer per state, in the order in which the enumeration lists the states; a row too short or
    long is an error."""
    columns = tuple(states)
    return {happening: dict(zip(columns, row, strict=True)) for happening, row in rows.items()}


# Short names, so that a table fits the eye.
_ = Turn.REFUSED
_over = Turn.OVER
_out, _free, _away = AgentState.SIGNED_OUT, AgentState.AVAILABLE, AgentState.AWAY
_silent = AgentState.NOT_RESPONDING
_active, _rests, _wraps = HoldState.ACTIVE, HoldState.PARKED, HoldState.WRAP_UP
_flow, _queued, _offered = InteractionState.IN_FLOW, InteractionState.QUEUED, InteractionState.OFFERED
_talks, _handled, _lost = InteractionState.CONNECTED, InteractionState.HANDLED, InteractionState.ABANDONED
_solved, _message, _failed = InteractionState.RESOLVED, InteractionState.VOICEMAIL, InteractionState.FAILED

# Where an agent can stand apart from work; offered, busy and wrap-up come with what they have in hand.
PRESENCES = (_out, _free, _away, _silent)

# Columns are what makes a table readable.
# fmt: off
AGENT_LIFE: Table[AgentHappening, AgentState] = _table(PRESENCES, {
    #                                 signed  avail-           not
    #                                 out     able     away    there
    AgentHappening.ASKED_AVAILABLE:  (_free,  _,       _free,  _free),
    AgentHappening.ASKED_AWAY:       (_away,  _away,   _away,  _away),
    AgentHappening.ASKED_SIGNED_OUT: (_,      _out,    _out,   _out),
    AgentHappening.OFFER_DECLINED:   (_,      _away,   _,      _),
    AgentHappening.OFFER_EXPIRED:    (_,      _silent, _,      _),
    AgentHappening.OFFER_FAILED:     (_,      _silent, _,      _),
    AgentHappening.ENGAGED:          (_,      _,       _,      _free),
    AgentHappening.REMOVED:          (_,      _out,    _out,   _out),
})

HOLD_LIFE: Table[HoldHappening, HoldState] = _table(HoldState, {
    #                                          offered  active  parked   wrap-up
    HoldHappening.OFFER_ACCEPTED:             (_active, _,      _,       _),
    HoldHappening.OFFER_LOST:                 (_over,   _,      _,       _),
    HoldHappening.ENGAGED:                    (_,       _,      _active, _active),
    HoldHappening.PARKED:                     (_,       _rests, _,       _),
    HoldHappening.UNPARKED:                   (_,       _,      _active, _),
    HoldHappening.WORK_ENDED:                 (_,       _wraps, _over,   _),
    HoldHappening.WORK_ENDED_WITHOUT_WRAP_UP: (_,       _over,  _over,   _),
    HoldHappening.WRAP_UP_FINISHED:           (_,       _,      _,       _over),
    HoldHappening.AGENT_REMOVED:              (_,       _,      _over,   _over),
})

OFFER_LIFE: Table[OfferHappening, OfferState] = _table(OfferState, {
    #                          pending               accepted declined expired failed withdrawn
    OfferHappening.ACCEPTED:  (OfferState.ACCEPTED,  _,       _,       _,      _,     _),
    OfferHappening.DECLINED:  (OfferState.DECLINED,  _,       _,       _,      _,     _),
    OfferHappening.EXPIRED:   (OfferState.EXPIRED,   _,       _,       _,      _,     _),
    OfferHappening.FAILED:    (OfferState.FAILED,    _,       _,       _,      _,     _),
    OfferHappening.WITHDRAWN: (OfferState.WITHDRAWN, _,       _,       _,      _,     _),
})

INTERACTION_LIFE: Table[InteractionHappening, InteractionState] = _table(InteractionState, {
    #                                      in                           con-      handled, abandoned,
    #                                      flow      queued   offered   nected    resolved, voicemail, failed
    InteractionHappening.ENQUEUED:        (_queued,  _queued,  _queued, _queued,  _, _, _, _, _),
    InteractionHappening.OFFER_MADE:      (_,        _offered, _,       _,        _, _, _, _, _),
    InteractionHappening.OFFER_RETURNED:  (_,        _,        _queued, _,        _, _, _, _, _),
    InteractionHappening.OFFER_ACCEPTED:  (_,        _,        _talks,  _,        _, _, _, _, _),
    InteractionHappening.FLOW_RESUMED:    (_,        _flow,    _flow,   _,        _, _, _, _, _),
    InteractionHappening.FLOW_FINISHED:   (_solved,  _,        _,       _,        _, _, _, _, _),
    InteractionHappening.MESSAGE_LEFT:    (_message, _,        _,       _,        _, _, _, _, _),
    InteractionHappening.CUSTOMER_LEFT:   (_lost,    _lost,    _lost,   _handled, _, _, _, _, _),
    InteractionHappening.AGENT_LEFT:      (_,        _,        _,       _handled, _, _, _, _, _),
    InteractionHappening.BROKE:           (_failed,  _failed,  _failed, _failed,  _, _, _, _, _),
})
# fmt: on

FINAL = frozenset(
    state
    for state in InteractionState
    if all(row[state] is Turn.REFUSED for row in INTERACTION_LIFE.values())
)

# What the end of an offer means for where its agent stands, when it means anything. Who asked for something else while
# it rang stands there.
UNANSWERED: Mapping[OfferHappening, AgentHappening] = {
    OfferHappening.DECLINED: AgentHappening.OFFER_DECLINED,
    OfferHappening.EXPIRED: AgentHappening.OFFER_EXPIRED,
    OfferHappening.FAILED: AgentHappening.OFFER_FAILED,
}

# What an agent may ask for.
ASKED: Mapping[AgentState, AgentHappening] = {
    AgentState.AVAILABLE: AgentHappening.ASKED_AVAILABLE,
    AgentState.AWAY: AgentHappening.ASKED_AWAY,
    AgentState.SIGNED_OUT: AgentHappening.ASKED_SIGNED_OUT,
}


def next_state(state: InteractionState, happening: InteractionHappening) -> InteractionState | None:
    """The interaction's next state; None when it cannot happen there, and nothing changes."""
    answer = INTERACTION_LIFE[happening][state]
    return None if isinstance(answer, Turn) else answer


def next_offer_state(state: OfferState, happening: OfferHappening) -> OfferState | None:
    """The offer's next state; None when it is over already."""
    answer = OFFER_LIFE[happening][state]
    return None if isinstance(answer, Turn) else answer
