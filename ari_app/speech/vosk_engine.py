"""Vosk (Kaldi). Imported by workers only: a failed assertion in Kaldi ends the process.

One Model for the process and one recogniser for each stream, made anew each time: that costs 0.3 ms, while
changing the grammar of a live one leaks (libvosk 0.3.45).
"""

import json
from pathlib import Path

import vosk

from ari_app.speech.audio import Upsampler
from ari_app.speech.ports import SAMPLE_RATE, HeardWord, Hearing
from ari_app.speech.rules import UNKNOWN, words_of


class VoskEngine:
    def __init__(self, model: Path, sample_rate: int) -> None:
        vosk.SetLogLevel(-1)
        self._model = vosk.Model(str(model))
        self._sample_rate = sample_rate

    def decoder(self, hearing: Hearing) -> "VoskDecoder":
        return VoskDecoder(self._model, self._sample_rate, hearing)


class VoskDecoder:
    """A model refuses audio below its own rate, so a 16 kHz model is fed upsampled audio."""

    def __init__(self, model: vosk.Model, sample_rate: int, hearing: Hearing) -> None:
        self._upsampler = Upsampler() if sample_rate > SAMPLE_RATE else None
        arguments: list[str] = []
        if hearing.phrases:
            grammar = [" ".join(words_of(phrase)) for phrase in hearing.phrases]
            arguments = [json.dumps([*grammar, UNKNOWN] if hearing.reject_unknown else grammar)]
        self._recogniser = vosk.KaldiRecognizer(model, 16000 if self._upsampler else SAMPLE_RATE, *arguments)
        self._recogniser.SetWords(True)
        self._done: list[HeardWord] = []

    def accept(self, pcm: bytes) -> bool:
        audio = self._upsampler.feed(pcm) if self._upsampler else pcm
        if not self._recogniser.AcceptWaveform(audio):
            return False
        self._done += _words(self._recogniser.Result())
        return True

    def partial(self) -> tuple[str, ...]:
        # Just after Result() there is no "partial", only an empty "text".
        current: str = json.loads(self._recogniser.PartialResult()).get("partial", "")
        return (*(word.text for word in self._done), *current.split())

    def finish(self) -> tuple[HeardWord, ...]:
        words = (*self._done, *_words(self._recogniser.FinalResult()))
        self._done = []
        return words

    def close(self) -> None:
        """Nothing to keep: the recogniser is freed with this object."""


def _words(result: str) -> list[HeardWord]:
    # Confidences are sums of lattice posteriors and may come out a rounding error above one.
    return [
        HeardWord(word["word"], min(1.0, max(0.0, word["conf"])), word["start"], word["end"])
        for word in json.loads(result).get("result", [])
    ]
