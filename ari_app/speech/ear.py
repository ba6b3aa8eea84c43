"""When an answer starts and when it ends: between the audio of one stream and its decoder.

A voice activity detector opens the gate, so that silence costs no decoding and noise makes no words. The
decoder then has to see a word before SpeechStarted is reported: ringing tone and line noise do not barge in.
"""

from collections import deque
from typing import Protocol

from ari_app.speech.engine import Decoder
from ari_app.speech.ports import (
    BYTES_PER_SECOND,
    Hearing,
    HearingEvent,
    PartialHeard,
    SpeechStarted,
)
from ari_app.speech.rules import UNKNOWN, answer, pause_that_ends

PRE_ROLL = 0.6
"""Seconds kept from before the detector reports speech; it needs 0.3 s to be sure."""

SURE_OF_UNKNOWN = 0.6
"""Seconds of voice after which unknown words, too, count as speech."""

NOTICED_AFTER = 0.3
"""Seconds of silence that have passed when the detector reports the end of speech."""

ENGINE_NOTICED_AFTER = 0.5
"""The same for an engine that finds the end itself (rule 2 in a Vosk model's conf/model.conf)."""

_BLOCK_FRAMES = 2


class VoiceDetector(Protocol):
    """pocketsphinx.Endpointer, as much of it as is used here."""

    @property
    def frame_bytes(self) -> int: ...
    @property
    def in_speech(self) -> bool: ...
    def process(self, frame: bytes) -> bytes | None: ...


class Ear:
    """Feed audio, get events; `done` after the final one."""

    def __init__(self, hearing: Hearing, decoder: Decoder, detector: VoiceDetector) -> None:
        self.done = False
        self._hearing = hearing
        self._decoder = decoder
        self._detector = detector
        self._rest = bytearray()
        frame_seconds = detector.frame_bytes / BYTES_PER_SECOND
        self._before: deque[bytes] = deque(maxlen=round(PRE_ROLL / frame_seconds))
        self._block: list[bytes] = []
        self._active = False
        self._started = False
        self._forget()

    def _forget(self) -> None:
        """Nothing has been said so far in this utterance."""
        self._spoken = 0.0
        self._quiet = 0.0
        self._engine_ended = False
        self._words: tuple[str, ...] = ()

    def feed(self, pcm: bytes) -> list[HearingEvent]:
        events: list[HearingEvent] = []
        self._rest += pcm
        size = self._detector.frame_bytes
        while len(self._rest) >= size and not self.done:
            frame = bytes(self._rest[:size])
            del self._rest[:size]
            events += self._frame(frame)
        return events

    def _frame(self, frame: bytes) -> list[HearingEvent]:
        self._detector.process(frame)
        if self._active:
            self._block.append(frame)
        else:
            self._before.append(frame)
            if not self._detector.in_speech:
                return []
            self._active = True
            self._block = list(self._before)
            self._before.clear()
        if len(self._block) < _BLOCK_FRAMES:
            return []
        block = b"".join(self._block)
        self._block = []
        return self._listen(block)

    def _listen(self, block: bytes) -> list[HearingEvent]:
        ended = self._decoder.accept(block)
        words = self._decoder.partial()
        changed, self._words = words != self._words, words
        self._count_silence(len(block) / BYTES_PER_SECOND, ended, changed)
        events = self._report(changed)
        too_long = self._spoken >= self._hearing.max_seconds
        if too_long or self._quiet >= pause_that_ends(self._words, self._hearing):
            events += self._finish()
        return events

    def _count_silence(self, seconds: float, ended: bool, changed: bool) -> None:
        self._spoken += seconds
        if not self._detector.in_speech:
            self._engine_ended = False
            self._quiet = max(NOTICED_AFTER, self._quiet + seconds)
            return
        # A noisy line keeps the detector open; then the decoder says when it hears no more words.
        self._engine_ended = ended or (self._engine_ended and not changed)
        self._quiet = max(ENGINE_NOTICED_AFTER, self._quiet + seconds) if self._engine_ended else 0.0

    def _report(self, changed: bool) -> list[HearingEvent]:
        events: list[HearingEvent] = []
        known = [word for word in self._words if word != UNKNOWN]
        if not self._started and (known or (self._words and self._spoken - PRE_ROLL >= SURE_OF_UNKNOWN)):
            self._started = True
            events.append(SpeechStarted())
        if self._started and changed:
            events.append(PartialHeard(" ".join(known)))
        return events

    def _finish(self) -> list[HearingEvent]:
        words = self._decoder.finish()
        if not words and not self._started:
            # A cough, a click: listen on as if nothing had been.
            self._active = False
            self._forget()
            return []
        self.done = True
        first: list[HearingEvent] = [] if self._started else [SpeechStarted()]
        return [*first, answer(words, self._hearing)]
