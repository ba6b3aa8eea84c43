"""Worker processes: streams go to the least loaded, the dead are replaced and their streams replayed."""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from ari_app.speech.ports import Hearing
from ari_app.speech.process import Worker
from ari_app.speech.rules import restart_delay
from ari_app.speech.stream import PooledStream
from ari_app.speech.wire import CloseStream, Consumed, FromWorker, Ready, StreamEvent, WireError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what is waited for, in seconds.

    ready: for a worker to load its models; large ones take half a minute from a cold disk.
    attached: for any worker, while a caller talks already; what they say is kept and replayed.
    answer: for a sign of life of a worker that has audio to listen to.
    steady: a worker that lived so long does not count as crashing again and again.
    """

    ready: float = 60.0
    attached: float = 5.0
    answer: float = 5.0
    steady: float = 30.0


class WorkerPool:
    """Owns its processes from start() to close(). `command` starts one worker."""

    def __init__(self, command: Sequence[str], size: int, patience: Patience = Patience()) -> None:
        self._patience = patience
        self._command = command
        self._size = size
        self._numbers = itertools.count(1)
        self._workers: set[Worker] = set()
        self._keepers: set[asyncio.Task[None]] = set()
        self._placed: dict[int, Worker] = {}
        self._waiting: dict[int, tuple[PooledStream, asyncio.TimerHandle]] = {}
        self._lagging: set[int] = set()
        self._any_ready = asyncio.Event()
        self._closing = False

    # --- life

    def start(self) -> None:
        for _ in range(self._size):
            self._keepers.add(asyncio.create_task(self._keep_a_worker(), name="speech worker"))

    async def ready(self) -> None:
        """Wait until a worker has loaded its models."""
        await self._any_ready.wait()

    async def close(self) -> None:
        self._closing = True
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._keepers.clear()
        for stream, _ in list(self._waiting.values()):
            stream.fail("speech recognition has stopped")

    @property
    def process_ids(self) -> tuple[int, ...]:
        """Of the workers that are ready."""
        return tuple(worker.pid for worker in self._workers if worker.ready)

    @property
    def open_streams(self) -> int:
        return len(self._placed) + len(self._waiting)

    # --- streams

    def open(self, engine: str, hearing: Hearing) -> PooledStream:
        stream = PooledStream(next(self._numbers), engine, hearing, self)
        self._place(stream)
        return stream

    def ended(self, stream: PooledStream) -> None:
        """From a stream: it has its final, or nobody wants it any more."""
        self._stop_waiting(stream)
        self._lagging.discard(stream.number)
        worker = self._placed.pop(stream.number, None)
        if worker is not None:
            del worker.streams[stream.number]
            worker.send(CloseStream(stream.number))

    def lagging(self, stream: PooledStream) -> None:
        """From a stream: it had to drop audio."""
        worker = self._placed.get(stream.number)
        if stream.number not in self._lagging:
            self._lagging.add(stream.number)
            log.warning("Speech recognition lags behind; audio is dropped", extra={"stream": stream.number})
        if worker is not None and worker.silent_for > self._patience.answer:
            log.error("A speech worker does not answer and is killed", extra={"pid": worker.pid})
            worker.kill()

    def _place(self, stream: PooledStream) -> None:
        worker = min((w for w in self._workers if w.ready), key=lambda w: len(w.streams), default=None)
        if worker is None:
            if stream.number not in self._waiting:
                give_up = asyncio.get_running_loop().call_later(
                    self._patience.attached, stream.fail, "no speech recogniser is running"
                )
                self._waiting[stream.number] = (stream, give_up)
            return
        self._stop_waiting(stream)
        self._placed[stream.number] = worker
        worker.streams[stream.number] = stream
        stream.attach(worker)

    def _stop_waiting(self, stream: PooledStream) -> None:
        _, give_up = self._waiting.pop(stream.number, (None, None))
        if give_up is not None:
            give_up.cancel()

    # --- workers

    async def _keep_a_worker(self) -> None:
        loop = asyncio.get_running_loop()
        deaths = 0
        while True:
            born = loop.time()
            try:
                async with Worker.running(self._command) as worker:
                    self._workers.add(worker)
                    try:
                        await self._serve(worker)
                    finally:
                        self._workers.discard(worker)
                        self._lose(worker)
                last_words = worker.last_words
            except OSError as error:
                last_words = (f"could not be started: {error}",)
            deaths = 1 if loop.time() - born > self._patience.steady else deaths + 1
            delay = restart_delay(deaths)
            log.warning(
                "A speech worker ended; another starts in %.1f s",
                delay,
                extra={"deaths_in_a_row": deaths, "last_words": "\n".join(last_words)},
            )
            await asyncio.sleep(delay)

    async def _serve(self, worker: Worker) -> None:
        """Until the worker ends, or talks nonsense, or does not get ready in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience.ready) as limit:
                try:
                    while messages := await worker.messages():
                        for message in messages:
                            if isinstance(message, Ready):
                                limit.reschedule(None)
                            self._take(worker, message)
                except WireError as error:
                    log.error("A speech worker sent nonsense: %s", error, extra={"pid": worker.pid})

    def _take(self, worker: Worker, message: FromWorker) -> None:
        match message:
            case Ready():
                worker.ready = True
                self._any_ready.set()
                log.info("A speech worker is ready", extra={"pid": worker.pid})
                for stream, _ in list(self._waiting.values()):
                    self._place(stream)
            case Consumed(number, size):
                worker.consumed(size)
                if number in worker.streams:
                    worker.streams[number].consumed(size)
            case StreamEvent(number, event):
                if number in worker.streams:
                    worker.streams[number].take(event)

    def _lose(self, worker: Worker) -> None:
        if not any(other.ready for other in self._workers):
            self._any_ready.clear()
        for stream in list(worker.streams.values()):
            del self._placed[stream.number]
            del worker.streams[stream.number]
            if self._closing:
                stream.fail("speech recognition has stopped")
            elif stream.worker_lost():
                self._place(stream)
