"""What an IMAP server says (RFC 3501), read: one answer of it -> nested lists of words. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

Word: TypeAlias = "bytes | list[Word]"
"""An atom, a string or a literal; or what stands in parentheses."""

_TOKEN = re.compile(rb'[()]|"((?:[^"\\]|\\.)*)"|[^\s()"\[]*(?:\[[^\]]*\][^\s()"]*)?')
_LITERAL = re.compile(rb"\{(\d{1,10})\+?\}\r?\n?$")
_DEEPEST = 20


class Unintelligible(ValueError):
    """It does not keep to the rules of the language."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line, with the literals in it. `tag`: `*` untagged, `+` a continuation, else the command that it ends."""

    tag: bytes
    kind: bytes  # in upper case: OK, NO, BAD, EXISTS, FETCH, CAPABILITY…; empty of a continuation
    number: int | None  # of `* 12 EXISTS`
    text: bytes  # the rest, literals left out
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail of a mailbox. `size` is its whole size, of which `content` may be the beginning only. `at`: when it came
    there."""

    uid: int
    size: int
    at: float
    content: bytes


def literal(line: bytes) -> int | None:
    """How many bytes follow this line and belong to it."""
    found = _LITERAL.search(line)
    return int(found[1]) if found else None


def answer(pieces: list[bytes]) -> Answer:
    """`pieces`: a line, then in turn a literal and the rest of the line. Raises `Unintelligible`."""
    tag, _, rest = pieces[0].partition(b" ")
    lines = [_LITERAL.sub(b"", rest), *(_LITERAL.sub(b"", piece) for piece in pieces[2::2])]
    text = b" ".join(line.strip() for line in lines)
    if tag == b"+":
        return Answer(tag, b"", None, text, ())
    head = rest.split(None, 2)
    number = int(head[0]) if head and head[0].isdigit() and len(head) > 1 else None
    kind = head[1 if number is not None else 0].strip().upper() if head else b""
    words = () if kind in (b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH") else tuple(_words(lines, pieces[1::2]))
    return Answer(tag, kind, number, text, words)


def _words(lines: list[bytes], literals: list[bytes]) -> list[Word]:
    stack: list[list[Word]] = [[]]
    for at, line in enumerate(lines):
        if at:
            stack[-1].append(literals[at - 1])
        for token in _tokens(line):
            if token == b"(":
                if len(stack) > _DEEPEST:
                    raise Unintelligible("too many parentheses")
                inner: list[Word] = []
                stack[-1].append(inner)
                stack.append(inner)
            elif token == b")":
                if len(stack) == 1:
                    raise Unintelligible("a parenthesis that none opens")
                stack.pop()
            else:
                stack[-1].append(token)
    return stack[0]


def _tokens(line: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(line):
        if line[at : at + 1].isspace():
            at += 1
            continue
        found = _TOKEN.match(line, at)
        if found is None or found.end() == at:
            raise Unintelligible(f"not a word: {line[at : at + 40]!r}")
        yield re.sub(rb"\\(.)", rb"\1", found[1]) if found[1] is not None else found[0]
        at = found.end()


def fetched(one: Answer) -> Fetched | None:
    """Of a FETCH answer that brings a mail; None when it tells of something else, such as a flag."""
    if one.kind != b"FETCH":
        return None
    fields = one.words[-1] if one.words else None
    if not isinstance(fields, list):
        return None
    values = {
        bytes(name).upper(): value
        for name, value in zip(fields[::2], fields[1::2], strict=False)
        if isinstance(name, bytes)
    }
    content = next((value for name, value in values.items() if name.startswith(b"BODY[")), None)
    uid, size, at = values.get(b"UID"), values.get(b"RFC822.SIZE"), values.get(b"INTERNALDATE")
    if not isinstance(content, bytes) or not isinstance(uid, bytes) or not uid.isdigit():
        return None
    whole = int(size) if isinstance(size, bytes) and size.isdigit() else len(content)
    return Fetched(int(uid), whole, time_of(at) if isinstance(at, bytes) else 0.0, content)


def time_of(internal_date: bytes) -> float:
    """`17-Jul-1996 02:44:25 -0700`; 0 when it is none."""
    try:
        return datetime.strptime(internal_date.decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z").timestamp()
    except ValueError:
        return 0.0


def code(text: bytes, name: bytes) -> int | None:
    """The number of a response code: `[UIDVALIDITY 3857529045] UIDs valid`."""
    found = re.search(rb"\[" + name + rb" (\d{1,10})\]", text, re.IGNORECASE)
    return int(found[1]) if found else None
