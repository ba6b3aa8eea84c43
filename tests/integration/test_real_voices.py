"""The real libvosk behind the real pool, on 8 kHz audio through mu-law and line noise."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest

from ari_app.speech.audio import audioop
from ari_app.speech.ports import Heard, Hearer, Hearing, HearingEvent, HearingFailed, SpeechStarted
from ari_app.speech.recogniser import WorkerRecogniser, speech_recogniser
from tests.service.speech.caller_audio import DIGITS, PACKET, UNHURRIED, core_sound, line, say, silence

MENU = Hearing(("sales", "support", "billing", "operator"))
DIGIT = Hearing(DIGITS, reject_unknown=False)


@pytest.fixture
async def recogniser() -> AsyncIterator[WorkerRecogniser]:
    async with speech_recogniser("auto", workers=1, patience=UNHURRIED) as recogniser:
        await recogniser.pool.ready()
        yield recogniser


async def final_of(hearer: Hearer) -> HearingEvent:
    async with asyncio.timeout(60):
        return [event async for event in hearer][-1]


async def hear(recogniser: WorkerRecogniser, hearing: Hearing, pcm: bytes) -> Heard:
    hearer = recogniser.open(hearing)
    feed(hearer, pcm)
    final = await final_of(hearer)
    assert isinstance(final, Heard)
    return final


def feed(hearer: Hearer, pcm: bytes) -> None:
    for start in range(0, len(pcm), PACKET):
        hearer.feed(pcm[start : start + PACKET])


async def all_consumed(recogniser: WorkerRecogniser) -> None:
    """A later stream of the same worker is answered after all earlier audio has been listened to."""
    assert (await hear(recogniser, MENU, line(say("support")))).text == "support"


@pytest.mark.parametrize("voice", ["en-us", "en-gb", "en-us+f3"])
@pytest.mark.parametrize("word", MENU.phrases)
async def test_menu_words(recogniser: WorkerRecogniser, word: str, voice: str) -> None:
    heard = await hear(recogniser, MENU, line(say(word, voice)))
    assert heard.text == word
    assert heard.confidence > 0.6


@pytest.mark.asterisk
@pytest.mark.parametrize("digit", range(10))
async def test_digits_of_a_human_voice(recogniser: WorkerRecogniser, digit: int) -> None:
    assert (await hear(recogniser, DIGIT, line(core_sound(f"digits/{digit}")))).text == DIGITS[digit]


@pytest.mark.asterisk
async def test_words_of_a_human_voice_that_were_not_asked_for_are_mostly_no_answer(
    recogniser: WorkerRecogniser,
) -> None:
    names = [
        "demo-thanks",
        "goodbye",
        "hello-world",
        "privacy-thankyou",
        "digits/30",
        "digits/80",
        "hours",
        "dir-usingkeypad",
    ]
    accepted = [n for n in names if (await hear(recogniser, MENU, line(core_sound(n)[:48000]))).text]
    assert len(accepted) <= 1, accepted


@pytest.mark.parametrize("text", ["elephant", "tomorrow morning", "what time is it", "seven nine one"])
async def test_words_that_were_not_asked_for_are_no_answer(recogniser: WorkerRecogniser, text: str) -> None:
    heard = await hear(recogniser, MENU, line(say(text)))
    assert heard.text == "" or heard.confidence < 0.6


async def test_a_word_that_the_small_model_lacks_goes_to_pocketsphinx(recogniser: WorkerRecogniser) -> None:
    hearing = Hearing(("pizza", "mortgage", "restaurant"))
    assert recogniser.missing(hearing.phrases) == frozenset()
    assert (await hear(recogniser, hearing, line(say("pizza", speed=130)))).text == "pizza"


@pytest.mark.parametrize(
    "noise",
    [
        pytest.param(line(b"", after=4.0, hiss=1500.0), id="loud hiss"),
        pytest.param(line(b"", after=4.0, hiss=0.0), id="digital silence"),
        pytest.param(
            silence(1) + audioop.mul(line(b"", after=0.05, before=0.0, hiss=6000.0), 2, 1.0) + silence(3),
            id="click",
        ),
    ],
)
async def test_noise_does_not_interrupt_a_prompt(recogniser: WorkerRecogniser, noise: bytes) -> None:
    hearer = recogniser.open(MENU)
    feed(hearer, noise)
    await all_consumed(recogniser)
    hearer.feed(line(say("sales")))
    events = [event async for event in hearer]
    assert events[0] == SpeechStarted()
    assert isinstance(events[-1], Heard)
    assert events[-1].text == "sales"


async def test_a_worker_killed_in_mid_word_costs_the_caller_nothing(recogniser: WorkerRecogniser) -> None:
    audio = line(say("billing"))
    hearer = recogniser.open(MENU)
    half = len(audio) // 2 // PACKET * PACKET
    feed(hearer, audio[:half])
    events = aiter(hearer)
    async with asyncio.timeout(60):
        first = await anext(events)  # in the middle of the word
    (pid,) = recogniser.pool.process_ids
    os.kill(pid, signal.SIGKILL)
    feed(hearer, audio[half:])
    rest = [event async for event in events]
    assert first == SpeechStarted()
    assert SpeechStarted() not in rest
    assert isinstance(rest[-1], Heard)
    assert rest[-1].text == "billing"
    assert recogniser.pool.process_ids != (pid,)


async def test_a_second_kill_ends_the_hearing_and_the_next_call_is_heard(
    recogniser: WorkerRecogniser,
) -> None:
    hearer = recogniser.open(MENU)
    feed(hearer, silence(1.0))
    (first,) = recogniser.pool.process_ids
    os.kill(first, signal.SIGKILL)
    assert (await hear(recogniser, MENU, line(say("sales")))).text == "sales"
    (second,) = recogniser.pool.process_ids
    os.kill(second, signal.SIGKILL)
    assert await final_of(hearer) == HearingFailed("recogniser restarted")
    assert (await hear(recogniser, MENU, line(say("sales")))).text == "sales"


async def test_twenty_calls_at_once() -> None:
    async with speech_recogniser("vosk", workers=2, patience=UNHURRIED) as recogniser:
        await recogniser.pool.ready()
        said = [MENU.phrases[call % 4] for call in range(20)]
        audio = [line(say(word), seed=call) for call, word in enumerate(said)]
        hearers = [recogniser.open(MENU) for _ in said]
        began = time.perf_counter()
        for start in range(0, max(map(len, audio)), PACKET):
            for hearer, pcm in zip(hearers, audio, strict=True):
                hearer.feed(pcm[start : start + PACKET])
            await asyncio.sleep(0)
        finals = [await final_of(hearer) for hearer in hearers]
        took = time.perf_counter() - began
    assert [final.text for final in finals if isinstance(final, Heard)] == said
    print(f"\n20 calls, {sum(map(len, audio)) / 16000:.0f} s of audio, in {took:.2f} s")
    assert sum(hearer.dropped_bytes for hearer in hearers) == 0
