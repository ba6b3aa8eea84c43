"""The SMS centre of the tests: npm's `smpp` under node, in a process of its own (tests/integration/smsc/smsc.cjs)."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.ports import free_port

HERE = Path(__file__).parent / "smsc"
NODE = Path(__file__).parents[2] / ".venv" / "bin" / "node"
LIMIT = 60.0


@dataclass(slots=True)
class SmsCentre:
    """`told`: what happened and was not looked at yet."""

    process: asyncio.subprocess.Process
    files: tuple[str, ...] = ()
    port: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)

    async def do(self, order: str, **more: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": order, **more}).encode() + b"\n")
        await self.process.stdin.drain()

    async def event(self, name: str) -> dict[str, Any]:
        """The next of this name."""
        async with asyncio.timeout(LIMIT):
            while True:
                for at, one in enumerate(self.told):
                    if one["event"] == name:
                        return self.told.pop(at)
                assert self.process.stdout is not None
                line = await self.process.stdout.readline()
                assert line, "the SMS centre is gone"
                self.told.append(json.loads(line))

    async def restart(self) -> None:
        """It forgets everything but its port."""
        await _end(self.process)
        self.process = await _started(self.port, *self.files)
        self.told.clear()
        await self.event("listening")


@asynccontextmanager
async def sms_centre(*files: Path) -> AsyncIterator[SmsCentre]:
    """`files`: for TLS, those of its key and its certificate."""
    names = tuple(map(str, files))
    centre = SmsCentre(await _started(free_port(), *names), names)
    try:
        centre.port = (await centre.event("listening"))["port"]
        yield centre
    finally:
        await _end(centre.process)


async def _started(port: int, *files: str) -> asyncio.subprocess.Process:
    if not await asyncio.to_thread((HERE / "node_modules" / "smpp").is_dir):
        pytest.skip("no SMS centre: docker/install --test")
    pipe = asyncio.subprocess.PIPE
    node = str(NODE) if await asyncio.to_thread(NODE.exists) else "node"
    return await asyncio.create_subprocess_exec(
        node, str(HERE / "smsc.cjs"), str(port), *files, stdin=pipe, stdout=pipe
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    """It goes when nobody can tell it anything more."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.close()
    async with asyncio.timeout(LIMIT):
        await process.stdout.read()
        await process.wait()
