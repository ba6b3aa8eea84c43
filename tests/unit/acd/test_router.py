"""Stories of the router: one call from ring to wrap-up, a centre that changes, what can be asked."""

import pytest

from ari_app.acd import events
from ari_app.acd.model import AgentState
from tests.unit.acd.playbook import Playbook

AVAILABLE, AWAY, SIGNED_OUT = AgentState.AVAILABLE, AgentState.AWAY, AgentState.SIGNED_OUT


@pytest.fixture
def play() -> Playbook:
    """A queue without wrap-up, nobody there yet."""
    play = Playbook()
    play.queue("support")
    return play


# One call.


def test_a_call_from_ring_to_wrap_up(play: Playbook) -> None:
    play.queue("support", timeout=20, wrap_up=30)
    play.on_duty("ann", "support")
    assert play.calls("c1", "support") == ["ring ann for c1 until 20", "ann is offered until 20"]
    play.later(5)
    assert play.accepts("ann") == ["accepted by ann: c1", "ann is busy", "connect c1 to ann"]
    play.later(60)
    assert play.ends("ann") == ["ann is wrap_up until 95"]
    assert play.later(29) == []
    assert play.later(1) == ["ann is available"]
    assert play.deadline() is None


def test_wrap_up_ends_when_the_agent_says_so(play: Playbook) -> None:
    play.queue("support", wrap_up=30)
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.accepts("ann")
    play.calls("c2", "support")
    play.ends("ann")
    assert play.wrapped_up("ann") == [
        "ann is available",
        "ring ann for c2 until 20",
        "ann is offered until 20",
    ]


def test_who_does_not_answer_is_not_responding_and_the_caller_goes_to_the_next(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.later(1)
    play.on_duty("bob", "support")
    play.calls("c1", "support")
    assert play.later(20) == [
        "expired by ann: c1 (no answer)",
        "ann is not_responding (no answer)",
        "c1 waits again",
        "ring bob for c1 until 41",
        "bob is offered until 41",
    ]
    assert play.later(20)[-1] == "c1 waits again"
    assert play.waiting() == ["c1"]


def test_who_declines_is_away_with_their_reason(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    assert play.declines("ann", "on the phone") == [
        "declined by ann: c1 (on the phone)",
        "ann is away (on the phone)",
        "c1 waits again",
    ]


def test_whose_phone_cannot_be_reached_is_not_responding(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    assert play.unreachable("ann") == [
        "failed by ann: c1 (unreachable)",
        "ann is not_responding (unreachable)",
        "c1 waits again",
    ]


def test_a_caller_who_hangs_up_while_it_rings_frees_the_agent_for_the_next(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.calls("c2", "support")
    assert play.hangs_up("c1") == [
        "withdrawn by ann: c1 (hung up)",
        "ann is available",
        "ring ann for c2 until 20",
        "ann is offered until 20",
    ]


def test_what_is_no_longer_true_changes_nothing(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    offer = play.offer_of("ann")
    play.accepts("ann")
    for late in (
        events.OfferAccepted(offer),
        events.OfferDeclined(offer, "too late"),
        events.OfferFailed(offer, "too late"),
        events.WorkLeft("c1", "hung up"),
        events.WorkEnded("ann", "another call"),
        events.WorkEnded("nobody", "c1"),
        events.WrapUpFinished("ann"),
        events.WrapUpFinished("nobody"),
        events.StateRequested("nobody", AVAILABLE),
        events.AgentRemoved("nobody"),
        events.ClockTicked(),
    ):
        assert play.tell(late) == [], late
    play.ends("ann")
    assert play.tell(events.WorkEnded("ann", "c1")) == []


# A centre that changes.


def test_an_agent_who_learns_a_skill_gets_the_caller_at_once(play: Playbook) -> None:
    play.on_duty("ann", "support", french=1)
    play.calls("c1", "support", french=2)
    assert play.agent("ann", "support", french=2) == ["ring ann for c1 until 20", "ann is offered until 20"]


def test_an_agent_who_forgets_a_skill_gets_no_more_of_it(play: Playbook) -> None:
    play.on_duty("ann", "support", french=2)
    play.agent("ann", "support")
    assert play.calls("c1", "support", french=1) == []


def test_an_agent_who_left_a_queue_during_a_call_gets_no_more_of_it(play: Playbook) -> None:
    play.queue("sales")
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.accepts("ann")
    play.calls("c2", "support")
    play.agent("ann", "sales")
    assert play.ends("ann") == ["ann is available"]
    assert play.calls("c3", "support") == []


def test_a_queue_that_wants_less_gives_its_callers_to_who_is_free(play: Playbook) -> None:
    play.queue("support", gold=1)
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.calls("c2", "support")
    assert play.queue("support")[0].startswith("ring ann for c1")


def test_work_for_an_unknown_queue_waits_until_the_queue_is_known(play: Playbook) -> None:
    play.on_duty("ann", "support", "new")
    assert play.calls("c1", "new") == []
    assert play.waiting("new") == ["c1"]
    assert play.queue("new")[0].startswith("ring ann for c1")


def test_a_removed_agent_s_caller_is_back_at_their_place(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    assert play.tell(events.AgentRemoved("ann")) == [
        "ann is offered until 20, then signed_out",
        "withdrawn by ann: c1 (agent removed)",
        "ann is signed_out (removed)",
        "c1 waits again",
    ]
    assert play.router.agents() == []


def test_a_removed_agent_finishes_their_call(play: Playbook) -> None:
    play.queue("support", wrap_up=10)
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.accepts("ann")
    assert play.tell(events.AgentRemoved("ann")) == ["ann is busy, then signed_out"]
    assert play.tell(events.AgentRemoved("ann")) == []
    assert play.asks("ann", AVAILABLE) == []
    assert play.ends("ann") == ["ann is signed_out (removed)"]
    assert play.router.agent("ann") is None


def test_a_newcomer_does_not_inherit_what_a_removed_agent_could_do(play: Playbook) -> None:
    play.on_duty("ann", "support", french=3)
    play.calls("c1", "support", french=1)
    play.declines("ann")
    play.tell(events.AgentRemoved("ann"))
    assert play.on_duty("bob", "support") == ["bob is available"]


# What can be asked.


def test_the_position_is_the_place_in_the_queue_and_a_ringing_caller_has_none(play: Playbook) -> None:
    play.queue("sales")
    play.calls("other", "sales", priority=9)
    for name in ("c1", "c2", "c3"):
        play.calls(name, "support")
    places = [play.router.position(name) for name in ("c1", "c2", "c3")]
    assert [(place.place, place.of) for place in places if place is not None] == [(1, 3), (2, 3), (3, 3)]
    play.on_duty("ann", "support")
    assert play.router.position("c1") is None
    second = play.router.position("c2")
    assert second is not None and (second.queue, second.place, second.of) == ("support", 1, 2)
    assert play.router.position("nobody") is None


def test_the_router_asks_for_the_clock_at_the_earliest_deadline(play: Playbook) -> None:
    play.queue("quick", timeout=5)
    play.on_duty("ann", "support")
    play.on_duty("bob", "quick")
    assert play.deadline() is None
    play.calls("c1", "support")
    assert play.deadline() == 20
    play.calls("c2", "quick")
    assert play.deadline() == 5
    play.hangs_up("c2")
    assert play.deadline() == 20


def test_a_late_tick_decides_as_ticks_on_time_would_have(play: Playbook) -> None:
    play.queue("support", wrap_up=10)
    for name in ("bob", "ann"):
        play.on_duty(name, "support")
        play.calls(f"{name}'s first", "support")
        play.accepts(name)
        play.ends(name)
        play.later(1)
    play.calls("c1", "support")
    play.now += 60
    said = play.tell(events.ClockTicked())
    assert said[:2] == ["bob is available", "ring bob for c1 until 82"]
    assert said[3:] == ["ann is available"]


# --- for one agent, and agents engaged otherwise ----------------------------------------------------------------------


def test_what_is_for_one_agent_waits_for_them_and_then_for_anyone() -> None:
    play = Playbook()
    play.queue("support")
    play.on_duty("ann", "support")
    play.agent("bob", "sales")
    assert play.calls("c1", "support", wanted="bob", for_seconds=30) == []
    assert play.later(29) == []
    assert play.later(2)[0] == "ring ann for c1 until 50"


def test_what_is_for_one_agent_rings_them_once_and_is_for_anyone_after_a_no() -> None:
    play = Playbook()
    play.queue("support")
    play.agent("bob", "sales")
    play.calls("c1", "support", wanted="bob", for_seconds=30)
    assert play.asks("bob", AgentState.AVAILABLE)[1] == "ring bob for c1 until 20"
    play.declines("bob")
    play.asks("bob", AgentState.AVAILABLE)
    assert play.on_duty("ann", "support")[1] == "ring ann for c1 until 20"


def test_an_engaged_agent_is_offered_nothing_and_stands_afterwards_where_they_stood() -> None:
    play = Playbook()
    play.queue("support", wrap_up=10)
    play.on_duty("ann", "support")
    play.asks("ann", AgentState.AWAY, "lunch")
    assert play.tell(events.AgentEngaged("ann", "c9")) == ["ann is busy, then away"]
    assert play.calls("c1", "support") == []
    assert play.ends("ann") == ["ann is away (lunch)"]


def test_who_is_engaged_and_takes_the_call_over_has_its_wrap_up() -> None:
    play = Playbook()
    play.queue("support", wrap_up=10)
    play.on_duty("ann", "support")
    play.tell(events.AgentEngaged("ann", "c9"))
    assert play.tell(events.AgentEngaged("ann", "c9", "support")) == ["ann is busy"]
    assert play.tell(events.AgentEngaged("ann", "c9", "support")) == []
    assert play.tell(events.AgentEngaged("ann", "other")) == []
    assert play.ends("ann") == ["ann is wrap_up until 10"]


def test_an_offer_that_was_accepted_on_the_screen_ends_later() -> None:
    play = Playbook()
    play.queue("support")
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    offer = play.offer_of("ann")
    assert play.tell(events.OfferExtended(offer, play.now + 35)) == ["ann is offered until 35"]
    assert play.tell(events.OfferExtended(offer, play.now + 5)) == []
    assert play.later(30) == []
    assert play.later(6)[0] == "expired by ann: c1 (no answer)"
