"""Branch: the first case that holds."""

from collections.abc import Callable

import pytest

from ivr.flow import Flow
from ivr.interpreter import StartFacts
from ivr.node import Medium
from ivr.nodes.branch import BranchNode
from ivr.records import Record
from ivr.story import Story

BRANCH = {
    "kind": "branch",
    "cases": [{"name": "vip", "when": "level >= 3"}, {"name": "known", "when": "level >= 1 and name != ''"}],
}


@pytest.mark.parametrize(
    ("level", "name", "exit"),
    [(3, "Ann", "vip"), ("4", "", "vip"), (1, "Ann", "known"), (1, "", "else"), ("", "x", "else")],
)
def test_the_first_case_that_holds_is_taken(
    build: Callable[..., Flow], level: int | str, name: str, exit: str
) -> None:
    facts = StartFacts("i", "caller", "called", variables={"level": level, "name": name})
    Story(build(BRANCH), facts).takes(f"main.{exit}", "end.end")


@pytest.mark.parametrize(
    ("conditions", "voice", "text"),
    [
        (["medium == 'text'"], ("else",), ("c0",)),
        (["level > 3", "medium == 'voice'", "level > 1"], ("c0", "c1"), ("c0", "c2", "else")),
        (["medium == 'text' and level > 3"], ("c0", "else"), ("c0", "else")),
    ],
)
def test_what_a_medium_cannot_take_is_known_beforehand(
    conditions: list[str], voice: tuple[str, ...], text: tuple[str, ...]
) -> None:
    cases = [{"name": f"c{at}", "when": when} for at, when in enumerate(conditions)]
    node = Record(BranchNode).parse({"cases": cases}, "")
    assert (node.exits_on(Medium.VOICE), node.exits_on(Medium.TEXT)) == (voice, text)


@pytest.mark.parametrize(
    ("cases", "where", "code"),
    [
        ([], "/cases", "no_cases"),
        ([{"name": "a", "when": "1"}, {"name": "a", "when": "0"}], "/cases/1/name", "duplicate_exit"),
        ([{"name": "else", "when": "1"}], "/cases/0/name", "duplicate_exit"),
    ],
)
def test_faults(cases: list[object], where: str, code: str) -> None:
    node = Record(BranchNode).parse({"cases": cases}, "")
    assert [(fault.where, fault.code) for fault in node.check()] == [(where, code)]
