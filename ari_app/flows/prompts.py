"""Recorded prompts: kept as telephone sound in files of our own naming, and played to callers instead of a text.

The one that the database names last is the one that sounds; what it replaced stays on the disk until the next start, as
somebody may be hearing it.
"""

import asyncio
import contextlib
import wave
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from ari_app.conversation.requests import Conflict, NotFound
from ari_app.flows import rules, sounds
from ari_app.storage import configuration, flows, prompts
from ari_app.storage.choices import PromptOrigin
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.flows import PromptRow
from ari_app.storage.statement import Write

MOST = 2_000


class Unspeakable(Exception):
    """Nobody here can say this text; the message says why."""

    retryable = False


class VoiceAway(Unspeakable):
    """Not just now."""

    retryable = True


class Speaker(Protocol):
    async def speak(self, text: str, language: str) -> Path:
        """The path of an 8 kHz WAV file that stays for some minutes. Raises Unspeakable."""
        ...


class Prompts:
    """`await load()` before the first use. `convert` makes telephone sound of a WAV file; it runs in a thread."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        speaker: Speaker,
        convert: Callable[[Path, Path], None],
        now: Callable[[], float],
        new_name: Callable[[], str],
    ) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._folder = folder
        self._speaker = speaker
        self._convert = convert
        self._now = now
        self._new_name = new_name
        self._files: dict[str, str] = {}

    async def load(self) -> None:
        """Know what there is, and remove sounds that nothing names any more."""
        self._files = {row.id: row.file for row in await prompts.every(self._reader)}
        await asyncio.to_thread(self._tidy, frozenset(self._files.values()))

    def _tidy(self, named: frozenset[str]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in self._folder.iterdir():
            if path.name not in named:
                path.unlink(missing_ok=True)

    async def speak(self, text: str, language: str, recording: str = "") -> Path:
        """For callers: the recorded prompt, or, when none is meant or it is gone, the text."""
        file = self._files.get(recording)
        if file is not None and await asyncio.to_thread((self._folder / file).is_file):
            return self._folder / file
        return await self._speaker.speak(text, language)

    # --- looking ------------------------------------------------------------------------------------------------------

    async def every(self) -> list[PromptRow]:
        return await prompts.every(self._reader)

    async def one(self, id: str) -> PromptRow:
        row = await prompts.one(self._reader, id)
        if row is None:
            raise NotFound(f"There is no prompt {id!r}. It may have been removed; list what there is.")
        return row

    async def uses(self) -> Mapping[str, tuple[str, ...]]:
        """The flows that name each prompt, in their draft or in what answers."""
        found: dict[str, set[str]] = {}
        drawn = [(row.flow, row.body) for row in await flows.drafts(self._reader)]
        answering = [(row.id, row.body) for row in await configuration.published_flows(self._reader)]
        for flow, body in (*drawn, *answering):
            for id in rules.recordings_in(body):
                found.setdefault(id, set()).add(flow)
        return {id: tuple(sorted(used)) for id, used in found.items()}

    def sound(self, row: PromptRow) -> Path:
        return self._folder / row.file

    # --- making -------------------------------------------------------------------------------------------------------

    async def add(
        self, name: str, text: str, language: str, origin: PromptOrigin, content: bytes, by: str
    ) -> PromptRow:
        """Of a sound as it came. Raises UnusableSound."""
        file, seconds = await self._kept(content)
        return await self._added(PromptRow("", name, text, language, origin, file, seconds, self._now(), by))

    async def add_spoken(self, name: str, text: str, language: str, by: str) -> PromptRow:
        """Of a text, by the synthesiser: it stays as it is when voices change."""
        file, seconds = await self._spoken(text, language)
        return await self._added(
            PromptRow("", name, text, language, PromptOrigin.SPOKEN, file, seconds, self._now(), by)
        )

    async def replace(self, id: str, origin: PromptOrigin, content: bytes, by: str) -> PromptRow:
        """Another sound under the same id: every flow that names it plays it from now on."""
        row = await self.one(id)
        file, seconds = await self._kept(content)
        return await self._changed(
            replace(row, origin=origin, file=file, seconds=seconds, changed_at=self._now(), changed_by=by)
        )

    async def rename(self, id: str, name: str, text: str, language: str, by: str) -> PromptRow:
        """Its name, and what it says. A spoken prompt of another text is spoken anew."""
        row = replace(
            await self.one(id), name=name, text=text, language=language, changed_at=self._now(), changed_by=by
        )
        before = await self.one(id)
        if row.origin is PromptOrigin.SPOKEN and (text, language) != (before.text, before.language):
            file, seconds = await self._spoken(text, language)
            row = replace(row, file=file, seconds=seconds)
        return await self._changed(row)

    async def remove(self, id: str) -> None:
        """Raises Conflict while a flow names it."""
        await self.one(id)
        if used := (await self.uses()).get(id):
            raise Conflict(f"The prompt is played by {', '.join(used)}: take it out there first.")
        await self._commit([prompts.removed(id)])
        self._files.pop(id, None)

    async def preview(self, text: str, language: str) -> Path:
        """How the synthesiser says it."""
        return await self._speaker.speak(text, language)

    # --- within -------------------------------------------------------------------------------------------------------

    async def _added(self, row: PromptRow) -> PromptRow:
        taken = {known.id for known in await self.every()}
        if len(taken) >= MOST:
            raise Conflict(f"There are {MOST} prompts already: remove some that nothing uses.")
        row = replace(row, id=rules.id_of(row.name, taken, "prompt"))
        await self._commit([prompts.added(row)])
        self._files[row.id] = row.file
        return row

    async def _changed(self, row: PromptRow) -> PromptRow:
        await self._commit([prompts.kept(row)])
        self._files[row.id] = row.file
        return row

    async def _commit(self, writes: list[Write]) -> None:
        try:
            await self._writer.commit(writes)
        except WriteRefused as error:
            raise Conflict("Somebody else changed the prompts at this moment. Try again.") from error

    async def _kept(self, content: bytes) -> tuple[str, float]:
        sounds.seconds_of(content, sounds.LONGEST_PROMPT)
        return await asyncio.to_thread(self._store, content)

    def _store(self, content: bytes) -> tuple[str, float]:
        """Files get names of ours: nothing that came from outside is ever part of a path."""
        name = f"{self._new_name()}.wav"
        raw = self._folder / f"{name}.part"
        try:
            raw.write_bytes(content)
            return name, self._converted(raw, name)
        except ValueError as error:
            raise sounds.UnusableSound(f"It cannot be made into telephone sound: {error}.") from error
        finally:
            raw.unlink(missing_ok=True)

    async def _spoken(self, text: str, language: str) -> tuple[str, float]:
        source, name = await self._speaker.speak(text, language), f"{self._new_name()}.wav"
        return name, await asyncio.to_thread(self._converted, source, name)

    def _converted(self, source: Path, name: str) -> float:
        target = self._folder / name
        try:
            self._convert(source, target)
            with wave.open(str(target)) as file:
                return float(file.getnframes() / file.getframerate())
        except BaseException:
            with contextlib.suppress(OSError):
                target.unlink(missing_ok=True)
            raise
