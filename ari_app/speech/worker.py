"""A recognition process: frames on stdin, frames on stdout, many streams, one thread.

A Kaldi assertion ends the whole process. That is why it is one of its own: the pool starts another.
It ends by itself when stdin does, that is when its parent is gone.
"""

import argparse
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ari_app.speech.ear import Ear, VoiceDetector
from ari_app.speech.engine import Decoder, Engine
from ari_app.speech.ports import BYTES_PER_SECOND, SAMPLE_RATE, Heard, HearingEvent, HearingFailed
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
    encode,
)

CPU_ALLOWANCE = 3.0
"""Seconds of processor that a stream may use before it has to be faster than real time."""

_PIPE_READ = 65536


@dataclass(slots=True)
class _Stream:
    ear: Ear
    decoder: Decoder
    heard_seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def too_slow(self) -> bool:
        return self.cpu_seconds > CPU_ALLOWANCE and self.cpu_seconds > self.heard_seconds


class Desk:
    """Serves messages, without the pipes."""

    def __init__(
        self,
        engines: Mapping[str, Engine],
        detector: Callable[[], VoiceDetector],
        cpu_clock: Callable[[], float] = time.thread_time,
    ) -> None:
        self._engines = engines
        self._detector = detector
        self._cpu_clock = cpu_clock
        self._streams: dict[int, _Stream] = {}

    def serve(self, message: ToWorker | FromWorker) -> list[FromWorker]:
        match message:
            case OpenStream(number, engine, hearing):
                decoder = self._engines[engine].decoder(hearing)
                self._streams[number] = _Stream(Ear(hearing, decoder, self._detector()), decoder)
                return []
            case Audio(number, pcm):
                events = [StreamEvent(number, event) for event in self._listen(number, pcm)]
                return [*events, Consumed(number, len(pcm))]
            case CloseStream(number):
                self._close(number)
                return []
            case _:
                raise AssertionError(f"not for a worker: {message}")

    def _listen(self, number: int, pcm: bytes) -> list[HearingEvent]:
        stream = self._streams.get(number)
        if stream is None:  # audio that was on its way when the answer was complete
            return []
        before = self._cpu_clock()
        try:
            events = stream.ear.feed(pcm)
        except Exception as error:  # whatever an engine raises ends this stream and leaves the others alone
            traceback.print_exc()
            events = [HearingFailed(f"the recogniser failed: {error}")]
        stream.cpu_seconds += self._cpu_clock() - before
        stream.heard_seconds += len(pcm) / BYTES_PER_SECOND
        final = bool(events) and isinstance(events[-1], Heard | HearingFailed)
        if stream.too_slow and not final:
            events = [*events, HearingFailed("recognition is slower than real time")]
            final = True
        if final:
            self._close(number)
        return events

    def _close(self, number: int) -> None:
        stream = self._streams.pop(number, None)
        if stream is not None:
            stream.decoder.close()


def main() -> None:
    options = _arguments()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes our stdin
    source, sink = _private_pipes()
    desk = Desk(_load(options.engine, options.vosk_model, options.vosk_rate), _detector)
    _send(sink, [Ready()])
    unpacker = Unpacker()
    while data := os.read(source, _PIPE_READ):
        for message in unpacker.feed(data):
            _send(sink, desk.serve(message))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", action="append", default=[], choices=("vosk", "pocketsphinx"))
    parser.add_argument("--vosk-model", type=Path)
    parser.add_argument("--vosk-rate", type=int, default=SAMPLE_RATE)
    return parser.parse_args()


def _private_pipes() -> tuple[int, BinaryIO]:
    """Our ends of the pipes; stdout becomes stderr, so that a C library that prints breaks no frame."""
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.fileno(), sink


def _load(names: list[str], vosk_model: Path, vosk_rate: int) -> dict[str, Engine]:
    """Only what is asked for: importing an engine costs time and memory."""
    engines: dict[str, Engine] = {}
    if "vosk" in names:
        from ari_app.speech.vosk_engine import VoskEngine  # noqa: PLC0415 - see above

        engines["vosk"] = VoskEngine(vosk_model, vosk_rate)
    if "pocketsphinx" in names:
        from ari_app.speech.pocketsphinx_engine import PocketSphinxEngine  # noqa: PLC0415 - see above

        engines["pocketsphinx"] = PocketSphinxEngine()
    return engines


def _detector() -> VoiceDetector:
    from pocketsphinx import Endpointer  # noqa: PLC0415 - tests of Desk need no C library

    # Measured on a telephone line: mode 3 misses words in noise, a window of 0.6 s misses short ones.
    detector: VoiceDetector = Endpointer(window=0.3, ratio=0.9, vad_mode=2, sample_rate=SAMPLE_RATE)
    return detector


def _send(sink: BinaryIO, messages: list[FromWorker]) -> None:
    sink.writelines(encode(message) for message in messages)
    sink.flush()


if __name__ == "__main__":
    main()
