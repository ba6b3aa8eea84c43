"""Names say what things are: the words that docs/glossary.md tells us to avoid name no class and no file."""

import ast
import re
from functools import cache

import pytest

from tests.architecture.project import ROOMS, nodes, pages, sources, text

GLOSSARY = "docs/glossary.md"
OTHERS_WORDS = {
    ("ari_app/telephony/exchange.py", "Tasks"): "asyncio's tasks",
}
"""Where another system's own language has the word; the reason beside it."""


def avoided() -> list[str]:
    table = text(GLOSSARY).partition("## Words that we avoid")[2]
    return re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)


def words_of(name: str) -> set[str]:
    """`ContactStatus` -> contact, status; in the singular too."""
    words = {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}
    return words | {word.removesuffix("s") for word in words}


@cache
def named() -> dict[tuple[str, str], set[str]]:
    """The words of each (file, name): the names of files, folders and classes."""
    classes = [
        (path, node.name) for path in sources() for node in nodes(path) if isinstance(node, ast.ClassDef)
    ]
    places = [(path, part.removesuffix(".py")) for path in sources() for part in path.split("/")]
    return {(path, name): words_of(name) for path, name in (*classes, *places)}


def test_the_glossary_names_the_words_that_we_avoid() -> None:
    assert {"task", "ticket", "contact", "manager", "handler", "utils", "helpers"} <= set(avoided())


@pytest.mark.parametrize("word", avoided())
def test_no_class_and_no_file_is_called(word: str) -> None:
    found = {place for place, words in named().items() if words & {word, word.removesuffix("s")}}
    assert found - OTHERS_WORDS.keys() == set(), f"see `{word}` in {GLOSSARY} for a better word"


def test_every_word_of_the_glossary_is_used() -> None:
    terms = re.findall(r"^\| \*\*(.+?)\*\* \|", text(GLOSSARY), re.MULTILINE)
    assert len(terms) > 40
    used = " ".join(text(path) for path in sources()).lower().replace("_", " ")
    used += " ".join(text(page) for page in pages() if page != GLOSSARY).lower()
    missing = [term for term in terms if not re.search(rf"\b{re.escape(term.lower())}", used)]
    assert missing == [], f"not one of {ROOMS} and no page uses them"
