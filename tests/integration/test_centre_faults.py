"""What must never take the centre down, lose an event, or leave an agent or a channel stuck: bad strangers, lost
phones, a database or a disk that fails, processes that stand still. After each fault the next call is served as
ever, every interaction has ended exactly once, and nobody and nothing is left over (aftermath.py)."""

import asyncio
import contextlib
import os
import random
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from ari_app.conversation.rejoin_rules import REJOIN_SECONDS
from ari_app.demo import TRUNK
from ari_app.storage import configuration
from ari_app.storage.database import Database
from ari_app.storage.rows.setup import QueueRow
from tests.integration.aftermath import missed_after, nothing_is_left, survived, written
from tests.integration.running_centre import (
    SUPPORT,
    RunningCentre,
    alive,
    free_ports,
    running_centre,
    trunkline,
)
from tests.integration.voices import both_hear_each_other, hears_music
from tests.phone.incoming import IncomingCall
from tests.phone.outgoing import OutgoingCall
from tests.phone.phone import Phone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

MAX_CALLS = 20
OFFER_SECONDS = 8.0
DISK_MEGABYTES = 32
TRIES = 5
STANDSTILL = 8.0
"""Longer than the app's heartbeat to Asterisk, and than its patience with a request."""


@pytest.fixture(scope="module")
def disk() -> Iterator[Path | None]:
    """A small disk of its own for the database, None where we may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="trunkline-disk-"))
    size = f"size={DISK_MEGABYTES}m"
    command = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True, timeout=60)
        folder.rmdir()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(disk: Path | None) -> AsyncIterator[RunningCentre]:
    database = f"sqlite:///{disk / 'trunkline.db'}" if disk else ""
    async with running_centre(database=database, max_calls=str(MAX_CALLS)) as running:
        await ring_shortly(running)
        yield running


async def ring_shortly(centre: RunningCentre) -> None:
    """The queue `support` gives an agent less time to answer than the demo's 20 s."""
    row = QueueRow(
        "support", "Support", {"support": 1}, OFFER_SECONDS, wrap_up=15.0, announce_every=45.0, record=True
    )
    database = await Database.open(centre.database)
    try:
        await database.writer.commit([configuration.queue_set(row)])
    finally:
        await database.close()
    await centre.restart_app()


# --- strangers ---------------------------------------------------------------------------------------------------------


async def test_guessed_passwords_are_refused_counted_and_logged(centre: RunningCentre) -> None:
    async with survived(centre):
        before = (await centre.metrics())["trunkline_security_incidents_total"]
        for guess in ("1234", "agent2", "guessed-secret"):
            async with Phone(centre.sip, "agent2", guess) as phone:
                assert await phone.try_register() == 401

        async def counted() -> bool:
            return (await centre.metrics())["trunkline_security_incidents_total"] >= before + 3

        await centre.until(counted, "three incidents in /metrics")
        output = centre.output.read_text()
        assert (
            "Asterisk refused somebody. kind=ChallengeResponseFailed account=agent2 address=127.0.0.1"
            in output
        )
        assert "guessed-secret" not in output


async def test_a_flood_of_calls_from_nobody_we_know_reaches_no_flow(centre: RunningCentre) -> None:
    async with survived(centre):
        arrived = len(await centre.events("interaction_arrived"))
        with stranger(centre) as send:
            for number in range(300):
                send(invite(centre, "127.0.0.2", str(number)))
                if number % 50 == 0:
                    await answers_at_once(centre)
        await answers_at_once(centre)
        assert len(await centre.events("interaction_arrived")) == arrived


async def test_calls_beyond_the_limit_are_refused_and_the_others_served(centre: RunningCentre) -> None:
    async with survived(centre), centre.caller() as trunk:
        refused_before = len(await centre.events("call_refused"))
        calls = [await trunk.dial(SUPPORT, caller=f"+1555300{number:02}") for number in range(3 * MAX_CALLS)]

        await taken_or_refused(centre, *calls)
        await answers_at_once(centre)
        up = [call for call in calls if call.is_up]
        assert len(up) == MAX_CALLS
        assert {call.status for call in calls if not call.is_up} == {503}
        await centre.event("call_refused", count=refused_before + 2 * MAX_CALLS)
        ended_before = len(await centre.events("interaction_ended"))
        await asyncio.gather(*(call.hang_up() for call in up))
        await centre.ended(ended_before + MAX_CALLS)


async def test_packets_that_are_no_sip_are_dropped(centre: RunningCentre) -> None:
    async with survived(centre), centre.agent("agent2") as agent, talking(centre, agent) as talk:
        chance = random.Random(5060)
        good = invite(centre, "127.0.0.2", "x")
        with stranger(centre) as send:
            for _ in range(100):
                send(chance.randbytes(chance.randrange(1, 1400)))
                send(good[: chance.randrange(1, len(good))])  # cut off
                hit = chance.randrange(len(good))
                send(good[:hit] + chance.randbytes(8) + good[hit:])  # disturbed
        await answers_at_once(centre)
        await both_hear_each_other(talk.call, talk.ring)


@pytest.mark.parametrize(
    "number",
    ["%0d%0aX-Evil:%20yes", "%00", "*#06#", "x" * 300, "%24%7BSHELL(id)%7D", "%F0%9F%93%9E", "s"],
    ids=["line break", "zero byte", "code", "long", "expression", "emoji", "s"],
)
async def test_a_strange_number_harms_nobody(centre: RunningCentre, number: str) -> None:
    lines = len(centre.output.read_text().splitlines())
    async with centre.caller() as trunk:
        call = await trunk.dial(number, caller="+1555%0A4000")
        await taken_or_refused(centre, call)
        await call.hang_up()
    await nothing_is_left(centre)
    for line in centre.output.read_text().splitlines()[lines:]:
        assert line[2:3] == ":", f"a caller wrote a log line of their own: {line!r}"


# --- lost phones -------------------------------------------------------------------------------------------------------


async def test_an_agent_whose_phone_dies_in_the_talk_gives_the_customer_back(centre: RunningCentre) -> None:
    async with (
        survived(centre),
        missed_after(centre, 2, "agent2"),
        losing_phone(centre, "agent2") as agent,
        talking(centre, agent) as talk,
    ):
        agent.vanish()
        await centre.agent_is("agent2", "wrap_up", within=REJOIN_SECONDS + 60)
        await served_by_agent3(centre, talk.call)


async def test_an_agent_whose_phone_dies_while_it_rings_loses_the_offer(centre: RunningCentre) -> None:
    async with survived(centre), losing_phone(centre, "agent2") as agent, centre.call(SUPPORT) as call:
        await agent.rings()
        agent.vanish()
        await centre.agent_is("agent2", "not_responding", within=OFFER_SECONDS + 60)
        await served_by_agent3(centre, call)


async def test_a_caller_who_vanishes_frees_the_agent(centre: RunningCentre) -> None:
    async with survived(centre), missed_after(centre, 2, TRUNK), centre.agent("agent2") as agent:
        async with centre.caller() as phone:
            call = await phone.dial(SUPPORT)
            ring = await agent.rings()
            ring.answer()
            await both_hear_each_other(call, ring)
            phone.vanish()
        await ring.ended()
        await centre.agent_is("agent2", "wrap_up")


# --- the database ------------------------------------------------------------------------------------------------------


async def test_calls_go_on_while_another_process_locks_the_database(centre: RunningCentre) -> None:
    async with survived(centre), centre.agent("agent2") as agent:
        with locked(centre):
            before = len(await centre.events())
            async with talking(centre, agent):
                await answers_at_once(centre)
            assert len(await centre.events()) == before, "the database was not locked"


async def test_calls_go_on_while_the_disk_is_full(centre: RunningCentre, disk: Path | None) -> None:
    if disk is None:
        pytest.skip("only root may mount the small disk that is filled here")
    async with survived(centre), centre.agent("agent2") as agent:
        await written(centre)
        with full(centre, disk):
            before = len(await centre.events())
            async with talking(centre, agent):
                await answers_at_once(centre)
            assert len(await centre.events()) == before, "the disk was not full"


# --- processes that stand still, or are away ---------------------------------------------------------------------------


@pytest.mark.parametrize("process", ["ari_app.cli", "asterisk.conf"], ids=["the app", "Asterisk"])
async def test_a_process_that_stood_still_goes_on_with_its_calls(centre: RunningCentre, process: str) -> None:
    async with (
        survived(centre),
        centre.agent("agent2") as agent,
        talking(centre, agent) as talk,
        centre.call(SUPPORT, "+15550002") as patient,
        centre.call(SUPPORT, "+15550003") as impatient,
    ):
        await asyncio.gather(patient.answered(), impatient.answered())
        with frozen(centre.pid(process)):
            leaving = asyncio.create_task(impatient.hang_up())
            await asyncio.sleep(STANDSTILL)
        await leaving
        await centre.ready()
        await both_hear_each_other(talk.call, talk.ring)
        await talk.call.hang_up()
        await talk.ring.ended()
        await centre.dial_code(agent, "agent2", "*3", "offered")
        ring = await agent.rings()
        assert ring.caller == "+15550002"
        ring.answer()
        await both_hear_each_other(patient, ring)


async def test_a_caller_who_comes_while_the_app_is_dead_is_kept_and_served(centre: RunningCentre) -> None:
    async def missed() -> bool:
        return held_connections(int(centre.environment["TRUNKLINE_ASTERISK_HTTP_PORT"])) == 0

    async with survived(centre), centre.agent("agent2") as agent, centre.caller() as trunk:
        app = centre.pid("ari_app.cli")
        with frozen(launcher_of(app)):  # or it would have started another one before the call
            os.kill(app, signal.SIGKILL)
            await centre.until(missed, "Asterisk to miss the app")
            call = await trunk.dial(SUPPORT)
            await call.answered()
            await call.hears_speech()
        ring = await agent.rings(120)
        ring.answer()
        await both_hear_each_other(call, ring)


async def test_a_second_app_takes_over_and_the_first_is_not_started_again() -> None:
    async with running_centre() as centre, centre.call(SUPPORT, "+15550001") as call:
        await call.answered()
        first = centre.pid("ari_app.cli")
        second = replace(
            centre,
            environment=centre.environment | free_ports("HTTP_PORT", "AUDIOSOCKET_PORT"),
            command=trunkline("serve"),
            output=centre.state / "second.log",
        )
        await second.start()
        try:
            await centre.until(
                said(centre, "The app was replaced by another one and is not started again."), "its end"
            )
            assert not alive(first)
            async with second.agent("agent2", becomes="offered") as agent:
                ring = await agent.rings()
                ring.answer()
                await both_hear_each_other(call, ring)
                await call.hang_up()
            async with survived(second):
                pass
        finally:
            assert await second.stop() == 0
        assert "Traceback" not in centre.output.read_text() + second.output.read_text()


# --- what the stories need ---------------------------------------------------------------------------------------------


@dataclass
class Talk:
    """A customer and an agent who hear each other."""

    call: OutgoingCall
    ring: IncomingCall


@asynccontextmanager
async def talking(centre: RunningCentre, agent: Phone) -> AsyncIterator[Talk]:
    """The customer hangs up at the end, unless they did before."""
    async with centre.call(SUPPORT, "+15550001") as call:
        ring = await agent.rings()
        ring.answer()
        await both_hear_each_other(call, ring)
        yield Talk(call, ring)


@asynccontextmanager
async def losing_phone(centre: RunningCentre, name: str) -> AsyncIterator[Phone]:
    """An available agent whose phone may vanish: it is another one that they leave with."""
    async with Phone(centre.sip, name, centre.passwords[name]) as phone:
        await phone.register()
        await centre.dial_code(phone, name, "*1", "available")
        yield phone
    async with Phone(centre.sip, name, centre.passwords[name]) as another:
        await another.register()
        for code in ("*2", "*3"):  # away, at once or after the wrap-up that ends now
            call = await another.dial(code)
            await call.answered()
            await call.hang_up()
        await centre.agent_is(name, "away")
        await another.unregister()


async def served_by_agent3(centre: RunningCentre, call: OutgoingCall) -> None:
    """The customer still waits, with music, and the next agent gets them."""
    assert call.ending is None
    await hears_music(centre, call)
    async with centre.agent("agent3", becomes="offered") as agent:
        ring = await agent.rings()
        ring.answer()
        await both_hear_each_other(call, ring)
        await call.hang_up()


@contextmanager
def stranger(centre: RunningCentre, address: str = "127.0.0.2") -> Iterator[Callable[[bytes], object]]:
    """Sends packets to the SIP port, from an address that no trunk has, and hears no answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((address, 0))
        yield lambda packet: sender.sendto(packet, centre.sip)


def invite(centre: RunningCentre, host: str, name: str) -> bytes:
    """An INVITE as it should be."""
    sdp = f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
    return (
        f"INVITE sip:{SUPPORT}@127.0.0.1:{centre.sip[1]} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP {host}:5999;branch=z9hG4bK{name}\r\n"
        f"Max-Forwards: 70\r\nFrom: <sip:{name}@{host}>;tag={name}\r\nTo: <sip:{SUPPORT}@127.0.0.1>\r\n"
        f"Call-ID: flood-{name}\r\nCSeq: 1 INVITE\r\nContact: <sip:{name}@{host}:5999>\r\n"
        f"Content-Type: application/sdp\r\nContent-Length: {len(sdp)}\r\n\r\n{sdp}"
    ).encode()


async def answers_at_once(centre: RunningCentre) -> None:
    """The app is not held up by what goes on. (A machine with other work may be slow for once.)"""
    timeout = aiohttp.ClientTimeout(total=1)
    async with aiohttp.ClientSession(timeout=timeout) as http:
        for _ in range(TRIES):
            with contextlib.suppress(TimeoutError):
                async with http.get(f"{centre.web}/healthz") as answer:
                    assert answer.status == 200
                    return
    raise AssertionError(f"It did not answer within a second, {TRIES} times on end.")


async def taken_or_refused(centre: RunningCentre, *calls: OutgoingCall) -> None:
    async def settled() -> bool:
        return all(call.is_up or call.ending for call in calls)

    await centre.until(settled, "each call to be taken or refused")


@contextmanager
def locked(centre: RunningCentre) -> Iterator[None]:
    """Another process writes in the database, and takes its time."""
    path = centre.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(centre: RunningCentre, disk: Path) -> Iterator[None]:
    """Not one byte is free on the database's disk."""
    with closing(sqlite3.connect(disk / "trunkline.db", timeout=60)) as database:
        while database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[
            0
        ]:  # or the log would have room for a while
            time.sleep(0.05)  # somebody is reading
    filler = disk / "filler"
    try:
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        yield
    finally:
        filler.unlink()


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def said(centre: RunningCentre, sentence: str) -> Callable[[], Awaitable[bool]]:
    async def asked() -> bool:
        return sentence in centre.output.read_text()

    return asked


def held_connections(port: int) -> int:
    """How many connections the server on this port has not closed yet, whoever called (proc_net_tcp(5))."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    ends = (line.split()[1:4:2] for line in lines)
    held = {"01", "08"}  # ESTABLISHED, CLOSE_WAIT
    return sum(local.endswith(f":{port:04X}") and state in held for local, state in ends)


def launcher_of(app: int) -> int:
    """Its parent."""
    return int(Path(f"/proc/{app}/stat").read_text().rpartition(")")[2].split()[1])
