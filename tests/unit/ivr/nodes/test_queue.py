"""Queue: what is asked of the router, and what happens when the wait ends without an agent."""

from collections.abc import Callable

import pytest

from ivr.flow import Flow
from ivr.story import CHAT, Story

QUEUE = {"kind": "queue", "queue": "sales", "skills": {"german": 5}, "priority": 3, "max_wait": 600}
SAY = {"kind": "say", "text": "Sorry."}


def test_all_that_is_wanted_reaches_the_router(build: Callable[..., Flow]) -> None:
    Story(build(QUEUE)).queues("sales", skills={"german": 5}, priority=3, max_wait=600)


@pytest.mark.parametrize(
    ("reason", "exit"), [("max_wait", "max_wait"), ("closed", "closed"), ("unknown_queue", "closed")]
)
def test_the_end_of_the_wait_names_the_exit(build: Callable[..., Flow], reason: str, exit: str) -> None:
    Story(build(QUEUE)).queue_ends(reason).takes(f"main.{exit}", "end.end")


def test_a_limit_that_the_queue_itself_has_counts_as_closed_when_the_flow_names_none(
    build: Callable[..., Flow],
) -> None:
    flow = build({"kind": "queue", "queue": "sales", "exits": {"closed": "sorry"}}, sorry=SAY)
    Story(flow).queues("sales", max_wait=None).queue_ends("max_wait").says("Sorry.")


def test_keys_against_the_music_are_forgotten(build: Callable[..., Flow]) -> None:
    menu = {"kind": "menu", "prompt": "Which?", "options": [{"name": "a", "keys": ["1"]}]}
    story = Story(build(QUEUE | {"exits": {"max_wait": "menu"}}, menu=menu))
    story.presses("1").does_nothing().queue_ends("max_wait").says("Which?")


def test_keys_typed_ahead_end_at_the_queue(build: Callable[..., Flow]) -> None:
    menu = {"kind": "menu", "prompt": "Which?", "options": [{"name": "a", "keys": ["1"]}]}
    say = {"kind": "say", "text": "Hello.", "barge_in": False, "exits": {"next": "queue"}}
    story = Story(build(say, queue=QUEUE | {"exits": {"max_wait": "menu"}}, menu=menu))
    story.presses("1").prompt_ends().queues("sales").queue_ends("max_wait").says("Which?")


def test_a_restart_asks_for_nothing_again(build: Callable[..., Flow]) -> None:
    story = Story(build(QUEUE)).app_restarts().does_nothing()
    story.queue_ends("closed").takes("main.closed", "end.end")


@pytest.mark.parametrize(("limit", "max_wait"), [({}, None), ({"text_max_wait": 3600}, 3600)])
def test_a_writer_waits_for_as_long_as_it_takes_unless_it_is_said(
    build: Callable[..., Flow], limit: dict[str, int], max_wait: float | None
) -> None:
    story = Story(build(QUEUE | limit, media=("text",)), CHAT)
    story.queues("sales", skills={"german": 5}, priority=3, max_wait=max_wait)


def test_a_writer_waits_in_the_same_queue(build: Callable[..., Flow]) -> None:
    Story(build(QUEUE, media=("text",)), CHAT).queues("sales").reads("hello?").does_nothing()
