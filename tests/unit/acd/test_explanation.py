"""Why does this one wait?"""

import pytest

from ari_app.acd import events
from ari_app.acd.capacity import Full, InCall
from ari_app.acd.explanation import Explanation, Why
from ari_app.acd.model import AgentState, Capacity, MediaType
from ari_app.acd.skills import Shortfall
from tests.unit.acd.playbook import Playbook


def why(play: Playbook, interaction: str = "c1") -> Explanation:
    explanation = play.router.explain(interaction, play.now)
    assert explanation is not None
    return explanation


@pytest.fixture
def play() -> Playbook:
    play = Playbook()
    play.queue("support", gold=1)
    return play


def test_it_rings(play: Playbook) -> None:
    play.on_duty("ann", "support", gold=1)
    play.calls("c1", "support")
    assert (why(play).why, why(play).offered_to) == (Why.RINGS, "ann")


def test_its_queue_is_unknown(play: Playbook) -> None:
    play.on_duty("ann", "new")
    play.calls("c1", "new", french=1)
    assert why(play).why is Why.QUEUE_UNKNOWN
    assert (why(play).wanted, why(play).candidates) == ({"french": 1}, ())


def test_nobody_serves_the_queue(play: Playbook) -> None:
    play.on_duty("ann", "sales", gold=1)
    play.calls("c1", "support")
    assert why(play).why is Why.NOBODY_SERVES


def test_nobody_has_the_skills_and_each_lacks_something(play: Playbook) -> None:
    play.on_duty("ann", "support", gold=1, french=1)
    play.on_duty("bob", "support")
    play.calls("c1", "support", french=2)
    explanation = why(play)
    assert explanation.why is Why.NOBODY_SKILLED
    assert explanation.wanted == {"gold": 1, "french": 2}
    assert [(candidate.agent, candidate.shortfalls) for candidate in explanation.candidates] == [
        ("ann", (Shortfall("french", 1, 2),)),
        ("bob", (Shortfall("french", 0, 2), Shortfall("gold", 0, 1))),
    ]


def test_nobody_who_could_is_here(play: Playbook) -> None:
    play.agent("ann", "support", gold=1)
    play.on_duty("bob", "support", gold=1)
    play.asks("bob", AgentState.AWAY, "lunch")
    play.on_duty("cleo", "support")
    play.calls("c1", "support")
    explanation = why(play)
    assert explanation.why is Why.NOBODY_HERE
    assert [(candidate.agent, candidate.fits, candidate.reason) for candidate in explanation.candidates] == [
        ("ann", True, ""),
        ("bob", True, "lunch"),
        ("cleo", False, ""),
    ]


def test_all_who_could_are_busy_and_who_is_ahead(play: Playbook) -> None:
    play.on_duty("ann", "support", gold=1)
    play.calls("c0", "support")
    play.accepts("ann")
    for name in ("c1", "c2", "c3"):
        play.later(1)
        play.calls(name, "support")
    play.later(7)
    explanation = why(play, "c3")
    assert explanation.why is Why.ALL_BUSY
    assert explanation.ahead == ("c1", "c2")
    assert explanation.waited == 7
    candidate = explanation.candidates[0]
    assert (candidate.busy_with, candidate.state, candidate.for_seconds) == ("c0", AgentState.BUSY, 10)


def test_matching_is_held(play: Playbook) -> None:
    play.router.hold()
    play.on_duty("ann", "support", gold=1)
    play.calls("c1", "support")
    assert why(play).why is Why.HELD


def test_who_does_not_wait_has_no_explanation(play: Playbook) -> None:
    play.calls("c1", "support")
    play.tell(events.WorkLeft("c1", "hung up"))
    assert play.router.explain("c1", play.now) is None


def test_every_reason_has_a_sentence() -> None:
    sentences = {Explanation("c1", "q", reason, 0, {}, (), None, ()).summary for reason in Why}
    assert len(sentences) == len(Why)


def test_it_is_for_one_agent_whatever_their_queues(play: Playbook) -> None:
    play.on_duty("ann", "support", gold=1)
    play.agent("bob", "sales")
    play.calls("c1", "support", wanted="bob", for_seconds=30)
    explanation = why(play)
    assert explanation.why is Why.FOR_ONE_AGENT
    assert (explanation.wanted_agent, explanation.wanted_until) == ("bob", play.now + 30)
    assert [(candidate.agent, candidate.fits) for candidate in explanation.candidates] == [("bob", True)]


# Agents who have enough in hand.


def chatting(agents: list[str], chats: int) -> Playbook:
    """Each of them has so many."""
    play = Playbook()
    play.queue("support")
    for agent in agents:
        play.on_duty(agent, "support")
        for number in range(chats):
            play.takes(agent, f"{agent}'s {number}", MediaType.CHAT)
        play.asks(agent, AgentState.AWAY)
    for agent in agents:
        play.asks(agent, AgentState.AVAILABLE)
    return play


def test_all_who_could_are_full() -> None:
    play = chatting(["ann", "bob"], 4)
    play.arrives("c1", MediaType.CHAT)
    explanation = why(play)
    assert explanation.why is Why.ALL_FULL
    assert explanation.summary.endswith("in its turn. 2 full: 4 chats of 4.")
    assert [candidate.obstacles for candidate in explanation.candidates] == [
        (Full(100, 25, 100, 4, 4, MediaType.CHAT),)
    ] * 2
    play.arrives("call", MediaType.CALL)
    assert why(play, "call").summary.endswith("2 with 100 of 100 units in use.")


def test_some_are_at_the_cap_of_a_label_and_some_do_what_goes_before_it() -> None:
    play = chatting(["ann"], 1)
    play.tell(events.CapacityConfigured(Capacity(label_caps={"vip": 1})))
    play.takes("ann", "c0", MediaType.CHAT, "vip")
    play.arrives("c1", MediaType.CHAT, "support", "vip")
    assert why(play).summary.endswith("1 at the cap of the label vip: 1 of 1.")
    play.arrives("mail", MediaType.EMAIL)
    assert why(play, "mail").summary.endswith("1 at work on chats, which go before it.")


def test_a_call_in_hand_is_no_question_of_capacity() -> None:
    play = chatting(["ann"], 0)
    play.takes("ann", "c0", MediaType.CALL)
    play.arrives("c1", MediaType.CALL)
    explanation = why(play)
    assert explanation.why is Why.ALL_BUSY
    assert InCall() in explanation.candidates[0].obstacles
    play.arrives("c2", MediaType.CHAT)
    assert why(play, "c2").summary.endswith("1 with 100 of 100 units in use.")


def test_who_chats_and_asked_to_go_is_at_work_not_full() -> None:
    play = chatting(["ann"], 4)
    play.asks("ann", AgentState.AWAY)
    play.arrives("c1", MediaType.CHAT)
    assert why(play).why is Why.ALL_BUSY
