"""What it means that a leg answers, fails or is gone: every kind of leg, in each state."""

from collections.abc import Callable

import pytest

from ari_app.acd import events as routed
from ari_app.acd.model import InteractionState
from ari_app.conversation import leg_rules, line
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.line import DropLeg, HangUp, LegFailure, LineCommand, PlayMusic
from ari_app.conversation.talk import Party, PartyState, Role, Talk
from ari_app.conversation.turn import Turn
from tests.unit.conversation.examples import EVERY, NOW, OFFERED, QUEUED, SETTING, TALKING, outcome

Rule = Callable[[Interaction], Turn]
RUNG = Party("i1.p1", Role.CONSULT, "a2")
ASKED = Party("i1.p1", Role.CONSULT, "a2", state=PartyState.TALKING)
OTHERS = Party("i1.p2", Role.CONFERENCE, number="+4930", state=PartyState.TALKING)
CHIEF = Party("i1.p3", Role.SUPERVISOR, "a3", state=PartyState.TALKING, mode=line.SupervisionMode.LISTEN)


def gone(cause: int, *parties: Party, joined: bool = True) -> Turn:
    item = changed(TALKING, joined=joined, talk=Talk(parties, legs=len(parties)))
    return leg_rules.gone(item, "i1.1", cause, SETTING, NOW)


@pytest.mark.parametrize(
    ("item", "rule", "state", "asks", "tells"),
    [
        (
            OFFERED,
            lambda i: leg_rules.answered(i, "i1.1", SETTING, NOW),
            "offered",
            (),
            (routed.OfferAccepted("i1.1"),),
        ),
        (
            OFFERED,
            lambda i: leg_rules.answered(i, "i1.0", SETTING, NOW),
            "offered",
            (DropLeg("i1.0"),),
            (),
        ),
        (TALKING, lambda i: leg_rules.answered(i, "i1.1", SETTING, NOW), "connected", (), ()),
        (
            OFFERED,
            lambda i: leg_rules.failed(i, "i1.1", LegFailure.DECLINED, SETTING, NOW),
            "offered",
            (),
            (routed.OfferDeclined("i1.1", "declined"),),
        ),
        (
            OFFERED,
            lambda i: leg_rules.failed(i, "i1.1", LegFailure.UNREACHABLE, SETTING, NOW),
            "offered",
            (),
            (routed.OfferFailed("i1.1", "unreachable"),),
        ),
        (OFFERED, lambda i: leg_rules.failed(i, "i1.0", LegFailure.BUSY, SETTING, NOW), "offered", (), ()),
        (
            TALKING,
            lambda i: leg_rules.gone(i, "i1.1", 16, SETTING, NOW),
            "handled",
            (HangUp("line"),),
            (routed.WorkEnded("a1", "i1"),),
        ),
        (TALKING, lambda i: leg_rules.gone(i, "i1.0", 16, SETTING, NOW), "connected", (), ()),
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


# Happening, and the state in which it means something; in all others the same interaction comes back, and nothing else.
MEANT: list[tuple[Rule, InteractionState]] = [
    (lambda i: leg_rules.failed(i, "i1.1", LegFailure.BUSY, SETTING, NOW), InteractionState.OFFERED),
    (lambda i: leg_rules.gone(i, "i1.1", 16, SETTING, NOW), InteractionState.CONNECTED),
    (lambda i: leg_rules.join_failed(i, "i1.1", SETTING, NOW), InteractionState.CONNECTED),
]


@pytest.mark.parametrize(
    "item", [item for item in EVERY if item.leg is not None or item is QUEUED], ids=lambda item: item.state
)
@pytest.mark.parametrize(("rule", "meant"), MEANT)
def test_what_is_not_true_any_more_changes_nothing(
    rule: Rule, meant: InteractionState, item: Interaction
) -> None:
    if item.state is InteractionState.CONNECTED and meant is InteractionState.OFFERED:
        return  # that of a leg rung to rejoin
    same = rule(item) == Turn(item)
    assert same is (item.state is not meant)


def test_a_lost_agent_is_waited_for_with_music() -> None:
    turn = gone(44)
    assert (turn.interaction.state, turn.interaction.leg) == (InteractionState.CONNECTED, None)
    assert turn.interaction.talk.rejoin_until == NOW + 20
    assert (turn.asks, turn.tells) == ((PlayMusic("line"),), ())


def test_an_agent_who_hangs_up_before_they_were_joined_gives_the_customer_back() -> None:
    assert gone(16, joined=False).interaction.state is InteractionState.QUEUED


@pytest.mark.parametrize(
    ("parties", "agent", "outside"),
    [((ASKED,), "a2", None), ((OTHERS,), None, "+4930"), ((OTHERS, ASKED), "a2", None)],
    ids=["whom they asked", "an outside number", "one of ours first"],
)
def test_when_the_agent_hangs_up_who_is_left_takes_their_place(
    parties: tuple[Party, ...], agent: str | None, outside: str | None
) -> None:
    turn = gone(16, *parties)
    item = turn.interaction
    assert (item.state, item.agent, item.talk.outside) == (InteractionState.CONNECTED, agent, outside)
    assert line.Join("line", item.leg or "", None) in turn.asks
    assert turn.tells[0] == routed.WorkEnded("a1", "i1")


def test_when_the_agent_hangs_up_who_rings_is_put_through_later() -> None:
    turn = gone(16, RUNG)
    item = turn.interaction
    assert (item.agent, item.leg, turn.asks) == (None, None, (PlayMusic("line"),))
    through = leg_rules.answered(item, "i1.p1", SETTING, NOW + 3)
    assert (through.interaction.agent, through.interaction.leg) == ("a2", "i1.p1")
    back = leg_rules.failed(item, "i1.p1", LegFailure.BUSY, SETTING, NOW + 3)
    assert back.interaction.state is InteractionState.QUEUED
    assert routed.WorkEnded("a2", "i1") in back.tells


def test_a_supervisor_alone_takes_nobodys_place() -> None:
    turn = gone(16, CHIEF)
    assert turn.interaction.state is InteractionState.HANDLED
    assert DropLeg("i1.p3") in turn.asks and routed.WorkEnded("a3", "i1") in turn.tells


def test_a_party_that_cannot_be_joined_is_let_go_and_the_agent_goes_on() -> None:
    item = changed(TALKING, talk=Talk((ASKED,), held_since=NOW))
    turn = leg_rules.join_failed(item, "i1.p1", SETTING, NOW)
    assert (turn.interaction.talk.parties, turn.interaction.talk.trouble) == ((), "could not be joined")
    assert (turn.asks, turn.tells) == ((DropLeg("i1.p1"),), (routed.WorkEnded("a2", "i1"),))
