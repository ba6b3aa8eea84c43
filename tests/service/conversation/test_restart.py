"""The app dies, or Asterisk does; nobody is dropped, order is kept, each interaction ends once."""

from ari_app.acd.model import AgentState, InteractionState
from tests.service.conversation.conftest import World, catalogue

SUPPORT = "+15550101"


def test_the_app_dies_with_one_talking_and_two_waiting() -> None:
    world = World(catalogue(agents=2)).open()
    world.available("a1")
    talking = world.lines.call_arrives(SUPPORT)
    world.lines.leg_answers(world.lines.ringing()[0])
    second, third = world.lines.call_arrives(SUPPORT), world.lines.call_arrives(SUPPORT)

    world.app_dies()
    world.app_returns()

    assert world.state(talking) is InteractionState.CONNECTED
    assert world.agent("a1") is AgentState.BUSY
    assert [world.state(line) for line in (second, third)] == [InteractionState.QUEUED] * 2
    world.lines.caller_hangs_up(talking)
    assert world.item(second).agent == "a1"
    assert world.state(third) is InteractionState.QUEUED


def test_an_agent_who_was_being_rung_is_rung_anew() -> None:
    world = World(catalogue(agents=1)).open()
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    (before,) = world.lines.ringing()

    world.app_dies()
    world.app_returns()

    (after,) = world.lines.ringing()
    assert after != before
    world.lines.leg_answers(after)
    assert world.state(call) is InteractionState.CONNECTED


def test_an_agent_who_picked_up_meanwhile_talks_to_the_caller() -> None:
    world = World(catalogue(agents=1)).open()
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    (leg,) = world.lines.ringing()

    world.app_dies()
    world.lines.leg_answers(leg)
    world.app_returns()

    assert world.state(call) is InteractionState.CONNECTED
    assert world.lines.lines[call].peer == leg
    assert world.agent("a1") is AgentState.BUSY
    world.lines.caller_hangs_up(call)
    assert world.agent("a1") is AgentState.AVAILABLE


def test_who_hung_up_meanwhile_is_ended_once_and_the_agent_is_free() -> None:
    world = World(catalogue(agents=1)).open()
    world.available("a1")
    talking = world.lines.call_arrives(SUPPORT)
    world.lines.leg_answers(world.lines.ringing()[0])
    waiting = world.lines.call_arrives(SUPPORT)

    world.app_dies()
    world.lines.caller_hangs_up(talking)
    world.lines.caller_hangs_up(waiting)
    world.app_returns()

    assert sorted(world.ended()) == [
        ("i1", "handled", "hung up while the centre was away"),
        ("i2", "abandoned", "hung up while the centre was away"),
    ]
    assert world.agent("a1") is AgentState.AVAILABLE


def test_a_caller_who_came_while_nobody_looked_is_taken_now() -> None:
    world = World(catalogue(agents=1)).open()
    world.app_dies()
    call = world.lines.call_arrives(SUPPORT)
    world.app_returns()
    assert world.state(call) is InteractionState.QUEUED


def test_a_caller_in_the_flow_is_asked_again() -> None:
    world = World(catalogue(agents=1)).open()
    call = world.lines.call_arrives("+15559999")
    world.app_dies()
    world.app_returns()
    assert world.lines.lines[call].plays[-1].text == "This number is not in service."


def test_asterisk_dies_its_calls_end_as_failed_and_agents_come_free() -> None:
    world = World(catalogue(agents=2)).open()
    world.available("a1", "a2")
    for _ in range(2):
        world.lines.call_arrives(SUPPORT)
        world.lines.leg_answers(world.lines.ringing()[-1])
    world.lines.call_arrives(SUPPORT)

    world.lines.switch_goes()
    world.lines.switch_returns(restarted=True)

    assert [(state, reason) for _, state, reason in world.ended()] == [("failed", "media node lost")] * 3
    assert [world.agent(agent) for agent in ("a1", "a2")] == [AgentState.AVAILABLE] * 2
    assert not world.centre.interactions


def test_nobody_is_offered_while_asterisk_is_away() -> None:
    world = World(catalogue(agents=1)).open()
    call = world.lines.call_arrives(SUPPORT)
    world.lines.switch_goes()
    world.ask_for("a1", AgentState.AVAILABLE)
    assert world.state(call) is InteractionState.QUEUED

    world.lines.switch_returns()
    assert world.state(call) is InteractionState.OFFERED
    assert len(world.lines.ringing()) == 1


def test_the_connection_blinks_while_a_phone_rings() -> None:
    world = World(catalogue(agents=1)).open()
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    world.lines.switch_goes()
    world.lines.switch_returns()

    (leg,) = world.lines.ringing()
    world.lines.leg_answers(leg)
    assert world.state(call) is InteractionState.CONNECTED
    assert world.agent("a1") is AgentState.BUSY
