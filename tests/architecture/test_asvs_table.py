"""The table of docs/howto/security.md: each item of the ASVS that stands there is held by a test that there is."""

import re
from functools import cache

import pytest

from tests.architecture.project import ROOT, text

PAGE = "docs/howto/security.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.+) \| `(test_\w+)` \|$", re.MULTILINE)
ROWS = ROW.findall(text(PAGE))
WANTED = """
    1.3.1 1.3.6 1.3.11 1.3.12 2.4.1 3.2.1 3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.2 3.5.3
    3.5.4 3.5.5 4.4.1 4.4.2 4.4.3 4.4.4 5.2.1 5.2.2 5.2.3 5.3.2 5.4.1 5.4.2 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7
    6.2.8 6.2.9 6.2.10 6.2.11 6.2.12 6.3.1 6.3.2 6.3.3 6.5.1 7.2.1 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.4 7.4.5
    7.5.1 7.5.2 8.2.1 8.2.2 8.2.3 9.1.1 9.1.2 9.2.1 15.2.2 16.2.1 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2
    16.5.1 16.5.2 17.3.1 17.3.2
"""


@cache
def told_by() -> dict[str, str]:
    """Each test by its name, with the line after its signature: its docstring, if it has one."""
    found: dict[str, str] = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        for name, rest in re.findall(
            r"def (test_\w+)\((.*?)(?=\n(?:async )?def |\Z)", path.read_text(), re.DOTALL
        ):
            found[name] = rest.partition('"""')[2].partition('"""')[0]
    return found


def numbers(name: str) -> set[str]:
    """The items in a test's name: `v6_2_2_and_v6_2_3`, `v3_4_1_to_v3_4_6`."""
    found = {".".join(item) for item in re.findall(r"v(\d+)_(\d+)_(\d+)", name)}
    for chapter, section, first, last in re.findall(r"v(\d+)_(\d+)_(\d+)_to_v\1_\2_(\d+)", name):
        found |= {f"{chapter}.{section}.{item}" for item in range(int(first), int(last) + 1)}
    return found


@pytest.mark.parametrize(("item", "asks", "test"), ROWS, ids=[f"{item}-{test}" for item, _, test in ROWS])
def test_an_item_is_held_by_a_test_that_says_so(item: str, asks: str, test: str) -> None:
    assert asks.strip()
    assert test in told_by(), f"{PAGE}: there is no {test}"
    assert item in numbers(test) or item in re.findall(r"\d+\.\d+\.\d+", told_by()[test]), (
        f"{test} is not about {item}"
    )


def test_no_item_is_missing_and_none_stands_twice() -> None:
    rows = [(item, test) for item, _, test in ROWS]
    assert {item for item, _ in rows} >= set(WANTED.split())
    assert len(rows) == len(set(rows))
    assert rows == sorted(rows, key=lambda row: tuple(map(int, row[0].split("."))))
