"""Every pair of state and happening has the answer written here, in a form of its own."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

import pytest

from ari_app.acd.model import AgentState, HoldState, InteractionState, OfferState
from ari_app.acd.tables import (
    AGENT_LIFE,
    ASKED,
    FINAL,
    HOLD_LIFE,
    INTERACTION_LIFE,
    OFFER_LIFE,
    PRESENCES,
    UNANSWERED,
    AgentHappening,
    HoldHappening,
    InteractionHappening,
    OfferHappening,
    Table,
    Turn,
    next_offer_state,
    next_state,
)

StateT = TypeVar("StateT", bound=StrEnum)
HappeningT = TypeVar("HappeningT", bound=StrEnum)

AGENT_TURNS = """
    signed_out:     asked_available > available, asked_away > away
    available:      asked_away > away, asked_signed_out > signed_out, offer_declined > away,
                    offer_expired > not_responding, offer_failed > not_responding, removed > signed_out
    away:           asked_available > available, asked_away > away, asked_signed_out > signed_out,
                    removed > signed_out
    not_responding: asked_available > available, asked_away > away, asked_signed_out > signed_out,
                    engaged > available, removed > signed_out
"""

HOLD_TURNS = """
    offered: offer_accepted > active, offer_lost > over
    active:  parked > parked, work_ended > wrap_up, work_ended_without_wrap_up > over
    parked:  engaged > active, unparked > active, work_ended > over, work_ended_without_wrap_up > over,
             agent_removed > over
    wrap_up: engaged > active, wrap_up_finished > over, agent_removed > over
"""

OFFER_TURNS = """
    pending: accepted > accepted, declined > declined, expired > expired, failed > failed,
             withdrawn > withdrawn
"""

INTERACTION_TURNS = """
    in_flow:   enqueued > queued, flow_finished > resolved, message_left > voicemail,
               customer_left > abandoned, broke > failed
    queued:    enqueued > queued, offer_made > offered, flow_resumed > in_flow, customer_left > abandoned,
               broke > failed
    offered:   enqueued > queued, offer_returned > queued, offer_accepted > connected, flow_resumed > in_flow,
               customer_left > abandoned, broke > failed
    connected: enqueued > queued, customer_left > handled, agent_left > handled, broke > failed
"""


def turns(text: str) -> dict[tuple[str, str], str]:
    """`state: happening > answer, happening > answer ... state: ...` as a mapping of pairs to answers."""
    found: dict[tuple[str, str], str] = {}
    state = ""
    words = iter(text.replace(",", " ").replace(">", " ").split())
    for word in words:
        if word.endswith(":"):
            state = word.rstrip(":")
        else:
            found[state, word] = next(words)
    return found


def check(
    life: Table[HappeningT, StateT], states: Iterable[StateT], happenings: type[HappeningT], text: str
) -> None:
    expected = turns(text)
    assert set(life) == set(happenings)
    for happening in happenings:
        assert set(life[happening]) == set(states)
        for state in states:
            answer = life[happening][state]
            assert answer.value == expected.pop((state.value, happening.value), "refused"), (state, happening)
    assert not expected, "named above, but no such pair"


def test_every_turn_of_an_agent() -> None:
    check(AGENT_LIFE, PRESENCES, AgentHappening, AGENT_TURNS)


def test_every_turn_of_a_hold() -> None:
    check(HOLD_LIFE, HoldState, HoldHappening, HOLD_TURNS)


def test_every_turn_of_an_offer() -> None:
    check(OFFER_LIFE, OfferState, OfferHappening, OFFER_TURNS)


def test_every_turn_of_an_interaction() -> None:
    check(INTERACTION_LIFE, InteractionState, InteractionHappening, INTERACTION_TURNS)


def test_the_last_five_states_of_an_interaction_are_final() -> None:
    assert set(list(InteractionState)[-5:]) == FINAL


@pytest.mark.parametrize("happening", InteractionHappening)
@pytest.mark.parametrize("state", InteractionState)
def test_next_state_is_the_table_with_none_for_refused(
    state: InteractionState, happening: InteractionHappening
) -> None:
    said = turns(INTERACTION_TURNS).get((state, happening))
    assert next_state(state, happening) == said


def test_every_interaction_can_reach_an_end() -> None:
    ending = set(FINAL)
    for _ in InteractionState:
        ending |= {
            state
            for state in InteractionState
            for happening in InteractionHappening
            if next_state(state, happening) in ending
        }
    assert ending == set(InteractionState)


def test_an_offer_ends_once() -> None:
    assert next_offer_state(OfferState.PENDING, OfferHappening.EXPIRED) is OfferState.EXPIRED
    assert next_offer_state(OfferState.EXPIRED, OfferHappening.ACCEPTED) is None


def test_every_end_of_an_offer_ends_the_hold_or_makes_it_active() -> None:
    offered = {happening: row[HoldState.OFFERED] for happening, row in HOLD_LIFE.items()}
    moving = {happening: answer for happening, answer in offered.items() if answer is not Turn.REFUSED}
    assert moving == {
        HoldHappening.OFFER_ACCEPTED: HoldState.ACTIVE,
        HoldHappening.OFFER_LOST: Turn.OVER,
    }


def test_who_does_not_answer_is_available_no_more() -> None:
    for happening in UNANSWERED.values():
        assert AGENT_LIFE[happening][AgentState.AVAILABLE] in (AgentState.AWAY, AgentState.NOT_RESPONDING)
    assert set(OfferHappening) - set(UNANSWERED) == {OfferHappening.ACCEPTED, OfferHappening.WITHDRAWN}


def test_an_agent_may_ask_for_what_is_no_work() -> None:
    assert {str(state) for state in ASKED} == {"available", "away", "signed_out"}
