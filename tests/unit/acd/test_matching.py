"""Stories of who gets whom: who goes first, callers who move, and a restart that loads everything first."""

import pytest

from ari_app.acd import events
from ari_app.acd.model import AgentState, MediaType, Work
from ari_app.acd.router import Router
from tests.unit.acd.playbook import BEGIN, Playbook

AVAILABLE, AWAY, SIGNED_OUT = AgentState.AVAILABLE, AgentState.AWAY, AgentState.SIGNED_OUT


@pytest.fixture
def play() -> Playbook:
    """A queue without wrap-up, nobody there yet."""
    play = Playbook()
    play.queue("support")
    return play


# Who goes first, and to whom.


def test_priority_goes_before_age_and_age_before_nothing(play: Playbook) -> None:
    for name, priority in (("old", 0), ("young", 0), ("urgent", 5)):
        play.calls(name, "support", priority=priority)
        play.later(1)
    assert play.waiting() == ["urgent", "old", "young"]
    assert play.on_duty("ann", "support")[1] == "ring ann for urgent until 23"


def test_the_same_moment_goes_by_order(play: Playbook) -> None:
    for order in (2, 1, 3):
        play.tell(events.WorkQueued(Work(f"c{order}", "support", {}, 0, BEGIN, order)))
    assert play.waiting() == ["c1", "c2", "c3"]


def test_the_longest_idle_gets_the_call(play: Playbook) -> None:
    for name in ("ann", "bob", "cleo"):
        play.on_duty(name, "support")
        play.later(1)
    play.calls("c1", "support")
    play.accepts("ann")
    play.ends("ann")
    assert play.calls("c2", "support")[0].startswith("ring bob")
    assert play.calls("c3", "support")[0].startswith("ring cleo")
    assert play.calls("c4", "support")[0].startswith("ring ann")


def test_equally_idle_agents_go_by_id(play: Playbook) -> None:
    for name in ("cleo", "ann", "bob"):
        play.on_duty(name, "support")
    assert play.calls("c1", "support")[0].startswith("ring ann")


def test_an_agent_whose_caller_gave_up_keeps_their_turn(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.later(1)
    play.on_duty("bob", "support")
    play.calls("c1", "support")
    play.later(5)
    play.hangs_up("c1")
    assert play.calls("c2", "support")[0].startswith("ring ann")


def test_a_caller_whom_nobody_answered_goes_before_those_who_came_later(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.later(1)
    play.calls("c2", "support")
    play.declines("ann", "lunch")
    assert play.waiting() == ["c1", "c2"]
    assert play.asks("ann", AVAILABLE)[1].startswith("ring ann for c1")


def test_nobody_waits_behind_somebody_who_wants_another_agent(play: Playbook) -> None:
    play.calls("speaks french", "support", french=3)
    play.later(1)
    play.calls("anybody", "support")
    assert play.on_duty("ann", "support", french=2)[1].startswith("ring ann for anybody")
    assert play.on_duty("cleo", "support", french=3)[1].startswith("ring cleo for speaks french")


def test_an_agent_takes_the_best_of_all_their_queues(play: Playbook) -> None:
    play.queue("sales")
    play.queue("vip", gold=1)
    play.calls("vip call", "vip", priority=9)
    play.calls("support call", "support")
    play.later(1)
    play.calls("sales call", "sales", priority=1)
    assert play.on_duty("ann", "support", "sales", "vip")[1].startswith("ring ann for sales call")


def test_one_agent_has_one_call(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    assert play.calls("c2", "support") == []
    play.accepts("ann")
    assert play.calls("c3", "support") == []


# Callers who move.


def test_a_waiting_caller_queued_again_has_one_place_only(play: Playbook) -> None:
    play.queue("sales")
    play.calls("c1", "support")
    play.calls("c1", "sales")
    assert (play.waiting("support"), play.waiting("sales")) == ([], ["c1"])


def test_a_ringing_caller_who_moves_is_withdrawn_and_rings_there(play: Playbook) -> None:
    play.queue("sales")
    play.on_duty("ann", "support")
    play.on_duty("bob", "sales")
    play.calls("c1", "support")
    assert play.calls("c1", "sales") == [
        "withdrawn by ann: c1 (moved)",
        "ann is available",
        "c1 waits again",
        "ring bob for c1 until 20",
        "bob is offered until 20",
    ]


def test_a_ringing_caller_who_only_becomes_more_urgent_goes_on_ringing(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.calls("c2", "support", priority=1)
    assert play.calls("c1", "support", priority=2) == []
    play.declines("ann")
    assert play.waiting() == ["c1", "c2"]


def test_offers_of_one_interaction_go_on_counting_when_it_comes_back() -> None:
    router = Router(offer_ids=lambda interaction, epoch: f"{interaction}#{epoch}")
    play = Playbook()
    play.router = router
    play.queue("support")
    play.on_duty("ann", "support")
    play.tell(events.WorkQueued(Work("c1", "support", {}, 0, BEGIN, 1, epoch=4)))
    assert [(offer.id, offer.epoch) for offer in router.offers()] == [("c1#5", 5)]


# After a restart.


def test_while_nobody_can_be_rung_all_but_calls_goes_on(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.router.hold_calls()
    for order, media_type in enumerate((MediaType.CALL, MediaType.CHAT), 1):
        work = Work(media_type.value, "support", {}, 0, BEGIN, order, media_type=media_type)
        play.tell(events.WorkQueued(work))
    assert [offer.interaction for offer in play.router.offers()] == ["chat"]
    play.tell(events.OfferDeclined(play.router.offers()[0].id, "no"))
    play.tell(events.StateRequested("ann", AVAILABLE))
    assert [offer.interaction for offer in play.router.offers()] == ["chat"]
    play.tell(events.WorkLeft("chat", "left"))
    play.router.release(play.now)
    assert [offer.interaction for offer in play.router.offers()] == ["call"]


def test_agents_and_callers_load_in_any_order_and_are_matched_once(play: Playbook) -> None:
    play.router.hold()
    restored = events.AgentRestored
    play.calls("c1", "sales", priority=0)
    assert play.tell(restored("bob", AVAILABLE, "", since=BEGIN - 50)) == []
    play.calls("c2", "sales", priority=1)
    play.tell(restored("ann", AVAILABLE, "", since=BEGIN - 90))
    play.tell(restored("cleo", AgentState.BUSY, "", since=BEGIN - 9, interaction="c0", queue="sales"))
    for name in ("ann", "bob", "cleo"):
        play.agent(name, "sales")
    assert play.queue("sales", wrap_up=10) == []
    assert play.say(play.router.release(play.now)) == [
        "ring ann for c2 until 20",
        "ann is offered until 20",
        "ring bob for c1 until 20",
        "bob is offered until 20",
    ]
    assert play.ends("cleo") == ["cleo is wrap_up until 10"]


def test_a_restored_wrap_up_runs_out_when_it_would_have(play: Playbook) -> None:
    play.agent("ann", "support")
    play.tell(
        events.AgentRestored("ann", AgentState.WRAP_UP, "", BEGIN - 20, BEGIN + 10, "c0", next_state=AWAY)
    )
    assert play.deadline() == 10
    assert play.later(10) == ["ann is away"]


@pytest.mark.parametrize("state", [AgentState.OFFERED, AgentState.BUSY])
def test_an_offer_or_a_call_without_a_name_does_not_survive(play: Playbook, state: AgentState) -> None:
    play.agent("ann", "support")
    assert play.tell(events.AgentRestored("ann", state, "", BEGIN - 5)) == ["ann is available"]
    assert play.tell(
        events.AgentRestored("ann", state, "", BEGIN - 5, next_state=AWAY, next_reason="lunch")
    ) == ["ann is away (lunch)"]


def test_agents_who_come_after_the_callers_are_matched_on_release(play: Playbook) -> None:
    play.router.hold()
    play.calls("c1", "support", french=2)
    assert play.on_duty("ann", "support", french=2) == ["ann is available"]
    assert play.say(play.router.release(play.now))[0] == "ring ann for c1 until 20"
    assert play.say(play.router.release(play.now)) == []


def test_a_restore_does_not_take_an_offer_away(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    assert play.tell(events.AgentRestored("ann", AWAY, "", BEGIN)) == []
    assert play.accepts("ann") == ["accepted by ann: c1", "ann is busy", "connect c1 to ann"]
