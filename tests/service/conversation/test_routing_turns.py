"""What the router decides comes true; what is about somebody who has gone meanwhile is told back to it."""

from functools import partial

from ari_app.acd import commands as routing
from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, InteractionState, OfferState
from ari_app.conversation import log
from ari_app.conversation.happenings import Routing
from tests.service.conversation.conftest import World

SUPPORT = "+15550101"


def decides(world: World, *decided: Routing) -> None:
    for command in decided:
        world.centre.receive(partial(world.centre.route, command))


def offer_to(world: World, agent: str, interaction: str) -> routing.OfferTo:
    return routing.OfferTo("o9", agent, interaction, "support", world.clock.now() + 20.0, 1)


def test_an_offer_rings_the_phone_and_is_written_down(world: World) -> None:
    call = world.lines.call_arrives(SUPPORT)
    decides(world, offer_to(world, "a1", world.item(call).id))

    assert (world.state(call), world.item(call).agent) == (InteractionState.OFFERED, "a1")
    assert len(world.lines.ringing()) == 1
    assert world.journal.log[-1] == log.OfferMade("i1", "a1", "support", "o9", world.clock.now() + 20.0)


def test_an_offer_for_one_who_has_hung_up_rings_nobody(world: World) -> None:
    decides(world, offer_to(world, "a1", "long gone"))
    assert world.lines.ringing() == []
    assert not world.centre.interactions


def test_an_offer_to_an_agent_who_was_removed_leaves_the_caller_waiting(world: World) -> None:
    call = world.lines.call_arrives(SUPPORT)
    decides(world, offer_to(world, "nobody", world.item(call).id))
    assert world.state(call) is InteractionState.QUEUED
    assert world.lines.ringing() == []

    world.available("a2")
    assert world.item(call).agent == "a2", "the next offer is made as ever"


def test_the_end_of_an_offer_is_written_with_its_reason(world: World) -> None:
    decides(world, routing.CloseOffer("o9", "a1", "i1", OfferState.WITHDRAWN, "the caller hung up"))
    assert world.journal.log[-1] == log.OfferClosed("i1", "a1", "o9", "withdrawn", "the caller hung up")
    assert "o9" in world.journal.runs[-1].offers_closed


def test_whoever_is_to_talk_with_one_who_has_gone_is_free_again(world: World) -> None:
    world.available("a1")
    decides(world, routed.AgentEngaged("a1", "long gone"))
    assert world.agent("a1") is AgentState.BUSY

    decides(world, routing.ConnectTo("o9", "a1", "long gone"))
    assert world.agent("a1") is AgentState.AVAILABLE


def test_where_an_agent_stands_is_written_down(world: World) -> None:
    note = routing.NoteAgentState("a1", AgentState.AWAY, "lunch", world.clock.now())
    decides(world, note)
    assert world.journal.runs[-1].agents["a1"] == note
    assert world.agent_states("a1") == ["away"]
