"""The sentences of the pages, as they stand in the sources: Python (`N_`), templates (`_`), JavaScript (`t`, `tn`); and
what the server says to people (`said.py`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_file

from workspace_web.locale import said

ROOM = Path(__file__).parents[1]

_SOURCES = (
    ("python", "*.py", {"N_": None}),
    ("jinja2.ext:babel_extract", "templates/*.html", {"_": None}),
)
_SCRIPTS = "static/js/**/*.js"

# Calls stand in tagged templates inside tagged templates, where no lexer of gettext finds them; but they are all alike.
_QUOTED = r"""(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")"""
_CALL = re.compile(r"(?<![\w.$])(?<!function )(tn?)\(\s*")
_ONE = re.compile(rf"{_QUOTED}\s*(?=[,)])")
_MANY = re.compile(rf"{_QUOTED}\s*,\s*{_QUOTED}\s*,")
_COMMENT = re.compile(r"^[ \t]*(?://|\*|/\*).*$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|.)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`many`: the same for several, when it has a count. `places` are paths in workspace_web/, or beside it."""

    one: str
    many: str | None
    places: tuple[str, ...]


def sentences() -> list[Sentence]:
    """All of them, each once. Raises ValueError when one stands with two different plurals."""
    found: dict[str, tuple[str | None, list[str]]] = {}
    for place, one, many in (*_in_sources(), *_said(), *_in_scripts()):
        known, places = found.setdefault(one, (many, []))
        if known != many:
            raise ValueError(f"{place}: {one!r} has {many!r} for several, and {known!r} elsewhere.")
        if place not in places:
            places.append(place)
    return [Sentence(one, many, tuple(places)) for one, (many, places) in sorted(found.items())]


def unfindable() -> list[str]:
    """Where JavaScript translates what is not written out: nobody could know the sentence."""
    return [
        f"{place}:{line}: {call}..."
        for place, text in _scripts()
        for line, call, literal in _calls(text)
        if literal is None
    ]


def of_script(text: str) -> list[tuple[str, str | None]]:
    """The sentences of a module, those with a count with their form for several."""
    return [literal for _, _, literal in _calls(text) if literal is not None]


def _in_sources() -> Iterator[tuple[str, str, str | None]]:
    for method, pattern, keywords in _SOURCES:
        for path in sorted(ROOM.glob(pattern)):
            for _, message, _, _ in extract_from_file(method, path, keywords=keywords):
                one = message if isinstance(message, str) else message[0]
                yield path.relative_to(ROOM).as_posix(), one, None


def _said() -> Iterator[tuple[str, str, str | None]]:
    return ((place, sentence, None) for place, sentence in said.sentences())


def _in_scripts() -> Iterator[tuple[str, str, str | None]]:
    for place, text in _scripts():
        for one, many in of_script(text):
            yield place, one, many


def _scripts() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOM.glob(_SCRIPTS)):
        yield path.relative_to(ROOM).as_posix(), path.read_text(encoding="utf-8")


def _calls(text: str) -> Iterator[tuple[int, str, tuple[str, str | None] | None]]:
    """Each call of t or tn: its line, how it begins, and its literal."""
    code = _COMMENT.sub("", text)
    for call in _CALL.finditer(code):
        line = code.count("\n", 0, call.start()) + 1
        begins = code[call.start() : call.end() + 20].partition("\n")[0]
        wanted = _MANY if call[1] == "tn" else _ONE
        found = wanted.match(code, call.end())
        if found is None:
            yield line, begins, None
        else:
            one, *many = (_unescaped(part) for part in found.groups() if part is not None)
            yield line, begins, (one, many[0] if many else None)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(
        lambda found: chr(int(found[2] or found[3], 16)) if found[2] or found[3] else found[1], text
    )


def template() -> Catalog:
    """A catalogue of all sentences, without translations."""
    catalog = Catalog(project="Trunkline", version="", copyright_holder="", fuzzy=False)
    for sentence in sentences():
        catalog.add(
            sentence.one if sentence.many is None else (sentence.one, sentence.many),
            locations=[(place, 0) for place in sentence.places],
        )
    return catalog
