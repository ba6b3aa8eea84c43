"""PocketSphinx with the English model of its wheel: any English word, less exactly. Imported by workers only.

It cannot reject: a loop of phones as an alternative costs three times real time here and eats true words too
(measured, docs/howto/speech.md). Its posterior is near 1 for wrong words as well, so the confidence is held
down to where a dialogue asks back.
"""

from pocketsphinx import Decoder as Sphinx

from ari_app.speech.audio import Upsampler
from ari_app.speech.ports import HeardWord, Hearing
from ari_app.speech.rules import words_of

CONFIDENCE_CEILING = 0.6
REPEAT_COST = 0.01
"""Without it noise after a digit becomes more digits."""

TELEPHONE_MEAN = "37.37,7.93,-19.68,17.57,-18.28,6.17,-5.16,-2.24,0.27,-2.63,-0.50,-1.58,0.45"
"""Cepstral mean of 30 voices on a telephone line: where the decoder starts to adapt, instead of at a microphone."""

_FRAMES_PER_SECOND = 100
_START, _END = 0, 1


class PocketSphinxEngine:
    """A decoder holds 28 MB and takes 0.14 s to make, so finished streams give theirs back."""

    def __init__(self) -> None:
        self._idle: list[Sphinx] = []

    def decoder(self, hearing: Hearing) -> "PocketSphinxDecoder":
        sphinx = self._idle.pop() if self._idle else Sphinx(lm=None, loglevel="FATAL")
        # Decoders adapt to a voice; the next caller has another one.
        sphinx.set_cmn(TELEPHONE_MEAN)
        return PocketSphinxDecoder(sphinx, self._idle, hearing)


class PocketSphinxDecoder:
    def __init__(self, sphinx: Sphinx, idle: list[Sphinx], hearing: Hearing) -> None:
        self._sphinx = sphinx
        self._idle = idle
        self._upsampler = Upsampler()
        arcs = _arcs(hearing)
        sphinx.add_fsg("hearing", sphinx.create_fsg("hearing", _START, _END, arcs))
        sphinx.activate_search("hearing")
        sphinx.start_utt()

    def accept(self, pcm: bytes) -> bool:
        self._sphinx.process_raw(self._upsampler.feed(pcm))
        return False

    def partial(self) -> tuple[str, ...]:
        best = self._sphinx.hyp()
        return tuple(best.hypstr.split()) if best else ()

    def finish(self) -> tuple[HeardWord, ...]:
        self._sphinx.end_utt()
        best = self._sphinx.hyp()
        words: tuple[HeardWord, ...] = ()
        # A path that did not reach the end of a phrase is not an answer.
        if best and best.hypstr:
            confidence = CONFIDENCE_CEILING * min(1.0, max(0.0, best.prob))
            words = tuple(
                HeardWord(
                    _plain(segment.word),
                    confidence,
                    segment.start_frame / _FRAMES_PER_SECOND,
                    segment.end_frame / _FRAMES_PER_SECOND,
                )
                for segment in self._sphinx.seg()
                if not segment.word.startswith(("<", "[", "("))
            )
        self._sphinx.start_utt()
        return words

    def close(self) -> None:
        self._sphinx.end_utt()
        self._idle.append(self._sphinx)


def _arcs(hearing: Hearing) -> list[tuple[int, int, float, str]]:
    """The grammar as a graph: a phrase is a path to the end, or back to the start when phrases repeat."""
    arcs: list[tuple[int, int, float, str]] = []
    states = 2
    for phrase in hearing.phrases:
        words = words_of(phrase)
        here = _START
        for position, word in enumerate(words):
            chance = 1.0 / len(hearing.phrases) if position == 0 else 1.0
            if position == len(words) - 1:
                arcs.append((here, _END, chance, word))
                if hearing.repeats:
                    arcs.append((here, _START, chance * REPEAT_COST, word))
            else:
                arcs.append((here, states, chance, word))
                here, states = states, states + 1
    return arcs


def _plain(word: str) -> str:
    """Without the number of the pronunciation: "the(2)" is "the"."""
    return word.split("(", maxsplit=1)[0]
