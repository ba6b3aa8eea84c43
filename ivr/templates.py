"""Text with variables: `Your order {order.number|digits} is {order.state|default:on its way}.`

`{name}` is replaced by the variable, an unknown one by nothing; filters follow after `|`. `{{` and `}}` are
braces. Parsing raises `WrongSyntax`; rendering never raises: a filter that cannot use a value lets it pass as
it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ivr.values import NAME_PATTERN, Value, WrongSyntax, as_number, as_text

MAX_SOURCE = 2_000
MAX_RENDERED = 4_000


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a variable."""

    name: str
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """`recording` names a recorded prompt that callers hear instead; the text is what it says."""

    source: str
    parts: tuple[str | Slot, ...]
    recording: str = ""

    def names(self) -> frozenset[str]:
        """The variables that it reads."""
        return frozenset(part.name for part in self.parts if isinstance(part, Slot))

    def render(self, variables: Mapping[str, Value]) -> str:
        text = "".join(part if isinstance(part, str) else _filled(part, variables) for part in self.parts)
        return text[:MAX_RENDERED].strip()


def parse(source: str) -> Template:
    """Raises `WrongSyntax`."""
    if len(source) > MAX_SOURCE:
        raise WrongSyntax(f"is longer than {MAX_SOURCE} characters")
    parts: list[str | Slot] = []
    for piece in re.split(r"(\{\{|\}\}|\{[^{}]*\}|[{}])", source):
        if piece in ("{", "}"):
            raise WrongSyntax(f"has a lonely {piece!r}; write {piece * 2!r} to say the brace itself")
        if piece in ("{{", "}}"):
            parts.append(piece[0])
        elif piece.startswith("{"):
            parts.append(_slot(piece[1:-1]))
        elif piece:
            parts.append(piece)
    return Template(source, tuple(parts))


def _slot(inside: str) -> Slot:
    name, *filters = (piece.strip() for piece in inside.split("|"))
    if not re.fullmatch(NAME_PATTERN, name, re.ASCII):
        raise WrongSyntax(f"has {{{inside}}}, and {name!r} is no variable name")
    return Slot(name, tuple(_filter(piece) for piece in filters))


def _filter(piece: str) -> Filter:
    name, _, argument = piece.partition(":")
    if name not in _FILTERS:
        raise WrongSyntax(f"uses the filter {name!r}; the filters are {', '.join(sorted(_FILTERS))}")
    if argument and name != "default":
        raise WrongSyntax(f"gives {name!r} an argument; only 'default' takes one")
    return Filter(name, argument)


def _filled(slot: Slot, variables: Mapping[str, Value]) -> str:
    value = variables.get(slot.name, "")
    for step in slot.filters:
        value = _FILTERS[step.name](value, step.argument)
    return as_text(value)


def _digits(value: Value, _: str) -> Value:
    """Spoken one by one: `4711` is `4 7 1 1`; a minus, a dash or a space is only a pause."""
    return " ".join(character for character in as_text(value) if character.isalnum())


def _number(value: Value, _: str) -> Value:
    number = as_number(value)
    return value if number is None else f"{number:,}".removesuffix(".0")


def _moment(value: Value) -> datetime | None:
    """A time from ISO 8601 text or seconds since the epoch (UTC)."""
    number = as_number(value)
    try:
        if number is not None:
            return datetime.fromtimestamp(number, UTC)
        return datetime.fromisoformat(as_text(value))
    except (ValueError, OverflowError, OSError):
        return None


def _date(value: Value, _: str) -> Value:
    moment = _moment(value)
    return value if moment is None else f"{moment.day} {moment:%B} {moment.year}"


def _time(value: Value, _: str) -> Value:
    moment = _moment(value)
    return value if moment is None else f"{moment:%H:%M}"


_FILTERS: dict[str, Callable[[Value, str], Value]] = {
    "date": _date,
    "default": lambda value, argument: value if as_text(value).strip() else argument,
    "digits": _digits,
    "lower": lambda value, _: as_text(value).lower(),
    "number": _number,
    "time": _time,
    "upper": lambda value, _: as_text(value).upper(),
}
