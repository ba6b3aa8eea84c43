"""The manager interface that refuses, falls silent or goes: calls never wait for it, and it is tried
again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from ari_app.conversation.line import EndpointLost, EndpointReached
from ari_app.telephony.ami import AmiAddress, AmiConnection, SecurityIncident
from tests.integration.telephony_world import Reports


class FakeAmi:
    """Lets everybody in, and says yes to everything."""

    def __init__(self) -> None:
        self._entered: asyncio.Queue[None] = asyncio.Queue()
        self._writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        writer.write(b"Asterisk Call Manager/11.0.0\r\n")
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    text = (await reader.readuntil(b"\r\n\r\n")).decode()
                    action = dict(line.split(": ", 1) for line in text.split("\r\n") if ": " in line)
                    self.say(Response="Success", ActionID=action["ActionID"])
                    if action["Action"] == "Login":
                        self._entered.put_nowait(None)
        finally:
            writer.close()

    async def until_entered(self) -> None:
        """Somebody logged in; each login counts once."""
        async with asyncio.timeout(60):
            await self._entered.get()

    def say(self, **headers: str) -> None:
        text = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writers[-1].write(f"{text}\r\n".encode())

    def say_anything(self, data: bytes) -> None:
        self._writers[-1].write(data)

    def hang_up(self) -> None:
        self._writers[-1].close()


class Side(Reports):
    def __init__(self, port: int) -> None:
        super().__init__()
        self.seen: list[SecurityIncident] = []
        self.ami = AmiConnection(AmiAddress("127.0.0.1", port, "user", "secret"), self.listen, self.note)

    def note(self, incident: SecurityIncident) -> None:
        self.seen.append(incident)
        self.changed()


@asynccontextmanager
async def world() -> AsyncIterator[tuple[FakeAmi, Side]]:
    fake = FakeAmi()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    side = Side(server.sockets[0].getsockname()[1])
    running = asyncio.create_task(side.ami.run())
    try:
        yield fake, side
    finally:
        running.cancel()
        await asyncio.wait({running})
        server.close()


async def test_phones_that_come_and_go_are_told_once() -> None:
    async with world() as (fake, side):
        await fake.until_entered()
        for status in ("Reachable", "NonQualified", "Unreachable", "Removed", "Novelty", "Created"):
            fake.say(Event="ContactStatus", EndpointName="agent1", ContactStatus=status)
        fake.say(Event="ContactStatus", ContactStatus="Reachable")
        fake.say(Event="ContactStatus", EndpointName="agent2", ContactStatus="Reachable")
        await side.until(lambda: EndpointReached("agent2") in side.events, "no agent2")
        assert side.events == [
            EndpointReached("agent1"),
            EndpointLost("agent1"),
            EndpointReached("agent1"),
            EndpointReached("agent2"),
        ]


async def test_refusals_are_counted_by_address_whatever_they_hold() -> None:
    async with world() as (fake, side):
        await fake.until_entered()
        for address in ("IPV4/UDP/192.0.2.7/5060", "IPV4/TCP/192.0.2.7/9", "nonsense"):
            fake.say(
                Event="ChallengeResponseFailed", Service="PJSIP", AccountID="1001", RemoteAddress=address
            )
        fake.say_anything(b"Event: InvalidPassword\r\nAccountID: a\r\nAccountID: b\r\n\xff\xfe: x\r\n\r\n")
        await side.until(lambda: len(side.seen) == 4, "not all seen")
        assert side.seen[0] == SecurityIncident("ChallengeResponseFailed", "PJSIP", "1001", "192.0.2.7")
        assert side.ami.incidents == {"192.0.2.7": 2, "": 2}


async def test_it_comes_back_after_a_loss() -> None:
    async with world() as (fake, side):
        await fake.until_entered()
        fake.hang_up()
        await fake.until_entered()
        fake.say(Event="ContactStatus", EndpointName="agent1", ContactStatus="Reachable")
        await side.event(EndpointReached)
        async with asyncio.timeout(60):
            while not side.ami.connected:  # noqa: ASYNC110 - nobody reports it
                await asyncio.sleep(0)
        assert await side.ami.start_mix_monitor("PJSIP/agent1-1", Path("/tmp/x.raw"))


async def test_nothing_is_recorded_and_nobody_waits_while_it_is_away() -> None:
    side = Side(1)
    assert not await side.ami.start_mix_monitor("PJSIP/agent1-1", Path("/tmp/x.raw"))
    assert not await side.ami.stop_mix_monitor("PJSIP/agent1-1")
