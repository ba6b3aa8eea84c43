"""The Recogniser that `main` builds: engines by setting, processes by pool."""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from ari_app.speech.engines import InstalledEngine, VoskModel, installed, lacking
from ari_app.speech.pool import Patience, WorkerPool
from ari_app.speech.ports import Hearer, Hearing, RecogniserCapabilities
from ari_app.speech.rules import choose, engines_wanted, speaks

log = logging.getLogger(__name__)


class WorkerRecogniser:
    """`async with` it: processes live from entry to exit. With speech off there are none; open() refuses."""

    def __init__(
        self, engines: Sequence[InstalledEngine], workers: int, patience: Patience = Patience()
    ) -> None:
        self._engines = tuple(engines)
        self.pool = WorkerPool(_command(engines), workers if engines else 0, patience)
        self._told: set[str] = set()

    @property
    def capabilities(self) -> tuple[RecogniserCapabilities, ...]:
        return tuple(engine.capabilities for engine in self._engines)

    def missing(self, phrases: tuple[str, ...], language: str = "en") -> frozenset[str]:
        able = [c.name for c in self.capabilities if speaks(c.languages, language)]
        lacked = [lacking(self._engines, name, phrases) for name in able]
        # An engine hears whole grammars, so a word is missing unless the best engine for all of them has it.
        return min(lacked, key=len, default=frozenset())

    def open(self, hint: Hearing) -> Hearer:
        choice = choose(hint, self.capabilities, lambda name, phrases: lacking(self._engines, name, phrases))
        for phrase in choice.left_out:
            if phrase not in self._told:
                self._told.add(phrase)
                log.warning(
                    "No speech model here knows the words of a phrase; it cannot be said",
                    extra={"phrase": phrase},
                )
        return self.pool.open(choice.engine, choice.hearing)

    async def __aenter__(self) -> Self:
        self.pool.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.pool.close()


def speech_recogniser(
    setting: str,
    model: Path | None = None,
    workers: int | None = None,
    patience: Patience = Patience(),
) -> WorkerRecogniser:
    """From TRUNKLINE_SPEECH (rules.SETTINGS) and TRUNKLINE_SPEECH_MODEL (a Vosk model folder).

    Raises ValueError, of which BadModelError is one, when a setting is wrong. Workers: a core each, but one.
    """
    engines = installed(engines_wanted(setting), model)
    return WorkerRecogniser(engines, workers or max(1, (os.cpu_count() or 2) - 1), patience)


def _command(engines: Sequence[InstalledEngine]) -> tuple[str, ...]:
    command = [sys.executable, "-m", "ari_app.speech.worker"]
    for engine in engines:
        command += ["--engine", engine.capabilities.name]
        if isinstance(engine, VoskModel):
            command += ["--vosk-model", str(engine.folder), "--vosk-rate", str(engine.sample_rate)]
    return tuple(command)
