"""Which language a text is in. py3langid with its table of trigrams: 0.05 ms a text, but a second and some 80 MB to load, so
that it is loaded beside the loop, and not before anybody writes (measured for docs/adr/0014)."""

import asyncio
from collections.abc import Callable

KNOWN = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "cs", "da", "sv", "no", "fi", "hu", "ro", "ru", "uk", "el", "ar",
    "zh", "ja", "ko",
)  # fmt: skip
"""A text of another language is taken for none, or for its nearest neighbour."""

LETTERS = 10
"""Fewer of them say nothing: `ok` is all languages. A letter that is a syllable, or a word, counts as three."""

SYLLABLES = 0x2E80
"""From here on: Chinese, Japanese, Korean."""

SURE = 0.5

Guess = Callable[[str], tuple[str, float]]


class Languages:
    """`guess` is loaded when it is first needed."""

    def __init__(self, load: Callable[[], Guess] | None = None) -> None:
        self._load = load or _load
        self._guess: Guess | None = None
        self._loading = asyncio.Lock()

    async def of(self, text: str) -> str:
        """ISO 639-1; empty when nobody can tell."""
        if sum(3 if ord(letter) >= SYLLABLES else 1 for letter in text if letter.isalpha()) < LETTERS:
            return ""
        async with self._loading:
            if self._guess is None:
                self._guess = await asyncio.to_thread(self._load)
        language, sure = self._guess(text[:1000])
        return language if sure >= SURE else ""


def _load() -> Guess:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - with its numbers it takes its time

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(KNOWN))

    def guess(text: str) -> tuple[str, float]:
        language, sure = identifier.classify(text)
        return str(language), float(sure)

    return guess
