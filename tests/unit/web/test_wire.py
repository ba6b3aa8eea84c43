"""The cards: what they say of what the centre holds."""

from datetime import UTC

from ari_app.acd.model import AgentProfile, AgentState, QueueProfile, Work
from ari_app.acd.views import AgentStatus
from ari_app.analytics.figures import Figures, Target
from ari_app.conversation.catalogue import Agent, Catalogue, Queue
from ivr.flow import parse
from workspace_web.queue_wire import queue_card
from workspace_web.wire import agent_card

FLOW = parse({"id": "f", "name": "F", "language": "en", "start": "end", "nodes": {"end": {"kind": "hangup"}}})
SUPPORT = frozenset({"support"})
CATALOGUE = Catalogue(
    unknown_number=FLOW,
    queues={"support": Queue(QueueProfile("support"), "Customer support")},
    agents={"anna": Agent(AgentProfile("anna", SUPPORT, {"french": 4}), "Anna", "phone-1")},
)


def status(id: str, state: AgentState, queues: frozenset[str] = SUPPORT) -> AgentStatus:
    return AgentStatus(
        profile=AgentProfile(id, queues, {"french": 4}),
        state=state,
        reason="lunch",
        since=5.0,
        idle_since=5.0,
        until=None,
        interaction=None,
        queue=None,
        offer=None,
        next_state=AgentState.AVAILABLE,
        next_reason="",
    )


NOTHING_YET = Figures(UTC).of("support", Target(), 0.0)


def test_an_agent_with_nothing_to_follow_has_no_next_state() -> None:
    assert agent_card(status("anna", AgentState.AWAY), CATALOGUE).next_state is None
    assert agent_card(status("anna", AgentState.BUSY), CATALOGUE).next_state is AgentState.AVAILABLE


def test_an_agent_whom_the_catalogue_forgot_goes_by_their_id_to_the_end_of_their_call() -> None:
    assert agent_card(status("anna", AgentState.AWAY), CATALOGUE).name == "Anna"
    assert agent_card(status("bert", AgentState.BUSY), CATALOGUE).name == "bert"


def test_a_queue_counts_its_own_agents_and_its_longest_wait() -> None:
    waiting = [Work(f"i{n}", "support", {}, priority=n, since=10.0 - n, order=n) for n in range(3)]
    agents = [
        status("a", AgentState.AVAILABLE),
        status("b", AgentState.WRAP_UP),
        status("c", AgentState.SIGNED_OUT),
        status("d", AgentState.AWAY),
        status("e", AgentState.AVAILABLE, frozenset({"sales"})),
    ]
    card = queue_card("support", waiting, agents, CATALOGUE, NOTHING_YET)
    assert (card.name, card.waiting, card.waiting_since) == ("Customer support", 3, 8.0)
    assert (card.available, card.working, card.signed_in) == (1, 1, 3)
    assert card.agents == {"signed_out": 1, "available": 1, "away": 1, "wrap_up": 1}


def test_an_empty_queue() -> None:
    card = queue_card("support", [], [], CATALOGUE, NOTHING_YET)
    assert (card.waiting, card.waiting_since, card.signed_in) == (0, None, 0)
