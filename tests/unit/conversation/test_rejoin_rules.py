"""An agent who was lost, and comes back or does not."""

from dataclasses import replace

import pytest

from ari_app.acd.model import InteractionState
from ari_app.conversation import log, rejoin_rules, talk_rules
from ari_app.conversation.interaction import changed
from ari_app.conversation.line import DropLeg, Hold, Join, PlayMusic, RingLeg
from ari_app.conversation.talk import Party, PartyState, Role, Talk
from ari_app.conversation.turn import Turn
from tests.unit.conversation.examples import NOW, SETTING, TALKING

LOST = rejoin_rules.lost(TALKING, NOW).interaction
OTHERS = Party("i1.p1", Role.CONFERENCE, "a2", state=PartyState.TALKING)


def test_the_lost_agent_is_rung_again_and_joined() -> None:
    rings = rejoin_rules.rejoin(LOST, "p1", NOW + 3)
    assert rings.asks == (RingLeg("line", "i1.p1", "p1", "+2", 8.0, auto_answer=True),)
    back = rejoin_rules.rejoined(rings.interaction, True, NOW + 4)
    assert back.asks == (Join("line", "i1.p1", "i1-1r2"),)
    assert back.notes == (log.AgentRejoined("i1", "a1", "support", 4.0),)
    assert back.interaction.talk.rejoin_until is None


def test_to_ask_twice_rings_once() -> None:
    rings = rejoin_rules.rejoin(LOST, "p1", NOW).interaction
    assert rejoin_rules.rejoin(rings, "p1", NOW + 1) == Turn(rings)


def test_a_leg_that_is_still_up_is_replaced_and_the_customer_hears_music_at_once() -> None:
    rings = rejoin_rules.rejoin(TALKING, "p1", NOW)
    assert rings.asks == (
        Hold("line", "i1.1"),
        DropLeg("i1.1"),
        PlayMusic("line"),
        RingLeg("line", "i1.p1", "p1", "+2", 8.0, auto_answer=True),
    )
    assert rings.interaction.talk.rejoin_until == NOW + 20


def test_who_is_on_hold_stays_on_hold() -> None:
    held = talk_rules.hold(TALKING, NOW).interaction
    rings = rejoin_rules.rejoin(rejoin_rules.lost(held, NOW).interaction, "p1", NOW).interaction
    assert rejoin_rules.rejoined(rings, False, NOW + 2).asks == (
        Join("line", "i1.p1", None),
        Hold("line", "i1.p1"),
    )


def test_a_conference_goes_on_without_music() -> None:
    item = changed(TALKING, talk=replace(TALKING.talk, parties=(OTHERS,)))
    assert rejoin_rules.lost(item, NOW).asks == ()


@pytest.mark.parametrize("held_since", [None, NOW])
@pytest.mark.parametrize("rejoin_until", [None, NOW + 20])
def test_the_last_of_the_others_leaves_and_only_who_would_hear_nothing_hears_music(
    held_since: float | None, rejoin_until: float | None
) -> None:
    third = replace(OTHERS, leg="i1.p2", agent="a3")
    talk = Talk(parties=(OTHERS, third), held_since=held_since, rejoin_until=rejoin_until)
    two = talk_rules.party_lost(changed(TALKING, talk=talk), OTHERS, "hung up", SETTING, NOW)
    assert two.asks == ()
    alone = held_since is None and rejoin_until is not None
    music = (PlayMusic("line"),) if alone else ()
    assert talk_rules.party_lost(two.interaction, third, "hung up", SETTING, NOW).asks == music
    assert talk_rules.dropped(two.interaction, third, "left", NOW).asks == (DropLeg("i1.p2"), *music)


def test_who_does_not_come_back_in_time_loses_the_customer_to_the_queue_or_to_who_is_left() -> None:
    assert rejoin_rules.time_is_up(LOST, SETTING, NOW + 19) == Turn(LOST)
    assert rejoin_rules.time_is_up(TALKING, SETTING, NOW) == Turn(TALKING)
    up = rejoin_rules.time_is_up(LOST, SETTING, NOW + 20).interaction
    assert (up.state, up.agent) == (InteractionState.QUEUED, None)
    item = changed(LOST, talk=replace(LOST.talk, parties=(OTHERS,)))
    assert rejoin_rules.time_is_up(item, SETTING, NOW + 20).interaction.agent == "a2"


def test_a_second_loss_does_not_make_the_wait_longer() -> None:
    rings = rejoin_rules.rejoin(LOST, "p1", NOW + 5).interaction
    again = rejoin_rules.lost(rings, NOW + 9)
    assert (again.interaction.talk.rejoin_until, again.notes) == (NOW + 20, ())
