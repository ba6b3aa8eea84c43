"""Agents' phones as the app makes them known: over UDP, TCP or TLS they ring and show who calls."""

import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio

from ari_app.conversation.line import Join, Joined, LegAnswered, LegGone, RingLeg
from ari_app.telephony.endpoints import IpTrunk, RegisteredPhone, digest_of
from ari_app.telephony.provisioning import Provisioner
from tests.integration.asterisk_server import AsteriskServer, asterisk
from tests.integration.telephony_world import World, world_on
from tests.phone.incoming import IncomingCall
from tests.phone.outgoing import OutgoingCall
from tests.phone.phone import Phone
from tests.phone.wire import Transport
from tests.ports import free_port

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

TRANSPORTS: tuple[Transport, ...] = get_args(Transport)
DECLINED = 603
LOOPBACK = "0100007F"
"""127.0.0.1 as the kernel writes it."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsteriskServer]:
    with tempfile.TemporaryDirectory(prefix="trunkline-", dir="/tmp") as folder:
        certificate, key = make_certificate(Path(folder))
        async with asterisk(
            tmp_path_factory.mktemp("asterisk"),
            sip_tls_port=free_port(),
            tls_certificate=certificate,
            tls_key=key,
        ) as server:
            yield server


@pytest_asyncio.fixture(loop_scope="module")
async def world(server: AsteriskServer) -> AsyncIterator[World]:
    async with world_on(server) as world:
        yield world


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_phone_rings_over_whatever_it_registered_by_and_both_hear_each_other(
    world: World, transport: Transport
) -> None:
    async with agent_phone(world, transport) as phone, talk(world, phone) as (caller, agent):
        caller.send_tone(600)
        agent.send_tone(1000)
        await caller.hears(1000)
        await agent.hears(600)
        await agent.hang_up()
        await world.event(LegGone)


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_phone_dials_over_whatever_it_registered_by(world: World, transport: Transport) -> None:
    async with agent_phone(world, transport) as phone:
        _, dialled = await world.agent_dials(phone, "*1")
        assert (dialled.endpoint, dialled.number) == ("agent1", "*1")


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_audio_listens_on_the_address_that_it_was_given_and_on_no_other(
    world: World, transport: Transport
) -> None:
    async with agent_phone(world, transport) as phone, talk(world, phone):
        addresses = list(audio_sockets(world.server))
        assert len(addresses) >= 4, "RTP and RTCP, of the caller and of the agent"
        assert set(addresses) == {LOOPBACK}


@pytest.mark.parametrize(
    ("sent", "name", "number"),
    [
        ("+15559001", "+15559001", "+15559001"),
        ("caller", "caller", "caller"),
        ("anonymous", "Anonymous", "anonymous"),
    ],
)
async def test_the_phone_shows_who_calls(world: World, sent: str, name: str, number: str) -> None:
    async with agent_phone(world) as phone:
        _, arrival = await world.call_arrives(caller=sent)
        world.perform(RingLeg(arrival.line, f"leg of {sent}", "agent1", arrival.caller, 10))
        ringing = await phone.rings()
        assert (ringing.caller_name, ringing.caller) == (name, number)


async def test_a_transfer_by_a_caller_is_declined_at_once_and_the_talk_goes_on(world: World) -> None:
    async with agent_phone(world) as phone, talk(world, phone) as (caller, agent):
        assert await caller.transfer("+15550100") == DECLINED
        caller.send_tone(600)
        await agent.hears(600)


@asynccontextmanager
async def agent_phone(world: World, transport: Transport = "udp") -> AsyncIterator[Phone]:
    """The registered phone of agent1, who is known beside the trunk."""
    settings = world.server.settings
    await Provisioner(world.switch.ari).provision(
        [
            IpTrunk(name="trunk", contact="sip:127.0.0.1:9", match=("127.0.0.1",), qualify_seconds=0),
            RegisteredPhone(name="agent1", digest=digest_of("agent1", "secret"), media_address=settings.bind),
        ]
    )
    port = settings.sip_tls_port if transport == "tls" else settings.sip_port
    assert port is not None
    async with Phone((settings.bind, port), "agent1", "secret", transport=transport) as phone:
        await phone.register()
        yield phone


@asynccontextmanager
async def talk(world: World, phone: Phone) -> AsyncIterator[tuple[OutgoingCall, IncomingCall]]:
    """A caller and the agent on the phone, connected."""
    phone.on_ring = "answer"
    caller, arrival = await world.call_arrives()
    leg = f"leg of {caller.call_id}"
    world.perform(RingLeg(arrival.line, leg, "agent1", arrival.caller, 10))
    assert (await world.event(LegAnswered)).leg == leg
    world.perform(Join(arrival.line, leg, None))
    await world.event(Joined)
    yield caller, await phone.rings()


def audio_sockets(server: AsteriskServer) -> Iterator[str]:
    """The local address of each UDP socket in the range for audio (proc_net_udp(5))."""
    for table in ("/proc/net/udp", "/proc/net/udp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            address, _, port = line.split()[1].partition(":")
            if server.settings.rtp_start <= int(port, 16) <= server.settings.rtp_end:
                yield address


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """One of our own and its key, readable for Asterisk, who is another user."""
    certificate, key = folder / "own.pem", folder / "own.key"
    command = [
        "openssl",
        "req",
        "-x509",
        "-nodes",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
    ]
    subprocess.run(
        [*command, "-subj", "/CN=trunkline", "-out", certificate, "-keyout", key],
        check=True,
        capture_output=True,
        timeout=10,
    )
    folder.chmod(0o755)
    key.chmod(0o644)
    return certificate, key
