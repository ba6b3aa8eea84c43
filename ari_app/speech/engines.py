"""Which engines are installed and what they can do, found out without loading them."""

import importlib.util
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ari_app.speech.ports import SAMPLE_RATE, RecogniserCapabilities
from ari_app.speech.rules import UNKNOWN, missing_words

SHIPPED_MODEL = Path(__file__).parent / "models" / "tiny-en"
FEWEST_WORDS_FOR_DICTATION = 5000


class BadModelError(ValueError):
    """The configured folder is no Vosk model; the start is refused."""


@dataclass(frozen=True)
class VoskModel:
    """A model folder on disk."""

    folder: Path

    def check(self) -> None:
        if (
            not (self.folder / "conf" / "mfcc.conf").is_file()
            or not (self.folder / "graph" / "words.txt").is_file()
        ):
            raise BadModelError(
                f"TRUNKLINE_SPEECH_MODEL: {self.folder} is not a Vosk model folder "
                "(conf/mfcc.conf and graph/words.txt are expected in it)"
            )

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        lines = (self.folder / "graph" / "words.txt").read_text("utf-8").splitlines()
        words = (line.split(" ", 1)[0] for line in lines)
        return frozenset(word for word in words if word[:1] not in ("<", "#", "!") and word != UNKNOWN)

    @cached_property
    def sample_rate(self) -> int:
        found = re.search(
            r"--sample-frequency=(\d+)", (self.folder / "conf" / "mfcc.conf").read_text("utf-8")
        )
        return int(found[1]) if found else 16000

    @cached_property
    def capabilities(self) -> RecogniserCapabilities:
        return RecogniserCapabilities(
            name="vosk",
            languages=frozenset({language_of(self.folder.name)}),
            can_grammar=(self.folder / "graph" / "Gr.fst").is_file(),
            can_dictate=len(self.vocabulary) >= FEWEST_WORDS_FOR_DICTATION,
            can_reject=True,
            sample_rate=self.sample_rate,
        )


@dataclass(frozen=True)
class PocketSphinxModel:
    """The English model inside the pocketsphinx wheel. Useless for dictation (72 % of the words wrong)."""

    @property
    def capabilities(self) -> RecogniserCapabilities:
        return RecogniserCapabilities(
            name="pocketsphinx",
            languages=frozenset({"en-us"}),
            can_grammar=True,
            can_dictate=False,
            can_reject=False,
            sample_rate=2 * SAMPLE_RATE,
        )

    def check(self) -> None:
        if not _pocketsphinx_dictionary().is_file():
            raise BadModelError(
                "the pocketsphinx package brings no English model; install the pinned wheel again"
            )

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        lines = _pocketsphinx_dictionary().read_text("utf-8").splitlines()
        return frozenset(line.split(" ", 1)[0] for line in lines)


InstalledEngine = VoskModel | PocketSphinxModel


def installed(wanted: Sequence[str], model: Path | None = None) -> tuple[InstalledEngine, ...]:
    """The wanted engines, checked. Raises BadModelError."""
    engines = tuple(
        VoskModel(model or SHIPPED_MODEL) if name == "vosk" else PocketSphinxModel() for name in wanted
    )
    for engine in engines:
        engine.check()
    return engines


def lacking(engines: Sequence[InstalledEngine], name: str, phrases: Sequence[str]) -> frozenset[str]:
    """Words of the phrases that the named engine does not know."""
    engine = next(engine for engine in engines if engine.capabilities.name == name)
    return missing_words(phrases, engine.vocabulary)


def language_of(folder: str) -> str:
    """The language tag in a model's folder name: vosk-model-small-en-us-0.15 is en-us, tiny-en is en."""
    plain = {"vosk", "model", "small", "tiny", "big", "spk"}
    parts = [part for part in folder.lower().split("-") if part not in plain]
    tags = [part for part in parts if re.fullmatch(r"[a-z]{2,3}", part)]
    return "-".join(tags[:2]) if tags else "en"


def _pocketsphinx_dictionary() -> Path:
    spec = importlib.util.find_spec("pocketsphinx")
    folder = (
        Path(spec.origin).parent
        if spec is not None and spec.origin
        else Path("pocketsphinx-is-not-installed")
    )
    return folder / "model" / "en-us" / "cmudict-en-us.dict"
