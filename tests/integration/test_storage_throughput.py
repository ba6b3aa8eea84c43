"""How much the writer carries, printed (`pytest -s`): figures of this machine, of which only the sanity is
asserted.

A call writes its arrival and five turns, each with two events: six submits.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from ari_app.storage import events, interactions
from ari_app.storage.database import Database
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability
from tests.service.storage.examples import NOW, call


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{tmp_path}/trunkline.db")
    await opened.upgrade()
    yield opened
    await opened.close()


CALLS = 300
PACE = 80  # calls per second in the paced part
SESSION = {"flow": "menu", "node": "ask", "step": 3, "variables": {"caller": "+15551234", "language": "en"}}


def turns(id: str) -> list[list[Write]]:
    row = call(id, session=SESSION)

    def stepped() -> Write:
        return events.appended(NOW, "flow_stepped", {"node": "a", "exit": "b", "target": "c"}, interaction=id)

    saved = [interactions.saved(replace(row, version=version), version - 1) for version in range(1, 6)]
    return [[interactions.added(row), stepped()], *([save, stepped(), stepped()] for save in saved)]


async def measure(database: Database, name: str, pace: float | None) -> float:
    """Submits per second of this process's own time: how much of the machine others have is not ours to judge."""
    delays: list[float] = []

    def submit(writes: list[Write]) -> None:
        began = time.perf_counter()

        def done(durability: Durability) -> None:
            assert durability is not Durability.REFUSED
            delays.append(time.perf_counter() - began)

        database.writer.submit(writes, done)

    began, cpu = time.perf_counter(), time.process_time()
    for number in range(CALLS):
        for writes in turns(f"{name}-{number}"):
            submit(writes)
            if pace is not None:
                await asyncio.sleep(1 / pace / 6)
    await database.writer.flush()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    delays.sort()
    print(
        f"\n{name}: {len(delays) / seconds:,.0f} submits/s, {cpu / len(delays) * 1000:.3f} ms CPU each, "
        f"p50 {delays[len(delays) // 2] * 1000:.1f} ms, p99 {delays[len(delays) * 99 // 100] * 1000:.1f} ms"
    )
    assert len(delays) == CALLS * 6
    return len(delays) / cpu


async def test_throughput(database: Database) -> None:
    assert await measure(database, "all at once", None) > 100
    await measure(database, f"{PACE} calls/s", PACE)
