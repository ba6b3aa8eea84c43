"""A TCP line that can be cut at the worst moment: just before, or just after, the server has heard
something."""

import asyncio
from contextlib import suppress
from enum import Enum, auto


class Cut(Enum):
    BEFORE = auto()  # the server never hears it
    AFTER = auto()  # the server answers, and nobody hears the answer


class CutLine:
    """Carries connections to the `target` port of loopback, until the client says `word` after `arm`: then it
    is cut."""

    def __init__(self, target: int, word: bytes) -> None:
        self._target = target
        self._word = word
        self._armed: Cut | None = None
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def arm(self, cut: Cut) -> None:
        """The next connection that says the word is cut; those after it are carried again."""
        self._armed = cut

    async def _carry(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        back = asyncio.create_task(self._answers(server, to_client))
        with suppress(ConnectionError):
            while said := await client.read(65536):
                cut = self._armed if self._word in said else None
                if cut is not None:
                    self._armed = None
                    back.cancel()
                if cut is not Cut.BEFORE:
                    to_server.write(said)
                    await to_server.drain()
                if cut is Cut.AFTER:
                    with suppress(asyncio.CancelledError):
                        await back
                    await server.read(1)
                if cut is not None:
                    break
        back.cancel()
        for line in (to_client, to_server):
            line.close()

    async def _answers(self, server: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while said := await server.read(65536):
                to_client.write(said)
                await to_client.drain()
        to_client.close()
