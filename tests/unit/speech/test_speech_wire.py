"""Every message comes out of the pipe as it went in, however the pipe cuts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.speech.ports import Heard, HeardWord, Hearing, HearingFailed, PartialHeard, SpeechStarted
from ari_app.speech.wire import (
    Audio,
    CloseStream,
    Consumed,
    FromWorker,
    OpenStream,
    Ready,
    StreamEvent,
    ToWorker,
    Unpacker,
    WireError,
    encode,
)

MESSAGES: tuple[ToWorker | FromWorker, ...] = (
    OpenStream(1, "vosk", Hearing(("sales", "Größe"), "en-US", False, True, 7.5)),
    Audio(2**32 - 1, bytes(range(256))),
    Audio(3, b""),
    CloseStream(4),
    Ready(),
    Consumed(5, 320),
    StreamEvent(6, SpeechStarted()),
    StreamEvent(6, PartialHeard("sales")),
    StreamEvent(6, Heard("sales", 0.75, (HeardWord("sales", 0.75, 0.1, 0.6),))),
    StreamEvent(6, HearingFailed('a "reason"')),
)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_round_trip(message: ToWorker | FromWorker) -> None:
    assert list(Unpacker().feed(encode(message))) == [message]


@given(st.lists(st.integers(min_value=1, max_value=60), min_size=1))
def test_pieces_of_any_size(sizes: list[int]) -> None:
    data = b"".join(encode(message) for message in MESSAGES)
    unpacker, arrived, place, turn = Unpacker(), [], 0, 0
    while place < len(data):
        size = sizes[turn % len(sizes)]
        arrived += list(unpacker.feed(data[place : place + size]))
        place, turn = place + size, turn + 1
    assert tuple(arrived) == MESSAGES


@pytest.mark.parametrize(
    "nonsense", [b"Segmentation fault (core dumped)", b"\0\0\0\0" + bytes(5), b"\x05\0\0\0\x63" + bytes(4)]
)
def test_nonsense_is_refused(nonsense: bytes) -> None:
    with pytest.raises(WireError):
        list(Unpacker().feed(nonsense))
