"""Calls from their arrival to their one final state, as stories."""

from dataclasses import dataclass, replace

import pytest

from ari_app.acd.model import AgentState, InteractionState, QueueProfile
from ari_app.conversation.line import DropLeg, HangUp, Join, LegAnswered, LegFailure, Play, PlayMusic, RingLeg
from ivr.events import Event
from ivr.flow import Placed, parse
from ivr.node import Move, Scene, Waiting
from ivr.nodes.say import SayNode
from ivr.templates import parse as template
from tests.service.conversation.conftest import STRAIGHT_TO_SUPPORT, UNKNOWN, World, catalogue

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
    assert world.lines.heard_by(call) == {"music"}
    world.clock.advance(20.0)

    assert world.state(call) is InteractionState.QUEUED
    assert world.lines.lines[call].music
    assert world.agent("a1") is AgentState.AWAY


def test_a_turn_that_breaks_ends_its_own_call_and_no_other_and_leaves_nothing_half_done() -> None:
    broken = replace(parse(UNKNOWN), id="broken", nodes={"say": Placed(Broken(text=template("Hello.")), {})})
    world = World(replace(catalogue(), flows={**catalogue().flows, "broken": broken})).open()
    world.config.numbers["+15550109"] = "broken"  # type: ignore[index]  # a dict, as we made it
    waiting, breaking = world.lines.call_arrives(SUPPORT), world.lines.call_arrives("+15550109")
    world.lines.caller_presses(breaking, "1")

    assert world.ended() == [("i2", "failed", "internal error")]
    assert breaking not in world.lines.lines
    assert world.state(waiting) is InteractionState.QUEUED
    world.available("a1")
    assert world.state(waiting) is InteractionState.OFFERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken(SayNode):
    """A node with a defect."""

    def on_event(self, scene: Scene, waiting: Waiting, event: Event) -> Move | None:
        raise RuntimeError("a defect")


def test_the_wait_runs_out_while_a_phone_rings_and_the_caller_goes_on_when_nobody_took_it() -> None:
    world = World(catalogue()).open()
    call = world.lines.call_arrives(SUPPORT)
    world.clock.advance(590.0)
    world.available("a1")
    world.clock.advance(15.0)
    assert world.state(call) is InteractionState.OFFERED

    world.available("a2")  # free, and fit: but the wait is over when the first offer is
    world.clock.advance(5.0)
    assert world.lines.lines[call].plays[0].text == "Nobody is free. Goodbye."
    assert world.agent("a2") is AgentState.AVAILABLE
    assert not world.lines.legs
    world.lines.play_ends(call)
    assert world.ended() == [("i1", "resolved", "flow")]


def test_an_agent_who_hangs_up_before_they_are_joined_does_not_cost_the_customer_the_call() -> None:
    world = World(catalogue()).open()
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    world.journal.held = True
    (leg,) = world.lines.ringing()
    world.lines.leg_answers(leg)
    world.lines.agent_hangs_up(leg)
    world.journal.held = False
    world.journal.commit()

    assert world.state(call) is InteractionState.QUEUED
    assert world.lines.lines[call].music
    assert world.agent("a1") is AgentState.AWAY


def test_an_agent_removed_and_a_queue_changed_at_once_offer_nobody_to_nobody(world: World) -> None:
    call = world.lines.call_arrives(SUPPORT)
    narrow = replace(world.config.queues["support"], profile=QueueProfile("support", {"french": 1}))
    world.centre.configure(replace(world.config, queues={"support": narrow}))
    world.available("a1")
    world.centre.configure(replace(world.config, agents={"a2": world.config.agents["a2"]}))

    assert world.state(call) is InteractionState.QUEUED
    assert world.centre.router.agent("a1") is None
    assert not world.ended()


def test_who_waits_in_a_queue_that_is_removed_goes_on_in_the_flow(world: World) -> None:
    call = world.lines.call_arrives(SUPPORT)
    world.centre.configure(replace(world.config, queues={}))
    assert world.lines.lines[call].plays[0].text == "Nobody is free. Goodbye."
    assert not world.lines.lines[call].music
    assert not world.centre.router.waiting()


def test_what_has_nothing_to_write_waits_behind_what_has(world: World) -> None:
    connected(world)
    world.journal.held = True
    world.lines.agent_dials("p1", "*2")  # is written
    world.lines.performed.clear()
    world.centre.receive(LegAnswered("nobody's"))  # is not
    assert not world.lines.performed

    world.journal.commit()
    assert [type(command) for command in world.lines.performed] == [Play, DropLeg]


def test_a_german_flow_is_announced_in_german() -> None:
    config = catalogue(announce_every=30.0)
    german = parse({**STRAIGHT_TO_SUPPORT, "language": "de"})
    world = World(replace(config, flows={"support": german})).open()
    call = world.lines.call_arrives(SUPPORT)
    world.clock.advance(30.0)
    assert world.lines.lines[call].announcements == [
        "Danke für Ihre Geduld. Sie sind an Stelle 1 der Warteschlange."
    ]


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
