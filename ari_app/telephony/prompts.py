"""What one caller is told, one text after the other.

Synthesis runs aside, for all waiting texts at once, so that a hang-up never waits for it. Only one text is
ever with Asterisk: a channel that plays answers no other request until it has played, so nothing may be
queued behind.
"""

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ari_app.conversation.line import PlayEnded
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.rest import AriError, Outcome

log = logging.getLogger(__name__)

SEPARATOR = "~"


def line_of_playback(playback: str) -> str:
    """Playbacks carry their line's id, so that their end finds its call."""
    return playback.rpartition(SEPARATOR)[0]


@dataclass(slots=True, eq=False)
class _Prompt:
    """`step` is None for an announcement, whose end nobody waits for. `path` is known once it is
    synthesised."""

    step: int | None
    playback: str
    synthesis: asyncio.Task[None] | None = None
    path: Path | None = None
    failed: bool = False
    playing: bool = False


class Prompts:
    """`on_idle` is called whenever the last text has ended."""

    def __init__(self, exchange: Exchange, line: str, on_idle: Callable[[], None]) -> None:
        self._exchange = exchange
        self._line = line
        self._on_idle = on_idle
        self._waiting: deque[_Prompt] = deque()

    @property
    def idle(self) -> bool:
        return not self._waiting

    def add(self, text: str, language: str, step: int | None, recording: str = "") -> None:
        prompt = _Prompt(step, f"{self._line}{SEPARATOR}{uuid.uuid4().hex}")
        self._waiting.append(prompt)
        prompt.synthesis = self._exchange.tasks.spawn(self._synthesise(prompt, text, language, recording))

    def stop(self, step: int) -> None:
        for prompt in [prompt for prompt in self._waiting if prompt.step == step]:
            self._stop(prompt)

    def stop_all(self) -> None:
        for prompt in tuple(self._waiting):
            self._stop(prompt)

    def abandon(self) -> None:
        """The line is gone, or out of reach: nothing is told any more, and no end is reported."""
        for prompt in self._waiting:
            if prompt.synthesis is not None:
                prompt.synthesis.cancel()
        self._waiting.clear()

    def playback_ended(self, playback: str, *, failed: bool) -> None:
        if self._waiting and self._waiting[0].playback == playback:
            self._end(self._waiting[0], failed=failed)

    async def _synthesise(self, prompt: _Prompt, text: str, language: str, recording: str) -> None:
        try:
            prompt.path = await self._exchange.voice.speak(text, language, recording)
        except (
            Exception
        ):  # whatever went wrong in the engine, the caller must not wait for this text for ever
            log.exception("A prompt could not be spoken", extra={"line": self._line})
            prompt.failed = True
        self._advance()

    def _advance(self) -> None:
        while self._waiting and self._waiting[0].failed:
            self._end(self._waiting[0], failed=True)
        if self._waiting and not self._waiting[0].playing and self._waiting[0].path is not None:
            self._play(self._waiting[0], self._waiting[0].path)

    def _play(self, prompt: _Prompt, path: Path) -> None:
        def then(outcome: Outcome) -> None:
            if isinstance(outcome, AriError) and prompt in self._waiting:
                log.warning("A prompt could not be played: %s", outcome, extra={"line": self._line})
                self._end(prompt, failed=True)

        prompt.playing = True
        media = f"sound:{path.with_suffix('')}"
        self._exchange.send(
            self._line, "POST", "channels", self._line, "play", prompt.playback, media=media, then=then
        )

    def _stop(self, prompt: _Prompt) -> None:
        """One that plays ends by Asterisk's word, so that what follows does not overlap with it."""
        if prompt.playing:
            self._exchange.send(self._line, "DELETE", "playbacks", prompt.playback)
            return
        if prompt.synthesis is not None:
            prompt.synthesis.cancel()
        self._end(prompt, failed=False)

    def _end(self, prompt: _Prompt, *, failed: bool) -> None:
        self._waiting.remove(prompt)
        if prompt.step is not None:
            self._exchange.tell(PlayEnded(self._line, prompt.step, failed))
        if self._waiting:
            self._advance()
        else:
            self._on_idle()
