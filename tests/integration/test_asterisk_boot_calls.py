"""What the dialplan does by itself: it keeps callers while the app is away, and lends the app an ear."""

import asyncio
import json
import uuid
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.integration.asterisk_server import AsteriskServer, asterisk
from tests.integration.voices import MUSIC_HZ, MUSIC_WITHIN
from tests.phone.call import Ending
from tests.phone.hearing import ToneDetector
from tests.phone.phone import Phone

pytestmark = pytest.mark.asterisk


class EarServer:
    """The app's end of AudioSocket: takes one stream, and says who it is and when a tone is in it."""

    def __init__(self) -> None:
        self.identity: asyncio.Future[uuid.UUID] = asyncio.get_running_loop().create_future()
        self.ended = asyncio.Event()
        self._frames: asyncio.Queue[bytes] = asyncio.Queue()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                kind, *length = await reader.readexactly(3)
                payload = await reader.readexactly(int.from_bytes(bytes(length)))
                if kind == 0x01:
                    self.identity.set_result(uuid.UUID(bytes=payload))
                elif kind == 0x10:
                    self._frames.put_nowait(payload)
        except asyncio.IncompleteReadError:
            self.ended.set()
        finally:
            writer.close()

    async def hears(self, hz: float) -> None:
        detector = ToneDetector(hz)
        async with asyncio.timeout(30):
            while not detector.feed(array("h", await self._frames.get())):
                pass


@asynccontextmanager
async def listening_ear() -> AsyncIterator[tuple[EarServer, int]]:
    ear = EarServer()
    listener = await asyncio.start_server(ear.serve, "127.0.0.1", 0)
    async with listener:
        yield ear, listener.sockets[0].getsockname()[1]


async def arrival(events: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    """The StasisStart of the next call."""
    async with asyncio.timeout(30):
        while True:
            event: dict[str, Any] = json.loads(await events.receive_str())
            if event["type"] == "StasisStart":
                return event


def sip_address(server: AsteriskServer) -> tuple[str, int]:
    return server.settings.bind, server.settings.sip_port


async def test_a_caller_is_kept_with_music_until_the_app_is_back(tmp_path: Path) -> None:
    async with asterisk(tmp_path, away_music_seconds=4) as server:
        await server.provision_trunk()
        async with Phone(sip_address(server), "+15551230000") as caller:
            call = await caller.dial("+15550100")
            await call.hears_speech()
            await call.hears(MUSIC_HZ, MUSIC_WITHIN)
            await server.wait_for_log(
                "Stasis app 'trunkline' doesn't exist", times=2
            )  # offered again, in vain
            await call.hears(MUSIC_HZ, MUSIC_WITHIN)
            async with server.app() as events:
                start = await arrival(events)
                assert start["args"] == ["call"]
                assert start["channel"]["dialplan"]["exten"] == "+15550100"
                assert start["channel"]["state"] == "Up"
                await server.ari("DELETE", f"/channels/{start['channel']['id']}")
                assert await call.ended() is Ending.HUNG_UP_BY_THEM


async def test_a_call_rings_in_the_app_which_ends_it_by_letting_go(tmp_path: Path) -> None:
    async with asterisk(tmp_path) as server:
        await server.provision_trunk()
        async with server.app() as events, Phone(sip_address(server), "+15551230000") as caller:
            call = await caller.dial("sales")
            start = await arrival(events)
            await call.rings()
            assert start["channel"]["dialplan"]["exten"] == "sales"
            await server.ari("POST", f"/channels/{start['channel']['id']}/continue")
            await call.ended()


async def test_an_agents_feature_code_reaches_the_app(tmp_path: Path) -> None:
    async with asterisk(tmp_path) as server:
        await server.provision_agent("agent1", "secret")
        async with server.app() as events, Phone(sip_address(server), "agent1", "secret") as agent:
            await agent.register()
            call = await agent.dial("*1")
            start = await arrival(events)
            assert start["args"] == ["agent"]
            assert start["channel"]["dialplan"]["exten"] == "*1"
            assert start["channel"]["name"].startswith("PJSIP/agent1-")
            await call.hang_up()


async def test_an_agent_who_dials_while_the_app_is_away_is_told_so(tmp_path: Path) -> None:
    async with asterisk(tmp_path) as server:
        await server.provision_agent("agent1", "secret")
        async with Phone(sip_address(server), "agent1", "secret") as agent:
            await agent.register()
            call = await agent.dial("*1")
            await call.hears_speech()
            await call.ended()


async def test_the_ear_hears_the_caller_and_closes_when_he_leaves(tmp_path: Path) -> None:
    async with listening_ear() as (ear, port), asterisk(tmp_path, audiosocket_port=port) as server:
        await server.provision_trunk()
        async with server.app() as events, Phone(sip_address(server), "+15551230000") as caller:
            call = await caller.dial("+15550100")
            channel = (await arrival(events))["channel"]["id"]
            await server.ari("POST", f"/channels/{channel}/answer")
            await call.answered()
            call.send_tone(600)
            ticket = uuid.uuid4()
            await server.ari("POST", f"/channels/{channel}/snoop/ear", app=server.settings.app, spy="in")
            await server.ari(
                "POST", "/channels/ear/continue", context="ear", extension=str(ticket), priority="1"
            )
            await ear.hears(600)
            assert await ear.identity == ticket
            await call.hang_up()
            async with asyncio.timeout(30):
                await ear.ended.wait()
        assert await server.ari("GET", "/channels") == []
