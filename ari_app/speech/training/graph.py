"""graph/: the words as a transducer that Vosk combines with a grammar at run time, made with Debian's OpenFst."""

import math
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ari_app.speech.rules import UNKNOWN
from ari_app.speech.training.kaldi_model import kaldi_phones
from ari_app.speech.training.lexicon import PHONES, Lexicon, american_and_british

_SILENCE_COST = 0.7
_BRITISH_COST = 0.3
_UNKNOWN_COST = 3.0
_UNKNOWN_PHONE_COST = 1.5
_NO_TRANSITION = 100000
_HUB = 0


def write_graph(folder: Path, words: Sequence[str], lexicon: Lexicon) -> None:
    (folder / "phones").mkdir(parents=True, exist_ok=True)
    phones = kaldi_phones()
    labels = {word: label for label, word in enumerate(["<eps>", UNKNOWN, *sorted(set(words))])}
    relabelled = _compile_lookahead(_Transducer(labels).of(words, lexicon), folder / "HCLr.fst")
    final = {word: relabelled.get(label, label) for word, label in labels.items()}
    assert len(set(final.values())) == len(final), "fstconvert gave two words one label"
    _compile_any_order([final[word] for word in list(labels)[1:]], folder / "Gr.fst")
    _write(folder / "words.txt", [f"{word} {label}" for word, label in final.items()])
    numbered = list(enumerate(phones, start=1))
    _write(folder / "phones.txt", ["<eps> 0", *(f"{name} {number}" for number, (name, _, _) in numbered)])
    _write(
        folder / "phones" / "word_boundary.int", [f"{number} {place}" for number, (_, _, place) in numbered]
    )
    # Vosk wants the file; no disambiguation symbols are needed, so it names a transition that does not exist.
    _write(folder / "disambig_tid.int", [str(_NO_TRANSITION)])


class _Transducer:
    """Transitions in, words out; every word starts and ends in state 0."""

    def __init__(self, labels: dict[str, int]) -> None:
        self._labels = labels
        self._phone = {name: number for number, (name, _, _) in enumerate(kaldi_phones(), start=1)}
        self._rows: list[str] = []
        self._states = 1

    def of(self, words: Sequence[str], lexicon: Lexicon) -> list[str]:
        self._arc(self._said(_HUB, "SIL", 0, _SILENCE_COST), _HUB, 0, 0)
        for word in sorted(set(words)):
            for way in american_and_british(lexicon, word):
                self._add_way(word, way, _BRITISH_COST if way not in lexicon[word] else 0.0)
        self._add_unknown()
        return [*self._rows, str(_HUB)]

    def _add_way(self, word: str, way: Sequence[str], cost: float) -> None:
        state = _HUB
        for place, phone in enumerate(way):
            last = place == len(way) - 1
            letter = ("S" if last else "B") if place == 0 else ("E" if last else "I")
            first = place == 0
            state = self._said(
                state, f"{phone}_{letter}", self._labels[word] if first else 0, cost if first else 0.0
            )
        self._arc(state, _HUB, 0, 0)

    def _add_unknown(self) -> None:
        """Any two or more phones, at a price for each."""
        middle = self._new_state()
        for phone in PHONES:
            begin = self._said(_HUB, f"{phone}_B", self._labels[UNKNOWN], _UNKNOWN_COST + _UNKNOWN_PHONE_COST)
            self._arc(begin, middle, 0, 0)
            self._arc(self._said(middle, f"{phone}_I", 0, _UNKNOWN_PHONE_COST), middle, 0, 0)
            self._arc(self._said(middle, f"{phone}_E", 0, _UNKNOWN_PHONE_COST), _HUB, 0, 0)

    def _said(self, state: int, name: str, label: int, cost: float) -> int:
        """A phone: its transition forward, then its loop. Both have half the probability."""
        phone, after = self._phone[name], self._new_state()
        self._arc(state, after, 2 * phone, label, cost + math.log(2))
        self._arc(after, after, 2 * phone - 1, 0, math.log(2))
        return after

    def _new_state(self) -> int:
        self._states += 1
        return self._states - 1

    def _arc(self, source: int, target: int, transition: int, label: int, cost: float = 0.0) -> None:
        self._rows.append(f"{source} {target} {transition} {label} {cost:.4f}")


def _compile_lookahead(rows: list[str], target: Path) -> dict[int, int]:
    """Returns the labels that the look-ahead type has changed."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        _write(work / "h.txt", rows)
        _run("fstcompile", work / "h.txt", work / "h.fst")
        _run("fstarcsort", "--sort_type=olabel", work / "h.fst", work / "sorted.fst")
        # Debian's fstconvert does not register this type by itself.
        _run(
            *("fstconvert", "--fst_type=olabel_lookahead", f"--save_relabel_opairs={work / 'pairs'}"),
            *(work / "sorted.fst", target),
            preload="libfstlookahead.so.22",
        )
        pairs = (row.split() for row in (work / "pairs").read_text("utf-8").splitlines())
        return {int(old): int(new) for old, new in pairs}


def _compile_any_order(labels: Sequence[int], target: Path) -> None:
    """The grammar when none is given at run time: any word may follow any other."""
    cost = math.log(len(labels) + 1)
    rows = [f"0 0 {label} {label} {cost:.4f}" for label in labels] + ["0 0.5"]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        _write(work / "g.txt", rows)
        _run("fstcompile", work / "g.txt", work / "g.fst")
        _run("fstarcsort", "--sort_type=ilabel", work / "g.fst", work / "sorted.fst")
        _run("fstconvert", "--fst_type=const", work / "sorted.fst", target)


def _run(*command: str | Path, preload: str = "") -> None:
    subprocess.run(command, check=True, timeout=300, env={**os.environ, "LD_PRELOAD": preload})


def _write(path: Path, rows: list[str]) -> None:
    path.write_text("\n".join(rows) + "\n", "utf-8")
