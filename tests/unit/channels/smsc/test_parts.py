"""Long texts in parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.smsc.alphabet import decoded, units
from ari_app.channels.smsc.parts import Part, complete, cut, of_tags, read


def test_a_short_one_is_one() -> None:
    assert cut(*units("x" * 160), 7) == [b"x" * 160]
    assert [len(one) for one in cut(*units("x" * 161), 7)] == [6 + 153, 6 + 8]
    assert cut(*units("ё" * 70), 7) == ["ё".encode("utf-16-be") * 70]
    assert [len(one) for one in cut(*units("ё" * 71), 7)] == [6 + 134, 6 + 8]


def test_no_character_is_cut_in_two() -> None:
    """A euro sign takes two units; the 153rd is left empty."""
    first, second = cut(*units("x" * 152 + "€" + "y" * 10), 7)
    assert (len(first), second[6:]) == (6 + 152, b"\x1be" + b"y" * 10)
    emoji = cut(*units("👍" * 40), 7)
    assert [len(one) - 6 for one in emoji] == [132, 28]


def test_too_many() -> None:
    with pytest.raises(ValueError, match="255"):
        cut(*units("x" * 40_000), 7)


@given(st.text(st.sampled_from("ab€ёäß👍{"), max_size=600), st.integers(0, 1 << 32))
def test_parts_make_the_whole(text: str, reference: int) -> None:
    encoding, said = units(text)
    contents = cut(encoding, said, reference)
    if len(contents) == 1:
        assert decoded(contents[0], encoding.coding) == text
        return
    texts = {}
    for content in reversed(contents):
        part, rest = read(content)
        assert part is not None
        assert (part.total, part.reference) == (len(contents), reference & 0xFF)
        assert len(rest) <= encoding.part
        texts[part.number] = decoded(rest, encoding.coding) or ""
    assert complete(texts, len(contents)) == text


@pytest.mark.parametrize(
    ("content", "part", "rest"),
    [
        ("050003070201", Part(7, 2, 1), ""),
        ("060804123402016869", Part(0x1234, 2, 1), "6869"),
        ("0a000307020205040b84236869", Part(7, 2, 2), "6869"),
        ("050003070203", None, ""),
        ("050003070200", None, ""),
        ("050003070101", None, ""),
        ("ff00", None, "ff00"),
        ("", None, ""),
        ("0400030702", None, ""),
    ],
)
def test_headers_as_they_come(content: str, part: Part | None, rest: str) -> None:
    assert read(bytes.fromhex(content)) == (part, bytes.fromhex(rest))


def test_parts_by_tags() -> None:
    assert of_tags(b"\x12\x34", b"\x03", b"\x02") == Part(0x1234, 3, 2)
    assert of_tags(None, b"\x03", b"\x02") is None
    assert complete({1: "a"}, 2) is None


@given(st.binary(max_size=20))
def test_no_header_stops_us(content: bytes) -> None:
    read(content)
