"""Log lines for people and for machines."""

import json
import logging
import sys

import pytest

from ari_app.logs import JsonLines, TextLines


def record(message: str, *arguments: object, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("ari_app.x", logging.WARNING, "x.py", 1, message, arguments, None)
    vars(made).update(fields)
    return made


def test_a_text_line_is_a_sentence_with_its_fields() -> None:
    line = TextLines().format(record("A call to %s.", "sales", called="+15550100", seconds=2.5))
    assert line[8:] == " WARNING A call to sales. called=+15550100 seconds=2.5"


@pytest.mark.parametrize("evil", ["\n12:00:00 ERROR forged", "\r", "\x1b[31m", "\x00", "\u2028"])
def test_v16_4_1_what_a_stranger_sends_cannot_forge_a_line(evil: str) -> None:
    for made in (record("Called %s", evil), record("Called", caller=evil)):
        line = TextLines().format(made)
        assert line.isprintable()
        assert len(line.splitlines()) == 1


def test_a_json_line_is_one_object_whatever_it_holds() -> None:
    at_noon = record("Odd\n%s", "é", caller='"\n', thing=object)
    at_noon.created = 1_800_000_000.5
    line = JsonLines().format(at_noon)
    assert "\n" not in line
    found = json.loads(line)
    assert found["at"] == "2027-01-15T08:00:00.500+00:00"
    assert (found["level"], found["logger"], found["message"], found["caller"]) == (
        "warning",
        "ari_app.x",
        "Odd\né",
        '"\n',
    )
    assert found["thing"] == "<class 'object'>"


def test_a_failure_brings_its_traceback() -> None:
    made = record("It broke.")
    try:
        raise ValueError("why")
    except ValueError:
        made.exc_info = sys.exc_info()
    assert TextLines().format(made).endswith("ValueError: why")
    assert json.loads(JsonLines().format(made))["error"].endswith("ValueError: why")
