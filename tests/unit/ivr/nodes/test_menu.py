"""Menu: keys, speech and typing; silence and mistakes; barge-in; typing ahead."""

from collections.abc import Callable

import pytest

from ivr.commands import Choice, EndInteraction, Listen, Say, SetTimer, StopListening, StopSaying, StopTimer
from ivr.events import KeyPressed, SpeechBegan, SpeechHeard, TimerFired
from ivr.flow import Flow
from ivr.nodes.asking import LONGEST_UTTERANCE
from ivr.nodes.menu import MenuNode
from ivr.records import Record
from ivr.story import CHAT, Story

OPTIONS = [
    {"name": "sales", "keys": ["1"], "phrases": ["sales"]},
    {"name": "support", "keys": ["2", "*"], "phrases": ["Support", "technical support"]},
]
MENU = {
    "kind": "menu",
    "prompt": "Sales or support?",
    "no_input_prompt": "Are you there?",
    "no_match_prompt": "Pardon?",
    "options": OPTIONS,
}


def test_the_ear_opens_with_the_prompt_and_the_clock_starts_after_it(build: Callable[..., Flow]) -> None:
    story = Story(build(MENU)).does(Say, Listen).listens("sales", "support", "technical support")
    story.prompt_ends().does(SetTimer).waits(6)


@pytest.mark.parametrize(("key", "exit"), [("1", "sales"), ("2", "support"), ("*", "support")])
def test_a_key_chooses_during_the_prompt_and_after_it(
    build: Callable[..., Flow], key: str, exit: str
) -> None:
    during = Story(build(MENU)).presses(key).stops_saying().takes(f"main.{exit}", "end.end").is_quiet()
    assert StopTimer() not in during.commands
    after = Story(build(MENU)).prompt_ends().presses(key).takes(f"main.{exit}", "end.end").is_quiet()
    after.does(StopListening, StopTimer, EndInteraction)


def test_a_word_chooses(build: Callable[..., Flow]) -> None:
    story = Story(build(MENU)).prompt_ends().begins_to_speak().hears("i want technical support")
    story.takes("main.support", "end.end").is_quiet()


def test_speaking_stops_the_prompt_before_the_word_is_known(build: Callable[..., Flow]) -> None:
    story = Story(build(MENU)).begins_to_speak().stops_saying().does(StopSaying, SetTimer)
    story.when(SpeechBegan(story.last(Listen).step)).does_nothing()
    story.prompt_ends().does_nothing()  # the end of the prompt that was cut short comes late, and is stale
    story.hears("sales").takes("main.sales", "end.end").is_quiet()


def test_silence_asks_again_and_then_gives_up(build: Callable[..., Flow]) -> None:
    story = Story(build(MENU)).prompt_ends().time_is_up().says("Are you there?").prompt_ends()
    story.time_is_up().says("Are you there?").prompt_ends()
    story.time_is_up().takes("main.no_input", "end.end").is_quiet()


def test_wrong_keys_and_words_ask_again_and_then_give_up(build: Callable[..., Flow]) -> None:
    story = Story(build(MENU)).presses("9").stops_saying().says("Pardon?")
    story.prompt_ends().begins_to_speak().hears("").says("Pardon?")
    story.prompt_ends().begins_to_speak().hears("weather").takes("main.no_match", "end.end").is_quiet()


def test_silence_and_mistakes_together_are_too_many(build: Callable[..., Flow]) -> None:
    flow = build(
        MENU | {"attempts": 2, "exits": {"too_many": "many"}}, many={"kind": "say", "text": "Sorry."}
    )
    Story(flow).presses("9").prompt_ends().time_is_up().says("Sorry.")
    unwired = build(
        MENU | {"attempts": 2, "exits": {"no_match": "wrong"}}, wrong={"kind": "say", "text": "Wrong."}
    )
    Story(unwired).presses("9").prompt_ends().time_is_up().says("Wrong.")


def test_without_prompts_of_their_own_silence_and_mistakes_hear_the_question_again(
    build: Callable[..., Flow],
) -> None:
    story = Story(build({"kind": "menu", "prompt": "Which?", "options": OPTIONS}))
    story.presses("9").says("Which?").prompt_ends().time_is_up().says("Which?")


def test_a_cough_into_the_prompt_is_no_answer(build: Callable[..., Flow]) -> None:
    story = Story(build(MENU)).hears("").does(Listen)
    story.prompt_ends().does(SetTimer).hears("sales").takes("main.sales", "end.end")


def test_speech_that_never_ends_is_noise(build: Callable[..., Flow]) -> None:
    Story(build(MENU)).begins_to_speak().waits(LONGEST_UTTERANCE).time_is_up().says("Pardon?")


def test_when_nobody_can_listen_the_keys_still_work(build: Callable[..., Flow]) -> None:
    story = Story(build(MENU)).ear_fails().does().prompt_ends().waits(6).ear_fails()
    story.presses("1").takes("main.sales", "end.end")


def test_a_recogniser_that_dies_in_the_middle_of_a_word_gives_the_time_back(
    build: Callable[..., Flow],
) -> None:
    story = Story(build(MENU)).prompt_ends().begins_to_speak().ear_fails().does(SetTimer).waits(6)
    story.time_is_up().says("Are you there?")


def test_keys_typed_ahead_go_through_several_menus(build: Callable[..., Flow]) -> None:
    say = {"kind": "say", "text": "Welcome.", "barge_in": False, "exits": {"next": "first"}}
    flow = build(say, first=MENU | {"exits": {"support": "second"}}, second=MENU)
    story = Story(flow).presses("21").prompt_ends().says()
    story.takes("main.next", "first.support", "second.sales", "end.end")


def test_a_wrong_key_typed_ahead_forgets_those_after_it(build: Callable[..., Flow]) -> None:
    say = {"kind": "say", "text": "Welcome.", "barge_in": False, "exits": {"next": "menu"}}
    story = Story(build(say, menu=MENU)).presses("91").prompt_ends().says("Pardon?")
    story.prompt_ends().waits(6)


def test_without_barge_in_the_ear_opens_late_and_keys_are_used_at_the_end(build: Callable[..., Flow]) -> None:
    deaf = MENU | {"barge_in": False}
    Story(build(deaf)).does(Say).prompt_ends().does(SetTimer, Listen)
    Story(build(deaf)).presses("1").does_nothing().prompt_ends().takes("main.sales", "end.end")


def test_the_hash_that_callers_press_after_everything_means_nothing_unless_it_is_an_option(
    build: Callable[..., Flow],
) -> None:
    Story(build(MENU)).presses("#").does_nothing()
    hash_option = MENU | {"options": [*OPTIONS, {"name": "again", "keys": ["#"]}]}
    Story(build(hash_option)).presses("#").takes("main.again", "end.end")


def test_without_speech_it_does_not_listen(build: Callable[..., Flow]) -> None:
    Story(build(MENU | {"speech": False})).does(Say).prompt_ends().does(SetTimer)


def test_no_key_at_all_and_answers_of_former_rounds_mean_nothing(build: Callable[..., Flow]) -> None:
    story = Story(build(MENU)).prompt_ends()
    ear, timer = story.last(Listen).step, story.last(SetTimer).step
    story.when(KeyPressed("x")).does_nothing().when(KeyPressed("12")).does_nothing()
    story.time_is_up().says("Are you there?")
    story.when(SpeechHeard(ear, "sales", 1.0)).does_nothing().when(TimerFired(timer)).does_nothing()


def test_after_a_restart_the_question_comes_again_and_the_mistakes_still_count(
    build: Callable[..., Flow],
) -> None:
    story = Story(build(MENU | {"attempts": 2})).presses("9").app_restarts().says("Sales or support?")
    story.stops_saying().does(StopSaying, StopListening, Say, Listen)  # Asterisk may still be playing
    story.presses("9").takes("main.no_match", "end.end").is_quiet()


@pytest.mark.parametrize(
    ("text", "exit"),
    [("1", "sales"), (" 2 ", "support"), ("SALES please!", "sales"), ("technical", "support")],
)
def test_a_writer_answers_with_a_number_or_words(build: Callable[..., Flow], text: str, exit: str) -> None:
    flow = build(MENU | {"text_prompt": "1 sales, 2 support"}, media=("text",))
    story = Story(flow, CHAT).says("1 sales, 2 support").does(Say, SetTimer).waits(1_800)
    story.prompt_ends().does_nothing().reads(text).takes(f"main.{exit}", "end.end").is_quiet()


def test_a_writer_who_is_not_understood_is_asked_again_and_one_who_is_silent_is_not(
    build: Callable[..., Flow],
) -> None:
    story = Story(build(MENU, media=("text",)), CHAT).reads("weather").says("Pardon?")
    story.time_is_up().takes("main.no_input", "end.end")


def test_a_writer_is_shown_the_choices_by_what_is_short_to_type(build: Callable[..., Flow]) -> None:
    options = [
        {"name": "sales", "keys": ["1"], "phrases": ["sales"]},
        {"name": "lost-card", "phrases": ["my card is lost"]},
        {"name": "front_desk", "keys": ["0"]},
    ]
    exits = {option["name"]: "end" for option in options}
    story = Story(build(MENU | {"options": options, "exits": exits}, media=("text",)), CHAT)
    (asked,) = [command for command in story.commands if isinstance(command, Say)]
    assert asked.choices == (
        Choice("1", "Sales"), Choice("my card is lost", "My card is lost"), Choice("0", "Front desk"),
    )  # fmt: skip
    for choice in asked.choices:
        again = Story(build(MENU | {"options": options, "exits": exits}, media=("text",)), CHAT)
        assert again.reads(choice.id).commands, f"{choice.id} chooses nothing"


@pytest.mark.parametrize(
    ("options", "where", "code"),
    [
        ([], "/options", "no_options"),
        ([{"name": "a", "keys": ["1"]}, {"name": "a", "keys": ["2"]}], "/options/1/name", "duplicate_exit"),
        ([{"name": "no_input", "keys": ["1"]}], "/options/0/name", "duplicate_exit"),
        (
            [{"name": "a", "keys": ["1"]}, {"name": "b", "keys": ["2", "1"]}],
            "/options/1/keys/1",
            "duplicate_key",
        ),
        (
            [{"name": "a", "phrases": ["Sales!"]}, {"name": "b", "phrases": ["sales"]}],
            "/options/1/phrases/0",
            "duplicate_phrase",
        ),
        ([{"name": "a", "keys": ["1"], "phrases": ["?!"]}], "/options/0/phrases/0", "empty_phrase"),
        ([{"name": "a"}], "/options/0", "no_way_to_choose"),
    ],
)
def test_faults(options: list[object], where: str, code: str) -> None:
    node = Record(MenuNode).parse({"prompt": "Which?", "options": options}, "")
    assert [(fault.where, fault.code) for fault in node.check()] == [(where, code)]


def test_words_that_nobody_listens_for_choose_nothing() -> None:
    options = [{"name": "a", "phrases": ["sales"]}]
    node = Record(MenuNode).parse({"prompt": "Which?", "options": options, "speech": False}, "")
    assert [fault.code for fault in node.check()] == ["no_way_to_choose"]
