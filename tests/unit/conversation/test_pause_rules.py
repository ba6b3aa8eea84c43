"""When a conversation rests, and when it goes on, as tables."""

from dataclasses import replace

import pytest

from ari_app.acd import events as routed
from ari_app.conversation import pause_rules, text_log
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.text_account import AT_ONCE
from ari_app.conversation.writing import Going, Writing
from tests.unit.conversation.examples import NOW
from tests.unit.conversation.text_examples import ANSWERED, MINE, PARKED, QUEUED

SPOKE = NOW - 20
INACTIVE = changed(ANSWERED, writing=Writing(Going.INACTIVE, due=NOW, last_out_at=NOW - 600))


@pytest.mark.parametrize(
    ("item", "due"),
    [
        (MINE, None),  # the customer waits for us
        (ANSWERED, SPOKE + AT_ONCE.inactive_after),
        (PARKED, None),
        (changed(PARKED, writing=replace(PARKED.writing, going=Going.SNOOZED, until=NOW + 9)), NOW + 9),
        (changed(PARKED, writing=replace(PARKED.writing, going=Going.INACTIVE)), SPOKE + AT_ONCE.close_after),
        (QUEUED, None),
    ],
)
def test_what_happens_by_itself_and_when(item: Interaction, due: float | None) -> None:
    assert pause_rules.timed(item, AT_ONCE).writing.due == due


@pytest.mark.parametrize(
    ("item", "tells", "notes"),
    [
        (ANSWERED, (), ()),
        (
            PARKED,
            (routed.HoldUnparked("a1", "i1"),),
            (text_log.ConversationUnparked("i1", "a1", "support", "why"),),
        ),
    ],
)
def test_what_rested_takes_attention_again(
    item: Interaction, tells: tuple[routed.Event, ...], notes: tuple[object, ...]
) -> None:
    turn = pause_rules.woken(item, "why", AT_ONCE, NOW)
    assert turn.interaction.writing.going is Going.ACTIVE
    assert (turn.tells, turn.notes) == (tells, notes)


@pytest.mark.parametrize(
    ("item", "until", "going", "tells"),
    [
        (MINE, None, Going.PARKED, (routed.HoldParked("a1", "i1"),)),
        (MINE, NOW + 60, Going.SNOOZED, (routed.HoldParked("a1", "i1"),)),
        (PARKED, NOW + 60, Going.SNOOZED, ()),  # the router has it so already
    ],
)
def test_the_agent_puts_it_aside(
    item: Interaction, until: float | None, going: Going, tells: tuple[routed.Event, ...]
) -> None:
    turn = pause_rules.park(item, until, AT_ONCE)
    assert (turn.interaction.writing.going, turn.interaction.writing.due, turn.tells) == (going, until, tells)


def test_first_it_rests_then_it_is_closed_with_a_last_word() -> None:
    silent = changed(ANSWERED, writing=replace(ANSWERED.writing, due=NOW))
    rests = pause_rules.time_is_up(silent, AT_ONCE, "Bye.", NOW)
    assert rests.interaction.writing.going is Going.INACTIVE
    assert rests.tells == (routed.HoldParked("a1", "i1"),)
    assert rests.notes == (text_log.ConversationInactive("i1", "a1", "support", 20.0),)

    closed = pause_rules.time_is_up(INACTIVE, AT_ONCE, "Bye.", NOW)
    assert (closed.interaction.state.value, closed.interaction.reason) == ("handled", "inactive")
    assert [message.text for message in closed.messages] == ["Bye."]
    assert not pause_rules.time_is_up(INACTIVE, AT_ONCE, "", NOW).messages


def test_a_snooze_that_is_over_and_a_timer_that_is_late() -> None:
    snoozed = changed(PARKED, writing=replace(PARKED.writing, going=Going.SNOOZED, until=NOW, due=NOW))
    assert pause_rules.time_is_up(snoozed, AT_ONCE, "", NOW).interaction.writing.going is Going.ACTIVE
    assert pause_rules.time_is_up(snoozed, AT_ONCE, "", NOW - 1).interaction is snoozed
    stale = changed(PARKED, writing=replace(PARKED.writing, due=NOW))
    assert pause_rules.time_is_up(stale, AT_ONCE, "", NOW).interaction.writing.due is None
    waits = changed(QUEUED, writing=Writing(due=NOW))
    assert pause_rules.time_is_up(waits, AT_ONCE, "", NOW).interaction.writing.due is None
