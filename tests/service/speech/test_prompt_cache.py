"""The prompt cache with an engine that counts, fails and takes as long as it is told."""

import asyncio
import errno
import os
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ari_app.speech.errors import CannotSpeakError, PromptStoreFullError, SynthesisFailedError
from ari_app.speech.espeak import Espeak
from ari_app.speech.prompts import SURELY_PLAYED, PromptCache
from ari_app.speech.telephone_wav import to_telephone


class CountingEngine:
    name = "counting"
    voices = frozenset({"en"})

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.running = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.failure: Exception | None = None

    def voice(self, language: str) -> str:
        if language not in self.voices:
            raise CannotSpeakError(language)
        return language

    async def synthesise(self, text: str, voice: str, target: Path) -> None:
        self.runs.append(text)
        self.running.set()
        await self.may_go_on.wait()
        if self.failure is not None:
            raise self.failure
        with wave.open(str(target), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(bytes(2000))


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def engine() -> CountingEngine:
    return CountingEngine()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def cache(engine: CountingEngine, clock: Clock, tmp_path: Path) -> AsyncIterator[PromptCache]:
    async with PromptCache(tmp_path, engine, to_telephone, clock, max_bytes=5000) as cache:
        yield cache


async def test_twenty_callers_of_one_prompt_share_one_run(cache: PromptCache, engine: CountingEngine) -> None:
    await asyncio.gather(*(cache.speak("hello", "en") for _ in range(20)))
    await cache.speak("hello", "en")
    assert engine.runs == ["hello"]


async def test_a_caller_who_hangs_up_does_not_take_the_prompt_from_another(
    cache: PromptCache, engine: CountingEngine
) -> None:
    engine.may_go_on.clear()
    gone, waiting = (asyncio.create_task(cache.speak("hello", "en")) for _ in range(2))
    await engine.running.wait()
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    engine.may_go_on.set()
    assert (await waiting).exists()
    assert engine.runs == ["hello"]


async def test_a_failed_run_leaves_nothing_behind_and_is_tried_again(
    cache: PromptCache, engine: CountingEngine, tmp_path: Path
) -> None:
    engine.failure = SynthesisFailedError("no voice today")
    with pytest.raises(SynthesisFailedError, match="no voice today"):
        await cache.speak("hello", "en")
    assert files_in(tmp_path) == []
    engine.failure = None
    assert (await cache.speak("hello", "en")).exists()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (errno.ENOSPC, PromptStoreFullError),
        (errno.EDQUOT, PromptStoreFullError),
        (errno.EACCES, SynthesisFailedError),
    ],
)
async def test_a_full_disk_is_an_error_of_its_own(
    cache: PromptCache, engine: CountingEngine, tmp_path: Path, code: int, error: type[Exception]
) -> None:
    engine.failure = OSError(code, os.strerror(code))
    with pytest.raises(error, match=str(tmp_path)):
        await cache.speak("hello", "en")
    assert files_in(tmp_path) == []


async def test_what_was_not_used_for_longest_makes_room(cache: PromptCache, clock: Clock) -> None:
    first, second = await cache.speak("one", "en"), await cache.speak("two", "en")
    clock.now += SURELY_PLAYED + 1
    await cache.speak("one", "en")
    third = await cache.speak("three", "en")
    assert (first.exists(), second.exists(), third.exists()) == (True, False, True)


async def test_a_prompt_that_may_still_be_playing_stays_even_when_the_folder_is_full(
    cache: PromptCache,
) -> None:
    prompts = [await cache.speak(f"prompt {number}", "en") for number in range(6)]
    assert all(prompt.exists() for prompt in prompts)


async def test_leftovers_of_a_killed_run_are_swept_up(
    engine: CountingEngine, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "abc.part").write_bytes(b"half")
    async with PromptCache(tmp_path, engine, to_telephone, clock):
        assert files_in(tmp_path) == []


async def test_leaving_stops_the_runs(engine: CountingEngine, clock: Clock, tmp_path: Path) -> None:
    engine.may_go_on.clear()
    async with PromptCache(tmp_path, engine, to_telephone, clock) as cache:
        waiting = asyncio.create_task(cache.speak("hello", "en"))
        await engine.running.wait()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert files_in(tmp_path) == []


async def test_espeak_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    slow = Espeak(frozenset({"en-us"}), time_limit=0.0)
    with pytest.raises(SynthesisFailedError, match="more than 0 s"):
        await slow.synthesise("hello", "en-us", tmp_path / "out.wav")


async def test_espeak_that_fails_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\ncat > /dev/null\necho no sound data >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(SynthesisFailedError, match="status 3: no sound data"):
        await Espeak(frozenset({"en-us"})).synthesise("hello", "en-us", tmp_path / "out.wav")


async def test_a_caller_who_leaves_leaves_no_process_behind(tmp_path: Path) -> None:
    speaking = asyncio.create_task(
        Espeak(frozenset({"en-us"})).synthesise("hello", "en-us", tmp_path / "out.wav")
    )
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    speaking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await speaking


async def test_without_espeak_the_message_asks_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SynthesisFailedError, match="is it installed"):
        await Espeak.find()
