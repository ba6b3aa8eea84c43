"""Which passwords are good enough. ASVS 5.0: 6.2.1, 6.2.4, 6.2.5, 6.2.9, 6.2.11, 6.2.12."""

import pytest

from ari_app.access.password_rules import LONGEST, SHORTEST, fault
from ari_app.access.well_known import FILE, PREFIX, well_known


@pytest.mark.parametrize(
    "password",
    [
        "harbour otter quilt",  # only letters, and blanks
        "kvjqzmwphx",
        "8135 2907 4466 1",
        "ÄÖÜ ist ein Umlaut",
        "пароль на русском",
        "🐙 octopus garden",
        "x" + "harbour otter quilt " * 12,
    ],
)
def test_v6_2_5_any_characters_will_do(password: str) -> None:
    assert fault(password, "agent1", well_known) is None


def test_v6_2_1_the_shortest() -> None:
    assert SHORTEST >= 8
    password = "kvjqzmwphxbnrtyd"
    assert "at least" in str(fault(password[: SHORTEST - 1], "ann", well_known))
    assert fault(password[:SHORTEST], "ann", well_known) is None


def test_v6_2_9_long_ones_are_taken() -> None:
    words = "harbour otter quilt " * 20
    assert LONGEST >= 64
    assert fault(words[:LONGEST], "ann", well_known) is None
    assert "at most" in str(fault(words[: LONGEST + 1], "ann", well_known))


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("password123", "tried first"),
        ("Password2026!", "tried first"),
        ("!!qwertyuiop!!", "tried first"),
        ("1234567890", "tried first"),
        ("DRAGON-8731-1973", "tried first"),
        ("abababababab", "repeats or counts"),
        ("klmnopqrstu", "repeats or counts"),
        ("zyxwvutsrqp", "repeats or counts"),
        ("trunkline rocks", "trunkline"),
        ("MyTrunkLine-77", "trunkline"),
        ("Agent17 harbour", "agent17"),
    ],
)
def test_v6_2_4_and_v6_2_11_what_others_guess_is_refused(password: str, word: str) -> None:
    assert word in str(fault(password, "agent17", well_known))


def test_a_short_name_may_stand_in_it_by_chance() -> None:
    assert fault("harbour bob quilt", "bob", well_known) is None


def test_v6_2_12_the_list_of_breached_ones_is_large_and_none_of_it_passes() -> None:
    content = FILE.read_bytes()
    prefixes = [content[place : place + PREFIX] for place in range(0, len(content), PREFIX)]
    assert len(prefixes) > 40_000
    assert prefixes == sorted(set(prefixes))
    for word in ("password", "iloveyou", "princess", "sunshine", "qwerty", "letmein", "football", "monkey"):
        assert well_known(word)
        assert fault(f"{word}!2026#", "ann", well_known) is not None
    for word in ("harbour otter quilt", "", "kvjqzmwphx"):
        assert not well_known(word)
