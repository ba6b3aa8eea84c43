"""Asterisk's way of bringing sound, over a real TCP connection: cut anyhow, unexpected, malformed, ended."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ari_app.telephony.audiosocket import HANG_UP, NAME, SOUND, AudioServer

NOBODY = uuid.UUID(int=0)


def frame(kind: int, payload: bytes = b"") -> bytes:
    return bytes([kind]) + len(payload).to_bytes(2, "big") + payload


class Heard:
    def __init__(self) -> None:
        self.pcm = b""
        self.something = asyncio.Event()
        self.silent = asyncio.Event()

    def sound(self, pcm: bytes) -> None:
        self.pcm += pcm
        self.something.set()

    def silenced(self) -> None:
        self.silent.set()


@asynccontextmanager
async def server() -> AsyncIterator[AudioServer]:
    audio = AudioServer("127.0.0.1", 0)
    await audio.start()
    try:
        yield audio
    finally:
        await audio.stop()


async def ends(reader: asyncio.StreamReader) -> None:
    async with asyncio.timeout(60):
        assert await reader.read() == b""


async def test_sound_arrives_whole_however_it_is_cut() -> None:
    async with server() as audio:
        name, heard = uuid.uuid4(), Heard()
        audio.expect(name, heard)
        _, writer = await asyncio.open_connection("127.0.0.1", audio.port)
        sound = bytes(range(256)) * 5
        stream = frame(NAME, name.bytes) + b"".join(
            frame(SOUND, sound[at : at + 320]) for at in range(0, len(sound), 320)
        )
        for at in range(0, len(stream), 7):
            writer.write(stream[at : at + 7])
            await writer.drain()
        writer.close()
        async with asyncio.timeout(60):
            await heard.silent.wait()
        assert heard.pcm == sound


@pytest.mark.parametrize(
    "stream",
    [
        frame(NAME, NOBODY.bytes),
        frame(NAME, b"short"),
        frame(SOUND, b"\0" * 320),
        frame(HANG_UP),
        b"\x10\xff\xff",
    ],
    ids=["unknown name", "bad name", "sound before a name", "hang-up", "half a frame"],
)
async def test_who_is_not_expected_is_cut_off(stream: bytes) -> None:
    async with server() as audio:
        reader, writer = await asyncio.open_connection("127.0.0.1", audio.port)
        writer.write(stream)
        writer.write_eof()
        await ends(reader)
        writer.close()


async def test_what_is_forgotten_is_closed_without_a_word() -> None:
    async with server() as audio:
        name, heard = uuid.uuid4(), Heard()
        audio.expect(name, heard)
        reader, writer = await asyncio.open_connection("127.0.0.1", audio.port)
        writer.write(frame(NAME, name.bytes) + frame(SOUND, b"\1" * 320))
        async with asyncio.timeout(60):
            await heard.something.wait()
        audio.forget(name)
        await ends(reader)
        writer.close()
        assert not heard.silent.is_set()
