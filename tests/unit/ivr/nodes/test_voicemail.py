"""Voicemail: greeting, beep, message."""

from collections.abc import Callable

import pytest

from ivr.commands import KeepVoicemail, Outcome, Record, Say, StopSaying
from ivr.flow import Flow
from ivr.story import CHAT, Story

MAIL = {"kind": "voicemail", "greeting": "Speak after the tone.", "mailbox": "sales", "max_seconds": 60}


def test_a_message_is_kept(build: Callable[..., Flow]) -> None:
    story = Story(build(MAIL)).says("Speak after the tone.").does(Say).prompt_ends().does(Record)
    record = story.last(Record)
    assert (record.max_seconds, record.silence_seconds, record.beep) == (60, 4, True)
    story.recorded(12.5).takes("main.recorded", "end.end")
    kept = story.last(KeepVoicemail)
    assert kept == KeepVoicemail(record.step, "sales", "message.wav", 12.5)


@pytest.mark.parametrize(("seconds", "failed"), [(0.0, False), (0.9, False), (12.0, True)])
def test_silence_a_click_and_a_failure_are_no_message(
    build: Callable[..., Flow], seconds: float, failed: bool
) -> None:
    story = Story(build(MAIL)).prompt_ends().recorded(seconds, failed).takes("main.empty", "end.end")
    assert not any(isinstance(command, KeepVoicemail) for command in story.told)


def test_a_key_skips_the_greeting(build: Callable[..., Flow]) -> None:
    story = Story(build(MAIL)).presses("#").does(StopSaying, Record).presses("5").does_nothing()
    story.recorded(3).takes("main.recorded", "end.end")


def test_after_a_restart_it_begins_again(build: Callable[..., Flow]) -> None:
    story = Story(build(MAIL)).prompt_ends().app_restarts().says("Speak after the tone.")
    story.prompt_ends().does(Record).recorded(5).takes("main.recorded", "end.end")


def test_a_writer_cannot_speak(build: Callable[..., Flow]) -> None:
    Story(build(MAIL, media=("text",)), CHAT).ends(Outcome.FAILED)
