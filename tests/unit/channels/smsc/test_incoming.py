"""What a centre delivers: messages, parts, receipts, and what it delivers again."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.smsc import incoming, numbers, pdu, receipts
from ari_app.channels.smsc.incoming import Centre, Memory, events, overdue
from ari_app.channels.smsc.pdu import Command, Pdu, Tag
from ari_app.conversation.text import Correspondent, MessageArrived, ReceiptArrived
from ari_app.storage.choices import Failure, MessageState

CENTRE = Centre("a1")
ANN = Correspondent("a1", "+49170")
NOW = 1_800_000_000.0


def delivered(text: bytes = b"Hello", tags: Mapping[Any, bytes] | None = None, **fields: Any) -> Pdu:
    given: dict[str, int | bytes] = {"source_addr": b"49170", "source_addr_ton": 1, "short_message": text}
    return Pdu(Command.DELIVER_SM, 1, fields=given | fields, tags=dict(tags or {}))


def part(number: int, text: bytes, total: int = 3, reference: int = 9) -> Pdu:
    return delivered(bytes([5, 0, 3, reference, total, number]) + text, esm_class=0x40)


def again(memory: Memory) -> Memory:
    """After a restart."""
    return Memory.kept(memory.cursor())


def test_a_message() -> None:
    assert events(delivered(), CENTRE, Memory(), NOW, "i1") == [MessageArrived("i1", ANN, "Hello", NOW)]
    [binary] = events(delivered(data_coding=4), CENTRE, Memory(), NOW, "i1")
    assert isinstance(binary, MessageArrived)
    assert binary.text.startswith("(This message is no text")


def test_parts_in_any_order_over_restarts() -> None:
    memory = Memory()
    assert events(part(3, b"c"), CENTRE, memory, NOW, "i3") == []
    memory = again(memory)
    assert events(part(1, b"a"), CENTRE, memory, NOW, "i1") == []
    memory = again(memory)
    assert events(part(2, b"b"), CENTRE, memory, NOW, "i2") == [MessageArrived("i3", ANN, "abc", NOW)]
    assert memory.cursor()["waiting"] == {}


def test_parts_said_by_tags() -> None:
    memory = Memory()
    tags = {Tag.SAR_REFERENCE: b"\0\7", Tag.SAR_TOTAL: b"\2", Tag.SAR_NUMBER: b"\1"}
    assert events(delivered(b"a", tags), CENTRE, memory, NOW, "i1") == []
    tags = tags | {Tag.SAR_NUMBER: b"\2"}
    assert events(delivered(b"b", tags), CENTRE, memory, NOW, "i2") == [MessageArrived("i1", ANN, "ab", NOW)]


def test_a_part_that_does_not_come() -> None:
    memory = Memory()
    events(part(1, b"a"), CENTRE, memory, NOW, "i1")
    events(part(3, b"c"), CENTRE, memory, NOW, "i3")
    assert overdue(CENTRE, memory, NOW + incoming.PATIENCE) == []
    [event] = overdue(CENTRE, memory, NOW + incoming.PATIENCE + 1)
    assert event == MessageArrived(
        "i1", ANN, "a … c (A part of this message is missing.)", NOW + incoming.PATIENCE + 1
    )
    assert overdue(CENTRE, memory, NOW + incoming.PATIENCE + 1) == []


def test_a_phone_that_counts_anew_begins_another_message() -> None:
    memory = Memory()
    events(part(1, b"old"), CENTRE, memory, NOW, "i1")
    told = events(part(1, b"new"), CENTRE, memory, NOW + 5, "i2")
    assert [event.text for event in told if isinstance(event, MessageArrived)] == [
        "old (A part of this message is missing.)"
    ]


def test_what_was_taken_but_not_acknowledged_is_the_same_message() -> None:
    memory = Memory()
    events(delivered(), CENTRE, memory, NOW, "i1")
    [event] = events(delivered(), CENTRE, again(memory), NOW + 60, "i2")
    assert event.provider_id == "i1"


def test_the_same_words_twice_are_two_messages() -> None:
    memory = Memory()
    told = [events(delivered(), CENTRE, memory, NOW, f"i{number}")[0].provider_id for number in (1, 2)]
    assert told == ["i1", "i2"]
    memory.acknowledged(delivered())
    assert events(delivered(), CENTRE, again(memory), NOW, "i3")[0].provider_id == "i3"


def test_after_half_an_hour_it_is_not_delivered_again_but_said_again() -> None:
    memory = Memory()
    events(delivered(), CENTRE, memory, NOW, "i1")
    assert events(delivered(), CENTRE, again(memory), NOW + 1801, "i2")[0].provider_id == "i2"


def test_a_last_part_delivered_again_tells_nothing_new() -> None:
    memory = Memory()
    events(part(1, b"a", total=2), CENTRE, memory, NOW, "i1")
    assert len(events(part(2, b"b", total=2), CENTRE, memory, NOW, "i2")) == 1
    memory = again(memory)
    assert events(part(2, b"b", total=2), CENTRE, memory, NOW, "i3") == []
    assert memory.cursor()["waiting"] == {}


TEXT = "id:{id} sub:001 dlvrd:001 submit date:2701110900 done date:2701110901 stat:{stat} err:{err} text:id:evil stat:X"


@pytest.mark.parametrize(
    ("stat", "err", "state", "reason", "failure"),
    [
        ("DELIVRD", "000", MessageState.DELIVERED, "", Failure.PASSING),
        (
            "UNDELIV",
            "011",
            MessageState.FAILED,
            "It could not be delivered. The SMS centre calls it error 11.",
            Failure.PASSING,
        ),
        ("EXPIRED", "000", MessageState.FAILED, receipts.REASONS["EXPIRED"], Failure.PASSING),
        ("REJECTD", "000", MessageState.FAILED, receipts.REASONS["REJECTD"], Failure.LASTING),
        ("ACCEPTD", "000", None, "", Failure.PASSING),
        ("ENROUTE", "000", None, "", Failure.PASSING),
        ("WHATEVE", "000", None, "", Failure.PASSING),
    ],
)
def test_a_receipt(stat: str, err: str, state: MessageState | None, reason: str, failure: Failure) -> None:
    told = events(
        delivered(TEXT.format(id="77", stat=stat, err=err).encode(), esm_class=4), CENTRE, Memory(), NOW, "i"
    )
    expected = (
        [ReceiptArrived(f"77:{stat}", "a1", "77", state, NOW, reason, failure=failure)] if state else []
    )
    assert told == expected


@pytest.mark.parametrize(
    ("ids", "said", "answered", "id"),
    [
        ("same", "0A1", "0A1", "0A1"),
        ("decimal", "161", "0a1", "A1"),
        ("hex", "A1", "161", "161"),
        ("decimal", "x-1", "x-1", "x-1"),
    ],
)
def test_ids_written_in_two_ways(ids: str, said: str, answered: str, id: str) -> None:
    found = receipts.receipt(
        delivered(TEXT.format(id=said, stat="DELIVRD", err="0").encode(), esm_class=4), ids
    )
    assert found is not None
    assert receipts.same_id(answered, ids) == id
    assert found.message == id


def test_a_receipt_in_tags() -> None:
    tags = {Tag.RECEIPTED_MESSAGE_ID: b"77\0", Tag.MESSAGE_STATE: b"\2"}
    assert receipts.receipt(delivered(b"", tags, esm_class=4)) == receipts.Receipt(
        "77", "DELIVRD", MessageState.DELIVERED
    )
    assert receipts.receipt(delivered(b"nothing", esm_class=4)) is None


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("+49 170 123-4567", (1, 1, b"491701234567")),
        ("72345", (3, 0, b"72345")),
        ("0049170123", (0, 1, b"0049170123")),
        ("Trunkline", (5, 0, b"Trunkline")),
        ("a name too long", None),
        ("", None),
        ("+12", None),
    ],
)
def test_numbers_out(address: str, written: tuple[int, int, bytes] | None) -> None:
    found = numbers.written(address)
    assert (found and (found.ton, found.npi, found.digits)) == written


@pytest.mark.parametrize(
    ("ton", "address", "read"),
    [
        (1, "491701234567", "+491701234567"),
        (1, "+491701234567", "+491701234567"),
        (0, "491701234567", "+491701234567"),
        (0, "01701234567", "01701234567"),
        (0, "72345", "72345"),
        (3, "72345", "72345"),
        (5, "Bank\x00", "Bank"),
        (2, "1701234567", "1701234567"),
    ],
)
def test_numbers_in(ton: int, address: str, read: str) -> None:
    assert numbers.read(ton, address) == read


@given(st.lists(st.binary(max_size=30), max_size=6), st.integers(0, 255), st.integers(0, 255))
def test_nothing_that_is_delivered_stops_us(contents: list[bytes], esm_class: int, coding: int) -> None:
    memory = Memory()
    for at, content in enumerate(contents):
        one = delivered(content, esm_class=esm_class, data_coding=coding, source_addr=content[:20])
        events(pdu.decoded(pdu.encoded(one)), CENTRE, memory, NOW + at, f"i{at}")
        memory = again(memory)
