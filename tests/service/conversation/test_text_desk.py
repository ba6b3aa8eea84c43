"""What agents and supervisors do with a conversation in writing, as stories on SQLite."""

from dataclasses import replace

import pytest

from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation import log, text_log
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.messages import Words
from ari_app.conversation.places import Target
from ari_app.conversation.requests import Conflict, NotFound, Refused
from ari_app.conversation.text import Correspondent, ReceiptArrived, ThreadRead
from ari_app.conversation.text_account import AT_ONCE, IN_TIME, NEVER
from ari_app.conversation.writing import Going
from ari_app.storage import inbound, outgoing
from ari_app.storage.choices import Author, Direction, Failure, MessageState
from tests.service.conversation.text_world import BOSS, CHAT, SMS, TextWorld


async def chat(text: TextWorld) -> Interaction:
    """Agent a1 chats, and has said something."""
    text.stands("a1")
    for said in ("Hi", "support", "4711"):
        await text.writes("chat", said)
    item = await text.accept("a1")
    await text.says("a1", item, "How can I help?")
    return text.live()


# --- writing ----------------------------------------------------------------------------------------------------------


async def test_the_same_words_sent_again_are_one_message(text: TextWorld) -> None:
    item = await text.chatting()
    words = Words("k1", "Hello!")
    first = await text.desk_of_text.write(text.person("a1"), item.id, words)
    again = await text.desk_of_text.write(text.person("a1"), item.id, words)
    assert again == first
    assert await text.said(item.line) == [("customer", "Hello"), ("agent", "Hello!")]


async def test_the_first_answer_is_counted_once(text: TextWorld) -> None:
    item = await text.chatting()
    text.clock.advance(30)
    await text.says("a1", item, "Hello!")
    await text.says("a1", item, "How are you?")
    (first,) = await text.logged(text_log.FirstResponse)
    assert isinstance(first, text_log.FirstResponse) and first.seconds == 30
    waits = [event.waited for event in await text.log() if isinstance(event, text_log.MessageWritten)]
    assert waits == [30, 0]


async def test_who_takes_no_part_cannot_write(text: TextWorld) -> None:
    item = await text.chatting()
    with pytest.raises(NotFound):
        await text.says("a2", item, "Me too")


async def test_a_closed_window_lets_templates_pass_alone(text: TextWorld) -> None:
    item = await text.chatting("wa")
    text.clock.advance(86_400)
    with pytest.raises(Conflict, match="use a template"):
        await text.says("a1", item, "Still there?")
    row = await text.says("a1", item, "", template={"name": "hello", "language": "en", "values": []})
    assert row.extra["template"]["name"] == "hello"
    await text.writes("wa", "Yes")
    await text.says("a1", item, "Good.")


async def test_what_failed_is_sent_again_as_a_new_message_by_a_person(text: TextWorld) -> None:
    item = await text.chatting()
    row = await text.says("a1", item, "Hello!")
    with pytest.raises(Conflict, match="only what failed"):
        await text.desk_of_text.send_again(text.person("a1"), row.id)
    await text.sender_says(row.id, MessageState.FAILED, "The number is not in service.")
    again = await text.desk_of_text.send_again(text.person("a1"), row.id)
    assert (again.text, again.extra["again"], again.state) == ("Hello!", row.id, MessageState.QUEUED)
    assert (await text.desk_of_text.send_again(text.person("a1"), row.id)).id == again.id
    assert [event.reason for event in await text.log() if isinstance(event, text_log.MessageFailed)] == [
        "The number is not in service."
    ]


async def test_what_sending_again_cannot_mend_is_not_sent_again(text: TextWorld) -> None:
    item = await text.chatting("wa")
    text.clock.advance(1)
    gone = await text.says("a1", item, "Hello!")
    await text.sender_says(gone.id, MessageState.FAILED, "Too long.", failure=Failure.LASTING)
    late = await text.says("a1", item, "Still there?")
    await text.sender_says(late.id, MessageState.FAILED, "The window is closed.", failure=Failure.WINDOW)
    desk, ann = text.desk_of_text, text.person("a1")
    with pytest.raises(Conflict, match=r"^Sending it again does not help: Too long\.$"):
        await desk.send_again(ann, gone.id)
    with pytest.raises(Conflict, match=r"^Sending it again does not help: The window is closed\.$"):
        await desk.send_again(ann, late.id)
    await text.writes("wa", "I am back")  # in the same second, as far as the provider tells
    assert (await desk.send_again(ann, late.id)).text == "Still there?"
    with pytest.raises(Conflict):
        await desk.send_again(ann, gone.id)


async def test_what_a_receipt_says_of_a_failure_is_kept_until_it_arrives(text: TextWorld) -> None:
    item = await text.chatting("wa")
    row = await text.says("a1", item, "Hello!")
    await text.sender_says(row.id, MessageState.SENT, provider_id="w1")
    for state, failure, kept in (
        (MessageState.FAILED, Failure.WINDOW, Failure.WINDOW),
        (MessageState.SENT, Failure.PASSING, Failure.WINDOW),
        (MessageState.DELIVERED, Failure.PASSING, None),
    ):
        at = text.clock.now()
        await text.comes(ReceiptArrived(f"r-{state}", "wa", "w1", state, at, failure=failure), "wa")
        assert (await text.thread(item.line))[-1].failure is kept is text.shown(row.id).failure


async def test_a_state_goes_forward_only(text: TextWorld) -> None:
    item = await text.chatting()
    row = await text.says("a1", item, "Hello!")
    await text.sender_says(row.id, MessageState.SENT, provider_id="SM1")
    text.clock.advance(2)
    for state, stored in [
        (MessageState.DELIVERED, MessageState.DELIVERED),
        (MessageState.SENT, MessageState.DELIVERED),
        (MessageState.FAILED, MessageState.DELIVERED),
        (MessageState.READ, MessageState.READ),
        (MessageState.DELIVERED, MessageState.READ),
    ]:
        receipt = ReceiptArrived(f"r-{state}-{stored}", "sms", "SM1", state, text.clock.now())
        await text.comes(receipt, "sms")
        assert (await text.thread(item.line))[-1].state is stored
        assert text.shown(row.id).state is stored
    assert [event.seconds for event in await text.log() if isinstance(event, text_log.MessageDelivered)] == [
        2.0
    ]


async def test_a_receipt_of_our_own_name_clears_up_an_unknown_outcome(text: TextWorld) -> None:
    item = await text.chatting()
    row = await text.says("a1", item, "Hello!")
    await text.sender_says(row.id, MessageState.UNKNOWN, "No answer came.")
    receipt = ReceiptArrived("r1", "sms", "SM9", MessageState.DELIVERED, text.clock.now(), ours=row.id)
    await text.comes(receipt, "sms")
    stored = (await text.thread(item.line))[-1]
    assert (stored.state, stored.provider_id, stored.reason) == (MessageState.DELIVERED, "SM9", "")


@pytest.mark.parametrize("remembered", [True, False])
async def test_the_provider_of_another_account_has_no_say_in_it(text: TextWorld, remembered: bool) -> None:
    item = await text.chatting()
    row = await text.says("a1", item, "Hello!")
    if not remembered:
        await text.app_returns()
    now = text.clock.now()
    forged = ReceiptArrived("r1", "wa", "X", MessageState.FAILED, now, "Said by a stranger.", ours=row.id)
    await text.comes(forged, "wa")
    assert (await text.thread(item.line))[-1].state is MessageState.QUEUED
    assert not await inbound.undone(text.database.reader, 0, 10)


async def test_reading_is_told_both_ways(text: TextWorld) -> None:
    item = await text.chatting()
    await text.desk_of_text.read(text.person("a1"), item.id)
    assert text.live().writing.unread == 0
    assert (await text.thread(item.line))[0].state is MessageState.READ

    row = await text.says("a1", item, "Hello!")
    await text.sender_says(row.id, MessageState.SENT)
    text.clock.advance(5)
    whom = Correspondent("sms", "c1")
    await text.comes(ThreadRead("read1", whom, text.clock.now()), "sms")
    thread = text.centre.threads.row(item.line)
    assert thread is not None and thread.read_at == text.clock.now()
    assert (await text.thread(item.line))[-1].state is MessageState.READ
    assert text.shown(row.id).state is MessageState.READ, "and those who look see it at once"
    await text.comes(ReceiptArrived("r1", "sms", "", MessageState.DELIVERED, 1.0, ours=row.id), "sms")
    assert text.shown(row.id).state is MessageState.READ, "it goes forward only"


@pytest.mark.parametrize(
    "state", [MessageState.QUEUED, MessageState.SENDING, MessageState.UNKNOWN, MessageState.FAILED]
)
async def test_what_did_not_go_out_is_not_read(text: TextWorld, state: MessageState) -> None:
    """They have read what there was. What waits for the provider is still to be sent."""
    item = await text.chatting()
    row = await text.says("a1", item, "Hello!")
    if state is not MessageState.QUEUED:
        write = outgoing.sending(row.id, text.clock.now())
        await text.database.writer.commit([write])
    if state in (MessageState.UNKNOWN, MessageState.FAILED):
        await text.database.writer.commit([outgoing.settled(row.id, state, text.clock.now(), why="no")])
    text.clock.advance(5)
    await text.comes(ThreadRead("read1", Correspondent("sms", "c1"), text.clock.now()), "sms")
    assert (await text.thread(item.line))[-1].state is state


@pytest.mark.parametrize("back", [True, False], ids=["to be tried again", "the program died as it was sent"])
async def test_what_arrived_after_all_holds_up_nothing(text: TextWorld, back: bool) -> None:
    """A gateway said that it could not be sent, and yet the customer has it."""
    item = await text.chatting()
    row = await text.says("a1", item, "Hello!")
    now = text.clock.now()
    await text.database.writer.commit([outgoing.sending(row.id, now)])
    if back:
        await text.database.writer.commit([outgoing.put_back(row.id, now + 60, "busy", now)])
    await text.comes(ReceiptArrived("r1", "sms", "SM1", MessageState.DELIVERED, now, ours=row.id), "sms")
    second = await text.says("a1", item, "How are you?")
    due = await outgoing.due(text.database.reader, now + 120, 10)
    assert [each.message.id for each in due] == [second.id]


async def test_notes_stay_inside_and_only_supervisors_whisper(text: TextWorld) -> None:
    item = await text.chatting()
    await text.says("a1", item, "A regular.", internal="note")
    with pytest.raises(Conflict):
        await text.says("a1", item, "psst", internal="whisper")
    whisper = await text.desk_of_text.write(BOSS, item.id, Words("w1", "Offer 10 %.", internal="whisper"))
    assert (whisper.direction, whisper.author, whisper.extra["author_name"]) == (
        Direction.INTERNAL, Author.SUPERVISOR, "Boss",
    )  # fmt: skip
    assert not text.outgoing
    assert text.live().writing.unanswered_since is not None, "nobody has answered the customer"


# --- putting it aside -------------------------------------------------------------------------------------------------


def units(text: TextWorld, agent: str) -> int:
    status = text.centre.router.agent(agent)
    assert status is not None
    return status.units


async def test_parked_it_takes_no_capacity_until_the_customer_writes(text: TextWorld) -> None:
    item = await text.chatting()
    assert units(text, "a1") > 0
    await text.desk_of_text.park(text.person("a1"), item.id)
    assert units(text, "a1") == 0
    await text.writes("sms", "Any news?")
    assert units(text, "a1") > 0
    assert text.live().writing.going is Going.ACTIVE
    assert [
        event.reason for event in await text.log() if isinstance(event, text_log.ConversationUnparked)
    ] == ["the customer wrote"]


async def test_a_snooze_ends_by_itself(text: TextWorld) -> None:
    item = await text.chatting()
    until = text.clock.now() + 600
    await text.desk_of_text.park(text.person("a1"), item.id, until)
    assert text.live().writing.going is Going.SNOOZED
    text.clock.advance(601)
    assert text.live().writing.going is Going.ACTIVE
    with pytest.raises(Conflict, match="over already"):
        await text.desk_of_text.park(text.person("a1"), item.id, until)
    with pytest.raises(Conflict, match="for so long"):
        await text.desk_of_text.park(text.person("a1"), item.id, 1e300)


async def test_a_snooze_is_as_long_as_the_account_lets_it_be(text: TextWorld) -> None:
    item, now = await text.chatting(), text.clock.now()
    text.configure(replace(SMS, own_pace=replace(IN_TIME, longest_snooze=3600.0)))
    with pytest.raises(Conflict, match="for so long"):
        await text.desk_of_text.park(text.person("a1"), item.id, now + 3601)
    await text.desk_of_text.park(text.person("a1"), item.id, now + 3600)
    text.configure(replace(SMS, own_pace=replace(IN_TIME, longest_snooze=60.0)))
    text.clock.advance(3599)
    assert text.live().writing.going is Going.SNOOZED, "what was put aside stays so for as long as it was to"


async def test_what_was_snoozed_by_who_has_gone_home_comes_back_to_others(text: TextWorld) -> None:
    item = await text.chatting()
    await text.says("a1", item, "I shall look it up.")
    await text.desk_of_text.park(text.person("a1"), item.id, text.clock.now() + 600)
    text.stands("a1", AgentState.SIGNED_OUT)
    text.clock.advance(300)
    assert text.live().agent == "a1", "they may be back before"
    text.stands("a2")
    text.clock.advance(301)
    assert (text.live().state, text.live().agent) == (InteractionState.OFFERED, "a2")


async def test_a_silent_customer_frees_the_agent_and_the_chat_is_closed_with_a_last_word(
    text: TextWorld,
) -> None:
    item = await chat(text)
    text.clock.advance(AT_ONCE.inactive_after)
    assert text.live().writing.going is Going.INACTIVE
    assert units(text, "a1") == 0
    text.clock.advance(AT_ONCE.close_after - AT_ONCE.inactive_after)
    assert not text.centre.interactions
    assert (await text.said(item.line))[-1][0] == "system"
    (ended,) = await text.logged(log.InteractionEnded)
    assert isinstance(ended, log.InteractionEnded) and (ended.state, ended.reason) == ("handled", "inactive")


async def test_an_account_of_its_own_pace_is_heeded_at_once(text: TextWorld) -> None:
    """In what goes on just then as well: sooner, later, and never."""
    await chat(text)
    said_at = text.clock.now()

    def pace(inactive: float, close: float) -> None:
        text.configure(replace(CHAT, own_pace=replace(AT_ONCE, inactive_after=inactive, close_after=close)))

    pace(3600.0, 7200.0)
    text.clock.advance(3599)
    assert text.live().writing.going is Going.ACTIVE
    pace(60.0, 10_000.0)
    text.clock.advance(0)
    assert text.live().writing.going is Going.INACTIVE, "its time was up already"
    pace(60.0, NEVER)
    text.clock.advance(30 * 86_400)
    assert text.live().writing.going is Going.INACTIVE
    pace(60.0, 40 * 86_400.0)
    text.clock.advance(said_at + 40 * 86_400 - 1 - text.clock.now())
    assert text.centre.interactions
    text.clock.advance(1)
    assert not text.centre.interactions


async def test_a_customer_who_waits_for_us_is_never_inactive(text: TextWorld) -> None:
    await chat(text)
    await text.writes("chat", "Where is it?")
    text.clock.advance(10 * AT_ONCE.close_after)
    assert text.live().writing.going is Going.ACTIVE


async def test_one_who_reads_later_is_closed_days_later_without_a_word(text: TextWorld) -> None:
    item = await text.chatting()
    await text.says("a1", item, "It is on its way.")
    text.clock.advance(IN_TIME.inactive_after)
    assert text.live().writing.going is Going.INACTIVE
    text.clock.advance(IN_TIME.close_after)
    assert not text.centre.interactions
    assert (await text.said(item.line))[-1] == ("agent", "It is on its way.")


# --- who has it -------------------------------------------------------------------------------------------------------


async def test_it_is_handed_on_to_an_agent_with_a_note(text: TextWorld) -> None:
    item = await text.chatting()
    text.stands("a2")
    await text.desk_of_text.transfer(text.person("a1"), item.id, Target(agent="a2"), "Knows it all.")
    assert (text.live().state, text.live().agent) == (InteractionState.OFFERED, "a2")
    assert (await text.thread(item.line))[-1].extra["internal"] == "note"
    assert text.agent_state("a1") is AgentState.AVAILABLE
    (done,) = await text.logged(log.TransferCompleted)
    assert isinstance(done, log.TransferCompleted) and (done.agent, done.to_agent) == ("a1", "a2")


async def test_it_is_handed_on_to_a_queue(text: TextWorld) -> None:
    item = await text.chatting()
    await text.desk_of_text.transfer(text.person("a1"), item.id, Target(queue="sales"))
    assert text.live().state is InteractionState.QUEUED
    place = text.live().place
    assert place is not None and place.queue == "sales"
    with pytest.raises(NotFound):
        await text.desk_of_text.transfer(text.person("a1"), item.id, Target(queue="support"))


async def test_an_agent_takes_one_out_of_the_queue_beyond_what_they_can_do(text: TextWorld) -> None:
    await text.writes("sms", "Hello")
    item = text.live()
    with pytest.raises(Conflict, match="signed out"):
        await text.desk_of_text.pull(text.person("a1"), item.id)
    text.stands("a1", AgentState.AWAY)
    await text.desk_of_text.pull(text.person("a1"), item.id)
    assert (text.live().state, text.live().agent) == (InteractionState.CONNECTED, "a1")
    (pulled,) = await text.logged(text_log.InteractionPulled)
    assert pulled == text_log.InteractionPulled(item.id, "a1", "support", False)
    with pytest.raises(Conflict, match="somebody has it"):
        await text.desk_of_text.pull(text.person("a2"), item.id)


async def test_what_is_pulled_beyond_capacity_is_marked(text: TextWorld) -> None:
    text.stands("a1")
    for n in range(6):
        await text.writes("sms", "Hello", address=f"c{n}")
        if n < 5:
            await text.accept("a1")
    item = text.live("c5")
    assert item.state is InteractionState.QUEUED
    await text.desk_of_text.pull(text.person("a1"), item.id)
    assert text.live("c5").writing.exceeding
    (pulled,) = await text.logged(text_log.InteractionPulled)
    assert isinstance(pulled, text_log.InteractionPulled) and pulled.exceeding


async def test_a_supervisor_who_is_an_agent_takes_it_over(text: TextWorld) -> None:
    item = await text.chatting()
    boss = text.person("a2", supervises=True)
    text.stands("a2")
    await text.desk_of_text.observe(boss, item.id)
    await text.desk_of_text.take_over(boss, item.id)
    taken = text.live()
    assert (taken.agent, taken.state, taken.writing.observers) == ("a2", InteractionState.CONNECTED, None)
    assert text.agent_state("a1") is AgentState.AVAILABLE
    assert text.agent_state("a2") is AgentState.BUSY
    await text.says("a2", taken, "I take over.")
    with pytest.raises(Refused):
        await text.desk_of_text.take_over(BOSS, item.id)


# --- company ----------------------------------------------------------------------------------------------------------


async def test_a_helper_writes_along(text: TextWorld) -> None:
    item = await text.chatting()
    await text.desk_of_text.add_helper(text.person("a1"), item.id, "a2")
    await text.says("a2", item, "I know this one.")
    await text.desk_of_text.drop_helper(text.person("a2"), item.id, "a2")
    with pytest.raises(NotFound):
        await text.says("a2", item, "Another thing.")
    assert (
        len(await text.logged(text_log.ColleagueJoined))
        == len(await text.logged(text_log.ColleagueLeft))
        == 1
    )


async def test_several_look_on_unseen_and_each_look_is_noted(text: TextWorld) -> None:
    item = await text.chatting()
    await text.desk_of_text.observe(BOSS, item.id)
    await text.desk_of_text.observe(text.person("a2", supervises=True), item.id)
    await text.desk_of_text.observe(BOSS, item.id)
    text.clock.advance(60)
    await text.desk_of_text.stop_observing(BOSS, item.id)
    await text.desk_of_text.close(text.person("a1"), item.id)
    assert len(await text.logged(text_log.ObservationStarted)) == 2
    ended = [
        (event.agent, event.seconds)
        for event in await text.log()
        if isinstance(event, text_log.ObservationEnded)
    ]
    assert ended == [("Boss", 60.0), ("a2", 60.0)]


async def test_labels_are_of_the_conversation_and_known_to_the_router(text: TextWorld) -> None:
    item = await text.chatting()
    await text.desk_of_text.label(text.person("a1"), item.id, ["vip", "vip", " late  order "])
    assert text.live().labels == ("vip", "late-order")
    status = text.centre.router.agent("a1")
    assert status is not None and status.holds[0].labels == {"vip", "late-order"}


# --- writing first ----------------------------------------------------------------------------------------------------


async def test_an_agent_writes_first_and_has_the_answer(text: TextWorld) -> None:
    text.stands("a1")
    whom = Correspondent("sms", "c7", name="Robin")
    words = Words("k1", "Your parcel is here.")
    started = await text.desk_of_text.start(text.person("a1"), whom, "support", words)
    item = text.live("c7")
    assert (item.id, item.state, item.agent) == (started, InteractionState.CONNECTED, "a1")
    assert text.agent_state("a1") is AgentState.BUSY
    await text.writes("sms", "Thank you", address="c7")
    assert await text.said(item.line) == [("agent", "Your parcel is here."), ("customer", "Thank you")]
    assert not await text.logged(text_log.FirstResponse)


async def test_one_does_not_write_first_where_it_cannot_be(text: TextWorld) -> None:
    text.stands("a1")
    words = Words("k1", "Hello")
    with pytest.raises(Conflict, match="use a template"):
        await text.desk_of_text.start(text.person("a1"), Correspondent("wa", "c7"), "support", words)
    await text.chatting()
    with pytest.raises(Conflict, match="Somebody else"):
        text.stands("a2")
        await text.desk_of_text.start(text.person("a2"), Correspondent("sms", "c1"), "support", words)
