"""The app dies, or Asterisk does; nobody is dropped, order is kept, each interaction ends once."""

from dataclasses import replace
from typing import Any

from ari_app.acd.events import AgentRestored
from ari_app.acd.model import AgentState, Hold, HoldState, InteractionState, MediaType, OfferState
from ari_app.conversation import rules
from ari_app.conversation.happenings import About
from ari_app.conversation.interaction import Interaction, Place, changed
from ari_app.conversation.writing import Going, Writing
from ivr.flow import parse
from ivr.node import Medium
from tests.service.conversation.conftest import World, catalogue
from tests.service.conversation.sql_rows import written_to_sqlite

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


def test_the_offer_of_before_is_closed_so_that_its_agent_can_be_offered_another() -> None:
    """The database lets an agent have one pending offer only."""
    world = World(catalogue(agents=1)).open()
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    world.app_dies()
    world.app_returns()

    closed = {
        offer: run.offers_closed[offer].state for run in world.journal.runs for offer in run.offers_closed
    }
    assert closed == {"i1.1": OfferState.WITHDRAWN}
    assert world.item(call).offer == "i1.2"
    written_to_sqlite(world.journal.runs)


def test_an_agent_who_picked_up_meanwhile_is_busy_in_the_next_life_too() -> None:
    world = World(catalogue(agents=1)).open()
    world.available("a1")
    world.lines.call_arrives(SUPPORT)
    (leg,) = world.lines.ringing()
    world.app_dies()
    world.lines.leg_answers(leg)
    world.app_returns()
    world.app_dies()
    world.app_returns()

    assert world.agent("a1") is AgentState.BUSY
    waiting = world.lines.call_arrives(SUPPORT)
    assert world.state(waiting) is InteractionState.QUEUED


def test_an_offer_accepted_on_the_screen_before_the_app_died_connects() -> None:
    world = World(catalogue(agents=1)).open()
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    world.centre.receive(
        About("i1", lambda item: world.centre.keep(rules.accepted_on_screen(item, "p1", 15.0)))
    )
    world.app_dies()
    world.lines.leg_answers("i1.1.screen")
    world.app_returns()

    assert world.state(call) is InteractionState.CONNECTED
    assert world.lines.lines[call].peer == "i1.1.screen"


def test_a_wait_that_ran_out_while_the_app_was_away_ends_and_announcements_go_on_for_others() -> None:
    world = World(catalogue(agents=1, announce_every=30.0)).open()
    old = world.lines.call_arrives(SUPPORT)
    world.clock.advance(590.0)
    young = world.lines.call_arrives(SUPPORT)
    world.app_dies()
    world.clock.advance(20.0)
    world.app_returns()
    world.clock.advance(31.0)

    assert world.lines.lines[old].plays[-1].text == "Nobody is free. Goodbye."
    assert world.lines.lines[young].announcements == ["Thank you for waiting. You are number 1 in line."]


def test_a_wait_that_ran_out_while_asterisk_was_away_goes_on_in_the_flow_without_music() -> None:
    world = World(catalogue(agents=1)).open()
    call = world.lines.call_arrives(SUPPORT)
    world.lines.switch_goes()
    world.clock.advance(600.0)
    world.lines.switch_returns()
    held = world.lines.lines[call]
    assert ([play.text for play in held.plays], held.music) == (["Nobody is free. Goodbye."], False)


def test_no_menu_runs_out_of_patience_while_nobody_can_hear_it() -> None:
    world = World(replace(catalogue(agents=1), flows={"support": parse(MENU)})).open()
    call = world.lines.call_arrives(SUPPORT)
    world.lines.play_ends(call)
    world.lines.switch_goes()
    world.clock.advance(60.0)
    assert world.state(call) is InteractionState.IN_FLOW

    world.lines.switch_returns()
    assert world.lines.lines[call].plays[-1].text == "Press one."


MENU = {
    "id": "support",
    "name": "One question, once",
    "start": "ask",
    "nodes": {
        "ask": {
            "kind": "menu",
            "prompt": "Press one.",
            "attempts": 1,
            "options": [{"name": "one", "keys": ["1"]}],
            "exits": {"one": "end", "no_input": "end", "no_match": "end"},
        },
        "end": {"kind": "hangup"},
    },
}


def test_talks_of_a_queue_that_is_not_recorded_are_not_recorded_when_joined_again() -> None:
    world = World(catalogue(agents=1)).open()
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    (leg,) = world.lines.ringing()
    world.lines.leg_answers(leg)
    world.app_dies()
    world.lines.lines[call].peer = world.lines.legs[leg].line = None  # the bridge is gone
    world.app_returns()

    assert world.lines.lines[call].peer == leg
    assert world.lines.lines[call].record is None


def test_a_caller_whose_rows_were_lost_with_the_app_is_greeted_again_not_hung_up_on() -> None:
    world = World(catalogue(agents=1)).open()
    call = world.lines.call_arrives(SUPPORT)
    world.journal.runs.clear()  # the disk was away, and then the app was killed
    world.app_dies()
    world.app_returns()
    assert world.state(call) is InteractionState.QUEUED


def test_an_agents_own_call_of_before_is_hung_up() -> None:
    world = World(catalogue(agents=1)).open()
    call = world.lines.agent_dials("p1", "*1")
    world.app_dies()
    world.app_returns()
    assert call not in world.lines.lines


def test_one_that_cannot_be_settled_fails_alone_and_the_others_go_on() -> None:
    world = World(catalogue(agents=1)).open()
    bad, good = world.lines.call_arrives(SUPPORT), world.lines.call_arrives(SUPPORT)
    world.app_dies()
    rows = world.journal.runs[-2].interactions
    rows["i1"] = changed(rows["i1"], state=InteractionState.OFFERED, place=None)
    world.app_returns()

    assert world.ended() == [("i1", "failed", "internal error")]
    assert world.item(bad).id == "i3"  # greeted again, as someone new
    world.available("a1")
    assert world.state(good) is InteractionState.OFFERED


def chat(interaction: str, state: HoldState, **marks: Any) -> Hold:
    return Hold(interaction, "support", MediaType.CHAT, frozenset(), state, 1.0, **marks)


def conversation(id: str, agent: str) -> Interaction:
    place = Place("support", {}, 0, 1.0, 1, 1)
    return Interaction(
        id, Medium.TEXT, "shop", "shop", id, f"thread of {id}", 1.0, "support", "1",
        state=InteractionState.CONNECTED, place=place, agent=agent, media_type=MediaType.CHAT,
    )  # fmt: skip


def test_what_an_agent_has_in_hand_comes_back_without_what_is_over_or_somebody_elses() -> None:
    world = World(catalogue(agents=2))
    mine, lost = conversation("mine", "a1"), conversation("lost", "a2")
    parked = changed(conversation("parked", "a1"), writing=Writing(Going.PARKED))
    holds = (
        chat("mine", HoldState.ACTIVE, exceeding=True),
        chat("parked", HoldState.PARKED),
        chat("lost", HoldState.ACTIVE),
        chat("over", HoldState.ACTIVE),
        chat("wrapped up", HoldState.WRAP_UP, until=world.clock.now() + 30),
    )
    stood = AgentRestored("a1", AgentState.BUSY, "", 1.0, next_state=AgentState.AWAY, holds=holds)
    world.restart.load([mine, parked, lost], [stood], 1)
    agent = world.centre.router.agent("a1")
    assert agent is not None
    assert [hold.interaction for hold in agent.holds] == ["mine", "parked", "wrapped up"]
    assert (agent.state, agent.next_state, agent.units) == (AgentState.BUSY, AgentState.AWAY, 50)
    assert agent.holds[0].exceeding
    assert world.centre.router.next_deadline == holds[-1].until


def test_who_has_nothing_left_in_hand_stands_where_they_asked_to() -> None:
    world = World(catalogue(agents=1))
    holds = (chat("over", HoldState.ACTIVE),)
    world.restart.load(
        [], [AgentRestored("a1", AgentState.BUSY, "", 1.0, interaction="over", holds=holds)], 1
    )
    assert world.agent("a1") is AgentState.AVAILABLE
