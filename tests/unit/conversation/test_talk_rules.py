"""Hold, transfer, consultation, conference: what each asks of the line, tells the router and writes down."""

from dataclasses import replace

import pytest

from ari_app.acd import events as routed
from ari_app.acd.model import InteractionState
from ari_app.conversation import line, log, rules, talk_rules
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.line import DropLeg, HangUp, Hold, Include, Join, PlayMusic, Resume, RingLeg
from ari_app.conversation.talk import PLAIN, Party, PartyState, Role, Talk
from ari_app.conversation.talk_rules import Target
from ari_app.conversation.turn import Turn
from tests.unit.conversation.examples import NOW, SETTING, TALKING

BOB = Target("p2", "+2", agent="a2")
OUTSIDE = Target("+4930@trunk", "+1", number="+4930")


def asking(*, answered: bool = True, now: float = NOW) -> Interaction:
    """The customer is on hold, a2 is asked."""
    item = talk_rules.consult(TALKING, BOB, now).interaction
    if not answered:
        return item
    return talk_rules.party_answered(item, item.talk.parties[0], True, now).interaction


def together() -> Interaction:
    return talk_rules.confer(asking(), NOW).interaction


def test_hold_and_resume() -> None:
    held = talk_rules.hold(TALKING, NOW)
    assert (held.asks, held.notes) == ((Hold("line", "i1.1"),), (log.CallHeld("i1", "a1", "support"),))
    back = talk_rules.resume(held.interaction, NOW + 7)
    assert back.asks == (Resume("line", "i1.1"),)
    assert back.notes == (log.CallResumed("i1", "a1", "support", 7.0),)
    assert back.interaction.talk == Talk(held=7.0)


def test_what_is_so_already_changes_nothing() -> None:
    held = talk_rules.hold(TALKING, NOW).interaction
    assert talk_rules.hold(held, NOW + 1) == Turn(held)
    for nothing in (
        talk_rules.resume(TALKING, NOW),
        talk_rules.cancel(TALKING, NOW),
        talk_rules.complete(TALKING, True, NOW),
        talk_rules.confer(TALKING, NOW),
        talk_rules.leave(TALKING, True, NOW),
    ):
        assert nothing == Turn(TALKING)


def test_a_transfer_frees_the_agent_and_makes_the_customer_wait_with_the_skills_of_the_place() -> None:
    assert TALKING.place is not None
    place = replace(TALKING.place, queue="sales", priority=1, since=NOW, wanted="a2", wanted_until=NOW + 30)
    turn = talk_rules.transfer(TALKING, place, NOW)
    item = turn.interaction
    assert (item.state, item.agent, item.leg, item.place) == (InteractionState.QUEUED, None, None, place)
    assert turn.asks == (DropLeg("i1.1"),)
    ended, queued = turn.tells
    assert ended == routed.WorkEnded("a1", "i1")
    assert isinstance(queued, routed.WorkQueued)
    assert (queued.work.queue, queued.work.wanted, queued.work.wanted_until) == ("sales", "a2", NOW + 30)
    assert turn.notes[0] == log.TransferCompleted("i1", "a1", "support", "a2", "sales", "", False, 5.0)


def test_a_colleague_is_asked_with_the_customer_on_hold() -> None:
    turn = talk_rules.consult(TALKING, BOB, NOW)
    assert turn.asks == (
        Hold("line", "i1.1"),
        RingLeg("line", "i1.p1", "p2", "+2", talk_rules.ASK_SECONDS),
    )
    assert turn.tells == (routed.AgentEngaged("a2", "i1"),)
    answered = talk_rules.party_answered(turn.interaction, turn.interaction.talk.parties[0], True, NOW)
    assert answered.asks == (Include("line", "i1.p1"),)
    assert answered.notes == (log.PartyJoined("i1", "a2", "", "i1.p1", "consult"),)
    again = answered.interaction
    assert talk_rules.party_answered(again, again.talk.parties[0], True, NOW) == Turn(again)


def test_a_consultation_is_completed() -> None:
    turn = talk_rules.complete(asking(), True, NOW + 4)
    item = turn.interaction
    assert turn.asks == (Join("line", "i1.p1", "i1-1r2"), DropLeg("i1.1"))
    assert turn.tells == (routed.WorkEnded("a1", "i1"), routed.AgentEngaged("a2", "i1", "support"))
    assert turn.notes == (
        log.CallResumed("i1", "a1", "support", 4.0),
        log.TransferCompleted("i1", "a1", "support", "a2", "", "", True, 9.0),
    )
    assert (item.agent, item.leg, item.offer, item.joined, item.connected_at) == (
        "a2",
        "i1.p1",
        None,
        False,
        NOW + 4,
    )
    assert item.talk == Talk(held=4.0, legs=2)


def test_one_who_still_rings_is_put_through_when_they_answer() -> None:
    turn = talk_rules.complete(asking(answered=False), True, NOW)
    assert (turn.interaction.agent, turn.interaction.talk.parties[0].role) == (None, Role.TRANSFER)
    assert turn.asks == (DropLeg("i1.1"), PlayMusic("line"))


def test_a_consultation_is_cancelled() -> None:
    turn = talk_rules.cancel(asking(), NOW + 4)
    assert turn.asks == (DropLeg("i1.p1"), Resume("line", "i1.1"))
    assert turn.tells == (routed.WorkEnded("a2", "i1"),)
    assert turn.interaction.talk == Talk(held=4.0, legs=1)


def test_a_conference_and_who_leaves_it() -> None:
    item = together()
    assert item.talk.parties[0].role is Role.CONFERENCE
    assert talk_rules.dropped(item, item.talk.parties[0], "left", NOW).asks == (DropLeg("i1.p1"),)
    left = talk_rules.leave(item, False, NOW)
    assert (left.interaction.agent, left.asks) == ("a2", (Join("line", "i1.p1", None), DropLeg("i1.1")))


def test_an_outside_number_is_rung_and_answers() -> None:
    rung = talk_rules.ring_for_transfer(TALKING, OUTSIDE, NOW)
    assert rung.asks[1] == RingLeg("line", "i1.p1", "+4930@trunk", "+1", talk_rules.NUMBER_SECONDS)
    item = rung.interaction
    through = talk_rules.party_answered(item, item.talk.parties[0], True, NOW + 6)
    assert (through.interaction.agent, through.interaction.talk.outside) == (None, "+4930")
    assert through.tells == (routed.WorkEnded("a1", "i1"),)


@pytest.mark.parametrize("referred", [False, True])
def test_an_outside_number_that_does_not_answer_gives_the_customer_back(referred: bool) -> None:
    item = talk_rules.ring_for_transfer(TALKING, OUTSIDE, NOW, referred=referred).interaction
    back = talk_rules.party_lost(item, item.talk.parties[0], "busy", SETTING, NOW + 6)
    report = (line.ReportTransfer("i1.1", line.TransferState.FAILED),) if referred else ()
    assert back.asks == (*report, Resume("line", "i1.1"))
    assert (back.interaction.talk.trouble, back.interaction.talk.parties) == ("busy", ())
    assert back.notes[0] == log.TransferFailed("i1", "a1", "support", "+4930", "busy")


def test_whom_the_agent_asked_is_let_go_when_another_takes_over() -> None:
    chief = Party("i1.p9", Role.SUPERVISOR, "a3", state=PartyState.TALKING, mode=line.SupervisionMode.LISTEN)
    item = asking()
    item = changed(item, talk=item.talk.with_party(chief))
    turn = talk_rules.hand_over(item, chief, False, NOW)
    assert turn.asks == (DropLeg("i1.p1"), Join("line", "i1.p9", None), DropLeg("i1.1"))
    assert routed.WorkEnded("a2", "i1") in turn.tells
    assert turn.notes[-1] == log.CallTakenOver("i1", "a3", "support", "a1", 5.0)


def test_a_recording_that_was_muted_is_heard_again_with_another_agent() -> None:
    item = asking()
    item = changed(item, talk=replace(item.talk, muted=True))
    turn = talk_rules.complete(item, True, NOW)
    assert turn.asks[0] == line.MuteRecording("line", False)
    assert turn.interaction.talk.muted is False


def test_whom_a_desk_phone_asks_on_a_call_of_its_own() -> None:
    turn = talk_rules.consult_on(TALKING, BOB, "dialled-1")
    assert turn.asks == (RingLeg("dialled-1", "i1.p1", "p2", "+2", talk_rules.ASK_SECONDS),)
    item = turn.interaction
    answered = talk_rules.party_answered(item, item.talk.parties[0], True, NOW).interaction
    assert answered.talk.on_hold is False
    done = talk_rules.complete(answered, False, NOW)
    assert done.asks == (Join("line", "i1.p1", None), DropLeg("i1.1"), HangUp("dialled-1"))


def test_the_end_lets_everybody_go_and_counts_the_hold() -> None:
    turn = rules.line_gone(asking(), NOW + 10)
    assert turn.asks == (DropLeg("i1.p1"), DropLeg("i1.1"))
    assert set(turn.tells) == {routed.WorkEnded("a2", "i1"), routed.WorkEnded("a1", "i1")}
    left, ended = turn.notes
    assert isinstance(left, log.PartyLeft) and isinstance(ended, log.InteractionEnded)
    assert ended.held == 10.0
    assert turn.interaction.talk == Talk(held=10.0)
    assert rules.line_gone(TALKING, NOW).interaction.talk is PLAIN
