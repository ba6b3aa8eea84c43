"""Talks of more than two, and on hold: with desk phones, lost phones, a lost Asterisk and a killed app."""

from dataclasses import replace

import pytest

from ari_app.acd.model import AgentProfile, AgentState, InteractionState
from ari_app.conversation.announcements import take_it
from ari_app.conversation.catalogue import Agent
from ari_app.conversation.line import LegFailure, SupervisionMode, TransferState
from ari_app.conversation.log import AgentRejoined, PartyLeft, TransferFailed
from ari_app.conversation.places import Target
from ari_app.conversation.requests import Conflict
from tests.service.conversation.conftest import World, catalogue
from tests.service.conversation.sql_rows import written_to_sqlite

SUPPORT = "+15550101"


@pytest.fixture
def world() -> World:
    """a1 and a2 serve the queue; a3, who supervises, does not; numbers that begin with +4930 may be dialled."""
    known = catalogue(agents=2)
    chief = Agent(AgentProfile("a3", frozenset()), "Chief", "p3")
    return World(replace(known, agents={**known.agents, "a3": chief}, dialable=("+4930",))).open()


def called(world: World) -> tuple[str, str]:
    """A customer calls and a1's phone rings; line and leg."""
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    (leg,) = world.lines.ringing()
    return call, leg


def connected(world: World) -> tuple[str, str]:
    """A customer and a1 talk; line and leg."""
    call, leg = called(world)
    world.lines.leg_answers(leg)
    return call, leg


async def asking(world: World) -> tuple[str, str, str]:
    """The customer is on hold, a1 and a2 talk; line and legs."""
    call, mine = connected(world)
    world.available("a2")
    await world.talks.consult("a1", "i1", Target(agent="a2"))
    (theirs,) = world.lines.ringing()
    world.lines.leg_answers(theirs)
    return call, mine, theirs


async def supervised(world: World, mode: SupervisionMode) -> tuple[str, str, str]:
    call, mine = connected(world)
    await world.supervision.supervise("a3", "i1", mode)
    (chief,) = world.lines.ringing()
    world.lines.leg_answers(chief)
    return call, mine, chief


def hears(world: World, channel: str) -> set[str]:
    """Whom a line or leg hears."""
    return set(world.lines.heard_by(channel))


# --- who hangs up -----------------------------------------------------------------------------------------------------


async def test_the_customer_hangs_up_while_on_hold_and_both_agents_are_free(world: World) -> None:
    call, *_ = await asking(world)
    world.lines.caller_hangs_up(call)
    assert world.ended() == [("i1", "handled", "customer or agent hung up")]
    assert not world.lines.legs
    assert [world.agent(agent) for agent in ("a1", "a2")] == [AgentState.AVAILABLE] * 2


async def test_the_agent_hangs_up_and_whom_they_asked_has_the_customer(world: World) -> None:
    call, mine, theirs = await asking(world)
    world.lines.agent_hangs_up(mine)
    assert hears(world, call) == {theirs}
    assert (world.agent("a1"), world.agent("a2")) == (AgentState.AVAILABLE, AgentState.BUSY)
    world.lines.agent_hangs_up(theirs)
    assert world.ended() == [("i1", "handled", "agent hung up")]


async def test_whom_the_agent_asked_hangs_up_and_the_customer_can_be_taken_off_hold(world: World) -> None:
    call, mine, theirs = await asking(world)
    world.lines.agent_hangs_up(theirs)
    assert world.agent("a2") is AgentState.AVAILABLE
    assert world.item(call).talk.trouble == "hung up"
    await world.talks.resume("a1", "i1")
    assert hears(world, call) == {mine}


async def test_a_colleague_who_does_not_answer_is_free_again(world: World) -> None:
    connected(world)
    world.available("a2")
    await world.talks.consult("a1", "i1", Target(queue="support"))
    assert world.agent("a2") is AgentState.BUSY
    world.lines.leg_fails(world.lines.ringing()[0], LegFailure.NO_ANSWER)
    assert world.agent("a2") is AgentState.AVAILABLE
    assert [event.reason for event in world.journal.log if isinstance(event, PartyLeft)] == ["no_answer"]


async def test_a_colleague_who_is_away_is_away_again_after_they_were_asked(world: World) -> None:
    connected(world)
    await world.desk.set_state("a2", AgentState.AWAY, "lunch")
    await world.talks.consult("a1", "i1", Target(agent="a2"))
    await world.talks.cancel("a1", "i1")
    status = world.centre.router.agent("a2")
    assert status is not None and (status.state, status.reason) == (AgentState.AWAY, "lunch")


# --- transfers --------------------------------------------------------------------------------------------------------


async def test_a_transferred_customer_waits_for_their_agent_and_then_for_anyone(world: World) -> None:
    call, _ = connected(world)
    await world.desk.set_state("a3", AgentState.AVAILABLE)
    await world.talks.transfer("a1", "i1", Target(agent="a3"))
    (leg,) = world.lines.ringing()
    assert (world.item(call).agent, world.agent("a1")) == ("a3", AgentState.AVAILABLE)
    world.lines.leg_fails(leg, LegFailure.DECLINED)
    assert world.item(call).agent == "a1"


async def test_a_busy_agent_is_waited_for_half_a_minute(world: World) -> None:
    world.available("a2")
    other = world.lines.call_arrives(SUPPORT)
    world.lines.leg_answers(world.lines.ringing()[0])
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    world.lines.leg_answers(world.lines.ringing()[0])
    await world.talks.transfer("a1", world.item(call).id, Target(agent="a2"))
    assert (world.state(call), world.agent("a1")) == (InteractionState.QUEUED, AgentState.AVAILABLE)
    world.clock.advance(29.0)
    assert world.state(call) is InteractionState.QUEUED
    world.clock.advance(2.0)
    assert world.item(call).agent == "a1"
    assert world.state(other) is InteractionState.CONNECTED


async def test_a_number_that_is_busy_gives_the_customer_back_or_lets_them_wait_in_front(world: World) -> None:
    call, mine = connected(world)
    world.lines.call_arrives(SUPPORT)
    await world.talks.transfer("a1", "i1", Target(number="+4930 1"))
    world.lines.leg_fails(world.lines.ringing()[0], LegFailure.BUSY)
    assert hears(world, call) == {mine}

    await world.talks.transfer("a1", "i1", Target(number="+4930 1"))
    await world.desk.set_state("a1", AgentState.AWAY)
    world.lines.agent_hangs_up(mine)
    assert world.agent("a1") is AgentState.AWAY
    assert hears(world, call) == {"music"}
    world.lines.leg_fails(world.lines.ringing()[0], LegFailure.NO_ANSWER)
    assert [work.interaction for work in world.centre.router.waiting()] == ["i1", "i2"]
    reasons = [event.reason for event in world.journal.log if isinstance(event, TransferFailed)]
    assert reasons == ["busy", "no_answer"]


# --- desk phones ------------------------------------------------------------------------------------------------------


def test_a_desk_phone_transfers_to_an_agent_by_their_phone_and_is_told_so(world: World) -> None:
    call, mine = connected(world)
    world.available("a2")
    reports = world.lines.legs[mine].reports
    world.lines.agent_refers(mine, "p2")
    assert reports == [TransferState.TRYING, TransferState.DONE]
    assert (world.item(call).agent, mine in world.lines.legs) == ("a2", False)


@pytest.mark.parametrize("number", ["+441", "a1", "p2", "nowhere"])
def test_a_transfer_that_cannot_be_is_told_the_phone_and_the_talk_goes_on(world: World, number: str) -> None:
    call, mine = connected(world)
    world.lines.agent_refers(mine, number)
    assert world.lines.legs[mine].reports[-1] is TransferState.FAILED
    assert hears(world, call) == {mine}


def test_a_desk_phone_asks_a_colleague_and_hands_the_customer_on(world: World) -> None:
    call, mine = connected(world)
    world.available("a2")
    own = world.lines.agent_dials("p1", "a2")
    (theirs,) = world.lines.ringing()
    world.lines.leg_answers(theirs)
    assert hears(world, own) == {theirs}

    reports = world.lines.legs[mine].reports
    world.lines.agent_refers(mine, "", other=own)
    assert reports == [TransferState.DONE]
    assert hears(world, call) == {theirs}
    assert own not in world.lines.lines and mine not in world.lines.legs
    assert (world.agent("a1"), world.agent("a2")) == (AgentState.AVAILABLE, AgentState.BUSY)


def test_a_desk_phone_asks_a_colleague_and_hangs_up_on_them(world: World) -> None:
    call, mine = connected(world)
    world.available("a2")
    own = world.lines.agent_dials("p1", "a2")
    world.lines.leg_answers(world.lines.ringing()[0])
    world.lines.caller_hangs_up(own)
    assert hears(world, call) == {mine}
    assert (world.agent("a2"), list(world.lines.legs)) == (AgentState.AVAILABLE, [mine])


def test_who_cannot_be_asked_is_told_on_the_phone(world: World) -> None:
    connected(world)
    own = world.lines.agent_dials("p1", "a2")
    assert world.lines.lines[own].plays[0].text == "Agent 2 is signed out and cannot be asked now."


# --- lost phones ------------------------------------------------------------------------------------------------------


async def test_a_lost_agent_comes_back_and_costs_the_customer_some_music(world: World) -> None:
    call, leg = connected(world)
    world.lines.agent_hangs_up(leg, cause=44)
    assert (hears(world, call), world.agent("a1")) == ({"music"}, AgentState.BUSY)
    world.clock.advance(4.0)
    await world.talks.rejoin("a1")
    (back,) = world.lines.ringing()
    world.lines.leg_answers(back)
    assert hears(world, call) == {back}
    assert [event.away for event in world.journal.log if isinstance(event, AgentRejoined)] == [4.0]
    world.clock.advance(60.0)
    assert hears(world, call) == {back}


def test_a_desk_phone_that_is_back_is_rung_by_itself(world: World) -> None:
    call, leg = connected(world)
    world.lines.agent_hangs_up(leg, cause=44)
    world.lines.endpoint_reached("p1")
    (back,) = world.lines.ringing()
    assert world.lines.legs[back].request.auto_answer
    world.lines.leg_answers(back)
    assert hears(world, call) == {back}


async def test_a_lost_agent_in_a_conference_leaves_the_others_talking_and_may_come_back(world: World) -> None:
    call, mine, theirs = await asking(world)
    await world.talks.confer("a1", "i1")
    world.lines.agent_hangs_up(mine, cause=44)
    assert hears(world, call) == {theirs}
    await world.talks.rejoin("a1")
    (back,) = world.lines.ringing()
    world.lines.leg_answers(back)
    assert hears(world, call) == {theirs, back}

    world.lines.agent_hangs_up(back, cause=44)
    world.clock.advance(20.0)
    assert (world.item(call).agent, hears(world, call)) == ("a2", {theirs})


async def test_whom_a_lost_agent_left_with_the_customer_hangs_up_and_music_plays_until_they_are_back(
    world: World,
) -> None:
    call, _, theirs = await asking(world)
    await world.talks.confer("a1", "i1")
    await world.talks.rejoin("a1")
    (back,) = world.lines.ringing()
    world.lines.agent_hangs_up(theirs)
    assert (hears(world, call), world.agent("a2")) == ({"music"}, AgentState.AVAILABLE)
    world.lines.leg_answers(back)
    assert hears(world, call) == {back}


async def test_the_page_of_a_mere_party_is_gone_and_so_is_its_part(world: World) -> None:
    call, mine, theirs = await asking(world)
    with pytest.raises(Conflict, match="no conversation to come back"):
        await world.talks.rejoin("a2")
    assert (theirs in world.lines.legs, world.agent("a2")) == (False, AgentState.AVAILABLE)
    assert hears(world, call) == {mine}


# --- offers -----------------------------------------------------------------------------------------------------------


async def test_an_offer_accepted_in_the_last_second_does_not_run_out_while_the_phone_rings(
    world: World,
) -> None:
    world.available("a1")
    call = world.lines.call_arrives(SUPPORT)
    world.clock.advance(19.5)
    await world.desk.accept("a1", "i1.1")
    world.clock.advance(5.0)
    world.lines.leg_answers("i1.1.screen")
    assert world.state(call) is InteractionState.CONNECTED


# --- the app dies, or Asterisk does -----------------------------------------------------------------------------------


async def test_the_app_dies_while_a_customer_is_on_hold_and_comes_back_to_it(world: World) -> None:
    call, mine = connected(world)
    await world.talks.hold("a1", "i1")
    world.app_dies()
    world.app_returns()
    assert (hears(world, call), world.agent("a1")) == ({"music"}, AgentState.BUSY)
    await world.talks.resume("a1", "i1")
    assert hears(world, call) == {mine}


@pytest.mark.parametrize("joined", [False, True])
async def test_the_app_dies_in_a_consultation_or_conference_and_it_goes_on(
    world: World, joined: bool
) -> None:
    call, mine, theirs = await asking(world)
    if joined:
        await world.talks.confer("a1", "i1")
    world.app_dies()
    world.app_returns()
    assert hears(world, call) == ({mine, theirs} if joined else {"music"})
    assert [world.agent(agent) for agent in ("a1", "a2")] == [AgentState.BUSY] * 2
    if not joined:
        await world.talks.complete("a1", "i1")
        assert hears(world, call) == {theirs}
    written_to_sqlite(world.journal.runs)


async def test_who_is_removed_and_back_is_still_busy_with_the_talk_that_the_app_died_in(world: World) -> None:
    await asking(world)
    world.app_dies()
    everybody, world.config = world.config, replace(world.config, agents={})
    world.app_returns()
    world.config = everybody
    world.centre.configure(everybody)
    assert [world.agent(agent) for agent in ("a1", "a2")] == [AgentState.BUSY] * 2


async def test_who_left_the_talk_while_they_were_removed_is_not_busy_with_it_when_they_are_back(
    world: World,
) -> None:
    """What was written of them last is older than that."""
    _, mine, theirs = await asking(world)
    world.app_dies()
    everybody = world.config
    world.config = replace(everybody, agents={"a1": everybody.agents["a1"]})
    world.app_returns()
    world.lines.agent_hangs_up(theirs)
    world.app_dies()
    world.config = everybody
    world.app_returns()
    assert (world.agent("a1"), world.agent("a2")) == (AgentState.BUSY, AgentState.AVAILABLE)
    assert set(world.lines.legs) == {mine}


async def test_the_app_dies_while_a_colleague_rings_and_they_are_let_go(world: World) -> None:
    call, mine = connected(world)
    world.available("a2")
    await world.talks.consult("a1", "i1", Target(agent="a2"))
    world.app_dies()
    world.app_returns()
    assert (list(world.lines.legs), world.agent("a2")) == ([mine], AgentState.AVAILABLE)
    await world.talks.resume("a1", "i1")
    assert hears(world, call) == {mine}


async def test_the_agent_hangs_up_while_the_app_is_away_and_whom_they_asked_has_the_customer(
    world: World,
) -> None:
    call, mine, theirs = await asking(world)
    world.app_dies()
    world.lines.agent_hangs_up(mine)
    world.app_returns()
    assert hears(world, call) == {theirs}
    assert (world.agent("a1"), world.agent("a2")) == (AgentState.AVAILABLE, AgentState.BUSY)


async def test_the_app_dies_under_supervision_and_it_goes_on(world: World) -> None:
    call, mine, chief = await supervised(world, SupervisionMode.WHISPER)
    world.app_dies()
    world.app_returns()
    assert hears(world, mine) == {call, chief}
    await world.supervision.stop("a3", "i1")
    assert (chief in world.lines.legs, world.agent("a3")) == (False, AgentState.SIGNED_OUT)


async def test_the_app_dies_while_a_lost_agent_is_waited_for(world: World) -> None:
    call, leg = connected(world)
    world.lines.agent_hangs_up(leg, cause=44)
    world.app_dies()
    world.app_returns()
    await world.talks.rejoin("a1")
    world.lines.leg_answers(world.lines.ringing()[0])
    assert hears(world, call) == {world.item(call).leg}

    world.lines.agent_hangs_up(world.item(call).leg or "", cause=44)
    world.app_dies()
    world.clock.advance(60.0)
    world.app_returns()
    world.clock.advance(0.1)
    assert world.state(call) is InteractionState.QUEUED


async def test_asterisk_dies_and_nobody_is_left_busy(world: World) -> None:
    await asking(world)
    world.lines.switch_goes()
    world.lines.switch_returns(restarted=True)
    assert world.ended() == [("i1", "failed", "media node lost")]
    assert [world.agent(agent) for agent in ("a1", "a2")] == [AgentState.AVAILABLE] * 2


# --- an agent's mobile --------------------------------------------------------------------------------------------------


async def test_whatever_rings_a_mobile_it_asks_first() -> None:
    """A mailbox may pick up there."""
    known = catalogue(agents=2)
    agents = {
        name: replace(agent, endpoint=f"+4917{n}@carrier")
        for n, (name, agent) in enumerate(known.agents.items())
    }
    mobiles = {agent.endpoint: "de" for agent in agents.values()}
    world = World(replace(known, agents=agents, mobiles=mobiles)).open()
    call, mine = called(world)
    with pytest.raises(Conflict, match="press 1"):
        await world.desk.accept("a1", mine)
    world.lines.leg_answers(mine)
    assert world.agent("a1") is AgentState.OFFERED
    world.lines.leg_presses(mine, "1")
    assert hears(world, call) == {mine}

    world.available("a2")
    await world.talks.consult("a1", "i1", Target(agent="a2"))
    (theirs,) = world.lines.ringing()
    asked = [world.lines.legs[leg].request for leg in (mine, theirs)]
    assert [(ring.question, ring.caller) for ring in asked] == [(take_it("de"), SUPPORT)] * 2
    world.lines.leg_answers(theirs)
    world.lines.leg_presses(theirs, "9")
    assert world.agent("a2") is AgentState.AVAILABLE
