"""Who writes along, who looks on, who takes it over, whom it is handed on to."""

from dataclasses import replace

from ari_app.acd import events as routed
from ari_app.acd.model import InteractionState, MediaType
from ari_app.conversation import company_rules, log, text_log
from ari_app.conversation.interaction import changed
from ari_app.conversation.text_account import AT_ONCE
from ari_app.conversation.writing import Going, Writing
from tests.unit.conversation.examples import NOW
from tests.unit.conversation.text_examples import MINE, PARKED, PLACE


def test_a_colleague_writes_along_and_takes_no_capacity() -> None:
    turn = company_rules.add_helper(MINE, "a2", "a1")
    assert turn.interaction.writing.helpers == ("a2",) and turn.interaction.involves("a2")
    assert turn.notes == (text_log.ColleagueJoined("i1", "a2", "a1"),) and not turn.tells
    assert company_rules.add_helper(turn.interaction, "a2", "a1").interaction is turn.interaction
    left = company_rules.drop_helper(turn.interaction, "a2", "a2")
    assert left.interaction.writing.helpers == ()
    assert left.notes == (text_log.ColleagueLeft("i1", "a2", "a2"),)
    assert not company_rules.drop_helper(left.interaction, "a2", "a2").notes


def test_every_look_has_a_beginning_and_an_end() -> None:
    first = company_rules.observe(MINE, "boss", NOW)
    both = company_rules.observe(first.interaction, "a9", NOW + 5)
    assert first.notes == (text_log.ObservationStarted("i1", "boss", "a1"),)
    assert not company_rules.observe(both.interaction, "boss", NOW + 6).notes
    one = company_rules.stop_observing(both.interaction, "boss", NOW + 10)
    assert one.notes == (text_log.ObservationEnded("i1", "boss", 10.0),)
    assert one.interaction.writing.observers == {"a9": NOW + 5}
    assert not company_rules.stop_observing(one.interaction, "boss", NOW + 11).notes


def test_handed_on_it_waits_for_the_other_and_the_agent_is_done() -> None:
    place = replace(PLACE, queue="sales", wanted="a2", wanted_until=NOW + 60)
    turn = company_rules.transfer(PARKED, place, NOW)
    item = turn.interaction
    assert (item.state, item.agent, item.place, item.writing.going) == (
        InteractionState.QUEUED, None, place, Going.ACTIVE,
    )  # fmt: skip
    assert turn.tells[0] == routed.WorkEnded("a1", "i1")
    assert turn.notes[0] == log.TransferCompleted("i1", "a1", "support", "a2", "sales", "", False, 30.0)


def test_taken_over_it_is_theirs_and_they_look_on_no_more() -> None:
    seen = changed(MINE, writing=Writing(Going.PARKED, helpers=("a2", "a3"), observers={"a2": NOW - 9}))
    turn = company_rules.take_over(seen, "a2", AT_ONCE, NOW)
    item = turn.interaction
    assert (item.agent, item.connected_at, item.writing.helpers, item.writing.observers) == (
        "a2", NOW, ("a3",), None,
    )  # fmt: skip
    assert turn.tells == (
        routed.WorkEnded("a1", "i1"),
        routed.AgentEngaged("a2", "i1", "support", MediaType.CHAT),
    )
    assert turn.notes == (
        text_log.ObservationEnded("i1", "a2", 9.0),
        log.CallTakenOver("i1", "a2", "support", "a1", 30.0),
    )
    assert company_rules.take_over(MINE, "a1", AT_ONCE, NOW).interaction is MINE


def test_labels_reach_the_router() -> None:
    turn = company_rules.label(MINE, ("vip", "late"), "a1")
    assert turn.interaction.labels == ("vip", "late")
    assert turn.tells == (routed.LabelsChanged("i1", frozenset({"vip", "late"})),)
    assert not company_rules.label(turn.interaction, ("vip", "late"), "a1").tells
