"""Trunkline as in production: our Asterisk, the app with everything on but recording, SQLite.

The centre is written straight into a fresh database: one number that leads to one queue, and 300 agents with
desk phones at fixed contacts, free from the start. Asterisk and the app are started side by side, as
`trunkline run` does, so that the processor time of each can be told.
"""

import asyncio
import contextlib
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from ari_app import asterisk
from ari_app.acd.model import AgentState
from ari_app.config import Settings, load
from ari_app.storage import agents, configuration, endpoints
from ari_app.storage.choices import EndpointKind
from ari_app.storage.database import Database
from ari_app.storage.rows.setup import AgentRow, EndpointRow, FlowRow, NumberRow, QueueRow
from ari_app.storage.rows.spine import AgentStateRow
from ari_app.storage.statement import Write
from asterisk_conf.render import write
from ivr.flow import parse
from tests.integration.asterisk_server import AsteriskServer
from tests.load.centre import AGENTS, Centre, Surroundings
from tests.load.cpu import cpu_ms
from tests.load.errors import BenchError
from tests.load.plain_asterisk import asterisk_root, free_ports, short_open_folder

NUMBER = "+15550101"
_READY_SECONDS = 60.0
_STOP_SECONDS = 15.0
_QUIET_MS = 20.0
"""Processor time per second below which Asterisk counts as idle."""

_FLOW = {
    "id": "bench",
    "name": "Straight to the queue",
    "start": "queue",
    "nodes": {
        "queue": {"kind": "queue", "queue": "bench", "exits": {"closed": "goodbye"}},
        "goodbye": {"kind": "hangup"},
    },
}


@asynccontextmanager
async def trunkline(surroundings: Surroundings) -> AsyncIterator[Centre]:
    """Asterisk and the app, with all agents free."""
    folder = short_open_folder()
    environment = _environment(folder)
    try:
        settings = load(environment, file=folder / "trunkline.toml")
        await _seed(settings, surroundings)
        async with _asterisk(settings) as server, _app(environment, surroundings.folder, settings) as app:
            centre = Centre(settings.sip_port, NUMBER, server.pid, app.pid)
            await _quiet(centre)
            yield centre
    finally:
        for log in folder.glob("**/*.log"):
            shutil.copy(log, surroundings.folder)
        shutil.rmtree(folder)


def _environment(folder: Path) -> dict[str, str]:
    """A state folder of its own, with the machine's Asterisk in it, and free ports."""
    root = asterisk_root()
    if root is not None:
        (folder / "asterisk-root").symlink_to(root)
    names = ("SIP_PORT", "ASTERISK_HTTP_PORT", "ASTERISK_AMI_PORT", "AUDIOSOCKET_PORT", "HTTP_PORT")
    ports = {f"TRUNKLINE_{name}": str(port) for name, port in zip(names, free_ports(len(names)), strict=True)}
    own = {
        "STATE": str(folder),
        "DEMO": "false",
        "RTP_START": "20000",
        "RTP_END": "23999",
        "LOG_LEVEL": "warning",
    }
    return {**ports, **{f"TRUNKLINE_{name}": value for name, value in own.items()}}


async def _seed(settings: Settings, surroundings: Surroundings) -> None:
    database = await Database.open(settings.database_url)
    try:
        await database.upgrade()
        now = datetime.now(UTC).timestamp()
        await database.writer.commit(list(_centre(surroundings, now)))
    finally:
        await database.close()


def _centre(surroundings: Surroundings, now: float) -> Iterator[Write]:
    yield configuration.queue_set(
        QueueRow("bench", "Bench", {}, offer_timeout=20.0, wrap_up=0.0, announce_every=None, record=False)
    )
    version = parse(_FLOW).version
    yield configuration.flow_added(FlowRow("bench", version, _FLOW, published_at=now))
    yield configuration.number_set(NumberRow(NUMBER, "bench"))
    callers = f"127.0.0.1:{surroundings.callers_port}"
    yield endpoints.known(EndpointRow("callers", EndpointKind.TRUNK_IP, match=callers, codecs=("ulaw",)))
    for n in range(AGENTS):
        name = f"agent{n}"
        contact = f"sip:{name}@127.0.0.1:{surroundings.agents_port}"
        yield from configuration.agent_set(AgentRow(name, f"Agent {n}", name), {}, ["bench"])
        yield endpoints.known(
            EndpointRow(name, EndpointKind.FIXED, agent=name, contact=contact, codecs=("ulaw",))
        )
        yield agents.stands(AgentStateRow(name, AgentState.AVAILABLE, "", since=now))


@asynccontextmanager
async def _asterisk(settings: Settings) -> AsyncIterator[AsteriskServer]:
    ours, user = asterisk.installed(settings), asterisk.user(settings)
    write(ours, user=user)
    server = AsteriskServer(ours, user)
    try:
        await server.start()
        yield server
    finally:
        await server.close()


@asynccontextmanager
async def _app(environment: dict[str, str], logs: Path, settings: Settings) -> AsyncIterator[Process]:
    programme = Path(sys.executable).with_name("trunkline")
    with (logs / "app.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            programme, "serve", env={**os.environ, **environment}, stdin=DEVNULL, stdout=log, stderr=log
        )
    try:
        await _ready(process, f"http://127.0.0.1:{settings.http_port}/readyz", logs / "app.log")
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


async def _quiet(centre: Centre) -> None:
    """Return when the work of the start is over: Asterisk asks all 300 phones for a sign of life in 4 seconds."""
    used = _QUIET_MS + 1.0
    async with asyncio.timeout(_READY_SECONDS):
        while used > _QUIET_MS:
            before = cpu_ms(centre.asterisk_pid)
            await asyncio.sleep(1)
            used = cpu_ms(centre.asterisk_pid) - before


async def _ready(process: Process, url: str, log: Path) -> None:
    """Return when the app says that it is ready for calls."""
    deadline = asyncio.get_running_loop().time() + _READY_SECONDS
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http:
        while asyncio.get_running_loop().time() < deadline:
            if process.returncode is not None:
                raise BenchError(f"`trunkline serve` ended with {process.returncode}: see {log}")
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with http.get(url) as response:
                    if response.status == 200:
                        return
            await asyncio.sleep(0.1)
    raise BenchError(f"`trunkline serve` was not ready within {_READY_SECONDS:g} s: see {log}")
