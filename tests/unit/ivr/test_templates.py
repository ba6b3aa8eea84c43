"""Templates: what is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import templates
from ivr.values import Value, WrongSyntax

VARIABLES: dict[str, Value] = {
    "name": "Ann",
    "order.number": "47-11",
    "amount": 1234567.5,
    "count": 2000.0,
    "day": "2026-11-22",
    "moment": 0,
    "empty": "  ",
}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Hello {name}.", "Hello Ann."),
        ("{order.number|digits}", "4 7 1 1"),
        ("{ name | upper }", "ANN"),
        ("{name|lower}", "ann"),
        ("{nobody}", ""),
        ("{nobody|default:you}", "you"),
        ("{empty|default:you|upper}", "YOU"),
        ("{name|default:you}", "Ann"),
        ("{amount|number}", "1,234,567.5"),
        ("{count|number}", "2,000"),
        ("{name|number}", "Ann"),
        ("{day|date}", "22 November 2026"),
        ("{moment|date}", "1 January 1970"),
        ("{moment|time}", "00:00"),
        ("{name|date}", "Ann"),
        ("{name|time}", "Ann"),
        ("{{name}}", "{name}"),
        ("{{{name}}}", "{Ann}"),
    ],
)
def test_render(source: str, text: str) -> None:
    assert templates.parse(source).render(VARIABLES) == text


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{", "lonely '{'"),
        ("a } b", "lonely '}'"),
        ("{}", "no variable name"),
        ("{a b}", "no variable name"),
        ("{a.b()}", "no variable name"),
        ("{a|shout}", "the filters are"),
        ("{a|upper:x}", "only 'default'"),
        ("x" * 3_000, "longer"),
    ],
)
def test_refused(source: str, why: str) -> None:
    with pytest.raises(WrongSyntax, match=why):
        templates.parse(source)


def test_a_long_text_is_cut() -> None:
    long: dict[str, Value] = {"name": "x" * 1_000}
    assert len(templates.parse("{name}" * 100).render(long)) == templates.MAX_RENDERED


@given(st.text(alphabet="{}|:ab. ", max_size=30), st.text(max_size=10))
def test_whatever_is_written_is_refused_or_rendered(source: str, value: str) -> None:
    try:
        template = templates.parse(source)
    except WrongSyntax:
        return
    assert isinstance(template.render({"a": value, "b": 1e15}), str)
