"""What an offer, its acceptance and the customer's end mean in each state of an interaction, as tables."""

from collections.abc import Callable

import pytest

from ari_app.acd import events as routed
from ari_app.acd.commands import OfferTo
from ari_app.acd.model import InteractionState
from ari_app.conversation import flow_rules, rules
from ari_app.conversation.interaction import Interaction, Place, changed
from ari_app.conversation.line import DropLeg, LineCommand, PlayMusic, RingLeg
from ari_app.conversation.turn import Setting, Turn
from ivr.flow import parse
from tests.unit.conversation.examples import (
    EVERY,
    IN_FLOW,
    NEW,
    NOW,
    OFFERED,
    OVER,
    QUEUED,
    SETTING,
    TALKING,
    outcome,
)

Rule = Callable[[Interaction], Turn]
OFFER = OfferTo("i1.2", "a2", "i1", "support", NOW + 20, 2)
WITHDRAWN = routed.WorkLeft("i1", "in queue")


@pytest.mark.parametrize(
    ("item", "rule", "state", "asks", "tells"),
    [
        (IN_FLOW, lambda i: rules.line_gone(i, NOW), "abandoned", (), ()),
        (changed(IN_FLOW, voicemail=True), lambda i: rules.line_gone(i, NOW), "voicemail", (), ()),
        (QUEUED, lambda i: rules.line_gone(i, NOW), "abandoned", (), (WITHDRAWN,)),
        (
            OFFERED,
            lambda i: rules.line_gone(i, NOW),
            "abandoned",
            (DropLeg("i1.1"),),
            (routed.WorkLeft("i1", "while ringing"), routed.WorkEnded("a1", "i1")),
        ),
        (
            TALKING,
            lambda i: rules.line_gone(i, NOW),
            "handled",
            (DropLeg("i1.1"),),
            (routed.WorkEnded("a1", "i1"),),
        ),
        (IN_FLOW, lambda i: rules.offered(i, OFFER, "p2", NOW), "in_flow", (), ()),
        (
            QUEUED,
            lambda i: rules.offered(i, OFFER, "p2", NOW),
            "offered",
            (PlayMusic("line"), RingLeg("line", "i1.2", "p2", "+2", 20.0)),
            (),
        ),
    ],
)
def test_what_follows(
    item: Interaction,
    rule: Rule,
    state: str,
    asks: tuple[LineCommand, ...],
    tells: tuple[routed.Event, ...],
) -> None:
    assert outcome(rule(item)) == (InteractionState(state), asks, tells)


# Happening, and the states in which it means something; in all others the same interaction comes back, and nothing else.
MEANT: list[tuple[Rule, set[InteractionState]]] = [
    (lambda i: rules.line_gone(i, NOW), {i.state for i in EVERY[:4]}),
    (lambda i: rules.accepted_on_screen(i, "p1", 15.0), {InteractionState.OFFERED}),
]


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.state)
@pytest.mark.parametrize(("rule", "meant"), MEANT)
def test_what_is_not_true_any_more_changes_nothing(
    rule: Rule, meant: set[InteractionState], item: Interaction
) -> None:
    same = rule(item) == Turn(item)
    assert same is (item.state not in meant)


@pytest.mark.parametrize("item", OVER, ids=lambda item: item.state)
def test_there_is_no_second_end(item: Interaction) -> None:
    with pytest.raises(ValueError, match="cannot happen"):
        rules.fail(item, "again", NOW)


def test_to_accept_twice_rings_once() -> None:
    once = rules.accepted_on_screen(OFFERED, "p1", 15.0).interaction
    assert once.leg == "i1.1.screen"
    assert rules.accepted_on_screen(once, "p1", 15.0) == Turn(once)


def test_no_duration_is_negative_when_the_clock_was_set_back() -> None:
    (ended,) = rules.line_gone(TALKING, NOW - 3600).notes
    assert (getattr(ended, "lasted"), getattr(ended, "talked")) == (0.0, 0.0)  # noqa: B009 - any event of the log


def test_a_flow_that_goes_from_unknown_queue_to_unknown_queue_ends_and_does_not_recurse() -> None:
    circle = parse(
        {
            "id": "circle",
            "name": "Round and round",
            "start": "wait",
            "nodes": {"wait": {"kind": "queue", "queue": "nowhere", "exits": {"closed": "wait"}}},
        }
    )
    turn = flow_rules.arrive(NEW, Setting(circle, set(), 1), NOW)
    assert turn.interaction.state is InteractionState.FAILED


def test_a_stored_session_that_could_not_be_read_begins_anew() -> None:
    turn = flow_rules.reopen(changed(IN_FLOW, session=None, alarm=None), SETTING, NOW)
    assert turn.interaction.state is InteractionState.QUEUED
    assert turn.interaction.place == Place("support", {}, 0, NOW, 7, 1, NOW + 60)
