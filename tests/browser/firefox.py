"""Debian's Firefox, by WebDriver BiDi: what our pages do there, where the engine is another one."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

EXECUTABLE = Path("/usr/bin/firefox-esr")
STARTS_WITHIN = 120.0  # seconds
ANSWERS_WITHIN = 60.0
_LISTENS = b"WebDriver BiDi listening on "


@dataclass
class Tab:
    """One page. A promise that a script returns is waited for."""

    _socket: aiohttp.ClientWebSocketResponse
    _context: str = ""
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    async def ask(self, method: str, **parameters: Any) -> Any:
        """What the browser answers. Raises AssertionError with what it complains about."""
        id = next(self._ids)
        await self._socket.send_json({"id": id, "method": method, "params": parameters})
        async with asyncio.timeout(ANSWERS_WITHIN):
            while (said := await self._socket.receive_json()).get("id") != id:
                pass
        assert said["type"] == "success", said
        return said["result"]

    async def open(self, address: str) -> None:
        """A new page, when it is there."""
        if not self._context:
            self._context = (await self.ask("browsingContext.create", type="tab"))["context"]
        await self.ask("browsingContext.navigate", context=self._context, url=address, wait="complete")

    async def reload(self) -> None:
        await self.ask("browsingContext.reload", context=self._context, wait="complete")

    async def run(self, script: str) -> Any:
        """The value of a script's last expression: what JSON can say."""
        told = await self.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({script}) ?? null))()",
            target={"context": self._context},
            awaitPromise=True,
            userActivation=True,
        )
        assert told["type"] == "success", told["exceptionDetails"]["text"]
        return json.loads(told["result"]["value"])


@asynccontextmanager
async def firefox(folder: Path) -> AsyncIterator[Tab]:
    """One browser process with a profile of its own."""
    profile = folder / "profile"
    profile.mkdir()
    process = await asyncio.create_subprocess_exec(
        str(EXECUTABLE),
        *("--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "MOZ_DISABLE_CONTENT_SANDBOX": "1"},
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            while _LISTENS not in (line := await process.stderr.readline()):
                assert line, "Firefox has ended."
        reading = asyncio.create_task(process.stderr.read())
        address = line.split(_LISTENS)[1].decode().strip()
        async with aiohttp.ClientSession() as http, http.ws_connect(f"{address}/session") as socket:
            tab = Tab(socket)
            await tab.ask("session.new", capabilities={})
            yield tab
        reading.cancel()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
