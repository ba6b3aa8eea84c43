"""The Synthesiser: a folder of prompts, each made once."""

import asyncio
import errno
import hashlib
import logging
import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from uuid import uuid4

from ari_app.speech.errors import CannotSpeakError, PromptStoreFullError, SynthesisFailedError
from ari_app.speech.ports import SynthesiserCapabilities

MAX_CHARACTERS = 4000
DEFAULT_MAX_BYTES = 512 * 1024 * 1024
SURELY_PLAYED = 600.0
"""Seconds after its last use during which a prompt is never removed: somebody may be listening to it."""

_AT_ONCE = 2
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

log = logging.getLogger(__name__)


class SpeechEngine(Protocol):
    """What makes speech. `synthesise` writes a WAV of any rate or raises SynthesisFailedError."""

    @property
    def name(self) -> str: ...
    @property
    def voices(self) -> frozenset[str]: ...
    def voice(self, language: str) -> str:
        """Raises CannotSpeakError."""
        ...

    async def synthesise(self, text: str, voice: str, target: Path) -> None: ...


class PromptCache:
    """A Synthesiser. `async with` it: leaving stops the runs that are under way.

    `convert` makes telephone audio of a WAV; it runs in a thread. `clock` is seconds since the epoch, to
    compare with the times of files.
    """

    def __init__(
        self,
        folder: Path,
        engine: SpeechEngine,
        convert: Callable[[Path, Path], None],
        clock: Callable[[], float],
        max_bytes: int = DEFAULT_MAX_BYTES,
    ) -> None:
        self._folder = folder
        self._engine = engine
        self._convert = convert
        self._clock = clock
        self._max_bytes = max_bytes
        self._runs: dict[Path, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)

    @property
    def capabilities(self) -> SynthesiserCapabilities:
        return SynthesiserCapabilities(self._engine.name, self._engine.voices, MAX_CHARACTERS)

    async def speak(self, text: str, language: str) -> Path:
        plain = speakable(text)
        voice = self._engine.voice(language)
        prompt = self._folder / f"{key_of(self._engine.name, voice, plain, language)}.wav"
        if not self._touched(prompt):
            run = self._runs.get(prompt)
            if run is None:
                run = self._runs[prompt] = asyncio.create_task(self._make(plain, voice, prompt))
                run.add_done_callback(lambda _: self._runs.pop(prompt, None))
            # Shielded: a caller who hangs up does not take the prompt from another who waits for it.
            await asyncio.shield(run)
        return prompt

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        for leftover in self._folder.glob("*.part"):
            leftover.unlink(missing_ok=True)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        runs = list(self._runs.values())
        for run in runs:
            run.cancel()
        await asyncio.gather(*runs, return_exceptions=True)

    def _touched(self, prompt: Path) -> bool:
        """Whether it is there, and marked as used now."""
        now = self._clock()
        try:
            os.utime(prompt, (now, now))
        except FileNotFoundError:
            return False
        return True

    async def _make(self, text: str, voice: str, prompt: Path) -> None:
        name = f"{prompt.stem}.{uuid4().hex}"
        spoken, converted = self._folder / f"{name}.engine.part", self._folder / f"{name}.part"
        try:
            async with self._turns:
                await self._engine.synthesise(text, voice, spoken)
                await asyncio.to_thread(self._convert, spoken, converted)
            converted.replace(prompt)
            self._touched(prompt)
            await asyncio.to_thread(self._make_room)
        except ValueError as error:
            raise SynthesisFailedError(
                f"{self._engine.name} wrote nothing that can be played: {error}"
            ) from error
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise PromptStoreFullError(
                    f"no room for prompts in {self._folder}; free some disk space"
                ) from error
            raise SynthesisFailedError(f"cannot write prompts to {self._folder}: {error}") from error
        finally:
            spoken.unlink(missing_ok=True)
            converted.unlink(missing_ok=True)

    def _make_room(self) -> None:
        """Remove what has not been used for longest, until the folder is within its bound."""
        files = []
        for path in self._folder.glob("*.wav"):
            try:
                files.append((path.stat().st_mtime, path.stat().st_size, path))
            except FileNotFoundError:  # another process has made room, too
                continue
        total = sum(size for _, size, _ in files)
        for used, size, path in sorted(files):
            if total <= self._max_bytes or self._clock() - used < SURELY_PLAYED:
                break
            path.unlink(missing_ok=True)
            total -= size
            log.debug("Removed an old prompt", extra={"prompt": path.name})


def speakable(text: str) -> str:
    """The text without control characters. Raises CannotSpeakError when it is empty or too long."""
    printable = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in text)
    plain = re.sub(r"\s+", " ", printable).strip()
    if not plain:
        raise CannotSpeakError("there is nothing to say")
    if len(plain) > MAX_CHARACTERS:
        raise CannotSpeakError(f"a prompt of {len(plain)} characters; at most {MAX_CHARACTERS} are spoken")
    return plain


def key_of(engine: str, voice: str, text: str, language: str) -> str:
    return hashlib.sha256("\0".join((engine, voice, text, language)).encode()).hexdigest()[:32]
