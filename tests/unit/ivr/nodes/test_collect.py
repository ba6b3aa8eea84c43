"""Collect: a number by keys, by voice, by typing; read back and confirmed."""

from collections.abc import Callable

import pytest

from ivr import grammar
from ivr.commands import Listen, Say, SetTimer, StopListening, StopSaying
from ivr.flow import Flow
from ivr.nodes.collect import CollectNode
from ivr.records import Record
from ivr.story import CHAT, Story

COLLECT = {
    "kind": "collect",
    "prompt": "Your order number?",
    "no_input_prompt": "Are you there?",
    "no_match_prompt": "Pardon?",
    "save_as": "order",
    "min_digits": 3,
    "max_digits": 5,
}
CONFIRM = COLLECT | {"confirm": "I heard {order|digits}. Is that right?"}
MENU = {"kind": "menu", "prompt": "Which?", "options": [{"name": "sales", "keys": ["1"]}]}


def test_keys_until_the_terminator(build: Callable[..., Flow]) -> None:
    story = (
        Story(build(COLLECT))
        .does(Say, Listen)
        .presses("4")
        .does(StopSaying, StopListening, SetTimer)
        .waits(3)
    )
    story.presses("71").presses("#").takes("main.collected", "end.end").knows(order="471").is_quiet()


def test_the_last_possible_digit_completes_it_and_a_hash_after_it_harms_nothing(
    build: Callable[..., Flow],
) -> None:
    story = (
        Story(build(COLLECT | {"exits": {"collected": "menu"}}, menu=MENU))
        .presses("47110")
        .knows(order="47110")
    )
    story.says("Which?").presses("#").does_nothing().presses("1").takes("menu.sales", "end.end")


def test_a_pause_completes_it(build: Callable[..., Flow]) -> None:
    Story(build(COLLECT)).prompt_ends().waits(6).presses("471").time_is_up().knows(order="471").is_quiet()


@pytest.mark.parametrize("keys", ["47#", "4*", "4A"])
def test_too_few_digits_and_other_keys_are_no_number(build: Callable[..., Flow], keys: str) -> None:
    story = Story(build(COLLECT)).presses(keys).says("Pardon?").presses("123#").knows(order="123")
    story.takes("main.collected", "end.end").is_quiet()


def test_a_pause_after_too_few_digits_is_no_number(build: Callable[..., Flow]) -> None:
    Story(build(COLLECT)).presses("47").time_is_up().says("Pardon?")


def test_silence_asks_again_and_then_gives_up(build: Callable[..., Flow]) -> None:
    story = Story(build(COLLECT | {"attempts": 2})).prompt_ends().time_is_up().says("Are you there?")
    story.prompt_ends().time_is_up().takes("main.no_input", "end.end").is_quiet()


def test_noise_counts_as_a_mistake(build: Callable[..., Flow]) -> None:
    story = Story(build(COLLECT | {"attempts": 2})).prompt_ends().begins_to_speak().hears("").says("Pardon?")
    story.prompt_ends().hears("hello").takes("main.no_match", "end.end").is_quiet()


def test_spoken_digits(build: Callable[..., Flow]) -> None:
    story = Story(build(COLLECT)).listens(*grammar.DIGIT_PHRASES)
    assert not story.last(Listen).reject_unknown
    story.begins_to_speak().hears("four double seven oh").takes("main.collected", "end.end").knows(
        order="4770"
    )


def test_a_spoken_number_of_the_wrong_length_is_no_number(build: Callable[..., Flow]) -> None:
    Story(build(COLLECT)).begins_to_speak().hears("one two").says("Pardon?")


def test_another_terminator_or_none(build: Callable[..., Flow]) -> None:
    Story(build(COLLECT | {"terminator": "*"})).presses("123*").knows(order="123")
    Story(build(COLLECT | {"terminator": ""})).presses("123#").says("Pardon?")


def test_a_terminator_before_any_digit_ends_nothing(build: Callable[..., Flow]) -> None:
    Story(build(COLLECT)).presses("#").does_nothing().presses("123#").knows(order="123")


def test_keys_typed_ahead_fill_the_number_and_go_on_to_the_menu(build: Callable[..., Flow]) -> None:
    say = {"kind": "say", "text": "Welcome.", "barge_in": False, "exits": {"next": "number"}}
    flow = build(say, number=COLLECT | {"exits": {"collected": "menu"}}, menu=MENU)
    story = Story(flow).presses("471#1").prompt_ends().says().knows(order="471")
    story.takes("main.next", "number.collected", "menu.sales", "end.end")


def test_keys_typed_ahead_that_are_not_yet_a_number_wait_for_more(build: Callable[..., Flow]) -> None:
    say = {"kind": "say", "text": "Welcome.", "barge_in": False, "exits": {"next": "number"}}
    story = Story(build(say, number=COLLECT)).presses("47").prompt_ends().says().waits(3)
    story.presses("1#").knows(order="471")


def test_the_number_is_read_back_and_confirmed(build: Callable[..., Flow]) -> None:
    story = Story(build(CONFIRM)).presses("471#").says("I heard 4 7 1. Is that right?")
    story.listens(*grammar.YES, *grammar.NO).knows(order=None)  # type: ignore[arg-type]  # not set before it is right
    story.presses("1").takes("main.collected", "end.end").knows(order="471").is_quiet()
    spoken = Story(build(CONFIRM)).hears("four seven one").says("I heard 4 7 1. Is that right?")
    spoken.prompt_ends().begins_to_speak().hears("yes").knows(order="471").is_quiet()


@pytest.mark.parametrize("refuse", [lambda story: story.presses("2"), lambda story: story.hears("not right")])
def test_a_number_that_is_not_right_is_asked_for_again(
    build: Callable[..., Flow], refuse: Callable[[Story], Story]
) -> None:
    refuse(Story(build(CONFIRM)).presses("471#")).says("Your order number?").presses("472#").presses(
        "1"
    ).knows(order="472")


def test_silence_and_mistakes_read_it_back_again_and_count(build: Callable[..., Flow]) -> None:
    story = (
        Story(build(CONFIRM)).presses("471#").prompt_ends().time_is_up().says("I heard 4 7 1. Is that right?")
    )
    story.presses("5").says("I heard 4 7 1. Is that right?").presses("2").takes(
        "main.too_many", "end.end"
    ).is_quiet()


def test_after_a_restart_the_number_begins_again_but_one_read_back_is_kept(
    build: Callable[..., Flow],
) -> None:
    Story(build(COLLECT)).presses("47").app_restarts().says("Your order number?").presses("123#").knows(
        order="123"
    )
    story = Story(build(CONFIRM)).presses("471#").app_restarts().says("I heard 4 7 1. Is that right?")
    story.presses("1").knows(order="471")


def test_a_writer_types_it(build: Callable[..., Flow]) -> None:
    story = Story(build(CONFIRM, media=("text",)), CHAT).reads("what?").says("Pardon?").reads("It is 4-71")
    story.says("I heard 4 7 1. Is that right?").reads("Yes").knows(order="471").is_quiet()


def test_limits_that_contradict_each_other_are_a_fault() -> None:
    document = {"prompt": "Number?", "save_as": "n", "min_digits": 5, "max_digits": 3}
    assert [fault.where for fault in Record(CollectNode).parse(document, "").check()] == ["/min_digits"]
