"""Single values: what each shape takes, what it refuses, and that its schema says the same."""

from enum import StrEnum
from typing import Any

import jsonschema
import pytest

from ivr.faults import FlowFaults
from ivr.shapes import (
    AnyValue,
    Choice,
    ExpressionText,
    Flag,
    Mention,
    Named,
    Number,
    Shape,
    Spelled,
    SpokenText,
    TemplateText,
    Text,
    Whole,
    reference,
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


HEX = Spelled("bad_hex", lambda text: int(text, 16), lambda number: f"{number:x}", "^[0-9a-f]+$")

# The schema cannot know the grammars inside texts; those faults are the parser's alone.
IN_SCHEMA: list[tuple[Shape[Any], object, bool]] = [
    (Text("lower case", "[a-z]+"), "abc", True),
    (Text("lower case", "[a-z]+"), "abc1", False),
    (Text(), 5, False),
    (Number(0, 10), 2.5, True),
    (Number(0, 10), 11, False),
    (Number(0, 10), True, False),
    (Number(0, 10), "1", False),
    (Whole(1, 3), 3, True),
    (Whole(1, 3), 0, False),
    (Whole(1, 3), False, False),
    (Flag(), False, True),
    (Flag(), 0, False),
    (Choice(Colour), "red", True),
    (Choice(Colour), "green", False),
    (Choice(Colour), ["red"], False),
    (AnyValue(), "x", True),
    (AnyValue(), 1.5, True),
    (AnyValue(), True, True),
    (AnyValue(), None, False),
    (AnyValue(), 10**400, False),
    (AnyValue(), "x" * 1_001, False),
    (HEX, "ff", True),
    (HEX, "xyz", False),
    (HEX, 15, False),
    (SpokenText(), "Hello {name}", True),
    (SpokenText(), {"text": "Hello {name}", "recording": "hello"}, True),
    (SpokenText(), {"text": "Hello"}, False),
    (SpokenText(), {"recording": "hello"}, False),
    (SpokenText(), {"text": "Hello", "recording": "hello", "more": 1}, False),
    (SpokenText(), "", False),
    (TemplateText(), "Hello {name}", True),
    (TemplateText(), "", False),
    (TemplateText(), None, False),
    (ExpressionText(), "a == 1", True),
    (ExpressionText(), 1, False),
]


@pytest.mark.parametrize(("shape", "value", "right"), IN_SCHEMA)
def test_the_parser_and_the_schema_agree(shape: Shape[Any], value: object, right: bool) -> None:
    assert jsonschema.Draft202012Validator(shape.schema()).is_valid(value) is right
    if right:
        assert shape.dump(shape.parse(value, "/x")) == value
        return
    with pytest.raises(FlowFaults) as error:
        shape.parse(value, "/x")
    assert [fault.where for fault in error.value.faults] == ["/x"]


@pytest.mark.parametrize(
    ("shape", "value", "code"),
    [
        (TemplateText(), "a {", "bad_template"),
        (ExpressionText(), "a ==", "bad_expression"),
        (HEX, "", "bad_hex"),
    ],
)
def test_grammars_inside_texts(shape: Shape[Any], value: str, code: str) -> None:
    with pytest.raises(FlowFaults) as error:
        shape.parse(value, "")
    assert error.value.faults[0].code == code


def test_mentions() -> None:
    template, expression, queue = TemplateText(), ExpressionText(), reference(Named.QUEUE)
    assert list(template.mentions(template.parse("{b} {a}", ""), "/t")) == [
        Mention("/t", Named.VARIABLE_READ, "a"),
        Mention("/t", Named.VARIABLE_READ, "b"),
    ]
    assert list(expression.mentions(expression.parse("x + 1", ""), "/e")) == [
        Mention("/e", Named.VARIABLE_READ, "x")
    ]
    assert list(queue.mentions("sales", "/q")) == [Mention("/q", Named.QUEUE, "sales")]


def test_what_is_said_may_be_recorded() -> None:
    written = {"text": "Hello {name}", "recording": "hello"}
    template = SpokenText().parse(written, "/text")
    assert SpokenText().dump(template) == written
    assert (template.recording, template.render({"name": "Ann"})) == ("hello", "Hello Ann")
    assert list(SpokenText().mentions(template, "/text")) == [
        Mention("/text/text", Named.VARIABLE_READ, "name"),
        Mention("/text/recording", Named.PROMPT, "hello"),
    ]
    assert SpokenText().dump(SpokenText().parse("Hello", "")) == "Hello"
