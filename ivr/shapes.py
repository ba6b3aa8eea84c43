"""The shapes of a flow's JSON: each is written once and read three ways: parsed, dumped, published as schema.

Here are the single values; `records.py` puts them together. Parsing raises `FlowFaults`. `mentions` lists the
names that a value refers to (variables, queues, ...), so the check needs no help from the node kinds.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Generic, TypeAlias, TypeVar, cast

from ivr import expressions, templates
from ivr.expressions import Expression
from ivr.faults import Fault, FlowFaults, pointer
from ivr.templates import Template
from ivr.values import MAX_NUMBER, MAX_TEXT, NAME_PATTERN, Value, WrongSyntax

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
JsonObject: TypeAlias = "dict[str, Json]"

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class Named(Enum):
    """What a mentioned name is the name of."""

    VARIABLE_READ = "variable"
    VARIABLE_WRITTEN = "written variable"
    QUEUE = "queue"
    SKILL = "skill"
    MAILBOX = "mailbox"
    CALENDAR = "calendar"
    PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Mention:
    where: str
    named: Named
    name: str


class Shape(ABC, Generic[T]):
    @abstractmethod
    def parse(self, value: object, where: str) -> T:
        """Raises `FlowFaults`."""

    @abstractmethod
    def schema(self) -> JsonObject: ...

    def dump(self, value: T) -> Json:
        """The inverse of `parse`. A shape whose value is JSON already has nothing to do."""
        return cast(Json, value)

    def mentions(self, value: T, where: str) -> Iterable[Mention]:
        return ()


def fault(where: str, code: str, message: str) -> FlowFaults:
    return FlowFaults((Fault(where, code, message),))


# --- scalars ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text(Shape[str]):
    """Text that matches `pattern` as a whole; `what` says so in words; `names` makes it a reference."""

    what: str = "a text"
    pattern: str = r"[\s\S]{0,1000}"
    names: Named | None = None

    def parse(self, value: object, where: str) -> str:
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value, re.ASCII):
            raise fault(where, "wrong_text", f"must be {self.what}, not {shown(value)}")
        return value

    def schema(self) -> JsonObject:
        named: JsonObject = {"x-names": self.names.value} if self.names else {}
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"} | named

    def mentions(self, value: str, where: str) -> Iterable[Mention]:
        return (Mention(where, self.names, value),) if self.names else ()


ID = r"[a-z0-9][a-z0-9_-]{0,63}"
LANGUAGE = Text("a language tag like 'en' or 'de-CH'", r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
WRITTEN_VARIABLE = Text("a variable name like 'order.number'", NAME_PATTERN, Named.VARIABLE_WRITTEN)


def reference(named: Named) -> Text:
    return Text(f"the name of a {named.value} (lower-case letters, digits, - and _)", ID, named)


_RECORDING = reference(Named.PROMPT)


@dataclass(frozen=True, slots=True)
class Number(Shape[float]):
    """A number between `least` and `most`, both included."""

    least: float
    most: float

    def parse(self, value: object, where: str) -> float:
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not self.least <= value <= self.most
        ):
            raise fault(
                where,
                "wrong_number",
                f"must be a number from {self.least:g} to {self.most:g}, not {shown(value)}",
            )
        return value

    def schema(self) -> JsonObject:
        return {"type": "number", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Whole(Shape[int]):
    """A whole number between `least` and `most`, both included."""

    least: int
    most: int

    def parse(self, value: object, where: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise fault(
                where,
                "wrong_number",
                f"must be a whole number from {self.least} to {self.most}, not {shown(value)}",
            )
        return value

    def schema(self) -> JsonObject:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Flag(Shape[bool]):
    def parse(self, value: object, where: str) -> bool:
        if not isinstance(value, bool):
            raise fault(where, "wrong_flag", f"must be true or false, not {shown(value)}")
        return value

    def schema(self) -> JsonObject:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Choice(Shape[E]):
    of: type[E]

    def parse(self, value: object, where: str) -> E:
        if not isinstance(value, str) or value not in tuple(self.of):
            raise fault(where, "wrong_choice", f"must be one of {', '.join(self.of)}, not {shown(value)}")
        return self.of(value)

    def dump(self, value: E) -> Json:
        return value.value

    def schema(self) -> JsonObject:
        return {"enum": [member.value for member in self.of]}


@dataclass(frozen=True, slots=True)
class AnyValue(Shape[Value]):
    """What a variable can hold."""

    def parse(self, value: object, where: str) -> Value:
        match value:
            case bool():
                return value
            case str() if len(value) <= MAX_TEXT:
                return value
            case int() | float() if abs(value) <= MAX_NUMBER:
                return value
        raise fault(where, "wrong_value", f"must be a text, a number, true or false, not {shown(value)}")

    def schema(self) -> JsonObject:
        return {
            "anyOf": [
                {"type": "boolean"},
                {"type": "string", "maxLength": MAX_TEXT},
                {"type": "number", "minimum": -MAX_NUMBER, "maximum": MAX_NUMBER},
            ]
        }


@dataclass(frozen=True, slots=True)
class Spelled(Shape[T]):
    """A text with a grammar of its own: `read` raises `ValueError`, `write` is its inverse."""

    code: str
    read: Callable[[str], T]
    write: Callable[[T], str]
    pattern: str | None = None

    def parse(self, value: object, where: str) -> T:
        if not isinstance(value, str):
            raise fault(where, self.code, f"must be a text, not {shown(value)}")
        try:
            return self.read(value)
        except ValueError as error:
            raise fault(where, self.code, f"{shown(value)} {error}") from error

    def dump(self, value: T) -> Json:
        return self.write(value)

    def schema(self) -> JsonObject:
        text: JsonObject = {"type": "string"}
        return text | {"pattern": self.pattern} if self.pattern else text


class TemplateText(Shape[Template]):
    """Text with `{variables}`: see `templates.py`."""

    def parse(self, value: object, where: str) -> Template:
        if not isinstance(value, str) or not value.strip():
            raise fault(where, "bad_template", f"must be a text that is not empty, not {shown(value)}")
        try:
            return templates.parse(value)
        except WrongSyntax as error:
            raise fault(where, "bad_template", f"the text {error}") from error

    def dump(self, value: Template) -> Json:
        return value.source

    def schema(self) -> JsonObject:
        return {"type": "string", "minLength": 1, "maxLength": templates.MAX_SOURCE}

    def mentions(self, value: Template, where: str) -> Iterable[Mention]:
        return (Mention(where, Named.VARIABLE_READ, name) for name in sorted(value.names()))


class SpokenText(Shape[Template]):
    """What is said: a text, or `{"text": ..., "recording": ...}` where a recorded prompt is played to callers.

    The text stays beside the recording: writers get it, transcripts show it, and it is spoken should the recording
    be gone.
    """

    def parse(self, value: object, where: str) -> Template:
        if not isinstance(value, Mapping):
            return TemplateText().parse(value, where)
        if value.keys() != {"text", "recording"}:
            raise fault(where, "wrong_object", "must be a text, or an object with 'text' and 'recording'")
        text = TemplateText().parse(value["text"], pointer(where, "text"))
        recording = _RECORDING.parse(value["recording"], pointer(where, "recording"))
        return replace(text, recording=recording)

    def dump(self, value: Template) -> Json:
        return {"text": value.source, "recording": value.recording} if value.recording else value.source

    def schema(self) -> JsonObject:
        recorded: JsonObject = {
            "type": "object",
            "properties": {"text": TemplateText().schema(), "recording": _RECORDING.schema()},
            "required": ["text", "recording"],
            "additionalProperties": False,
        }
        return {"anyOf": [TemplateText().schema(), recorded], "x-spoken": True}

    def mentions(self, value: Template, where: str) -> Iterable[Mention]:
        if not value.recording:
            return TemplateText().mentions(value, where)
        recording = _RECORDING.mentions(value.recording, pointer(where, "recording"))
        return (*TemplateText().mentions(value, pointer(where, "text")), *recording)


class ExpressionText(Shape[Expression]):
    """A condition or a value to compute: see `expressions.py`."""

    def parse(self, value: object, where: str) -> Expression:
        if not isinstance(value, str):
            raise fault(where, "bad_expression", f"must be an expression as text, not {shown(value)}")
        try:
            return expressions.parse(value)
        except WrongSyntax as error:
            raise fault(where, "bad_expression", f"the expression {error}") from error

    def dump(self, value: Expression) -> Json:
        return value.source

    def schema(self) -> JsonObject:
        return {"type": "string", "minLength": 1, "maxLength": expressions.MAX_SOURCE, "x-expression": True}

    def mentions(self, value: Expression, where: str) -> Iterable[Mention]:
        return (Mention(where, Named.VARIABLE_READ, name) for name in sorted(value.names()))


def shown(value: object) -> str:
    if isinstance(value, Mapping):
        return f"an object of {len(value)}"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if value is None:
        return "null"
    return repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."
