"""The story teller fails when the flow does something else: a test tool that cannot fail proves nothing."""

from collections.abc import Callable

import pytest

from ivr.commands import Listen, Outcome, Record
from ivr.flow import Flow
from ivr.story import Story

MENU = {"kind": "menu", "prompt": "Which?", "options": [{"name": "a", "keys": ["1"], "phrases": ["sales"]}]}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda story: story.says("What?"),
        lambda story: story.says(),
        lambda story: story.takes("main.a"),
        lambda story: story.does(Listen),
        lambda story: story.does_nothing(),
        lambda story: story.waits(6),
        lambda story: story.listens("support"),
        lambda story: story.is_quiet(),
        lambda story: story.prompt_ends().stops_saying(),
        lambda story: story.queues("sales"),
        lambda story: story.knows(caller="somebody"),
        lambda story: story.ends(Outcome.RESOLVED),
        lambda story: story.last(Record),
    ],
)
def test_a_wrong_expectation_fails(build: Callable[..., Flow], wrong: Callable[[Story], object]) -> None:
    with pytest.raises(AssertionError):
        wrong(Story(build(MENU)))
