"""Lists, objects and records: all faults at once, defaults left out, mentions from within."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from ivr.faults import FlowFaults
from ivr.records import Items, Maybe, Members, Record, given
from ivr.shapes import Mention, Named, Number, Text, Whole, reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str = given(reference(Named.QUEUE), "its name")
    levels: Mapping[str, int] = given(Members(reference(Named.SKILL), Whole(1, 10)), "levels", default={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    parts: tuple[Part, ...] = given(Items(Record(Part), most=2), "its parts")
    size: float | None = given(Maybe(Number(0, 10)), "its size", default=None)
    title: str = given(Text(), "its title", default="untitled")


SHAPE = Record(Thing)


def faults_of(value: object) -> set[tuple[str, str]]:
    with pytest.raises(FlowFaults) as error:
        SHAPE.parse(value, "")
    return {(fault.where, fault.code) for fault in error.value.faults}


def test_what_is_parsed_is_dumped_again_without_the_defaults() -> None:
    document = {"parts": [{"name": "a", "levels": {"german": 3}}, {"name": "b"}], "size": 2.5}
    parsed = SHAPE.parse(document | {"title": "untitled"}, "")
    assert parsed == Thing(
        parts=(Part(name="a", levels={"german": 3}), Part(name="b")), size=2.5, title="untitled"
    )
    assert SHAPE.dump(parsed) == document


def test_every_fault_is_told() -> None:
    document = {
        "parts": [{"nam": "a"}, {"name": "B!", "levels": {"x/y": 11}}],
        "size": 11,
        "colour": "red",
        "title": 5,
    }
    assert faults_of(document) == {
        ("/parts/0/nam", "unknown_member"),
        ("/parts/0/name", "missing_member"),
        ("/parts/1/name", "wrong_text"),
        ("/parts/1/levels/x~1y", "wrong_text"),
        ("/parts/1/levels/x~1y", "wrong_number"),
        ("/size", "wrong_number"),
        ("/colour", "unknown_member"),
        ("/title", "wrong_text"),
    }


@pytest.mark.parametrize(
    ("document", "where", "code"),
    [
        ([], "", "wrong_object"),
        ({"parts": {}}, "/parts", "wrong_list"),
        ({"parts": [{"name": "a"}] * 3}, "/parts", "wrong_list"),
        ({"parts": [{"name": "a", "levels": []}]}, "/parts/0/levels", "wrong_object"),
        ({"parts": [None]}, "/parts/0", "wrong_object"),
    ],
)
def test_wrong_containers(document: object, where: str, code: str) -> None:
    assert faults_of(document) == {(where, code)}


def test_a_misspelt_member_is_guessed() -> None:
    with pytest.raises(FlowFaults, match="did you mean 'title'"):
        SHAPE.parse({"parts": [], "titel": "x"}, "")


def test_mentions_come_from_everywhere() -> None:
    parsed = SHAPE.parse({"parts": [{"name": "a", "levels": {"german": 3}}]}, "")
    assert list(SHAPE.mentions(parsed, "")) == [
        Mention("/parts/0/name", Named.QUEUE, "a"),
        Mention("/parts/0/levels/german", Named.SKILL, "german"),
    ]


def test_the_schema_names_required_members_and_defaults() -> None:
    schema = SHAPE.schema()
    assert schema["required"] == ["parts"]
    assert schema["additionalProperties"] is False
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert properties["size"] == {
        "anyOf": [{"type": "number", "minimum": 0, "maximum": 10}, {"type": "null"}],
        "description": "its size",
        "default": None,
    }
