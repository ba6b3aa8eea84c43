"""`make run` as the person at the terminal sees it: it says how to call, one calls, Ctrl-C ends it, and it starts again."""

import os
import pwd
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

from tests.integration.running_centre import MENU, RunningCentre, alive, running_centre, trunkline
from tests.phone.phone import Phone

CHECKOUT = Path(__file__).resolve().parents[2]
MAKE_RUN = ["make", "--directory", str(CHECKOUT), "run"]
PJSIP_RESOLVER_SOCKETS = 2
"""pjsip's DNS client, which has no setting for its address: one socket for IPv4, one for IPv6. It asks, nobody asks it."""

pytestmark = [pytest.mark.asterisk]


@pytest_asyncio.fixture
async def centre() -> AsyncIterator[RunningCentre]:
    async with running_centre(command=MAKE_RUN) as running:
        yield running


async def test_from_make_run_to_ctrl_c_and_again(centre: RunningCentre) -> None:
    await says_how_to_call(centre)
    async with Phone(centre.sip, "agent1", centre.passwords["agent1"]) as agent:
        await agent.register()
    await the_menu_answers(centre)
    assert owner_of(centre.pid("asterisk.conf")) == expected_owner()
    assert_loopback_only(centre.family())

    await centre.restart_app()  # it was killed: the launcher starts another one
    await the_menu_answers(centre)

    processes = centre.family()
    assert len(processes) >= 4, "launcher, Asterisk, app, a speech worker"
    assert await centre.stop() == -signal.SIGINT, (
        "make always ends by the signal itself; it reports any other failure"
    )
    await all_end(centre, processes)
    output = centre.output.read_text()
    assert output.rstrip().endswith("Stopped.")
    assert "Traceback" not in output
    assert "***" not in output, "make complains of what it ran"

    before = centre.passwords, centre.token
    centre.command = trunkline("run")  # what make ran, to see its own exit code
    await centre.start()
    assert (centre.passwords, centre.token) == before
    await the_menu_answers(centre)
    processes = centre.family()
    assert await centre.stop() == 0
    await all_end(centre, processes)


async def says_how_to_call(centre: RunningCentre) -> None:
    async def said() -> bool:
        return "Ctrl-C stops everything." in centre.output.read_text()

    await centre.until(said, "the greeting")
    output = centre.output.read_text()
    sip = f"127.0.0.1:{centre.sip[1]}"
    assert f"register a SIP phone at {sip}" in output
    assert f"sip:{MENU}@{sip}" in output
    for agent, password in centre.passwords.items():
        assert re.search(rf"^ +{agent} +{re.escape(password)}( |$)", output, re.MULTILINE)
    assert f"Authorization: Bearer {centre.token}" in output


async def the_menu_answers(centre: RunningCentre) -> None:
    async with centre.call(MENU) as call:
        await call.answered()
        await call.hears_speech()


async def all_end(centre: RunningCentre, processes: list[int]) -> None:
    """The launcher has ended; the kernel may need a moment to bury the others."""

    async def none_left() -> bool:
        return not any(map(alive, processes))

    await centre.until(none_left, "all processes to end")


def owner_of(pid: int) -> str:
    return pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name


def expected_owner() -> str:
    return "trunkline" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def assert_loopback_only(processes: list[int]) -> None:
    listening = [
        (kind, address)
        for kind in ("tcp", "tcp6", "udp", "udp6")
        for address in listening_addresses(kind, sockets_of(processes))
    ]
    open_to_all = [(kind, address) for kind, address in listening if not is_loopback(address)]
    assert len(listening) - len(open_to_all) >= 6, "SIP twice, ARI, AMI, the API, AudioSocket"
    assert [kind for kind, _ in open_to_all if kind.startswith("tcp")] == []
    assert len(open_to_all) <= PJSIP_RESOLVER_SOCKETS, open_to_all


def sockets_of(processes: list[int]) -> set[str]:
    """The inodes of their sockets."""
    links = (link for pid in processes for link in open_files(pid))
    return {link.removeprefix("socket:[").rstrip("]") for link in links if link.startswith("socket:")}


def open_files(pid: int) -> Iterator[str]:
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            yield str(link.readlink())


def listening_addresses(kind: str, inodes: set[str]) -> Iterator[str]:
    """Local addresses in the kernel's hexadecimal, of sockets that take what anybody sends (proc_net_tcp(5))."""
    waiting = {"0A"} if kind.startswith("tcp") else {"07"}  # LISTEN; a UDP socket that is not connected
    for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]:
        _, local, _, state, *rest = line.split()
        if state in waiting and rest[5] in inodes:
            yield local.partition(":")[0]


def is_loopback(address: str) -> bool:
    """IPv4 is written as a little-endian word: 127.0.0.1 is 0100007F."""
    return (len(address) == 8 and address.endswith("7F")) or address == "0" * 24 + "01000000"
