"""The three life cycles of routing, each one table in one place. Every pair of state and happening has an
answer: the next state, or a `Turn` that says what else. `docs/reference/life-cycles.md` is drawn from
here (see `diagrams.py`)."""

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum
from typing import TypeAlias, TypeVar

from ari_app.acd.model import AgentState, InteractionState, OfferState


class Turn(Enum):
    """What a pair of state and happening leads to when it is not simply a state."""

    REFUSED = "refused"  # It is no longer true, or cannot happen here: nothing changes.
    LATER = "later"  # The state stays; what was asked for is kept and follows the work.
    FOLLOW = "follow"  # The state that was asked for to follow the work; available when nothing was.


class AgentHappening(StrEnum):
    """What can happen to an agent."""

    ASKED_AVAILABLE = "asked_available"
    ASKED_AWAY = "asked_away"
    ASKED_SIGNED_OUT = "asked_signed_out"
    OFFER_MADE = "offer_made"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    OFFER_EXPIRED = "offer_expired"
    OFFER_FAILED = "offer_failed"
    OFFER_WITHDRAWN = "offer_withdrawn"
    ENGAGED = "engaged"  # in an interaction that was not offered: a colleague asks them, they supervise
    WORK_ENDED = "work_ended"
    WORK_ENDED_WITHOUT_WRAP_UP = "work_ended_without_wrap_up"
    WRAP_UP_FINISHED = "wrap_up_finished"
    REMOVED = "removed"


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
_later, _follow = Turn.LATER, Turn.FOLLOW
_out, _free, _away = AgentState.SIGNED_OUT, AgentState.AVAILABLE, AgentState.AWAY
_rings, _busy, _wrap, _silent = (
    AgentState.OFFERED,
    AgentState.BUSY,
    AgentState.WRAP_UP,
    AgentState.NOT_RESPONDING,
)
_flow, _queued, _offered = InteractionState.IN_FLOW, InteractionState.QUEUED, InteractionState.OFFERED
_talks, _handled, _lost = InteractionState.CONNECTED, InteractionState.HANDLED, InteractionState.ABANDONED
_solved, _message, _failed = InteractionState.RESOLVED, InteractionState.VOICEMAIL, InteractionState.FAILED

# Columns are what makes a table readable.
# fmt: off
AGENT_LIFE: Table[AgentHappening, AgentState] = _table(AgentState, {
    #                                           signed    avail-                             wrap-    not
    #                                           out       able     away     offered  busy     up       there
    AgentHappening.ASKED_AVAILABLE:            (_free,    _,       _free,   _later,  _later,  _free,   _free),
    AgentHappening.ASKED_AWAY:                 (_away,    _away,   _away,   _later,  _later,  _later,  _away),
    AgentHappening.ASKED_SIGNED_OUT:           (_,        _out,    _out,    _later,  _later,  _later,  _out),
    AgentHappening.OFFER_MADE:                 (_,        _rings,  _,       _,       _,       _,       _),
    AgentHappening.OFFER_ACCEPTED:             (_,        _,       _,       _busy,   _,       _,       _),
    AgentHappening.OFFER_DECLINED:             (_,        _,       _,       _away,   _,       _,       _),
    AgentHappening.OFFER_EXPIRED:              (_,        _,       _,       _silent, _,       _,       _),
    AgentHappening.OFFER_FAILED:               (_,        _,       _,       _silent, _,       _,       _),
    AgentHappening.OFFER_WITHDRAWN:            (_,        _,       _,       _follow, _,       _,       _),
    AgentHappening.ENGAGED:                    (_busy,    _busy,   _busy,   _,       _,       _,       _busy),
    AgentHappening.WORK_ENDED:                 (_,        _,       _,       _,       _wrap,   _,       _),
    AgentHappening.WORK_ENDED_WITHOUT_WRAP_UP: (_,        _,       _,       _,       _follow, _,       _),
    AgentHappening.WRAP_UP_FINISHED:           (_,        _,       _,       _,       _,       _follow, _),
    AgentHappening.REMOVED:                    (_,        _out,    _out,    _later,  _later,  _out,    _out),
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

# What the end of an offer means for the agent who had it.
OFFER_END_FOR_AGENT: Mapping[OfferHappening, AgentHappening] = {
    OfferHappening.ACCEPTED: AgentHappening.OFFER_ACCEPTED,
    OfferHappening.DECLINED: AgentHappening.OFFER_DECLINED,
    OfferHappening.EXPIRED: AgentHappening.OFFER_EXPIRED,
    OfferHappening.FAILED: AgentHappening.OFFER_FAILED,
    OfferHappening.WITHDRAWN: AgentHappening.OFFER_WITHDRAWN,
}

# An offer that ends so says what the agent becomes, unless they asked for something else while it rang.
UNANSWERED = frozenset(
    {AgentHappening.OFFER_DECLINED, AgentHappening.OFFER_EXPIRED, AgentHappening.OFFER_FAILED}
)

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
