"""What each happening means in each state of an interaction: every pair, as tables."""

from collections.abc import Callable

import pytest

from ari_app.acd import events as routed
from ari_app.acd.commands import OfferTo
from ari_app.acd.model import AgentState, InteractionState
from ari_app.acd.tables import FINAL
from ari_app.conversation import flow_rules, line, rules
from ari_app.conversation.interaction import Alarm, Interaction, Place, changed
from ari_app.conversation.line import DropLeg, HangUp, LegFailure, LineCommand, PlayMusic, RingLeg, StopMusic
from ari_app.conversation.turn import Setting, Turn
from ivr.flow import parse
from ivr.node import Medium

NOW = 1_800_000_000.0
FLOW = parse(
    {
        "id": "support",
        "name": "Wait, then give up",
        "start": "wait",
        "nodes": {
            "wait": {
                "kind": "queue",
                "queue": "support",
                "max_wait": 60,
                "exits": {"max_wait": "sorry", "closed": "sorry"},
            },
            "sorry": {"kind": "hangup", "text": "Sorry."},
        },
    }
)
SETTING = Setting(FLOW, {"support"}, 7)
NO_QUEUES = Setting(FLOW, set(), 7)

NEW = Interaction("i1", Medium.VOICE, "trunk", "+1", "+2", "line", NOW - 10, "support", FLOW.version)
QUEUED = changed(flow_rules.arrive(NEW, SETTING, NOW - 10).interaction, answered=True)
OFFERED = changed(QUEUED, state=InteractionState.OFFERED, agent="a1", offer="i1.1", leg="i1.1", epoch=1)
TALKING = changed(
    OFFERED, state=InteractionState.CONNECTED, session=None, alarm=None, connected_at=NOW - 5, joined=True
)
IN_FLOW = changed(QUEUED, state=InteractionState.IN_FLOW, place=None, alarm=Alarm(1, NOW))
OVER = [changed(TALKING, state=state) for state in sorted(FINAL)]
EVERY = [IN_FLOW, QUEUED, OFFERED, TALKING, *OVER]

Rule = Callable[[Interaction], Turn]
OFFER = OfferTo("i1.2", "a2", "i1", "support", NOW + 20, 2)
WITHDRAWN = routed.WorkLeft("i1", "in queue")


def outcome(turn: Turn) -> tuple[InteractionState, tuple[LineCommand, ...], tuple[routed.Event, ...]]:
    return turn.interaction.state, turn.asks, turn.tells


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
        (OFFERED, lambda i: rules.leg_answered(i, "i1.1"), "offered", (), (routed.OfferAccepted("i1.1"),)),
        (OFFERED, lambda i: rules.leg_answered(i, "i1.0"), "offered", (DropLeg("i1.0"),), ()),
        (TALKING, lambda i: rules.leg_answered(i, "i1.1"), "connected", (), ()),
        (
            OFFERED,
            lambda i: rules.leg_failed(i, "i1.1", LegFailure.DECLINED),
            "offered",
            (),
            (routed.OfferDeclined("i1.1", "declined"),),
        ),
        (
            OFFERED,
            lambda i: rules.leg_failed(i, "i1.1", LegFailure.UNREACHABLE),
            "offered",
            (),
            (routed.OfferFailed("i1.1", "unreachable"),),
        ),
        (OFFERED, lambda i: rules.leg_failed(i, "i1.0", LegFailure.BUSY), "offered", (), ()),
        (
            TALKING,
            lambda i: rules.leg_gone(i, "i1.1", 16, SETTING, NOW),
            "handled",
            (HangUp("line"),),
            (routed.WorkEnded("a1", "i1"),),
        ),
        (TALKING, lambda i: rules.leg_gone(i, "i1.0", 16, SETTING, NOW), "connected", (), ()),
        (OFFERED, lambda i: rules.returned(i, "not taken", SETTING, NOW), "queued", (DropLeg("i1.1"),), ()),
        (IN_FLOW, lambda i: rules.offered(i, OFFER, "p2", NOW), "in_flow", (), ()),
        (
            QUEUED,
            lambda i: rules.offered(i, OFFER, "p2", NOW),
            "offered",
            (PlayMusic("line"), RingLeg("line", "i1.2", "p2", "+2", 20.0)),
            (),
        ),
        (QUEUED, lambda i: rules.alarm_rang(i, 99, SETTING, NOW), "queued", (), ()),
        (OFFERED, lambda i: rules.alarm_rang(i, 1, SETTING, NOW), "offered", (), ()),
        (
            QUEUED,
            lambda i: rules.alarm_rang(i, 1, SETTING, NOW),
            "in_flow",
            (StopMusic("line"), line.Play("line", 2, "Sorry.", "en")),
            (routed.WorkLeft("i1", "max_wait"),),
        ),
        (
            QUEUED,
            lambda i: rules.queues_changed(i, NO_QUEUES, NOW),
            "in_flow",
            (StopMusic("line"), line.Play("line", 2, "Sorry.", "en")),
            (routed.WorkLeft("i1", "closed"),),
        ),
        (OFFERED, lambda i: rules.queues_changed(i, NO_QUEUES, NOW), "offered", (), ()),
        (QUEUED, lambda i: rules.wait_on(i, "away", SETTING, NOW), "queued", (PlayMusic("line"),), ()),
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
    (lambda i: rules.leg_failed(i, "i1.1", LegFailure.BUSY), {InteractionState.OFFERED}),
    (lambda i: rules.leg_gone(i, "i1.1", 16, SETTING, NOW), {InteractionState.CONNECTED}),
    (lambda i: rules.join_failed(i, "i1.1", SETTING, NOW), {InteractionState.CONNECTED}),
    (lambda i: rules.returned(i, "", SETTING, NOW), {InteractionState.OFFERED}),
    (lambda i: rules.accepted_on_screen(i, "p1", 15.0), {InteractionState.OFFERED}),
    (lambda i: rules.queues_changed(i, NO_QUEUES, NOW), {InteractionState.QUEUED}),
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


@pytest.mark.parametrize(("joined", "cause"), [(True, 44), (False, 16)], ids=["phone lost", "never joined"])
def test_a_customer_whose_agent_is_lost_waits_at_the_old_place_for_as_long_as_it_takes(
    joined: bool, cause: int
) -> None:
    turn = rules.leg_gone(changed(TALKING, joined=joined), "i1.1", cause, SETTING, NOW)
    waiting = turn.interaction
    assert (waiting.state, waiting.agent, waiting.leg) == (InteractionState.QUEUED, None, None)
    assert waiting.place is not None and QUEUED.place is not None
    assert (waiting.place.since, waiting.place.until) == (QUEUED.place.since, None)
    asked = turn.tells[0]
    assert isinstance(asked, routed.StateRequested) and asked.state is AgentState.AWAY
    assert turn.tells[1:] == (routed.WorkEnded("a1", "i1"), rules.wait_again(waiting))


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
