"""What happens to one that waits, or has to wait again."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation import line, log, queue_rules
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.line import DropLeg, LineCommand, PlayMusic, StopMusic
from ari_app.conversation.talk import Party, Role, Talk
from ari_app.conversation.turn import Turn
from tests.unit.conversation.examples import (
    EVERY,
    IN_FLOW,
    NO_QUEUES,
    NOW,
    OFFERED,
    QUEUED,
    SETTING,
    TALKING,
    outcome,
)

Rule = Callable[[Interaction], Turn]
SORRY = (StopMusic("line"), line.Play("line", 2, "Sorry.", "en"))


@pytest.mark.parametrize(
    ("item", "rule", "state", "asks", "tells"),
    [
        (
            OFFERED,
            lambda i: queue_rules.returned(i, "not taken", SETTING, NOW),
            "queued",
            (DropLeg("i1.1"),),
            (),
        ),
        (QUEUED, lambda i: queue_rules.alarm_rang(i, 99, SETTING, NOW), "queued", (), ()),
        (OFFERED, lambda i: queue_rules.alarm_rang(i, 1, SETTING, NOW), "offered", (), ()),
        (
            QUEUED,
            lambda i: queue_rules.alarm_rang(i, 1, SETTING, NOW),
            "in_flow",
            SORRY,
            (routed.WorkLeft("i1", "max_wait"),),
        ),
        (
            QUEUED,
            lambda i: queue_rules.queues_changed(i, NO_QUEUES, NOW),
            "in_flow",
            SORRY,
            (routed.WorkLeft("i1", "closed"),),
        ),
        (OFFERED, lambda i: queue_rules.queues_changed(i, NO_QUEUES, NOW), "offered", (), ()),
        (QUEUED, lambda i: queue_rules.wait_on(i, "away", SETTING, NOW), "queued", (PlayMusic("line"),), ()),
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


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.state)
@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        (lambda i: queue_rules.returned(i, "", SETTING, NOW), InteractionState.OFFERED),
        (lambda i: queue_rules.queues_changed(i, NO_QUEUES, NOW), InteractionState.QUEUED),
    ],
)
def test_what_is_not_true_any_more_changes_nothing(
    rule: Rule, meant: InteractionState, item: Interaction
) -> None:
    same = rule(item) == Turn(item)
    assert same is (item.state is not meant)


def test_a_customer_whose_agent_is_lost_waits_at_the_old_place_for_as_long_as_it_takes() -> None:
    turn = queue_rules.lose_agent(TALKING, "did not come back", SETTING, NOW)
    waiting = turn.interaction
    assert (waiting.state, waiting.agent, waiting.leg) == (InteractionState.QUEUED, None, None)
    assert waiting.place is not None and QUEUED.place is not None
    assert (waiting.place.since, waiting.place.until) == (QUEUED.place.since, None)
    assert turn.tells == (
        routed.StateRequested("a1", AgentState.AWAY, "did not come back"),
        routed.WorkEnded("a1", "i1"),
        queue_rules.wait_again(waiting),
    )


def test_whoever_else_took_part_is_let_go_with_the_agent() -> None:
    asked = Party("i1.p1", Role.CONSULT, "a2")
    item = changed(TALKING, talk=Talk((asked,), held_since=NOW - 4, legs=1))
    turn = queue_rules.lose_agent(item, "phone lost", SETTING, NOW)
    assert turn.asks[:2] == (DropLeg("i1.p1"), DropLeg("i1.1"))
    assert routed.WorkEnded("a2", "i1") in turn.tells
    assert turn.interaction.talk == Talk(held=4.0, legs=1)


def test_one_that_was_for_one_agent_is_for_anyone_once_they_did_not_take_it() -> None:
    assert OFFERED.place is not None
    item = changed(OFFERED, place=replace(OFFERED.place, wanted="a1", wanted_until=NOW + 30))
    back = queue_rules.returned(item, "not taken", SETTING, NOW).interaction
    assert back.place is not None
    assert (back.place.wanted, back.place.wanted_until) == (None, None)


@pytest.mark.parametrize(
    ("others", "priority"),
    [([], 0), ([0], 1), ([0, 0, 7, 3], 8), ([-5], 0)],
)
def test_one_is_put_before_all_others_and_keeps_its_wait(others: list[int], priority: int) -> None:
    turn = queue_rules.put_first(QUEUED, "Zoe", others)
    before, after = QUEUED.place, turn.interaction.place
    assert before is not None and after is not None
    assert after == replace(before, priority=priority)
    assert turn.tells == (queue_rules.wait_again(turn.interaction),)
    assert turn.notes == (log.InteractionPutFirst("i1", "support", "Zoe", priority),)


def test_who_waits_nowhere_is_put_nowhere() -> None:
    assert queue_rules.put_first(IN_FLOW, "Zoe", [3]) == Turn(IN_FLOW)
