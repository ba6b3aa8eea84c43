"""Killing the process in the middle of its writes loses nothing that was acknowledged, on SQLite and
PostgreSQL alike."""

import asyncio
import sys
from pathlib import Path

from ari_app.storage import events
from ari_app.storage.database import Database

CHECKOUT = Path(__file__).parents[3]
ENOUGH = 1000  # acknowledged before the kill


async def load_until_killed(url: str) -> list[int]:
    """The numbers that the process said were durable before it was killed with SIGKILL."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.service.storage.load_process",
        url,
        stdout=asyncio.subprocess.PIPE,
        cwd=CHECKOUT,
    )
    assert process.stdout is not None
    acknowledged: list[int] = []
    async with asyncio.timeout(60):
        while len(acknowledged) < ENOUGH:
            acknowledged.append(int(await process.stdout.readline()))
        process.kill()
        rest = await process.stdout.read()
        await process.wait()
    return acknowledged + [int(line) for line in rest.split(b"\n")[:-1]]


async def test_kill_9_loses_no_acknowledged_row(database: Database, database_url: str) -> None:
    acknowledged = await load_until_killed(database_url)
    assert acknowledged == list(range(len(acknowledged))), "acknowledged in order"
    stored, last = [], 0
    while page := await events.since(database.reader, last):
        stored += [row.data["number"] for row in page]
        last = page[-1].seq
    assert len(stored) >= 2 * len(acknowledged)
    assert stored == [number for number in range(len(stored) // 2) for _ in (1, 2)], "whole submits, in order"
