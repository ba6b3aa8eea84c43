"""A language's sentences, read from its gettext file: for jinja2 and, as an ES module, for the browser."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent
ENGLISH = "en"

# Every language of the pages, by what it calls itself.
LANGUAGES: Mapping[str, str] = {ENGLISH: "English", "de": "Deutsch"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`messages`: the translation of a sentence, or all of its plural forms. `plural`: which form `n` takes, as an
    expression that C, Python's gettext and JavaScript read alike. `said`: sentences of the server with places in them, which
    a page finds by how they read when the places are filled; and its single words, which may stand in such a place."""

    language: str
    messages: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    plural: str = "n != 1"
    said: tuple[str, ...] = ()

    def one(self, sentence: str) -> str:
        """The sentence in this language; as it is when nobody translated it."""
        found = self.messages.get(sentence, sentence)
        return found if isinstance(found, str) else found[0]

    def module(self) -> bytes:
        """What the browser imports as `catalogue`."""
        messages = json.dumps(dict(sorted(self.messages.items())), ensure_ascii=False, separators=(",", ":"))
        return (
            f"export const language = {json.dumps(self.language)}\n"
            f"export const plural = (n) => Number({self.plural})\n"
            f"export const messages = {messages}\n"
            f"export const said = {json.dumps(self.said, ensure_ascii=False, separators=(',', ':'))}\n"
        ).encode()


def po_file(language: str) -> Path:
    return FOLDER / language / "messages.po"


@cache
def catalogue(language: str) -> Catalogue:
    """Raises KeyError for a language that the pages do not speak."""
    if language == ENGLISH:
        return Catalogue(ENGLISH)
    if language not in LANGUAGES:
        raise KeyError(f"The pages do not speak {language!r}.")
    with po_file(language).open("rb") as file:
        read = read_po(file, locale=language)
    messages: dict[str, str | tuple[str, ...]] = {}
    said: list[str] = []
    for message in read:
        if not message.id or message.fuzzy or not message.string:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        text = message.string if isinstance(message.string, str) else tuple(message.string)
        if text if isinstance(text, str) else all(text):
            messages[key] = text
            by_server = any(Path(place).suffix == ".py" for place, _ in message.locations)
            if by_server and ("{" in key or " " not in key):
                said.append(key)
    return Catalogue(language, messages, read.plural_expr, tuple(said))


def js_path(language: str) -> str:
    """Where a catalogue is served, under static/."""
    return f"locale/{language}.js"


def js_files() -> dict[str, bytes]:
    """All catalogues as ES modules, by path."""
    return {js_path(language): catalogue(language).module() for language in LANGUAGES}
