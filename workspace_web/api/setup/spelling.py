"""How names, numbers and addresses are written when something is set up; a wrong one is told what is wanted."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError


def _spelled(pattern: str, wanted: str, *, longest: int = 200) -> Any:
    """What goes into `Annotated[str, ...]`: it has to match; the message says what is wanted."""

    def check(text: str) -> str:
        if len(text) > longest or not re.fullmatch(pattern, text, re.ASCII):
            raise PydanticCustomError("spelling", "{wanted}", {"wanted": wanted})
        return text

    return AfterValidator(check)


def _schema(pattern: str, longest: int, example: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "pattern": f"^{pattern}$", "maxLength": longest, "examples": [example]}
    )


LONGEST_NAME = 100
_ID = r"[a-z0-9][a-z0-9_-]{0,63}"
_LINE_ID = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"
_NUMBER = r"\+?[0-9*#]{2,20}"


def _trimmed(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _one_line(text: str) -> str:
    if not text:
        raise PydanticCustomError("name", "Give it a name.")
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise PydanticCustomError(
            "name", "Write a name of one line, at most {longest} characters.", {"longest": LONGEST_NAME}
        )
    return text


Name = Annotated[
    str,
    BeforeValidator(_trimmed),
    AfterValidator(_one_line),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_NAME, "examples": ["Support"]}),
]
Id = Annotated[
    str,
    _spelled(_ID, "Write a short name of lower-case letters, digits, - and _, such as second-line."),
    _schema(_ID, 64, "support"),
]
LineId = Annotated[
    str,
    _spelled(_LINE_ID, "Write a short name of letters, digits, ., - and _, such as desk-201."),
    _schema(_LINE_ID, 64, "desk-201"),
]
Number = Annotated[
    str,
    _spelled(
        _NUMBER, "Write the number with its country code, such as +441632960100, or a short one of digits."
    ),
    _schema(_NUMBER, 21, "+441632960100"),
]
Level = Annotated[int, Field(ge=1, le=10)]
