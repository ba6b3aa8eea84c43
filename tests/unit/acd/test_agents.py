"""Stories of agents who change their mind."""

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


# Agents who change their mind.


@pytest.mark.parametrize("state", [AWAY, SIGNED_OUT])
def test_what_is_asked_for_while_working_follows_the_work(play: Playbook, state: AgentState) -> None:
    play.queue("support", wrap_up=10)
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    assert play.asks("ann", state, "lunch") == [f"ann is offered until 20, then {state}"]
    assert play.asks("ann", state, "lunch") == []
    play.accepts("ann")
    assert play.ends("ann") == [f"ann is wrap_up until 10, then {state}"]
    assert play.later(10) == [f"ann is {state} (lunch)"]


def test_available_in_wrap_up_ends_it_at_once_whatever_was_asked_before(play: Playbook) -> None:
    play.queue("support", wrap_up=10)
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.accepts("ann")
    play.asks("ann", AWAY, "lunch")
    play.ends("ann")
    assert play.asks("ann", AVAILABLE) == ["ann is available"]


def test_who_asked_to_go_while_it_rang_goes_there_when_it_ends_unanswered(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.asks("ann", SIGNED_OUT)
    assert play.later(20)[1] == "ann is signed_out"


def test_asking_again_for_the_same_does_not_cost_the_turn(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.later(1)
    play.on_duty("bob", "support")
    play.later(1)
    assert play.asks("ann", AVAILABLE) == []
    assert play.asks("ann", AVAILABLE, "here I am") == []
    assert play.calls("c1", "support")[0].startswith("ring ann")


def test_another_reason_to_be_away_is_noted(play: Playbook) -> None:
    play.on_duty("ann", "support")
    assert play.asks("ann", AWAY, "lunch") == ["ann is away (lunch)"]
    assert play.asks("ann", AWAY, "lunch") == []
    assert play.asks("ann", AWAY, "training") == ["ann is away (training)"]


def test_nobody_can_ask_to_be_busy(play: Playbook) -> None:
    play.agent("ann", "support")
    with pytest.raises(ValueError, match=r"ask for available, away, signed_out; busy comes with the work"):
        play.asks("ann", AgentState.BUSY)


def test_a_removed_agent_who_is_configured_again_during_their_call_stays(play: Playbook) -> None:
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.accepts("ann")
    play.tell(events.AgentRemoved("ann"))
    play.agent("ann", "support")
    assert play.ends("ann") == ["ann is signed_out (removed)"]
    assert play.asks("ann", AVAILABLE) == ["ann is available"]


# Agents who need more time.


def test_a_wrap_up_is_extended(play: Playbook) -> None:
    play.queue("support", wrap_up=10)
    play.on_duty("ann", "support")
    play.calls("c1", "support")
    play.accepts("ann")
    play.ends("ann")
    assert play.router.apply(events.WrapUpExtended("ann", 60.0), play.now) != []
    assert play.later(10) == []
    assert play.later(60) == ["ann is available"]


def test_only_a_wrap_up_that_ends_by_itself_is_extended(play: Playbook) -> None:
    play.on_duty("ann", "support")
    for agent in ("ann", "nobody"):
        assert play.router.apply(events.WrapUpExtended(agent, 60.0), play.now) == []
