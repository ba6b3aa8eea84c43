"""Two-channel recordings of talks: the agent left, the customer right, silence kept, so that times stay true.

Asterisk's MixMonitor (through AMI) writes raw samples below `<recordings>/live`; when the talk is over a
thread makes `<recordings>/<name>.wav` of them. The raw file's name says what it belongs to, so that after a
restart of ours, or of Asterisk, what lies there is completed. Losing AMI loses no call: the talk goes on
unrecorded, and the log says so.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote

from ari_app.conversation.line import CallRecorded
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.leg import Leg
from ari_app.telephony.wav import stereo_from_raw

log = logging.getLogger(__name__)

LIVE_FOLDER = "live"
SEPARATOR = "~"
LAST_FRAMES_SECONDS = 0.3
"""MixMonitor says that it has stopped before its own thread has written the last frames and closed the
file."""


class MixMonitors(Protocol):
    """What recording needs of AMI. Neither raises: False means that it was not done."""

    async def start_mix_monitor(self, channel: str, file: Path) -> bool: ...

    async def stop_mix_monitor(self, channel: str) -> bool: ...

    async def mute_mix_monitor(self, channel: str, *, muted: bool) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Live:
    line: str
    leg: str
    name: str

    @property
    def file_name(self) -> str:
        return SEPARATOR.join(quote(part, safe="") for part in (self.line, self.leg, self.name)) + ".raw"


def _live_of(path: Path) -> _Live | None:
    parts = [unquote(part) for part in path.stem.split(SEPARATOR)]
    return _Live(*parts) if len(parts) == 3 else None


class TalkRecorder:
    def __init__(self, exchange: Exchange, monitors: MixMonitors) -> None:
        self._exchange = exchange
        self._monitors = monitors
        self._folder = exchange.recordings / LIVE_FOLDER
        self._live: dict[str, _Live] = {}
        self._latest: dict[str, asyncio.Task[None]] = {}
        """What AMI was asked last about each leg: one thing after the other."""
        self._muted: set[str] = set()

    def start(self, line: str, leg: Leg, name: str) -> None:
        live = self._live[leg.id] = _Live(line, leg.id, name)
        self._then(leg.id, self._start(live, leg.channel))

    def stop(self, leg: Leg) -> None:
        """Harmless when it is not recorded."""
        if (live := self._live.pop(leg.id, None)) is not None:
            self._then(leg.id, self._finish(live, leg.channel))

    def mute(self, line: str, leg: Leg | None, *, muted: bool) -> None:
        """For the line, whoever it talks to: a recording that begins while it is muted is too."""
        if muted:
            self._muted.add(line)
        else:
            self._muted.discard(line)
        if leg is not None and leg.id in self._live:
            self._then(leg.id, self._mute(leg.channel, muted=muted))

    def line_left(self, line: str) -> None:
        self._muted.discard(line)

    def recover(self, talking: Callable[[str], bool]) -> None:
        """After a (re)connect: go on with the recordings of legs that talk, complete those that lie there."""
        self._live.clear()
        for path in sorted(self._folder.glob("*.raw")):
            live = _live_of(path)
            if live is None:
                log.warning("%s is no recording of ours; left alone", path)
            elif talking(live.leg):
                self._live[live.leg] = live
            else:
                self._exchange.tasks.spawn(self._complete(live))

    def _then(self, leg: str, work: Coroutine[None, None, None]) -> None:
        before = self._latest.get(leg)

        async def after() -> None:
            if before is not None:
                await asyncio.wait({before})
            await work
            if self._latest.get(leg) is task:
                del self._latest[leg]

        task = self._latest[leg] = self._exchange.tasks.spawn(after())

    async def _start(self, live: _Live, channel: str) -> None:
        asked = [self._monitors.start_mix_monitor(channel, self._folder / live.file_name)]
        if live.line in self._muted:  # in the same breath: nothing is written before it is silent
            asked.append(self._monitors.mute_mix_monitor(channel, muted=True))
        started, *muted = await asyncio.gather(*asked)
        if not started:
            if self._live.get(live.leg) is live:
                del self._live[live.leg]
            log.error("A talk is not recorded: Asterisk did not start it", extra={"leg": live.leg})
        elif not all(muted):
            self._not_muted(channel, muted=True)

    async def _mute(self, channel: str, *, muted: bool) -> None:
        if not await self._monitors.mute_mix_monitor(channel, muted=muted):
            self._not_muted(channel, muted=muted)

    def _not_muted(self, channel: str, *, muted: bool) -> None:
        log.error(
            "A recording could not be %s: Asterisk did not do it",
            "muted" if muted else "unmuted",
            extra={"channel": channel},
        )

    async def _finish(self, live: _Live, channel: str) -> None:
        # Not done when the channel has ended: then the recording has ended with it.
        await self._monitors.stop_mix_monitor(channel)
        await asyncio.sleep(LAST_FRAMES_SECONDS)
        await self._complete(live)

    async def _complete(self, live: _Live) -> None:
        raw = self._folder / live.file_name
        target = self._exchange.recordings / f"{live.name}.wav"
        try:
            seconds = await asyncio.to_thread(stereo_from_raw, raw, target)
            raw.unlink()
        except OSError as error:
            log.error("The recording %s is not complete (%s); %s is kept", live.name, error, raw)
            return
        self._exchange.tell(CallRecorded(live.line, live.name, seconds))
