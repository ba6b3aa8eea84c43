"""SMPP's bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.smsc.pdu import Command, Garbled, Pdu, Tag, decoded, encoded, length

SUBMIT = Pdu(
    Command.SUBMIT_SM,
    7,
    fields={
        "source_addr": b"4930",
        "dest_addr_ton": 1,
        "destination_addr": b"49170",
        "short_message": b"Hello",
    },
    tags={Tag.SAR_TOTAL: b"\x02"},
)


def test_there_and_back() -> None:
    one = decoded(encoded(SUBMIT))
    assert (one.command, one.sequence, one.status) == (Command.SUBMIT_SM, 7, 0)
    assert (one.text("source_addr"), one.number("dest_addr_ton"), one.content) == ("4930", 1, b"Hello")
    assert one.tags == {Tag.SAR_TOTAL: b"\x02"}
    assert encoded(one) == encoded(SUBMIT)


def test_the_bytes_of_the_book() -> None:
    """SMPP 3.4, 3.2.1: an enquire_link, and a submit_sm_resp."""
    assert encoded(Pdu(Command.ENQUIRE_LINK, 1)).hex() == "00000010000000150000000000000001"
    answer = decoded(bytes.fromhex("00000013800000040000000000000001" + "6d3100"))
    assert (answer.command, answer.text("message_id")) == (Command.SUBMIT_SM_RESP, "m1")


def test_a_refusal_comes_without_its_fields() -> None:
    one = decoded(bytes.fromhex("00000010800000040000005800000001"))
    assert (one.status, one.text("message_id")) == (0x58, "")


def test_a_long_message_in_its_tag() -> None:
    one = decoded(encoded(Pdu(Command.DELIVER_SM, 1, tags={Tag.MESSAGE_PAYLOAD: b"x" * 300})))
    assert one.content == b"x" * 300
    with pytest.raises(ValueError, match="254"):
        encoded(Pdu(Command.SUBMIT_SM, 1, fields={"short_message": b"x" * 255}))


def test_a_text_cannot_end_early() -> None:
    one = decoded(
        encoded(Pdu(Command.SUBMIT_SM, 1, fields={"source_addr": b"a\0b", "destination_addr": b"c"}))
    )
    assert (one.text("source_addr"), one.text("destination_addr")) == ("ab", "c")


@pytest.mark.parametrize("cut", range(1, len(encoded(SUBMIT))))
def test_what_is_cut_off_is_garbled(cut: int) -> None:
    data = encoded(SUBMIT)[:-cut]
    with pytest.raises(Garbled):
        decoded(data)


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 6, 10, 20])
def test_what_ends_in_the_middle_of_a_field_is_garbled(cut: int) -> None:
    data = encoded(SUBMIT)[:-cut]
    with pytest.raises(Garbled):
        decoded(len(data).to_bytes(4, "big") + data[4:])


@pytest.mark.parametrize("size", [0, 15, 1 << 30])
def test_a_length_that_cannot_be(size: int) -> None:
    with pytest.raises(Garbled):
        length(size.to_bytes(4, "big"))


@given(st.sampled_from([*Command, 0x103]), st.binary(max_size=80))
def test_no_bytes_stop_us(command: int, body: bytes) -> None:
    head = (16 + len(body)).to_bytes(4, "big") + int(command).to_bytes(4, "big") + bytes(7) + b"\1"
    try:
        decoded(head + body)
    except Garbled:
        return
