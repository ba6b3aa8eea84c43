"""What a stream sends, keeps, drops and says again."""

import pytest

from ari_app.speech.ports import BYTES_PER_SECOND, Heard, Hearing, HearingEvent, HearingFailed, SpeechStarted
from ari_app.speech.stream import KEPT_BEFORE_SPEECH, MAX_IN_FLIGHT, PooledStream
from ari_app.speech.wire import Audio, OpenStream

MENU = Hearing(("sales",))
PACKET = bytes(320)


class Worker:
    def __init__(self) -> None:
        self.sent: list[OpenStream | Audio] = []

    def send(self, message: OpenStream | Audio) -> None:
        self.sent.append(message)

    @property
    def audio(self) -> bytes:
        return b"".join(message.pcm for message in self.sent if isinstance(message, Audio))


class Switchboard:
    def __init__(self) -> None:
        self.ended_streams: list[PooledStream] = []
        self.lags = 0

    def ended(self, stream: PooledStream) -> None:
        self.ended_streams.append(stream)

    def lagging(self, stream: PooledStream) -> None:
        self.lags += 1


@pytest.fixture
def switchboard() -> Switchboard:
    return Switchboard()


@pytest.fixture
def stream(switchboard: Switchboard) -> PooledStream:
    return PooledStream(1, "vosk", MENU, switchboard)


async def events(stream: PooledStream) -> list[HearingEvent]:
    return [event async for event in stream]


def test_what_is_said_before_a_worker_is_there_is_said_to_the_first_one(stream: PooledStream) -> None:
    stream.feed(b"one-")
    stream.feed(b"two-")
    worker = Worker()
    stream.attach(worker)
    stream.feed(b"three-")
    assert worker.sent[0] == OpenStream(1, "vosk", MENU)
    assert worker.audio == b"one-two-three-"


def test_after_a_death_everything_of_this_answer_is_said_again(stream: PooledStream) -> None:
    first, second = Worker(), Worker()
    stream.attach(first)
    stream.feed(b"hello ")
    stream.take(SpeechStarted())
    stream.consumed(6)
    stream.feed(b"world")
    assert stream.worker_lost()
    stream.feed(b"!!!")
    stream.attach(second)
    assert second.audio == b"hello world!!!"


async def test_speech_starts_only_once_in_spite_of_a_replay(stream: PooledStream) -> None:
    for _ in range(2):
        stream.attach(Worker())
        stream.take(SpeechStarted())
        stream.worker_lost()
    stream.take(Heard("sales", 1.0))
    assert (await events(stream)).count(SpeechStarted()) == 1


async def test_the_second_death_ends_it(stream: PooledStream, switchboard: Switchboard) -> None:
    stream.attach(Worker())
    assert stream.worker_lost()
    stream.attach(Worker())
    assert not stream.worker_lost()
    assert await events(stream) == [HearingFailed("recogniser restarted")]
    assert switchboard.ended_streams == [stream]


def test_silence_that_was_listened_to_is_let_go(stream: PooledStream) -> None:
    stream.attach(Worker())
    for _ in range(60 * 50):  # a minute
        stream.feed(PACKET)
        stream.consumed(len(PACKET))
    stream.worker_lost()
    second = Worker()
    stream.attach(second)
    assert len(second.audio) == KEPT_BEFORE_SPEECH


def test_silence_that_no_worker_has_heard_is_kept(stream: PooledStream) -> None:
    for _ in range(4 * 50):
        stream.feed(PACKET)
    worker = Worker()
    stream.attach(worker)
    assert len(worker.audio) == 4 * BYTES_PER_SECOND


def test_what_a_worker_cannot_keep_up_with_is_dropped_counted_and_told(
    stream: PooledStream, switchboard: Switchboard
) -> None:
    worker = Worker()
    stream.attach(worker)
    stream.feed(bytes(MAX_IN_FLIGHT - 100))
    stream.feed(bytes(301))
    assert stream.dropped_bytes == 201
    assert len(worker.audio) == MAX_IN_FLIGHT
    assert switchboard.lags == 1
    stream.consumed(320)
    stream.feed(PACKET)
    assert stream.dropped_bytes == 201


async def test_closed_means_closed(stream: PooledStream, switchboard: Switchboard) -> None:
    worker = Worker()
    stream.attach(worker)
    stream.take(SpeechStarted())
    stream.close()
    stream.close()
    stream.feed(PACKET)
    stream.take(Heard("sales", 1.0))
    assert await events(stream) == []
    assert worker.audio == b""
    assert switchboard.ended_streams == [stream]
