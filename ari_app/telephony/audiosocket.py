"""Where Asterisk brings a caller's voice: a small TCP server for the AudioSocket protocol.

A frame is one byte of kind, two of length (big-endian), then that many bytes. The first names the call by
UUID, then come 20 ms of sound each. We never send any: the ear only listens.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger(__name__)

HANG_UP, NAME, SOUND, ERROR = 0x00, 0x01, 0x10, 0xFF
HEADER_BYTES = 3


class Listener(Protocol):
    """Who wants one call's sound."""

    def sound(self, pcm: bytes) -> None: ...

    def silenced(self) -> None:
        """The connection ended, whoever ended it."""


class AudioServer:
    """Accepts only calls that somebody expects: an unknown UUID is cut off."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._expected: dict[uuid.UUID, Listener] = {}
        self._open: dict[uuid.UUID, _Connection] = {}
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        """Where it listens in fact, when it was told to take any port (0)."""
        assert self._server is not None, "start() first"
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def start(self) -> None:
        """Raises OSError when the port is taken."""
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Connection(self._claim, self._closed), self._host, self._port
        )

    async def stop(self) -> None:
        for connection in tuple(self._open.values()):
            connection.close()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def expect(self, name: uuid.UUID, listener: Listener) -> None:
        self._expected[name] = listener

    def forget(self, name: uuid.UUID) -> None:
        """Stop listening: the connection, if there is one, is closed, which ends the channel behind it."""
        self._expected.pop(name, None)
        if (connection := self._open.pop(name, None)) is not None:
            connection.close()

    def _claim(self, name: uuid.UUID, connection: "_Connection") -> Callable[[bytes], None] | None:
        listener = self._expected.get(name)
        if listener is None:
            log.warning("Somebody brought sound that nobody expects; cut off")
            return None
        self._open[name] = connection
        return listener.sound

    def _closed(self, name: uuid.UUID) -> None:
        self._open.pop(name, None)
        if (listener := self._expected.pop(name, None)) is not None:
            listener.silenced()


class _Connection(asyncio.Protocol):
    def __init__(
        self,
        claim: Callable[[uuid.UUID, "_Connection"], Callable[[bytes], None] | None],
        closed: Callable[[uuid.UUID], None],
    ) -> None:
        self._claim = claim
        self._closed = closed
        self._name: uuid.UUID | None = None
        self._sound: Callable[[bytes], None] | None = None
        self._buffer = bytearray()
        self._transport: asyncio.BaseTransport | None = None

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer
        buffer += data
        while len(buffer) >= HEADER_BYTES:
            end = HEADER_BYTES + int.from_bytes(buffer[1:HEADER_BYTES], "big")
            if len(buffer) < end:
                return
            kind, payload = buffer[0], bytes(buffer[HEADER_BYTES:end])
            del buffer[:end]
            if not self._frame(kind, payload):
                self.close()
                return

    def connection_lost(self, exc: Exception | None) -> None:
        if self._name is not None:
            self._closed(self._name)

    def _frame(self, kind: int, payload: bytes) -> bool:
        """False ends the connection."""
        if kind == SOUND:
            if self._sound is not None:
                self._sound(payload)
            return self._sound is not None
        if kind == NAME and self._name is None and len(payload) == 16:
            name = uuid.UUID(bytes=payload)
            self._sound = self._claim(name, self)
            if self._sound is not None:
                self._name = name
            return self._sound is not None
        return kind not in (HANG_UP, NAME, ERROR)  # other kinds (keys, say) are of no use here
