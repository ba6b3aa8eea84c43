"""Asterisk by itself, with our configuration and a dialplan of its own: Dial(), or app_queue.

It runs with the same modules, endpoints and options as under Trunkline, plus the two applications.
"""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from asterisk_conf.installation import AsteriskMissing, find_root
from asterisk_conf.render import write
from asterisk_conf.settings import AsteriskSettings
from tests.integration.asterisk_server import CHECKOUT, USER, AsteriskServer
from tests.load.centre import AGENTS, Centre, Surroundings
from tests.load.errors import BenchError

NUMBER = "+15550101"

_ENDPOINTS = """
[bench](!)
type = endpoint
transport = transport-udp
context = bench
allow = !all,ulaw
direct_media = no

[callers](bench)
identify_by = ip
[callers]
type = identify
endpoint = callers
match = 127.0.0.1:{callers_port}
"""
_AGENT = """
[agent{n}](bench)
identify_by = ip
aors = agent{n}
[agent{n}]
type = aor
contact = sip:agent{n}@127.0.0.1:{agents_port}
"""
# The n-th caller (the digits after 1555) rings agent n modulo 300.
_DIAL = """
[bench]
exten => {number},1,Dial(PJSIP/agent$[${{CALLERID(num):4}} % {agents}])
"""
_QUEUE = """
[bench]
exten => {number},1,Queue(bench,r)
"""
_MEMBERS = """
[bench]
strategy = leastrecent
ringinuse = no
autofill = yes
{members}
"""


@asynccontextmanager
async def dial(surroundings: Surroundings) -> AsyncIterator[Centre]:
    """Each caller goes to one agent by Dial(): no choice, no queue, the least that an exchange can do."""
    files = {"extensions_site.conf": _DIAL.format(number=NUMBER, agents=AGENTS)}
    async with _asterisk(surroundings, files) as centre:
        yield centre


@asynccontextmanager
async def app_queue(surroundings: Surroundings) -> AsyncIterator[Centre]:
    """Asterisk's own queue chooses the agent who has been idle longest."""
    members = "\n".join(f"member => PJSIP/agent{n}" for n in range(AGENTS))
    files = {
        "extensions_site.conf": _QUEUE.format(number=NUMBER),
        "queues.conf": _MEMBERS.format(members=members),
    }
    async with _asterisk(surroundings, files) as centre:
        yield centre


@asynccontextmanager
async def _asterisk(surroundings: Surroundings, files: dict[str, str]) -> AsyncIterator[Centre]:
    user = USER if os.getuid() == 0 else None
    home = short_open_folder()
    settings = _settings(home)
    try:
        write(settings, user=user)
        endpoints = _ENDPOINTS.format(callers_port=surroundings.callers_port) + "".join(
            _AGENT.format(n=n, agents_port=surroundings.agents_port) for n in range(AGENTS)
        )
        for name, text in {**files, "pjsip_site.conf": endpoints}.items():
            (settings.etc / name).write_text(text)
        server = AsteriskServer(settings, user)
        try:
            await server.start()
            yield Centre(settings.sip_port, NUMBER, server.pid, app_pid=None)
        finally:
            await server.close()
            shutil.copytree(settings.log, surroundings.folder / "asterisk-log", dirs_exist_ok=True)
    finally:
        shutil.rmtree(home)


def short_open_folder() -> Path:
    """A new folder for an exchange: a control socket's path has to be short, and open to Asterisk's user."""
    folder = Path(tempfile.mkdtemp(prefix="trunkline-bench-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


def _settings(home: Path) -> AsteriskSettings:
    sip, http, ami, audiosocket = free_ports(4)
    return AsteriskSettings(
        root=asterisk_root(),
        etc=home / "etc",
        state=home / "state",
        sip_port=sip,
        http_port=http,
        ami_port=ami,
        audiosocket_port=audiosocket,
        rtp_start=20000,
        rtp_end=23999,
        ari_password=secrets.token_hex(16),
        ami_password=secrets.token_hex(16),
        extra_modules=("app_dial.so", "app_queue.so"),
    )


def asterisk_root() -> Path | None:
    """The Asterisk that `make run` uses; BenchError when there is none."""
    state_folder = subprocess.check_output([CHECKOUT / "docker/state-folder"], text=True, timeout=10).strip()
    try:
        return find_root(Path(state_folder))
    except AsteriskMissing as error:
        raise BenchError(str(error)) from error


def free_ports(count: int) -> list[int]:
    """Different ports of the loopback address that are free for TCP and for UDP."""
    ports: list[int] = []
    with ExitStack() as held:
        while len(ports) < count:
            tcp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            udp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            tcp.bind(("127.0.0.1", 0))
            port = tcp.getsockname()[1]
            try:
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
            ports.append(port)
    return ports
