"""A restart in the midst of conversations in writing: the rows are the truth."""

from dataclasses import replace

import pytest

from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation import log
from ari_app.conversation.text import Correspondent, MessageArrived
from ari_app.conversation.text_account import AT_ONCE, IN_TIME
from ari_app.conversation.writing import Going
from ari_app.storage import inbound, offers
from tests.service.conversation.text_world import SMS, TextWorld


async def test_the_flow_goes_on_where_it_was(text: TextWorld) -> None:
    await text.writes("chat", "Hi")
    before = text.live()
    await text.app_returns()
    assert text.live() == before
    assert len(await text.said(before.line)) == 3, "nothing is asked again"
    await text.writes("chat", "support")
    assert (await text.said(before.line))[-1] == ("flow", "Which order?")


async def test_who_waits_waits_on_and_an_offer_is_made_again(text: TextWorld) -> None:
    text.stands("a1")
    await text.writes("sms", "Hello")
    assert text.live().state is InteractionState.OFFERED
    await text.app_returns()
    assert (text.live().state, text.live().agent) == (InteractionState.OFFERED, "a1")
    item = await text.accept("a1")
    assert item.state is InteractionState.CONNECTED
    states = [event.state for event in await text.log() if isinstance(event, log.OfferClosed)]
    assert states == ["withdrawn", "accepted"]


@pytest.mark.parametrize("parked", [False, True])
async def test_the_agent_has_it_still(text: TextWorld, parked: bool) -> None:
    item = await text.chatting()
    await text.says("a1", item, "One moment.")
    if parked:
        await text.desk_of_text.park(text.person("a1"), item.id)
    before = text.live()
    await text.app_returns()
    assert text.live() == before
    status = text.centre.router.agent("a1")
    assert status is not None
    assert status.state is (AgentState.AVAILABLE if parked else AgentState.BUSY)
    assert [(hold.interaction, hold.state.value) for hold in status.holds] == [
        (item.id, "parked" if parked else "active")
    ]
    row = await text.says("a1", text.live(), "Here it is.")
    assert row.seq == 3


async def test_what_was_due_meanwhile_happens_at_once(text: TextWorld) -> None:
    text.stands("a1")
    for said in ("Hi", "support", "4711"):
        await text.writes("chat", said)
    item = await text.accept("a1")
    await text.says("a1", item, "One moment.")
    text.clock.advance(AT_ONCE.inactive_after - 1)
    await text.app_returns()
    text.clock.advance(2)
    assert text.live().writing.going is Going.INACTIVE


async def test_what_was_set_up_meanwhile_holds_for_what_goes_on(text: TextWorld) -> None:
    item = await text.chatting()
    await text.says("a1", item, "One moment.")
    pace = replace(IN_TIME, inactive_after=IN_TIME.inactive_after + 60)
    text.config = replace(text.config, accounts={"sms": replace(SMS, own_pace=pace)})
    await text.app_returns()
    text.clock.advance(pace.inactive_after - 1)
    assert text.live().writing.going is Going.ACTIVE
    text.clock.advance(1)
    assert text.live().writing.going is Going.INACTIVE


async def test_what_came_in_and_was_not_understood_is_taken_again(text: TextWorld) -> None:
    event = MessageArrived("p1", Correspondent("sms", "c1"), "Hello", text.clock.now())
    write = inbound.received("sms", "p1", {"kind": "message"}, text.clock.now())
    await text.database.writer.commit([write])
    await text.app_returns()
    for row in await inbound.undone(text.database.reader, 0, 10):
        await text.post.take(row.id, event)
    assert await text.said(text.live().line) == [("customer", "Hello")]
    assert not await inbound.undone(text.database.reader, 0, 10)


async def test_a_conversation_of_an_agent_who_is_no_more_waits_for_others(text: TextWorld) -> None:
    await text.chatting()
    text.config = text.without_agent("a1")
    text.stands("a2")
    await text.app_returns()
    assert (text.live().state, text.live().agent) == (InteractionState.OFFERED, "a2")


async def test_what_is_written_does_not_wait_for_asterisk(text: TextWorld) -> None:
    text.stands("a1")
    line = text.lines.call_arrives("+15550101")
    text.lines.switch_goes()
    await text.writes("sms", "Hello", address="c2")
    assert text.live("c2").state is InteractionState.QUEUED, "a1 is rung for the call"
    text.stands("a2")
    assert (text.live("c2").state, text.live("c2").agent) == (InteractionState.OFFERED, "a2")
    await text.app_returns(switch=False)
    assert text.live("c2").state is InteractionState.OFFERED
    assert text.centre.held and text.centre.by_line(line) is not None


async def test_whom_a_call_rang_as_the_app_died_may_be_offered_what_is_written(text: TextWorld) -> None:
    """Before Asterisk is found: nobody has two offers, in the database either."""
    text.stands("a1")
    text.lines.call_arrives("+15550101")
    (call,) = text.centre.interactions.values()
    assert call.state is InteractionState.OFFERED
    await text.app_returns(switch=False)
    await text.writes("sms", "Hello")
    item = text.live()
    await text.desk.accept("a1", item.offer or "")
    await text.database.writer.flush()
    written = [row.state.value for row in await offers.of_interaction(text.database.reader, item.id)]
    assert written == ["accepted"]
    text.lines.switch_returns()
    await text.database.writer.flush()
    assert [row.state.value for row in await offers.of_interaction(text.database.reader, call.id)] == [
        "withdrawn"
    ]
    closed = [event.interaction for event in await text.log() if isinstance(event, log.OfferClosed)]
    assert closed == [call.id, item.id]
