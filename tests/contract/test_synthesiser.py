"""What every Synthesiser promises: run on the double and on espeak-ng behind the prompt cache."""

import asyncio
import time
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ari_app.speech.double import SilentSynthesiser
from ari_app.speech.errors import CannotSpeakError
from ari_app.speech.espeak import Espeak
from ari_app.speech.ports import Synthesiser
from ari_app.speech.prompts import PromptCache
from ari_app.speech.telephone_wav import to_telephone

HOSTILE = {
    "a leading dash": "-f /etc/passwd",
    "an option": "--help",
    "markup": '<speak><audio src="file:///etc/passwd"/></speak>',
    "phoneme codes": "[[h@'l@U]] [[",
    "a shell": "$(touch /tmp/x); `id` | cat & 'quoted' \"text\"",
    "control characters": "hello\x00\x1b[31m\r\nworld\x07",
    "a lone surrogate": "hello \ud800 there",
    "right to left": "hello \u202e there",
    "pictures": "thank you \U0001f600",
}


@pytest.fixture(params=["double", "espeak-ng"])
async def synthesiser(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Synthesiser]:
    if request.param == "double":
        yield SilentSynthesiser(tmp_path)
    else:
        async with PromptCache(tmp_path, await Espeak.find(), to_telephone, time.time) as cache:  # noqa: TID251 - compared with file times
            yield cache


def seconds_of(path: Path) -> float:
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (8000, 2, 1)
        return file.getnframes() / 8000


async def test_a_prompt_is_telephone_audio_in_a_file(synthesiser: Synthesiser) -> None:
    prompt = await synthesiser.speak("Welcome. Please say sales or support.", "en-US")
    assert prompt.suffix == ".wav"
    assert 1.0 < seconds_of(prompt) < 10.0


async def test_the_same_prompt_is_the_same_file_and_another_is_another(synthesiser: Synthesiser) -> None:
    prompts = [
        await synthesiser.speak(text, language)
        for text, language in [("hello", "en"), ("hello", "en"), ("goodbye", "en"), ("hello", "de")]
    ]
    assert prompts[0] == prompts[1]
    assert len(set(prompts)) == 3


async def test_white_space_makes_no_difference(synthesiser: Synthesiser) -> None:
    assert await synthesiser.speak(" hello\n  there ", "en") == await synthesiser.speak("hello there", "en")


async def test_many_may_ask_at_once(synthesiser: Synthesiser) -> None:
    prompts = await asyncio.gather(*(synthesiser.speak("please hold", "en") for _ in range(20)))
    assert len(set(prompts)) == 1
    assert seconds_of(prompts[0]) > 0.3


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_text_is_only_read_aloud(synthesiser: Synthesiser, text: str) -> None:
    assert seconds_of(await synthesiser.speak(text, "en")) > 0.2


@pytest.mark.parametrize("text", ["", " \n", "\x00\x07"])
async def test_nothing_to_say_is_refused(synthesiser: Synthesiser, text: str) -> None:
    with pytest.raises(CannotSpeakError):
        await synthesiser.speak(text, "en")


async def test_text_of_10000_characters_is_refused_and_the_longest_allowed_is_spoken(
    synthesiser: Synthesiser,
) -> None:
    with pytest.raises(CannotSpeakError, match="10000 characters"):
        await synthesiser.speak("a" * 10_000, "en")
    longest = ("word " * synthesiser.capabilities.max_characters)[
        : synthesiser.capabilities.max_characters
    ].strip()
    assert seconds_of(await synthesiser.speak(longest, "en")) > 60


async def test_a_language_without_a_voice_is_refused(synthesiser: Synthesiser) -> None:
    with pytest.raises(CannotSpeakError, match="tlh"):
        await synthesiser.speak("nuqneH", "tlh")
