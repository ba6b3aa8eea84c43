"""Calls from their arrival to their one final state, as stories."""

from dataclasses import replace

import pytest

from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation.line import HangUp, Join, LegFailure, PlayMusic, RingLeg
from tests.service.conversation.conftest import World, catalogue

SUPPORT = "+15550101"


def test_a_free_agent_is_rung_and_the_two_talk(world: World) -> None:
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)

    assert world.state(call) is InteractionState.OFFERED
    (leg,) = world.lines.ringing()
    world.lines.leg_answers(leg)

    assert world.state(call) is InteractionState.CONNECTED
    assert world.agent("a1") is AgentState.BUSY
    assert world.lines.lines[call].peer == leg


def test_a_caller_who_need_not_wait_hears_ringing_not_music(world: World) -> None:
    world.available("a1")
    world.lines.performed.clear()
    world.lines.call_arrives(SUPPORT)

    assert [type(command) for command in world.lines.performed] == [RingLeg]


def test_without_a_free_agent_there_is_music_and_the_next_free_one_is_rung(world: World) -> None:
    call = world.lines.call_arrives(SUPPORT)
    assert world.lines.lines[call].music

    world.available("a2")
    assert world.state(call) is InteractionState.OFFERED
    assert world.item(call).agent == "a2"


def test_the_customer_hangs_up_and_the_agent_is_free(world: World) -> None:
    call, leg = connected(world)
    world.lines.caller_hangs_up(call)

    assert world.ended() == [("i1", "handled", "customer or agent hung up")]
    assert leg not in world.lines.legs
    assert world.agent("a1") is AgentState.AVAILABLE


def test_the_agent_hangs_up_and_the_customer_is_let_go(world: World) -> None:
    call, leg = connected(world)
    world.lines.agent_hangs_up(leg)

    assert world.ended() == [("i1", "handled", "agent hung up")]
    assert call not in world.lines.lines


@pytest.mark.parametrize(
    ("where", "reason"), [("queue", "in queue"), ("ringing", "while ringing")], ids=["queue", "ringing"]
)
def test_a_caller_who_gives_up_is_abandoned_and_nothing_rings_on(
    world: World, where: str, reason: str
) -> None:
    if where == "ringing":
        world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    world.lines.caller_hangs_up(call)

    assert world.ended() == [("i1", "abandoned", reason)]
    assert not world.lines.legs
    assert not world.centre.interactions
    if where == "ringing":
        assert world.agent("a1") is AgentState.AVAILABLE


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (LegFailure.BUSY, AgentState.AWAY),
        (LegFailure.DECLINED, AgentState.AWAY),
        (LegFailure.NO_ANSWER, AgentState.NOT_RESPONDING),
    ],
)
def test_an_agent_who_does_not_take_it_is_set_aside_and_the_next_is_rung(
    world: World, failure: LegFailure, state: AgentState
) -> None:
    world.available("a1", "a2")
    call = world.lines.call_arrives(SUPPORT)
    first = world.item(call).agent
    world.lines.leg_fails(world.lines.ringing()[0], failure)

    assert first is not None
    assert world.agent(first) is state
    assert world.state(call) is InteractionState.OFFERED
    assert world.item(call).agent != first


def test_an_unregistered_phone_is_noticed_at_once_and_its_agent_returns_with_it(world: World) -> None:
    world.available("a1")
    world.lines.endpoint_lost("p1")
    call = world.lines.call_arrives(SUPPORT)
    assert world.agent("a1") is AgentState.NOT_RESPONDING
    assert world.lines.lines[call].music

    world.lines.endpoint_reached("p1")
    assert world.state(call) is InteractionState.OFFERED


def test_an_agent_who_lets_it_ring_is_not_responding(world: World) -> None:
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    world.clock.advance(20.0)

    assert world.agent("a1") is AgentState.NOT_RESPONDING
    assert world.state(call) is InteractionState.QUEUED
    assert not world.lines.legs


def test_two_callers_one_agent_first_come_first_served(world: World) -> None:
    first, second = world.lines.call_arrives(SUPPORT), world.lines.call_arrives(SUPPORT)
    world.available("a1")
    assert (world.state(first), world.state(second)) == (InteractionState.OFFERED, InteractionState.QUEUED)

    world.lines.leg_answers(world.lines.ringing()[0])
    world.lines.caller_hangs_up(first)
    assert world.state(second) is InteractionState.OFFERED


def test_a_caller_who_was_not_taken_keeps_the_place(world: World) -> None:
    world.available("a1")
    first = world.lines.call_arrives(SUPPORT)
    second = world.lines.call_arrives(SUPPORT)
    world.clock.advance(20.0)
    world.available("a2")

    assert world.item(first).agent == "a2"
    assert world.state(second) is InteractionState.QUEUED


def test_wrap_up_ends_by_itself_or_by_star_three() -> None:
    world = World(catalogue(agents=1, wrap_up=30.0)).open()
    call, _ = connected(world)
    world.lines.caller_hangs_up(call)
    assert world.agent("a1") is AgentState.WRAP_UP
    world.clock.advance(30.0)
    assert world.agent("a1") is AgentState.AVAILABLE

    call, _ = connected(world)
    world.lines.caller_hangs_up(call)
    world.lines.agent_dials("p1", "*3")
    assert world.agent("a1") is AgentState.AVAILABLE


def test_star_two_during_a_call_means_afterwards(world: World) -> None:
    call, _ = connected(world)
    world.lines.agent_dials("p1", "*2")
    assert world.agent("a1") is AgentState.BUSY
    world.lines.caller_hangs_up(call)
    assert world.agent("a1") is AgentState.AWAY


def test_a_feature_code_is_confirmed_and_the_call_hung_up(world: World) -> None:
    call = world.lines.agent_dials("p1", "*1")
    assert world.lines.lines[call].plays[0].text == "You are available."
    world.lines.play_ends(call)
    assert call not in world.lines.lines


def test_waiting_longer_than_the_limit_goes_on_in_the_flow(world: World) -> None:
    call = world.lines.call_arrives(SUPPORT)
    world.clock.advance(600.0)
    assert world.lines.lines[call].plays[0].text == "Nobody is free. Goodbye."
    assert not world.lines.lines[call].music

    world.lines.play_ends(call)
    assert world.ended() == [("i1", "resolved", "flow")]


def test_the_place_in_line_is_said_from_time_to_time() -> None:
    world = World(catalogue(announce_every=30.0)).open()
    world.lines.call_arrives(SUPPORT)
    second = world.lines.call_arrives(SUPPORT)
    world.clock.advance(65.0)
    assert world.lines.lines[second].announcements == ["Thank you for waiting. You are number 2 in line."] * 2


def test_an_unknown_number_hears_so(world: World) -> None:
    call = world.lines.call_arrives("+15559999")
    assert world.lines.lines[call].plays[0].text == "This number is not in service."


def test_a_full_centre_refuses_with_congestion(world: World) -> None:
    for _ in range(50):
        world.lines.call_arrives(SUPPORT)
    late = world.lines.call_arrives(SUPPORT)
    assert HangUp(late, "congestion") in world.lines.performed
    assert len(world.centre.interactions) == 50


def test_nothing_is_rung_before_it_is_written(world: World) -> None:
    world.available("a1")
    world.journal.held = True
    world.lines.call_arrives(SUPPORT)
    assert not world.lines.legs

    world.journal.commit()
    assert len(world.lines.legs) == 1


def test_an_agent_whose_phone_is_lost_in_mid_call_does_not_cost_the_customer_the_call(world: World) -> None:
    call, leg = connected(world)
    world.lines.agent_hangs_up(leg, cause=44)

    assert world.state(call) is InteractionState.QUEUED
    assert world.lines.lines[call].music
    assert world.agent("a1") is AgentState.AWAY


def test_a_turn_that_breaks_ends_its_own_call_and_no_other(world: World) -> None:
    waiting = world.lines.call_arrives(SUPPORT)
    world.centre.catalogue = replace(world.config, agents={})  # behind the router's back
    world.lines.endpoint_reached("p1")
    world.ask_for("a1", AgentState.AVAILABLE)

    assert world.ended() == [("i1", "failed", "internal error")]
    assert waiting not in world.lines.lines
    assert world.agent("a1") is AgentState.AVAILABLE
    other = world.lines.call_arrives("+15559999")
    assert world.state(other) is InteractionState.IN_FLOW


def connected(world: World) -> tuple[str, str]:
    """A call that a1 has taken: its line, the agent's leg."""
    if world.agent("a1") is not AgentState.AVAILABLE:
        world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    (leg,) = world.lines.ringing()
    world.lines.leg_answers(leg)
    assert isinstance([c for c in world.lines.performed if isinstance(c, Join)][-1], Join)
    assert not any(isinstance(c, PlayMusic) and c.line == call for c in world.lines.performed)
    return call, leg
