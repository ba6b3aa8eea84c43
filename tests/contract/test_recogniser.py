"""What every Recogniser promises: run on the double, on Vosk and on PocketSphinx."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from ari_app.speech.double import ScriptedRecogniser, spoken
from ari_app.speech.errors import CannotHearError
from ari_app.speech.ports import (
    Heard,
    Hearer,
    Hearing,
    HearingEvent,
    PartialHeard,
    Recogniser,
    SpeechStarted,
)
from ari_app.speech.recogniser import speech_recogniser
from tests.service.speech.caller_audio import DIGITS, PACKET, UNHURRIED, line, say, silence

MENU = Hearing(("sales", "support", "billing", "operator", "technical support"))

UNDERSTOOD = {("pocketsphinx", "one two three"): "en-us+f3", ("pocketsphinx", "technical support"): "en-gb"}
"""The voice that an engine understands, where it is not the usual one: this is no test of accuracy."""


@dataclass(frozen=True)
class Subject:
    recogniser: Recogniser
    audio_of: Callable[[str], bytes]


@asynccontextmanager
async def scripted() -> AsyncIterator[Subject]:
    known = {"sales", "support", "billing", "operator", "technical", *DIGITS}
    yield Subject(ScriptedRecogniser(known), lambda text: silence(0.5) + spoken(text) + silence(1.5))


@asynccontextmanager
async def real(setting: str) -> AsyncIterator[Subject]:
    async with speech_recogniser(setting, workers=1, patience=UNHURRIED) as recogniser:
        yield Subject(recogniser, lambda text: line(say(text, UNDERSTOOD.get((setting, text), "en-us"), 130)))


@pytest.fixture(params=["double", "vosk", "pocketsphinx"])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    async with scripted() if request.param == "double" else real(request.param) as subject:
        yield subject


async def events_of(hearer: Hearer) -> list[HearingEvent]:
    async with asyncio.timeout(60):
        return [event async for event in hearer]


def final_of(events: list[HearingEvent]) -> Heard:
    final = events[-1]
    assert isinstance(final, Heard)
    return final


def feed_in_packets(hearer: Hearer, pcm: bytes, size: int = PACKET) -> None:
    for start in range(0, len(pcm), size):
        hearer.feed(pcm[start : start + size])


async def test_an_answer_starts_may_be_guessed_and_ends_once(subject: Subject) -> None:
    hearer = subject.recogniser.open(MENU)
    feed_in_packets(hearer, subject.audio_of("support"))
    events = await events_of(hearer)
    assert events[0] == SpeechStarted()
    assert events.count(SpeechStarted()) == 1
    assert all(isinstance(event, PartialHeard) for event in events[1:-1])
    final = final_of(events)
    assert final.text == "support"
    assert 0.0 < final.confidence <= 1.0
    assert [word.text for word in final.words] == ["support"]
    assert await events_of(hearer) == []


async def test_audio_may_come_in_pieces_of_any_size(subject: Subject) -> None:
    hearer = subject.recogniser.open(MENU)
    feed_in_packets(hearer, subject.audio_of("operator"), size=333)
    assert final_of(await events_of(hearer)).text == "operator"


async def test_a_phrase_of_several_words(subject: Subject) -> None:
    hearer = subject.recogniser.open(MENU)
    feed_in_packets(hearer, subject.audio_of("technical support"))
    assert final_of(await events_of(hearer)).text == "technical support"


async def test_phrases_may_repeat_when_asked(subject: Subject) -> None:
    hearer = subject.recogniser.open(Hearing(DIGITS, reject_unknown=False, repeats=True))
    feed_in_packets(hearer, subject.audio_of("one two three"))
    assert final_of(await events_of(hearer)).text == "one two three"


async def test_silence_is_no_event(subject: Subject) -> None:
    hearer = subject.recogniser.open(MENU)
    feed_in_packets(hearer, silence(2.0))
    listening = asyncio.create_task(events_of(hearer))
    other = subject.recogniser.open(MENU)
    feed_in_packets(other, subject.audio_of("support"))
    await events_of(other)  # by now the silence, too, has been listened to
    assert not listening.done()
    hearer.close()
    assert await listening == []


async def test_closing_twice_and_feeding_afterwards_does_no_harm(subject: Subject) -> None:
    hearer = subject.recogniser.open(MENU)
    feed_in_packets(hearer, subject.audio_of("support"))
    hearer.close()
    hearer.close()
    hearer.feed(subject.audio_of("support"))
    assert await events_of(hearer) == []


async def test_feeding_after_the_final_does_no_harm(subject: Subject) -> None:
    hearer = subject.recogniser.open(MENU)
    feed_in_packets(hearer, subject.audio_of("support"))
    await events_of(hearer)
    feed_in_packets(hearer, subject.audio_of("sales"))
    assert await events_of(hearer) == []


async def test_callers_are_not_mixed_up(subject: Subject) -> None:
    said = {"support": subject.recogniser.open(MENU), "operator": subject.recogniser.open(MENU)}
    audio = {text: subject.audio_of(text) for text in said}
    for start in range(0, max(map(len, audio.values())), PACKET):
        for text, hearer in said.items():
            hearer.feed(audio[text][start : start + PACKET])
    heard = {text: final_of(await events_of(hearer)).text for text, hearer in said.items()}
    assert heard == {"support": "support", "operator": "operator"}


async def test_audio_beyond_the_bound_is_dropped_and_counted(subject: Subject) -> None:
    hearer = subject.recogniser.open(MENU)
    hearer.feed(silence(8.0))
    assert hearer.dropped_bytes == len(silence(3.0))
    hearer.close()


async def test_unknown_words_are_told_beforehand(subject: Subject) -> None:
    missing = subject.recogniser.missing(("technical support", "xyzzyx plugh", "sales"))
    assert missing == {"xyzzyx", "plugh"}


async def test_a_phrase_with_unknown_words_is_left_out_of_the_grammar(subject: Subject) -> None:
    hearer = subject.recogniser.open(Hearing(("xyzzyx", *MENU.phrases)))
    feed_in_packets(hearer, subject.audio_of("support"))
    assert final_of(await events_of(hearer)).text == "support"


@pytest.mark.parametrize(
    "hearing",
    [
        pytest.param(Hearing(("xyzzyx", "plugh")), id="no word known"),
        pytest.param(Hearing(()), id="dictation without a large model"),
        pytest.param(Hearing(("ja", "nein"), language="de"), id="no model of the language"),
    ],
)
async def test_what_cannot_be_heard_is_refused_at_once(subject: Subject, hearing: Hearing) -> None:
    with pytest.raises(CannotHearError):
        subject.recogniser.open(hearing)


async def test_words_that_were_not_asked_for_are_no_answer(subject: Subject) -> None:
    if not all(engine.can_reject for engine in subject.recogniser.capabilities):
        pytest.skip("this engine says that it cannot reject (can_reject)")
    hearer = subject.recogniser.open(MENU)
    feed_in_packets(hearer, subject.audio_of("seven nine one"))
    final = final_of(await events_of(hearer))
    assert (final.text, final.confidence) == ("", 0.0)
