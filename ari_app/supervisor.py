"""`trunkline run`: Asterisk and the app in the foreground, each started again when it dies, both stopped by Ctrl-C.

They are separate processes on purpose: killing the app drops no call.
"""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_log = logging.getLogger(__name__)

LONGEST_PAUSE = 10.0
STEADY_AFTER = 30.0
STOP_TIMEOUT = 15.0

REPLACED = 3
"""The app's exit code when another one serves its calls now: started again, the two would take them from each other
for ever."""


class CannotStart(RuntimeError):
    """A programme is missing or may not be run; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Programme:
    """One child: what to run, and the signal that asks it to end."""

    name: str
    arguments: Sequence[str]
    stop_signal: signal.Signals = signal.SIGTERM


class Supervisor:
    """Runs the programmes in order until asked to stop; stops them in the opposite order."""

    def __init__(self, programmes: Sequence[Programme]) -> None:
        self._programmes = programmes
        self._stopping = asyncio.Event()
        self._failure: CannotStart | None = None

    async def run(self) -> None:
        """Until Ctrl-C, SIGTERM or the terminal's end. Raises CannotStart, once the others are stopped."""
        loop = asyncio.get_running_loop()
        for asked in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(asked, self._stopping.set)
        keepers: list[asyncio.Task[None]] = []
        try:
            keepers += [asyncio.create_task(self._keep(each), name=each.name) for each in self._programmes]
            await self._stopping.wait()
        finally:
            for keeper in reversed(keepers):
                keeper.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await keeper
        if self._failure is not None:
            raise self._failure

    async def _keep(self, programme: Programme) -> None:
        loop, pause = asyncio.get_running_loop(), 0.5
        while True:
            began = loop.time()
            try:
                child = await _started(programme)
            except OSError as error:
                self._failure = CannotStart(f"{programme.name} cannot be started: {error}.")
                self._stopping.set()
                return
            try:
                code = await child.wait()
            except asyncio.CancelledError:
                await _stop(child, programme)
                raise
            if code == REPLACED:
                _log.error("%s was replaced by another one and is not started again.", programme.name)
                return
            if loop.time() - began > STEADY_AFTER:
                pause = 0.5
            _log.error("%s ended with code %s; it starts again in %.1f s.", programme.name, code, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _started(programme: Programme) -> asyncio.subprocess.Process:
    """One that is called off while it starts is stopped as any other: left to asyncio it would be killed."""
    # A session of its own: Ctrl-C reaches only us, so that the order of stopping is ours.
    starting = asyncio.create_task(
        asyncio.create_subprocess_exec(*programme.arguments, start_new_session=True), name=programme.name
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            await _stop(await starting, programme)
        raise


async def _stop(child: asyncio.subprocess.Process, programme: Programme) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.send_signal(programme.stop_signal)
    try:
        await asyncio.wait_for(child.wait(), STOP_TIMEOUT)
    except TimeoutError:
        _log.warning("%s did not end within %.0f s and is killed.", programme.name, STOP_TIMEOUT)
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def app(arguments: Sequence[str]) -> Programme:
    """The app, by the same interpreter."""
    return Programme("The app", [sys.executable, "-m", "ari_app.cli", *arguments])
