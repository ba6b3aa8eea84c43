"""What a message means in each state of a conversation in writing, as tables."""

from dataclasses import replace

import pytest

from ari_app.acd import events as routed
from ari_app.acd.commands import OfferTo
from ari_app.acd.model import Hold, HoldState, InteractionState, MediaType
from ari_app.conversation import flow_rules, line, log, text_log, text_rules
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.turn import Setting, Turn
from ari_app.conversation.writing import Going, Writing
from ari_app.storage.choices import Author, Direction
from ivr.commands import Choice
from ivr.node import Medium
from tests.unit.conversation.examples import NOW
from tests.unit.conversation.text_examples import (
    ANSWER,
    ANSWERED,
    CHAT,
    HELLO,
    LATER,
    MINE,
    NEW,
    OFFERED,
    PARKED,
    QUEUED,
    THERE,
)


@pytest.mark.parametrize(
    ("item", "here", "state", "tells"),
    [
        (QUEUED, True, "queued", ()),
        (OFFERED, True, "offered", ()),
        (MINE, True, "connected", ()),
        (PARKED, True, "connected", (routed.HoldUnparked("a1", "i1"),)),
        (
            PARKED,
            False,
            "queued",
            (routed.WorkEnded("a1", "i1"), routed.WorkQueued(flow_rules.work(QUEUED))),
        ),
    ],
)
def test_one_more_message(item: Interaction, here: bool, state: str, tells: tuple[routed.Event, ...]) -> None:
    if not here:
        tells = (tells[0], routed.WorkQueued(replace(tells[1].work, epoch=1)))  # type: ignore[union-attr]
    turn = text_rules.received(item, HELLO, THERE, here, NOW)
    assert (turn.interaction.state.value, turn.tells) == (state, tells)
    assert turn.messages == (HELLO.message,)
    assert turn.interaction.writing.unread == item.writing.unread + 1
    assert turn.interaction.writing.unanswered_since == (item.writing.unanswered_since or NOW)
    assert turn.interaction.writing.going is Going.ACTIVE


@pytest.mark.parametrize("item", [QUEUED, MINE, PARKED])
def test_a_machine_changes_nothing_but_the_thread(item: Interaction) -> None:
    turn = text_rules.received(item, replace(HELLO, quiet=True), THERE, True, NOW)
    before, after = item.writing, turn.interaction.writing
    assert (after.going, after.unread, after.unanswered_since) == (
        before.going, before.unread, before.unanswered_since,
    )  # fmt: skip
    assert not turn.tells and turn.messages == (HELLO.message,)


def test_it_goes_on_where_it_was_closed() -> None:
    former = text_rules.Former("i0", "support", "a1")
    turn = text_rules.reopen(NEW, HELLO, former, LATER, NOW)
    place = turn.interaction.place
    assert place is not None
    assert (turn.interaction.state, place.wanted, place.wanted_until) == (
        InteractionState.QUEUED, "a1", NOW + 900.0,
    )  # fmt: skip
    assert [type(note) for note in turn.notes] == [
        log.InteractionArrived, text_log.MessageReceived, text_log.InteractionReopened, log.InteractionQueued,
    ]  # fmt: skip
    nobody = text_rules.reopen(NEW, HELLO, text_rules.Former("i0", "support"), LATER, NOW).interaction.place
    assert nobody is not None and (nobody.wanted, nobody.wanted_until) == (None, None)


CHOICES = (Choice("1", "Sales"), Choice("2", "Support"), Choice("0", "Operator"))


@pytest.mark.parametrize(
    ("choices", "text", "extra"),
    [
        ((), "Which?", {}),
        (
            CHOICES[:2],
            "Which?",
            {"choices": [{"id": "1", "title": "Sales"}, {"id": "2", "title": "Support"}]},
        ),
        (CHOICES, "Which?\n1: Sales\n2: Support\n0: Operator", {}),
    ],
)
def test_to_speak_is_to_send_and_the_rest_has_no_counterpart(
    choices: tuple[Choice, ...], text: str, extra: dict[str, object]
) -> None:
    asks = (line.StopMusic("t1"), line.Play("t1", 1, "Which?", "en", choices=choices), line.HangUp("t1"))
    turn = text_rules.in_writing(Turn(NEW, asks), CHAT, NOW)
    (said,) = turn.messages
    assert (said.text, dict(said.extra), said.author, said.direction) == (
        text, extra, Author.FLOW, Direction.OUT,
    )  # fmt: skip
    assert not turn.asks
    assert turn.interaction.writing.last_out_at == NOW


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        (changed(MINE, writing=replace(MINE.writing, preview="It burns!")), "It burns!"),
        (NEW, "You are number 2."),
    ],
    ids=["somebody waits for a person", "nobody waits"],
)
def test_what_somebody_waits_with_is_shown_and_not_that_they_wait(item: Interaction, shown: str) -> None:
    play = line.Play("t1", 1, "You are number 2.", "en")
    assert text_rules.in_writing(Turn(item, (play,)), CHAT, NOW).interaction.writing.preview == shown
    answered = text_rules.in_writing(Turn(item, messages=(ANSWER,)), CHAT, NOW)
    assert answered.interaction.writing.preview == "Hello!"


def test_what_is_too_long_for_the_channel_is_said_in_several_messages() -> None:
    """Else the provider refuses it, and the customer hears nothing."""
    brief = replace(CHAT, facts=replace(CHAT.facts, text_limit=12))
    play = line.Play("t1", 1, "One two three four five. ", "en", choices=CHOICES[:2])
    said = text_rules.in_writing(Turn(NEW, (play,)), brief, NOW).messages
    assert [one.text for one in said] == ["One two", "three four", "five. "]
    assert [bool(one.extra) for one in said] == [False, False, True], "who answers presses under the last"
    (gone,) = text_rules.in_writing(Turn(NEW, (play,)), None, NOW).messages
    assert gone.text.endswith("1: Sales\n2: Support"), "of an account that is no more"


def test_the_first_answer_ends_the_wait_and_is_counted() -> None:
    turn = text_rules.wrote(MINE, ANSWER, CHAT.pace, NOW)
    writing = turn.interaction.writing
    assert (writing.unanswered_since, writing.unread, writing.replied) == (None, 0, True)
    assert writing.due == NOW + CHAT.pace.inactive_after
    assert turn.notes == (
        text_log.MessageWritten("i1", "a1", "support", "m1", "agent", 50.0),
        text_log.FirstResponse("i1", "a1", "support", 50.0),
    )
    again = text_rules.wrote(turn.interaction, ANSWER, CHAT.pace, NOW + 5)
    assert again.notes == (text_log.MessageWritten("i1", "a1", "support", "m1", "agent", 0.0),)


def test_what_is_read_is_not_unread() -> None:
    assert text_rules.looked_at(MINE).interaction.writing.unread == 0
    assert text_rules.looked_at(ANSWERED).interaction is ANSWERED


def test_an_offer_rings_no_phone_and_accepted_it_is_theirs() -> None:
    turn = text_rules.offered(QUEUED, OfferTo("i1.1", "a1", "i1", "support", NOW + 20, 1))
    assert turn.interaction == OFFERED and not turn.asks
    late = text_rules.offered(MINE, OfferTo("i1.2", "a2", "i1", "support", NOW + 20, 2))
    assert (late.interaction.agent, late.interaction.epoch) == ("a1", 2)

    taken = text_rules.connect(OFFERED, THERE, NOW)
    assert taken.interaction.state is InteractionState.CONNECTED
    assert taken.notes == (log.InteractionConnected("i1", "a1", "support", 60.0),)
    with pytest.raises(ValueError, match="no agent"):
        text_rules.connect(QUEUED, THERE, NOW)


HOLD = Hold("i1", "support", MediaType.CHAT, frozenset(), HoldState.ACTIVE, NOW)


@pytest.mark.parametrize(
    ("before", "hold", "notes"),
    [
        (Writing(), HOLD, ()),
        (Writing(), replace(HOLD, exceeding=True), ()),
        (Writing(), replace(HOLD, interrupted=True), (text_log.InteractionInterrupted,)),
        (Writing(interrupted=True), HOLD, (text_log.InteractionResumed,)),
        (Writing(Going.PARKED, interrupted=True), replace(HOLD, state=HoldState.PARKED), ()),
    ],
)
def test_it_stands_as_the_router_has_it(before: Writing, hold: Hold, notes: tuple[type, ...]) -> None:
    turn = text_rules.stands(changed(MINE, writing=before), hold)
    after = turn.interaction.writing
    assert (after.exceeding, after.interrupted) == (hold.exceeding, hold.interrupted)
    assert tuple(map(type, turn.notes)) == notes


@pytest.mark.parametrize(
    ("item", "setting", "state"),
    [
        (PARKED, THERE, "queued"),
        (PARKED, LATER, "connected"),
        (changed(PARKED, writing=replace(PARKED.writing, unanswered_since=NOW)), LATER, "queued"),
        (changed(PARKED, agent="a2"), THERE, "connected"),
        (QUEUED, THERE, "queued"),
    ],
)
def test_what_an_agent_leaves_behind(item: Interaction, setting: Setting, state: str) -> None:
    assert text_rules.left_behind(item, "a1", setting, NOW).interaction.state.value == state


@pytest.mark.parametrize(
    ("item", "setting", "state"),
    [
        (MINE, THERE, "queued"),
        (ANSWERED, THERE, "queued"),
        (MINE, LATER, "connected"),
        (PARKED, THERE, "connected"),
        (changed(MINE, agent="a2"), THERE, "connected"),
        (changed(MINE, medium=Medium.VOICE), THERE, "connected"),
        (MINE, replace(THERE, account=None), "connected"),
        (OFFERED, THERE, "offered"),
    ],
)
def test_who_sits_there_is_given_to_others_when_the_agent_is_lost(
    item: Interaction, setting: Setting, state: str
) -> None:
    assert text_rules.forsaken(item, "a1", setting, NOW).interaction.state.value == state


def test_back_in_the_queue_it_is_nobodys_and_keeps_its_place() -> None:
    turn = text_rules.back_to_queue(PARKED, "gone", THERE, NOW)
    item, place = turn.interaction, turn.interaction.place
    assert place is not None and place.since == NOW - 60
    assert (item.agent, item.offer, item.connected_at, item.writing.going) == (None, None, None, Going.ACTIVE)
    closed = text_rules.back_to_queue(PARKED, "gone", replace(THERE, queues=set()), NOW)
    assert closed.interaction.over, "a queue that is no more: the flow goes on, and says so"


def test_a_router_that_knows_nothing_learns_who_has_it() -> None:
    engaged = routed.AgentEngaged("a1", "i1", "support", MediaType.CHAT)
    assert text_rules.in_hand(MINE) == (engaged,)
    assert text_rules.in_hand(PARKED) == (engaged, routed.HoldParked("a1", "i1"))
    assert text_rules.in_hand(QUEUED) == ()


@pytest.mark.parametrize(("item", "state"), [(MINE, "handled"), (QUEUED, "abandoned"), (NEW, "abandoned")])
def test_the_customer_closes_it(item: Interaction, state: str) -> None:
    assert text_rules.writer_left(item, NOW).interaction.state.value == state


@pytest.mark.parametrize(("item", "state"), [(MINE, "connected"), (QUEUED, "abandoned"), (NEW, "abandoned")])
def test_who_vanished_is_let_go_unless_somebody_has_them(item: Interaction, state: str) -> None:
    assert text_rules.writer_left(item, NOW, vanished=True).interaction.state.value == state


def test_their_place_is_told_when_it_is_another() -> None:
    told = text_rules.told_place(QUEUED, 2, "You are number 2.")
    assert [message.extra for message in told.messages] == [{"place": 2}]
    assert not text_rules.told_place(told.interaction, 2, "You are number 2.").messages


def test_we_write_first_and_it_is_the_agents() -> None:
    turn = text_rules.start(NEW, "a1", "support", ANSWER, THERE, NOW)
    assert (turn.interaction.state, turn.interaction.agent) == (InteractionState.CONNECTED, "a1")
    assert turn.messages == (ANSWER,)
    assert turn.tells == (routed.AgentEngaged("a1", "i1", "support", MediaType.CHAT),)
    kinds = [type(note) for note in turn.notes]
    assert kinds == [log.InteractionArrived, log.InteractionConnected, text_log.MessageWritten]
