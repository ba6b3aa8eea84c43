"""Say: to its end, cut short by a key, sent to a writer."""

from collections.abc import Callable

from ivr.commands import Outcome, Say
from ivr.events import SayingEnded, SpeechBegan
from ivr.flow import Flow
from ivr.story import CHAT, Story

SAY = {"kind": "say", "text": "Hello {caller|digits}."}
MENU = {"kind": "menu", "prompt": "Which?", "options": [{"name": "sales", "keys": ["1"]}]}


def test_the_text_is_heard_to_its_end(build: Callable[..., Flow]) -> None:
    story = Story(build(SAY)).says("Hello 1 5 5 5 1 2 3 4.").does(Say)
    story.prompt_ends().takes("main.next", "end.end").ends(Outcome.RESOLVED)


def test_a_text_that_cannot_be_played_does_not_hold_the_caller_up(build: Callable[..., Flow]) -> None:
    story = Story(build(SAY))
    story.when(SayingEnded(story.last(Say).step, failed=True)).ends(Outcome.RESOLVED)


def test_a_key_cuts_it_short_and_chooses_in_the_menu_that_follows(build: Callable[..., Flow]) -> None:
    story = Story(build(SAY | {"exits": {"next": "menu"}}, menu=MENU))
    story.presses("1").stops_saying().says().takes("main.next", "menu.sales", "end.end")


def test_without_barge_in_it_is_said_to_its_end_and_the_keys_are_kept(build: Callable[..., Flow]) -> None:
    story = Story(build(SAY | {"barge_in": False, "exits": {"next": "menu"}}, menu=MENU))
    story.presses("1").does_nothing().prompt_ends().takes("main.next", "menu.sales", "end.end")


def test_a_writer_gets_it_and_the_flow_goes_on_at_once(build: Callable[..., Flow]) -> None:
    flow = build(SAY, media=("text",))
    Story(flow, CHAT).says("Hello a n n.").takes("main.next", "end.end").ends(Outcome.RESOLVED)


def test_other_events_mean_nothing(build: Callable[..., Flow]) -> None:
    story = Story(build(SAY))
    step = story.last(Say).step
    story.when(SpeechBegan(step)).does_nothing().when(SayingEnded(step + 1)).does_nothing()
    story.reads("hello").does_nothing()


def test_after_a_restart_it_is_said_again(build: Callable[..., Flow]) -> None:
    story = Story(build(SAY))
    before = story.last(Say).step
    story.app_restarts().says("Hello 1 5 5 5 1 2 3 4.")
    story.when(SayingEnded(before)).does_nothing().prompt_ends().ends(Outcome.RESOLVED)


def test_a_recorded_prompt_goes_with_its_words(build: Callable[..., Flow]) -> None:
    recorded = {"kind": "say", "text": {"text": "Hello {caller}.", "recording": "hello"}}
    said = Story(build(recorded)).last(Say)
    assert (said.text, said.recording) == ("Hello +15551234.", "hello")
