"""Asterisk with our configuration: it starts without a complaint, is reachable, and trusts nobody."""

import asyncio
import re
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from tests.integration.asterisk_server import AsteriskServer, asterisk
from tests.phone.phone import Phone

pytestmark = pytest.mark.asterisk

COMPLAINT = re.compile(r"\b(WARNING|ERROR)\b")


def complaints(server: AsteriskServer) -> list[str]:
    return [line for line in server.log().splitlines() if COMPLAINT.search(line)]


def process_status(pid: int) -> str:
    return Path(f"/proc/{pid}/status").read_text()


@asynccontextmanager
async def manager(server: AsteriskServer) -> AsyncIterator[asyncio.StreamReader]:
    """A logged-in manager connection."""
    settings = server.settings
    reader, writer = await asyncio.open_connection(settings.control_bind, settings.ami_port)
    login = f"Action: Login\r\nUsername: {settings.ami_user}\r\nSecret: {settings.ami_password}\r\n\r\n"
    writer.write(login.encode())
    try:
        async with asyncio.timeout(30):
            while "Authentication accepted" not in await message(reader):
                pass
        yield reader
    finally:
        writer.close()
        await writer.wait_closed()


async def message(reader: asyncio.StreamReader) -> str:
    return (await reader.readuntil(b"\r\n\r\n")).decode()


async def event_names_until(reader: asyncio.StreamReader, last: str) -> list[str]:
    """The names of the events up to and with the one called `last`."""
    names: list[str] = []
    async with asyncio.timeout(30):
        while last not in names:
            names += re.findall(r"^Event: (\w+)", await message(reader), re.MULTILINE)
    return names


async def sip_answer(server: AsteriskServer, method: str, number: str = "") -> str:
    """The first line of the final answer to a request from a stranger, sent as a plain datagram."""
    loop = asyncio.get_running_loop()
    answers: asyncio.Queue[str] = asyncio.Queue()

    class Stranger(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
            answers.put_nowait(data.decode().splitlines()[0])

    address = ("127.0.0.1", server.settings.sip_port)
    transport, _ = await loop.create_datagram_endpoint(Stranger, remote_addr=address)
    uri = f"sip:{number}{'@' if number else ''}{address[0]}:{address[1]}"
    identity = secrets.token_hex(8)
    host, port = transport.get_extra_info("sockname")
    lines = (
        f"{method} {uri} SIP/2.0",
        f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{identity};rport",
        "Max-Forwards: 70",
        "From: <sip:stranger@nowhere.invalid>;tag=1",
        f"To: <{uri}>",
        f"Call-ID: {identity}",
        f"CSeq: 1 {method}",
        f"Contact: <sip:stranger@{host}:{port}>",
        "Content-Length: 0",
        "",
        "",
    )
    transport.sendto("\r\n".join(lines).encode())
    try:
        async with asyncio.timeout(30):
            while (answer := await answers.get()).startswith("SIP/2.0 1"):
                pass
            return answer
    finally:
        transport.close()


async def test_it_starts_without_a_complaint_and_without_privileges(tmp_path: Path) -> None:
    async with asterisk(tmp_path) as server:
        info = await server.ari("GET", "/asterisk/info", only="system")
        assert int(info["system"]["version"].split(".")[0]) >= 20
        assert complaints(server) == []
        status = process_status(server.pid)
        assert re.search(r"^Uid:\s+(?!0\b)\d+\s+(?!0\b)\d+", status, re.MULTILINE), "it runs as root"
        assert re.search(r"^CapEff:\s+0+$", status, re.MULTILINE), "it has capabilities"


async def test_what_the_app_pushed_survives_a_kill(tmp_path: Path) -> None:
    async with asterisk(tmp_path) as server:
        await server.provision("aor", "agent1", max_contacts="1")
        await committed(server, "agent1")
        first = server.pid
        await server.kill()
        await server.start()
        assert server.pid != first
        await server.ari("GET", "/asterisk/config/dynamic/res_pjsip/aor/agent1")


async def test_a_stranger_is_challenged_whatever_is_dialled(tmp_path: Path) -> None:
    async with asterisk(tmp_path) as server:
        assert await sip_answer(server, "INVITE", "+15550100") == "SIP/2.0 401 Unauthorized"
        assert await sip_answer(server, "INVITE", "agent1") == "SIP/2.0 401 Unauthorized"


async def test_a_trunk_hears_that_the_server_is_alive(tmp_path: Path) -> None:
    async with asterisk(tmp_path) as server:
        await server.provision_trunk()
        assert await sip_answer(server, "OPTIONS") == "SIP/2.0 200 OK"


async def test_whoever_takes_a_trunks_name_from_elsewhere_is_a_stranger(tmp_path: Path) -> None:
    async with asterisk(tmp_path) as server:
        await server.provision_trunk(address="192.0.2.1")
        async with Phone(("127.0.0.1", server.settings.sip_port), "trunk") as impostor:
            call = await impostor.dial("+15550100")
            await call.ended()
            assert call.status == 401


async def test_a_wrong_password_is_told_to_the_manager_and_the_security_log(tmp_path: Path) -> None:
    async with asterisk(tmp_path) as server:
        await server.provision_agent("agent1", "right")
        async with manager(server) as events:
            address = ("127.0.0.1", server.settings.sip_port)
            async with Phone(address, "agent1", "wrong") as thief, Phone(address, "agent1", "right") as agent:
                assert await thief.try_register() == 401
                await agent.register()
            names = await event_names_until(events, "ContactStatus")
        assert "ChallengeResponseFailed" in names
        assert set(names) <= {"ChallengeResponseFailed", "ContactStatus", "DeviceStateChange", "FullyBooted"}
        line = await server.wait_for_log('SecurityEvent="ChallengeResponseFailed"', name="security.log")
        assert 'AccountID="agent1"' in line


async def committed(server: AsteriskServer, name: str) -> None:
    """Asterisk writes its database to the disk about once a second, and tells nobody."""
    async with asyncio.timeout(30):
        while name not in stored_keys(server):  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.05)


def stored_keys(server: AsteriskServer) -> str:
    with closing(sqlite3.connect(f"file:{server.settings.lib}/astdb.sqlite3?mode=ro", uri=True)) as database:
        return "\n".join(key for (key,) in database.execute("SELECT key FROM astdb"))
