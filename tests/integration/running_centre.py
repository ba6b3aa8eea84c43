"""The whole centre for a test, started as `make run` starts it: real Asterisk, the app in its own process, the demo."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from ari_app.config import state_folder
from ari_app.storage import configuration, endpoints, events
from ari_app.storage.choices import EndpointKind
from ari_app.storage.database import Database
from ari_app.storage.rows.setup import AgentRow, EndpointRow
from ari_app.storage.rows.spine import EventRow
from ari_app.telephony.endpoints import digest_of
from asterisk_conf.installation import find_root
from tests import ports
from tests.phone.outgoing import OutgoingCall
from tests.phone.phone import Phone

MENU, SUPPORT, VOICEMAIL = "+15550100", "+15550101", "+15550102"
READY_WITHIN = 180.0
GREETING = "Trunkline is up"
_PORTS = ("SIP_PORT", "HTTP_PORT", "ASTERISK_HTTP_PORT", "ASTERISK_AMI_PORT", "AUDIOSOCKET_PORT")


def trunkline(*arguments: str) -> list[str]:
    """The command, of the interpreter that runs the tests."""
    return [str(Path(sys.executable).with_name("trunkline")), *arguments]


@dataclass
class RunningCentre:
    """Its processes, its credentials, and phones to use it with."""

    state: Path
    environment: dict[str, str]
    command: Sequence[str]
    output: Path
    passwords: dict[str, str] = field(default_factory=dict)
    web_passwords: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _process: asyncio.subprocess.Process | None = None

    # --- starting and killing ---------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start it and return when it is ready, and the launcher has said so to the person at the terminal."""
        said_before = self._greetings()
        with self.output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self.command, env=self.environment, stdout=output, stderr=output, start_new_session=True
            )
        await self.ready()

        async def greeted() -> bool:
            return self._greetings() > said_before

        if "serve" not in self.command:  # the app alone greets nobody
            await self.until(greeted, "the greeting")
        credentials = json.loads((self.state / "demo-credentials.json").read_text())
        self.passwords, self.token = credentials["sip_passwords"], credentials["admin_token"]
        self.web_passwords = credentials["web_passwords"]

    def _greetings(self) -> int:
        return self.output.read_text().count(GREETING) if self.output.exists() else 0

    async def ready(self) -> None:
        """Wait for `/readyz` to say 200."""

        async def asked() -> bool:
            assert self._process is not None
            assert self._process.returncode is None, f"It has ended.\n{self.output.read_text()[-4000:]}"
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with self._http() as http, http.get(f"{self.web}/readyz") as answer:
                    return answer.status == 200
            return False

        await self.until(asked, "the centre to be ready", within=READY_WITHIN)

    async def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        process = self._process
        assert process is not None
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        return await asyncio.wait_for(process.wait(), 60)

    def kill_asterisk(self) -> None:
        os.kill(self.pid("asterisk.conf"), signal.SIGKILL)

    def pid(self, word: str) -> int:
        """The one of its processes that has `word` in its command line."""
        found = [child for child in self.family() if word in _command_of(child)]
        assert len(found) == 1, f"{len(found)} processes with {word!r}"
        return found[0]

    def family(self) -> list[int]:
        """Its processes: the one that was started, and all that follow from it."""
        assert self._process is not None
        whole = [self._process.pid]
        for parent in whole:  # grows while it is walked: make has the launcher as its child
            with contextlib.suppress(FileNotFoundError):
                whole += map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())
        return whole

    async def hire(self, agents: int) -> None:
        """Agents beside the demo's: written to the database, taken up by a start of the app."""
        database = await Database.open(self.database)
        try:
            for name in (f"extra{n + 1}" for n in range(agents)):
                self.passwords[name] = f"secret of {name}"
                digest = digest_of(name, self.passwords[name])
                row = EndpointRow(name, EndpointKind.REGISTERED, agent=name, username=name, ha1=digest)
                hired = configuration.agent_set(AgentRow(name, name, name), {"support": 1}, ["support"])
                await database.writer.commit([*hired, endpoints.known(row)])
        finally:
            await database.close()
        await self.restart_app()

    async def restart_app(self) -> None:
        """SIGKILL; return when the launcher has started it again and it is ready."""
        killed = self.pid("ari_app.cli")
        os.kill(killed, signal.SIGKILL)

        async def another() -> bool:
            return any("ari_app.cli" in _command_of(child) and child != killed for child in self.family())

        await self.until(another, "another app")
        await self.ready()

    # --- using it -----------------------------------------------------------------------------------------------------

    @property
    def sip(self) -> tuple[str, int]:
        return "127.0.0.1", int(self.environment["TRUNKLINE_SIP_PORT"])

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.environment['TRUNKLINE_HTTP_PORT']}"

    @asynccontextmanager
    async def agent(self, name: str, becomes: str = "available") -> AsyncIterator[Phone]:
        """An agent's registered phone; they dial *1, and `becomes` is what follows from it."""
        async with Phone(self.sip, name, self.passwords[name]) as phone:
            await phone.register()
            await self.dial_code(phone, name, "*1", becomes)
            try:
                yield phone
            finally:
                for code in ("*2", "*3"):  # away, at once or after the wrap-up that ends now
                    call = await phone.dial(code)
                    await call.answered()
                    await call.hang_up()
                await self.agent_is(name, "away")
                await phone.unregister()

    async def dial_code(self, phone: Phone, agent: str, code: str, state: str) -> None:
        """Dial a feature code from the agent's phone and wait until it has its effect."""
        call = await phone.dial(code)
        await call.answered()
        await self.agent_is(agent, state)
        await call.hang_up()

    @asynccontextmanager
    async def caller(self, name: str = "caller") -> AsyncIterator[Phone]:
        """Somebody on the trunk's side."""
        async with Phone(self.sip, name) as phone:
            yield phone

    @asynccontextmanager
    async def call(self, number: str, caller: str = "+15559001") -> AsyncIterator[OutgoingCall]:
        async with self.caller() as phone:
            yield await phone.dial(number, caller=caller)

    async def api(self, method: str, path: str, body: object = None) -> Any:
        """What the API answers, as the demo's admin."""
        headers = {"Authorization": f"Bearer {self.token}"}
        async with (
            self._http() as http,
            http.request(method, f"{self.web}/api/v1{path}", json=body, headers=headers) as answer,
        ):
            assert answer.status < 400, f"{method} {path}: {answer.status} {await answer.text()}"
            return await answer.json() if answer.content_length != 0 else None

    async def download(self, path: str) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self._http() as http, http.get(f"{self.web}/api/v1{path}", headers=headers) as answer:
            assert answer.status == 200, f"GET {path}: {answer.status} {await answer.text()}"
            return await answer.read()

    async def agent_is(self, agent: str, *states: str, within: float = 30.0) -> None:
        """Wait until they are in one of these."""

        async def asked() -> bool:
            found = await self.api("GET", f"/agents/{agent}")
            return found["state"] in states

        await self.until(asked, f"{agent} to be {' or '.join(states)}", within)

    async def talk_of(self, agent: str) -> str:
        """The interaction that they talk in, as soon as the app knows that they do."""
        found: list[str] = []

        async def talks() -> bool:
            holds = (await self.api("GET", f"/agents/{agent}"))["holds"]
            found[:] = [hold["interaction"] for hold in holds if hold["state"] == "active"]
            return bool(found)

        await self.until(talks, f"{agent} to talk")
        return found[0]

    async def events(self, kind: str | None = None) -> list[EventRow]:
        """The event log, oldest first."""
        database = await Database.open(self.database)
        try:
            found = await events.since(database.reader, 0, limit=100_000)
        finally:
            await database.close()
        return [event for event in found if kind in (None, event.kind)]

    async def settled(self) -> None:
        """Wait until no interaction is live and nothing waits any more to be written: the log has it all."""

        async def idle() -> bool:
            figures = await self.metrics()
            live = sum(value for name, value in figures.items() if name.startswith("trunkline_interactions{"))
            return not live and figures["trunkline_writer_waiting"] == 0

        await self.until(idle, "all calls to be over, and written")

    async def metrics(self) -> dict[str, float]:
        """Each sample of `/metrics` by its name with labels."""
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self._http() as http, http.get(f"{self.web}/metrics", headers=headers) as answer:
            text = await answer.text()
            assert answer.status == 200, text
        return {name: float(value) for name, value in re.findall(r"^([^# ]\S*) (\S+)$", text, re.MULTILINE)}

    async def event(self, kind: str, within: float = 30.0, count: int = 1) -> EventRow:
        """Wait for the `count`-th event of this kind."""
        found: list[EventRow] = []

        async def logged() -> bool:
            found[:] = await self.events(kind)
            return len(found) >= count

        await self.until(logged, f"{count} x {kind} in the log", within)
        return found[count - 1]

    async def ended(self, count: int = 1, within: float = 30.0) -> list[EventRow]:
        """Wait until `count` interactions have ended; their final events."""
        await self.event("interaction_ended", within, count)
        return await self.events("interaction_ended")

    @property
    def database(self) -> str:
        return self.environment.get("TRUNKLINE_DATABASE") or f"sqlite:///{self.state / 'trunkline.db'}"

    @property
    def recordings(self) -> Path:
        return self.state / "asterisk" / "spool" / "recording"

    async def until(self, true: Callable[[], Any], what: str, within: float = 30.0) -> None:
        """Look again and again until it is true; fails with the centre's own output otherwise."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not await true():
            if loop.time() > end:
                raise AssertionError(f"Waited {within:.0f} s for {what}.\n{self._said()}")
            await asyncio.sleep(0.05)

    def _said(self) -> str:
        """The end of the centre's output, without the requests with which tests look again and again."""
        lines = self.output.read_text().splitlines()
        return "\n".join([line for line in lines if " INFO    GET /" not in line][-60:])

    def _http(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20))


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except FileNotFoundError:
        return ""


@asynccontextmanager
async def running_centre(
    *, database: str = "", command: Sequence[str] = (), more_agents: int = 0, **settings: str
) -> AsyncIterator[RunningCentre]:
    """A fresh centre on free ports. `settings` are TRUNKLINE_* without the prefix, lower case. `more_agents`:
    so many that serve `support` beside those of the demo, `extra1` and so on."""
    folder = Path(tempfile.mkdtemp(prefix="trunkline-centre-"))
    _open_folder(folder)
    own = {
        "STATE": str(folder),
        "DATABASE": database,
        **{name.upper(): value for name, value in settings.items()},
    }
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")},
        **free_ports(*_PORTS),
        **{f"TRUNKLINE_{name}": value for name, value in own.items()},
    }
    centre = RunningCentre(folder, environment, command or trunkline("run"), folder / "output.log")
    try:
        await centre.start()
        if more_agents:
            await centre.hire(more_agents)
        yield centre
    finally:
        try:
            await centre.stop()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _open_folder(folder: Path) -> None:
    """A state folder that Asterisk, who is somebody else, can reach; with the machine's Asterisk in it."""
    folder.chmod(0o755)
    if (root := find_root(state_folder())) is not None:
        (folder / "asterisk-root").symlink_to(root)


def free_ports(*settings: str) -> dict[str, str]:
    """A port that nobody has for each of these settings, as the environment names them."""
    return {f"TRUNKLINE_{name}": str(ports.free_port()) for name in settings}
