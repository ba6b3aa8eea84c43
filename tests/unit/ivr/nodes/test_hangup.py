"""Hang up: with and without a last word."""

from collections.abc import Callable

from ivr.commands import EndInteraction, Outcome, Say
from ivr.flow import Flow
from ivr.story import CHAT, Story

BYE = {"kind": "hangup", "text": "Goodbye.", "outcome": "abandoned", "reason": "Nobody was free."}


def test_the_last_word_is_heard_before_the_line_is_cut(build: Callable[..., Flow]) -> None:
    story = Story(build(BYE)).says("Goodbye.").does(Say)
    story.presses("1").does_nothing()
    story.prompt_ends().ends(Outcome.ABANDONED)
    assert story.last(EndInteraction).reason == "Nobody was free."


def test_without_a_text_it_ends_at_once(build: Callable[..., Flow]) -> None:
    Story(build({"kind": "hangup"})).does(EndInteraction).ends(Outcome.RESOLVED)


def test_a_writer_is_sent_the_last_word(build: Callable[..., Flow]) -> None:
    Story(build(BYE, media=("text",)), CHAT).does(Say, EndInteraction).ends(Outcome.ABANDONED)


def test_after_the_end_nothing_happens_any_more(build: Callable[..., Flow]) -> None:
    Story(build({"kind": "hangup"})).presses("1").does_nothing().app_restarts().does_nothing()
