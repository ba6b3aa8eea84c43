"""The pool with real processes that are not recognisers: they answer, die, hang or talk nonsense as told."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ari_app.speech.pool import Patience, WorkerPool
from ari_app.speech.ports import Hearer, Hearing, HearingEvent, HearingFailed, PartialHeard

PROGRAM = """
import os, sys
from ari_app.speech.ports import HearingFailed, PartialHeard
from ari_app.speech.wire import Audio, Consumed, Ready, StreamEvent, Unpacker, encode
out = os.fdopen(os.dup(1), "wb")
def send(*messages):
    out.writelines(encode(message) for message in messages)
    out.flush()
print("a message of a library", file=sys.stderr, flush=True)
send(Ready())
unpacker = Unpacker()
while data := os.read(0, 65536):
    for message in unpacker.feed(data):
        if isinstance(message, Audio):
            word = message.pcm.decode()
            if word == "die": os.abort()
            if word == "hang": import time; time.sleep(60)
            if word == "nonsense": out.write(b"nonsense" * 10); out.flush()
            if word == "pid": word = str(os.getpid())
            send(StreamEvent(message.stream, PartialHeard(word)), Consumed(message.stream, len(message.pcm)))
"""


@asynccontextmanager
async def pool_of(
    size: int, program: str = PROGRAM, patience: Patience = Patience()
) -> AsyncIterator[WorkerPool]:
    pool = WorkerPool((sys.executable, "-c", program), size, patience)
    pool.start()
    try:
        yield pool
    finally:
        await pool.close()


async def next_event(hearer: Hearer) -> HearingEvent:
    async with asyncio.timeout(60):
        return await anext(aiter(hearer))


async def said(pool: WorkerPool, word: bytes) -> str:
    hearer = pool.open("vosk", Hearing())
    hearer.feed(word)
    event = await next_event(hearer)
    hearer.close()
    assert isinstance(event, PartialHeard)
    return event.text


async def test_streams_go_to_the_least_loaded_worker() -> None:
    async with pool_of(2) as pool:
        async with asyncio.timeout(60):
            while len(pool.process_ids) < 2:
                await said(pool, b"hello")
        hearers = [pool.open("vosk", Hearing()) for _ in range(6)]
        pids = []
        for hearer in hearers:
            hearer.feed(b"pid")
            pids.append(await next_event(hearer))
        assert sorted(pids.count(pid) for pid in set(pids)) == [3, 3]


@pytest.mark.parametrize("trouble", [b"die", b"nonsense"])
async def test_what_breaks_two_workers_fails_alone_and_the_pool_goes_on(trouble: bytes) -> None:
    async with pool_of(1) as pool:
        hearer = pool.open("vosk", Hearing())
        hearer.feed(trouble)
        async with asyncio.timeout(60):
            events = [event async for event in hearer]
        assert events[-1] == HearingFailed("recogniser restarted")
        assert await said(pool, b"hello") == "hello"


async def test_a_worker_that_hangs_is_killed_when_audio_waits() -> None:
    async with pool_of(1, patience=Patience(answer=0.05)) as pool:
        assert await said(pool, b"hello") == "hello"
        stuck = pool.open("vosk", Hearing())
        (pid,) = pool.process_ids
        stuck.feed(b"hang")
        async with asyncio.timeout(60):
            while pid in pool.process_ids:
                stuck.feed(bytes(16000))
                await asyncio.sleep(0.01)
        stuck.close()
        assert await said(pool, b"hello") == "hello"


async def test_without_any_worker_a_hearing_fails_in_time() -> None:
    async with pool_of(1, "raise SystemExit('no such model')", Patience(attached=0.05)) as pool:
        assert await next_event(pool.open("vosk", Hearing())) == HearingFailed(
            "no speech recogniser is running"
        )
        assert pool.open_streams == 0


async def test_closing_the_pool_ends_hearings_and_processes() -> None:
    async with pool_of(1) as pool:
        assert await said(pool, b"hello") == "hello"
        hearer = pool.open("vosk", Hearing())
        hearer.feed(b"hello")
        await next_event(hearer)
    assert await next_event(hearer) == HearingFailed("speech recognition has stopped")
    assert pool.process_ids == ()


async def test_closed_streams_are_forgotten() -> None:
    async with pool_of(1) as pool:
        for _ in range(20):
            await said(pool, b"hello")
        assert pool.open_streams == 0


async def test_the_last_words_of_a_worker_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with pool_of(1) as pool:
        hearer = pool.open("vosk", Hearing())
        hearer.feed(b"die")
        await next_event(hearer)
    lost = next(record for record in caplog.records if "A speech worker ended" in record.message)
    assert "a message of a library" in lost.__dict__["last_words"]
