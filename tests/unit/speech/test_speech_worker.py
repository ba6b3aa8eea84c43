"""The worker's desk without its pipes, with an engine that says what the audio says."""

from collections.abc import Callable

from ari_app.speech.ports import Heard, HeardWord, Hearing, HearingFailed, SpeechStarted
from ari_app.speech.wire import Audio, CloseStream, Consumed, OpenStream, StreamEvent
from ari_app.speech.worker import Desk

MENU = Hearing(("sales",))
FRAME = 480


class AlwaysSpeech:
    frame_bytes = FRAME
    in_speech = True

    def process(self, frame: bytes) -> bytes | None:
        return None


class Decoder:
    def __init__(self, on_audio: Callable[[], None]) -> None:
        self.closed = 0
        self._on_audio = on_audio

    def accept(self, pcm: bytes) -> bool:
        self._on_audio()
        return True

    def partial(self) -> tuple[str, ...]:
        return ("sales",)

    def finish(self) -> tuple[HeardWord, ...]:
        return (HeardWord("sales", 1.0, 0.0, 0.5),)

    def close(self) -> None:
        self.closed += 1


class Engine:
    def __init__(self, on_audio: Callable[[], None] = lambda: None) -> None:
        self.decoders: list[Decoder] = []
        self._on_audio = on_audio

    def decoder(self, hearing: Hearing) -> Decoder:
        self.decoders.append(Decoder(self._on_audio))
        return self.decoders[-1]


def desk_of(engine: Engine, cpu: Callable[[], float] = lambda: 0.0) -> Desk:
    return Desk({"vosk": engine}, AlwaysSpeech, cpu)


def test_events_come_before_the_word_that_the_audio_is_consumed() -> None:
    engine = Engine()
    desk = desk_of(engine)
    assert desk.serve(OpenStream(7, "vosk", MENU)) == []
    replies = desk.serve(Audio(7, bytes(2 * FRAME)))
    assert replies[0] == StreamEvent(7, SpeechStarted())
    assert isinstance(replies[-2], StreamEvent)
    assert isinstance(replies[-2].event, Heard)
    assert replies[-1] == Consumed(7, 2 * FRAME)
    assert engine.decoders[0].closed == 1


def test_audio_after_the_final_is_consumed_and_ignored() -> None:
    desk = desk_of(Engine())
    desk.serve(OpenStream(7, "vosk", MENU))
    desk.serve(Audio(7, bytes(2 * FRAME)))
    assert desk.serve(Audio(7, bytes(FRAME))) == [Consumed(7, FRAME)]


def test_closing_gives_the_decoder_back_once() -> None:
    engine = Engine()
    desk = desk_of(engine)
    desk.serve(OpenStream(7, "vosk", MENU))
    desk.serve(CloseStream(7))
    desk.serve(CloseStream(7))
    assert engine.decoders[0].closed == 1


def test_an_engine_that_raises_fails_its_own_stream_only() -> None:
    def fail() -> None:
        raise RuntimeError("Failed to process waveform")

    broken, sound = Engine(fail), Engine()
    desk = Desk({"broken": broken, "sound": sound}, AlwaysSpeech)
    desk.serve(OpenStream(1, "broken", MENU))
    desk.serve(OpenStream(2, "sound", MENU))
    first = desk.serve(Audio(1, bytes(2 * FRAME)))[0]
    assert first == StreamEvent(1, HearingFailed("the recogniser failed: Failed to process waveform"))
    assert desk.serve(Audio(2, bytes(2 * FRAME)))[0] == StreamEvent(2, SpeechStarted())


def test_a_stream_slower_than_real_time_is_failed() -> None:
    now = 0.0

    def work_hard() -> None:
        nonlocal now
        now += 0.5

    class NeverEnds(Decoder):
        def accept(self, pcm: bytes) -> bool:
            super().accept(pcm)
            return False

    engine = Engine()
    desk = desk_of(engine, lambda: now)
    engine.decoder = lambda hearing: NeverEnds(work_hard)  # type: ignore[method-assign]  # a slower one
    desk.serve(OpenStream(1, "vosk", MENU))
    events = [reply for _ in range(20) for reply in desk.serve(Audio(1, bytes(2 * FRAME)))]
    assert StreamEvent(1, HearingFailed("recognition is slower than real time")) in events
    assert now == 3.5
