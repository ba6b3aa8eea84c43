"""What follows a conversation, as the queue wants it."""

import pytest

from ari_app.acd import events
from ari_app.acd.model import AgentState, QueueProfile, WrapUpMode
from tests.unit.acd.playbook import Playbook


def after_a_call(mode: WrapUpMode, wrap_up: float = 30.0) -> Playbook:
    """Ann has just talked, since 0 until 60, and Bob is waiting."""
    play = Playbook()
    play.tell(events.QueueConfigured(QueueProfile("support", {}, 20.0, wrap_up, mode)))
    play.on_duty("ann", "support")
    play.calls("bob", "support")
    play.accepts("ann")
    play.later(60)
    play.ends("ann")
    return play


def state(play: Playbook) -> tuple[AgentState, float | None]:
    ann = play.router.agent("ann")
    assert ann is not None
    return ann.state, None if ann.until is None else ann.until - play.now


@pytest.mark.parametrize(
    ("mode", "seconds", "stands"),
    [
        (WrapUpMode.OPTIONAL, 30, (AgentState.AVAILABLE, None)),
        (WrapUpMode.TIMED, 30, (AgentState.WRAP_UP, 30)),
        (WrapUpMode.TIMED, 0, (AgentState.AVAILABLE, None)),
        (WrapUpMode.TIMED_FULL, 30, (AgentState.WRAP_UP, 30)),
        (WrapUpMode.UNTIL_DONE, 0, (AgentState.WRAP_UP, None)),
    ],
)
def test_what_follows(mode: WrapUpMode, seconds: float, stands: tuple[AgentState, float | None]) -> None:
    assert state(after_a_call(mode, seconds)) == stands


@pytest.mark.parametrize("mode", [WrapUpMode.TIMED, WrapUpMode.UNTIL_DONE])
def test_it_ends_when_the_agent_says_so(mode: WrapUpMode) -> None:
    play = after_a_call(mode)
    play.tell(events.WrapUpFinished("ann"))
    assert state(play)[0] is AgentState.AVAILABLE


def test_until_done_has_no_end_of_its_own() -> None:
    play = after_a_call(WrapUpMode.UNTIL_DONE)
    play.later(86_400)
    assert state(play)[0] is AgentState.WRAP_UP


def test_the_whole_time_cannot_be_cut_short() -> None:
    play = after_a_call(WrapUpMode.TIMED_FULL)
    assert play.router.bound_to_wrap_up("ann")
    play.tell(events.WrapUpFinished("ann"))
    play.asks("ann", AgentState.AVAILABLE)
    assert state(play)[0] is AgentState.WRAP_UP
    play.asks("ann", AgentState.AWAY)
    play.later(31)
    assert state(play)[0] is AgentState.AWAY, "what was asked for last follows"
    assert not play.router.bound_to_wrap_up("ann")
