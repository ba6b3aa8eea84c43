"""One worker process from its parent's side: pipes, what is outstanding, and its last words."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Sequence
from typing import Self

from ari_app.speech.spawn import end, spawn
from ari_app.speech.stream import PooledStream
from ari_app.speech.wire import Audio, FromWorker, ToWorker, Unpacker, WireError, encode

_READ = 65536
_LAST_WORDS = 20


class Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self.ready = False
        self.streams: dict[int, PooledStream] = {}
        self._process = process
        self._stdin = process.stdin
        self._stdout = process.stdout
        self._stderr = process.stderr
        self._unpacker = Unpacker()
        self._last_words: deque[str] = deque(maxlen=_LAST_WORDS)
        self._outstanding = 0
        self._busy_since = 0.0

    @classmethod
    @contextlib.asynccontextmanager
    async def running(cls, command: Sequence[str]) -> AsyncIterator[Self]:
        """Started now; at the end killed, if it still lives, and reaped."""
        process = await spawn(command)
        worker = cls(process)
        listening = asyncio.create_task(worker._collect_stderr())
        try:
            yield worker
        finally:
            await end(process, listening)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def last_words(self) -> tuple[str, ...]:
        return tuple(self._last_words)

    @property
    def silent_for(self) -> float:
        """Seconds without a sign of life while there was audio to listen to."""
        return _now() - self._busy_since if self._outstanding > 0 else 0.0

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def send(self, message: ToWorker) -> None:
        """Never waited for: a stream sends no more when too much of it is in flight."""
        if isinstance(message, Audio):
            if self._outstanding == 0:
                self._busy_since = _now()
            self._outstanding += len(message.pcm)
        if not self._stdin.is_closing():
            self._stdin.write(encode(message))

    def consumed(self, size: int) -> None:
        self._outstanding -= size
        self._busy_since = _now()

    async def messages(self) -> list[FromWorker]:
        """What has arrived, at least one message; nothing when the worker has ended. Raises WireError."""
        while data := await self._stdout.read(_READ):
            messages: list[FromWorker] = []
            for message in self._unpacker.feed(data):
                if not isinstance(message, FromWorker):
                    raise WireError(f"not for a parent: {type(message).__name__}")
                messages.append(message)
            if messages:
                return messages
        return []

    async def _collect_stderr(self) -> None:
        async for line in self._stderr:
            self._last_words.append(line.decode(errors="replace").rstrip())


def _now() -> float:
    return asyncio.get_running_loop().time()
