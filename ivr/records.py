"""Shapes made of shapes: lists, objects, and records, which are dataclasses whose fields know their shape.

A record is a frozen, keyword-only dataclass whose fields are declared with `given(shape, help)`. A container
parses every child before it complains, so one look tells all that is wrong.
"""

import dataclasses
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from ivr.faults import Fault, FlowFaults, pointer
from ivr.shapes import Json, JsonObject, Mention, Shape, Text, fault, shown

T = TypeVar("T")


class Gathered:
    """Faults of several children, raised together at the end."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def parse(self, shape: Shape[T], value: object, where: str) -> T | None:
        """None only after a fault, and then `complain` raises."""
        try:
            return shape.parse(value, where)
        except FlowFaults as error:
            self._faults += error.faults
            return None

    def add(self, where: str, code: str, message: str) -> None:
        self._faults.append(Fault(where, code, message))

    def complain(self) -> None:
        if self._faults:
            raise FlowFaults(self._faults)


@dataclass(frozen=True, slots=True)
class Maybe(Shape[T | None]):
    """The shape, or null."""

    of: Shape[T]

    def parse(self, value: object, where: str) -> T | None:
        return None if value is None else self.of.parse(value, where)

    def dump(self, value: T | None) -> Json:
        return None if value is None else self.of.dump(value)

    def schema(self) -> JsonObject:
        return {"anyOf": [self.of.schema(), {"type": "null"}]}

    def mentions(self, value: T | None, where: str) -> Iterable[Mention]:
        return () if value is None else self.of.mentions(value, where)


@dataclass(frozen=True, slots=True)
class Items(Shape[tuple[T, ...]]):
    of: Shape[T]
    most: int = 100

    def parse(self, value: object, where: str) -> tuple[T, ...]:
        if not isinstance(value, list | tuple) or len(value) > self.most:
            raise fault(where, "wrong_list", f"must be a list of at most {self.most}, not {shown(value)}")
        gathered = Gathered()
        items = [gathered.parse(self.of, item, pointer(where, at)) for at, item in enumerate(value)]
        gathered.complain()
        return tuple(cast("list[T]", items))

    def dump(self, value: tuple[T, ...]) -> Json:
        return [self.of.dump(item) for item in value]

    def schema(self) -> JsonObject:
        return {"type": "array", "items": self.of.schema(), "maxItems": self.most}

    def mentions(self, value: tuple[T, ...], where: str) -> Iterator[Mention]:
        for at, item in enumerate(value):
            yield from self.of.mentions(item, pointer(where, at))


@dataclass(frozen=True, slots=True)
class Members(Shape[Mapping[str, T]]):
    """An object whose keys are names of one kind."""

    key: Text
    of: Shape[T]
    most: int = 500

    def parse(self, value: object, where: str) -> Mapping[str, T]:
        if not isinstance(value, Mapping) or len(value) > self.most:
            raise fault(
                where, "wrong_object", f"must be an object of at most {self.most}, not {shown(value)}"
            )
        gathered = Gathered()
        members = {}
        for key, member in value.items():
            gathered.parse(self.key, key, pointer(where, key))
            members[key] = gathered.parse(self.of, member, pointer(where, key))
        gathered.complain()
        return cast("Mapping[str, T]", members)

    def dump(self, value: Mapping[str, T]) -> Json:
        return {key: self.of.dump(member) for key, member in value.items()}

    def schema(self) -> JsonObject:
        return {
            "type": "object",
            "propertyNames": self.key.schema(),
            "additionalProperties": self.of.schema(),
            "maxProperties": self.most,
        }

    def mentions(self, value: Mapping[str, T], where: str) -> Iterator[Mention]:
        for key, member in value.items():
            yield from self.key.mentions(key, pointer(where, key))
            yield from self.of.mentions(member, pointer(where, key))


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    shape: Shape[Any]  # fields of one record have different types; `given` has tied each to its own
    help: str
    required: bool
    default: object


def given(shape: Shape[T], help: str, **default: T) -> T:
    """Declares a field of a record: `given(shape, help)`, or `given(shape, help, default=...)` for one that
    may be left out.
    """
    metadata = {"shape": shape, "help": help}
    if not default:
        return cast(T, dataclasses.field(metadata=metadata))
    field: T = dataclasses.field(metadata=metadata, default_factory=lambda: default["default"])
    return field


def fields_of(record: type[object]) -> Iterator[Field]:
    declared = (field for field in dataclasses.fields(cast("type[Any]", record)) if "shape" in field.metadata)
    for field in declared:
        required = field.default_factory is dataclasses.MISSING
        default = None if field.default_factory is dataclasses.MISSING else field.default_factory()
        yield Field(field.name, field.metadata["shape"], field.metadata["help"], required, default)


@dataclass(frozen=True, slots=True)
class Record(Shape[T]):
    """An object with the fields of a dataclass: unknown members are faults, members at their default are not
    dumped.
    """

    of: type[T]

    def parse(self, value: object, where: str) -> T:
        if not isinstance(value, Mapping):
            raise fault(where, "wrong_object", f"must be an object, not {shown(value)}")
        gathered = Gathered()
        members: dict[str, object] = {}
        fields = {field.name: field for field in fields_of(self.of)}
        for name in sorted(value.keys() - fields.keys(), key=str):
            gathered.add(pointer(where, name), "unknown_member", f"is unknown here; {_hint(name, fields)}")
        for name, field in fields.items():
            if name in value:
                members[name] = gathered.parse(field.shape, value[name], pointer(where, name))
            elif field.required:
                gathered.add(pointer(where, name), "missing_member", f"is missing; add it: {field.help}")
        gathered.complain()
        return self.of(**members)

    def dump(self, value: T) -> JsonObject:
        return {
            field.name: field.shape.dump(getattr(value, field.name))
            for field in fields_of(self.of)
            if field.required or getattr(value, field.name) != field.default
        }

    def schema(self) -> JsonObject:
        fields = tuple(fields_of(self.of))
        properties: JsonObject = {}
        for field in fields:
            told: JsonObject = {"description": field.help}
            if not field.required:
                told["default"] = field.shape.dump(field.default)
            properties[field.name] = field.shape.schema() | told
        return {
            "type": "object",
            "properties": properties,
            "required": [field.name for field in fields if field.required],
            "additionalProperties": False,
        }

    def mentions(self, value: T, where: str) -> Iterator[Mention]:
        for field in fields_of(self.of):
            yield from field.shape.mentions(getattr(value, field.name), pointer(where, field.name))


def _hint(name: object, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(str(name), tuple(known), 1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
