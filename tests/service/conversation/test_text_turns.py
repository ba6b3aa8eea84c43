"""Conversations in writing from their first message to their one final state, as stories on SQLite."""

from dataclasses import replace

import pytest

from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation import log, text_log
from ari_app.conversation.echoes import HOUR, MOST
from ari_app.conversation.text import (
    Correspondent,
    FileArrived,
    MessageArrived,
    RatingGiven,
    ReceiptArrived,
    ThreadRead,
    WriterLeft,
)
from ari_app.conversation.text_turns import UnknownAccount
from ari_app.conversation.writing import Going
from ari_app.storage import files, inbound
from ari_app.storage.choices import FileState, MessageState
from tests.service.conversation.text_world import SMS, TextWorld

CHATTER = Correspondent("chat", "c1")
TEXTER = Correspondent("sms", "c1")


async def test_a_message_goes_through_the_flow_to_an_agent_who_answers_and_closes(text: TextWorld) -> None:
    text.stands("a1")
    await text.writes("chat", "Hi")
    item = text.live()
    assert item.state is InteractionState.IN_FLOW
    assert await text.said(item.line) == [
        ("customer", "Hi"), ("flow", "Welcome."), ("flow", "Sales or support?"),
    ]  # fmt: skip

    await text.writes("chat", "Support")
    await text.writes("chat", "4711")
    offered = text.live()
    assert (offered.state, offered.agent) == (InteractionState.OFFERED, "a1")
    assert offered.variables["order"] == "4711", "what the flow has collected goes along"

    taken = await text.accept("a1")
    assert taken.state is InteractionState.CONNECTED
    row = await text.says("a1", taken, "How can I help?")
    assert row.state is MessageState.QUEUED and row.due_at is not None
    assert text.outgoing[-1] == ("chat", row.id)

    await text.desk.end("a1", item.id)
    assert not text.centre.interactions
    assert not await inbound.undone(text.database.reader, 0, 10)
    assert text.agent_state("a1") is AgentState.AVAILABLE
    kinds = [type(event) for event in await text.log() if getattr(event, "interaction", "") == item.id]
    assert kinds[0] is log.InteractionArrived and kinds[-1] is log.InteractionEnded
    assert kinds.count(log.InteractionEnded) == 1
    (first,) = await text.logged(text_log.FirstResponse)
    assert first == text_log.FirstResponse(item.id, "a1", "support", 0.0)


async def test_a_chat_shows_buttons_and_a_pressed_one_is_the_answer(text: TextWorld) -> None:
    await text.writes("chat", "Hi")
    asked = (await text.thread(text.live().line))[-1]
    assert asked.extra["choices"] == [{"id": "1", "title": "Sales"}, {"id": "2", "title": "Support"}]

    await text.writes("chat", "Support", extra={"choice": "2"})
    assert (await text.said(text.live().line))[-1] == ("flow", "Which order?")


async def test_a_channel_without_buttons_has_them_as_lines(text: TextWorld) -> None:
    text.configure(replace(SMS, flow="menu"))
    await text.writes("sms", "Hi")
    asked = (await text.thread(text.live().line))[-1]
    assert asked.text == "Sales or support?\n1: Sales\n2: Support"
    assert "choices" not in asked.extra
    await text.writes("sms", "2")
    assert (await text.said(text.live().line))[-1] == ("flow", "Which order?")


async def test_the_flow_may_end_it_alone(text: TextWorld) -> None:
    await text.writes("chat", "Hi")
    thread = text.live().line
    await text.writes("chat", "sales")
    assert not text.centre.interactions
    assert (await text.said(thread))[-1] == ("flow", "Goodbye.")
    (ended,) = await text.logged(log.InteractionEnded)
    assert isinstance(ended, log.InteractionEnded) and ended.state == "resolved"


async def test_what_comes_twice_is_taken_once(text: TextWorld) -> None:
    """The intake may hand it in again when it does not know whether it was taken."""
    inbound_id = await text.writes("sms", "Hello", client_id="k1")
    item = text.live()
    event = MessageArrived("p1", Correspondent("sms", "c1"), "Hello", text.clock.now(), client_id="k1")
    await text.post.take(inbound_id, event)
    assert await text.said(item.line) == [("customer", "Hello")]
    assert text.live().writing.unread == 1


async def test_the_same_from_a_program_that_sends_it_again_is_one_message(text: TextWorld) -> None:
    await text.writes("sms", "Hello", client_id="k1")
    await text.writes("sms", "Hello", client_id="k1")
    assert await text.said(text.live().line) == [("customer", "Hello")]
    assert not await inbound.undone(text.database.reader, 0, 10)


REACTION = {"reaction": {"emoji": "👍", "message": "p1"}}
CORRECTION = {"edits": "p1"}


@pytest.mark.parametrize("extra", [REACTION, CORRECTION], ids=["a reaction", "a correction"])
async def test_a_sign_at_what_is_over_begins_nothing(text: TextWorld, extra: dict[str, object]) -> None:
    item = await text.chatting()
    await text.desk.end("a1", item.id)
    await text.writes("sms", "👍", extra=extra)
    assert not text.centre.interactions
    assert await text.said(item.line) == [("customer", "Hello"), ("customer", "👍")], "it is kept"
    assert not await inbound.undone(text.database.reader, 0, 10)


@pytest.mark.parametrize("extra", [REACTION, CORRECTION], ids=["a reaction", "a correction"])
async def test_a_sign_is_no_answer_to_the_flow(text: TextWorld, extra: dict[str, object]) -> None:
    await text.writes("chat", "Hi")
    before = await text.said(text.live().line)
    await text.writes("chat", "2", extra=extra)
    assert (await text.said(text.live().line))[len(before) :] == [("customer", "2")]
    await text.writes("chat", "2")
    assert (await text.said(text.live().line))[-1] == ("flow", "Which order?")


async def test_a_reaction_keeps_nobody_waiting_and_a_correction_does(text: TextWorld) -> None:
    item = await text.chatting()
    await text.says("a1", item, "It is on its way.")
    await text.writes("sms", "👍", extra=REACTION)
    assert (text.live().writing.unanswered_since, text.live().writing.unread) == (None, 0)
    await text.writes("sms", "To 12, Hill Street", extra=CORRECTION)
    assert text.live().writing.unread == 1 and text.live().writing.unanswered_since is not None


async def test_an_album_is_one_answer(text: TextWorld) -> None:
    """Telegram and WhatsApp bring a message for each picture."""
    picture = (FileArrived("a.jpg", "image/jpeg", source={"file": "f"}),)
    await text.writes("chat", "Broken", files=picture)
    for _ in range(4):
        await text.writes("chat", "", files=picture)
    said = await text.said(text.live().line)
    assert [words for who, words in said if who == "flow"] == ["Welcome.", "Sales or support?"]
    text.clock.advance(60)
    await text.writes("chat", "", files=picture)
    assert len(await text.said(text.live().line)) > len(said) + 1, "a picture alone is asked about"


async def test_what_strangers_do_before_they_write_holds_nothing_up(text: TextWorld) -> None:
    """A page's customer reads an advert of ours, a bot is blocked by who wrote to another program of ours."""
    whom, now = Correspondent("sms", "new"), text.clock.now()
    await text.comes(ThreadRead("e1", whom, now), "sms")
    await text.comes(WriterLeft("e2", whom, now), "sms")
    await text.comes(RatingGiven("e3", whom, 5, "", now), "sms")
    await text.comes(
        ReceiptArrived("e4", "sms", "SM1", MessageState.READ, now, ours="of another program"), "sms"
    )
    assert not await inbound.undone(text.database.reader, 0, 10)
    await text.writes("sms", "Hello", "new")
    assert text.live("new").state is InteractionState.QUEUED


async def test_who_writes_again_soon_comes_back_to_the_same_agent(text: TextWorld) -> None:
    text.stands("a2")
    item = await text.chatting()
    await text.says("a1", item, "Done.")
    await text.desk.end("a1", item.id)
    text.clock.advance(3600)

    await text.writes("sms", "One more thing")
    again = text.live()
    assert (again.state, again.agent, again.writing.reopens) == (InteractionState.OFFERED, "a1", item.id)
    assert again.id != item.id and again.line == item.line
    assert await text.logged(text_log.InteractionReopened) == [
        text_log.InteractionReopened(again.id, "a1", "support", item.id)
    ]


async def test_who_writes_again_finds_another_when_that_agent_is_gone(text: TextWorld) -> None:
    item = await text.chatting()
    await text.desk.end("a1", item.id)
    text.stands("a1", AgentState.SIGNED_OUT)
    text.stands("a2")
    await text.writes("sms", "One more thing")
    assert text.live().agent == "a2"


async def test_who_writes_again_late_begins_anew(text: TextWorld) -> None:
    item = await text.chatting()
    await text.desk.end("a1", item.id)
    text.clock.advance(SMS.pace.reopen_within + 1)
    await text.writes("sms", "Hello again")
    assert text.live().writing.reopens is None
    assert not await text.logged(text_log.InteractionReopened)


@pytest.mark.parametrize(("within", "goes_on"), [(0.0, False), (600.0, True)])
async def test_an_account_says_how_soon_who_writes_again_goes_on(
    text: TextWorld, within: float, goes_on: bool
) -> None:
    item = await text.chatting()
    await text.desk.end("a1", item.id)
    text.clock.advance(599)
    text.configure(replace(SMS, own_pace=replace(SMS.pace, reopen_within=within, wanted_for=30.0)))
    text.stands("a1", AgentState.AWAY)
    text.stands("a2")
    await text.writes("sms", "One more thing")
    assert (text.live().writing.reopens == item.id) is goes_on
    assert text.live().state is (InteractionState.QUEUED if goes_on else InteractionState.OFFERED)
    if goes_on:
        text.clock.advance(30)
    assert text.live().agent == "a2", "their agent had half a minute"


async def test_a_machine_is_shown_and_nothing_answers_it(text: TextWorld) -> None:
    await text.writes("sms", "I am away until Monday.", automatic=True)
    assert not text.centre.interactions and not text.outgoing

    item = await text.chatting()
    await text.says("a1", item, "Here I am.")
    await text.writes("sms", "I am away until Monday.", automatic=True)
    assert text.live().writing.unread == 0
    assert (await text.thread(item.line))[-1].extra["automatic"] is True


async def test_a_machine_that_answers_each_of_our_answers_is_not_answered_for_ever(text: TextWorld) -> None:
    for _ in range(MOST + 5):
        await text.writes("chat", "Thank you for your message.")
        await text.writes("chat", "sales")  # where the flow says goodbye
    assert len(await text.logged(log.InteractionArrived)) == MOST
    assert not text.centre.interactions

    text.clock.advance(HOUR)
    await text.writes("chat", "Now a person writes.")
    assert text.live().state is InteractionState.IN_FLOW


@pytest.mark.parametrize("state", ["flow", "queue", "agent"])
async def test_a_customer_who_closes_it_has_left(text: TextWorld, state: str) -> None:
    if state == "flow":
        await text.writes("chat", "Hi")
    elif state == "queue":
        await text.writes("sms", "Hi")
    else:
        await text.chatting()
    whom = CHATTER if state == "flow" else TEXTER
    await text.comes(WriterLeft("left", whom, text.clock.now()), whom.account)
    (ended,) = await text.logged(log.InteractionEnded)
    assert isinstance(ended, log.InteractionEnded)
    assert ended.state == ("handled" if state == "agent" else "abandoned")
    assert not text.centre.interactions


async def test_files_are_fetched_later_or_are_here(text: TextWorld) -> None:
    fetched = FileArrived("a.png", "image/png", 10, source={"url": "https://example.test/a"})
    await text.writes("sms", "Look", files=(fetched,))
    (row,) = await text.thread(text.live().line)
    (file,) = await files.several(text.database.reader, row.files)
    assert (file.state, file.thread, file.source) == (
        FileState.WAITING, row.thread, {"url": "https://example.test/a"},
    )  # fmt: skip


async def test_links_are_found(text: TextWorld) -> None:
    await text.writes("sms", "See https://example.test/a?b=1. Or www.example.test!")
    (row,) = await text.thread(text.live().line)
    assert row.extra["links"] == ["https://example.test/a?b=1", "https://www.example.test"]


async def test_a_rating_is_of_the_last_interaction(text: TextWorld) -> None:
    item = await text.chatting()
    await text.desk.end("a1", item.id)
    await text.comes(RatingGiven("r1", TEXTER, 5, "Great", text.clock.now()), "sms")
    assert await text.logged(text_log.Rated) == [text_log.Rated(item.id, "a1", "support", 5)]


async def test_an_account_that_is_no_more_takes_nothing(text: TextWorld) -> None:
    with pytest.raises(UnknownAccount):
        await text.writes("gone", "Hello?")
    assert len(await inbound.undone(text.database.reader, 0, 10)) == 1


async def test_calls_are_not_refused_for_conversations_in_writing(text: TextWorld) -> None:
    for n in range(5):
        await text.writes("sms", "Hi", address=f"c{n}")
    line = text.lines.call_arrives("+15550101")
    assert text.centre.by_line(line) is not None


# --- agents who go ----------------------------------------------------------------------------------------------------


async def test_an_agent_who_goes_away_keeps_what_they_have(text: TextWorld) -> None:
    item = await text.chatting()
    text.stands("a1", AgentState.AWAY)
    await text.writes("sms", "Hello?")
    assert text.live().agent == "a1" and text.live().state is InteractionState.CONNECTED
    assert item.id == text.live().id


async def test_what_is_parked_with_an_agent_who_has_gone_home_is_for_others_when_the_customer_writes(
    text: TextWorld,
) -> None:
    item = await text.chatting()
    await text.says("a1", item, "I will ask.")
    await text.desk_of_text.park(text.person("a1"), item.id)
    text.stands("a1", AgentState.SIGNED_OUT)
    assert text.agent_state("a1") is AgentState.SIGNED_OUT
    assert (text.live().state, text.live().writing.going) == (InteractionState.CONNECTED, Going.PARKED)

    text.stands("a2")
    await text.writes("sms", "And?")
    again = text.live()
    assert (again.id, again.state, again.agent) == (item.id, InteractionState.OFFERED, "a2")
    assert again.writing.going is Going.ACTIVE
    status = text.centre.router.agent("a1")
    assert status is not None and status.holds == ()


async def test_a_chat_put_aside_by_an_agent_who_goes_home_is_given_to_others_at_once(text: TextWorld) -> None:
    text.stands("a1")
    await text.writes("chat", "Hi")
    await text.writes("chat", "support")
    await text.writes("chat", "4711")
    item = await text.accept("a1")
    await text.says("a1", item, "One moment.")
    await text.desk_of_text.park(text.person("a1"), item.id)
    text.stands("a2")
    text.stands("a1", AgentState.SIGNED_OUT)
    assert (text.live().state, text.live().agent) == (InteractionState.OFFERED, "a2")


async def test_an_agent_who_asks_to_go_has_their_conversations_to_the_end(text: TextWorld) -> None:
    item = await text.chatting()
    text.stands("a1", AgentState.SIGNED_OUT)
    assert text.live().agent == "a1"
    await text.desk.end("a1", item.id)
    assert text.agent_state("a1") is AgentState.SIGNED_OUT


# --- one story --------------------------------------------------------------------------------------------------------


async def test_a_chat_goes_on_as_a_call_and_knows_of_it(text: TextWorld) -> None:
    for said in ("Hi", "support", "4711"):
        await text.writes("chat", said, context={"page": "/cart"})
    chat = text.live()
    line = text.lines.call_arrives("shop", account="chat", thread=chat.line, context={"device": "phone"})
    call = text.centre.by_line(line)
    assert call is not None
    assert (call.thread, call.flow) == (chat.line, "menu"), "it comes to the flow that answers the chat"
    assert call.variables == {"order": "4711", "page": "/cart", "device": "phone"}
    text.clock.advance(90)
    text.lines.caller_hangs_up(line)
    calls = [row.extra for row in await text.thread(chat.line) if "call" in row.extra]
    assert [(extra["call"], extra["seconds"]) for extra in calls] == [("began", 0), ("ended", 90)]
    assert text.centre.interactions[chat.id].state is InteractionState.QUEUED
    assert not [
        message for message in text.outgoing if message[1] in {extra["interaction"] for extra in calls}
    ]


async def test_who_sits_there_is_told_their_place_when_it_changes(text: TextWorld) -> None:
    text.announces("support", every=30.0)
    for address in ("c1", "c2"):
        for said in ("Hi", "support", "4711"):
            await text.writes("chat", said, address)
    second = text.live("c2")
    text.clock.advance(65)
    told = [words for author, words in await text.said(second.line) if author == "system"]
    assert told == ["Thank you for waiting. You are number 2 in line."]
    whom = Correspondent("chat", "c1")
    await text.comes(WriterLeft("left", whom, text.clock.now()), "chat")
    text.clock.advance(30)
    told = [words for author, words in await text.said(second.line) if author == "system"]
    assert told[-1] == "Thank you for waiting. You are number 1 in line."


async def test_who_reads_later_is_told_no_place(text: TextWorld) -> None:
    text.announces("support", every=30.0)
    await text.writes("sms", "Hi")
    text.clock.advance(600)
    assert await text.said(text.live().line) == [("customer", "Hi")]


async def test_the_language_is_detected_once(text: TextWorld) -> None:
    await text.writes("sms", "ok")
    await text.writes("sms", "Wo ist mein Paket?")
    await text.writes("sms", "Where is my parcel?")
    row = text.centre.threads.row(text.live().line)
    assert row is not None and row.language == "de"
