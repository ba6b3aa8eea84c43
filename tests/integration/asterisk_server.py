"""A real Asterisk for one test: its own folders, its own free ports, our own configuration.

    async with asterisk(tmp_path) as server:
        await server.ari("GET", "/asterisk/info")

It needs the Asterisk that docker/install makes, and runs without privileges, as in production. The files
live in a short folder below /tmp, because the path of a control socket is limited and because pytest's
folders are closed to other users; what Asterisk logged is left in `tmp_path` when the test is over.
"""

import asyncio
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from asterisk_conf import music
from asterisk_conf.command import command
from asterisk_conf.installation import AsteriskMissing, find_root
from asterisk_conf.render import write
from asterisk_conf.settings import AsteriskSettings
from tests.ports import free_ports

CHECKOUT = Path(__file__).resolve().parents[2]
USER = "trunkline"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
LOG_SECONDS = 60.0
_ENDPOINT = {"transport": "transport-udp", "direct_media": "no", "disallow": "all", "allow": "ulaw"}


class AsteriskServer:
    """One Asterisk process, which may be killed and started again with the same settings and state."""

    def __init__(self, settings: AsteriskSettings, user: str | None) -> None:
        self.settings = settings
        self._user = user
        self._process: asyncio.subprocess.Process | None = None
        self._http: aiohttp.ClientSession | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None, "Asterisk is not running"
        return self._process.pid

    def log(self, name: str = "messages.log") -> str:
        """What Asterisk has written to one of its logs so far."""
        path = self.settings.log / name
        return path.read_text(errors="replace") if path.exists() else ""

    async def wait_for_log(self, text: str, *, name: str = "messages.log", times: int = 1) -> str:
        """The line that holds the text for the so-many-th time, as soon as it is there."""
        async with asyncio.timeout(LOG_SECONDS):
            while True:
                lines = [line for line in self.log(name).splitlines() if text in line]
                if len(lines) >= times:
                    return lines[times - 1]
                await asyncio.sleep(0.05)

    async def start(self) -> None:
        """Returns when ARI answers and every module is up."""
        self._http = self._http or aiohttp.ClientSession(
            headers={
                "Authorization": aiohttp.encode_basic_auth(self.settings.ari_user, self.settings.ari_password)
            },
            timeout=aiohttp.ClientTimeout(total=30),
        )
        with (self.settings.etc.parent / "output").open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *command(self.settings, user=self._user, dies_with_parent=True),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # a Ctrl-C is for pytest, which then stops us in order
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await self._is_up():
                    assert self._process.returncode is None, f"Asterisk ended at its start:\n{self.log()}"
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"Asterisk did not come up in {START_SECONDS:g} s:\n{self.log()}") from None

    async def stop(self) -> None:
        """End it in order: it says BYE to every call."""
        await self._end(kill=False)

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(kill=True)

    async def restart(self) -> None:
        """Start it again after `kill` or `stop`, or stop it in order first."""
        await self._end(kill=False)
        await self.start()

    async def ari(self, method: str, path: str, json: object = None, **query: str) -> Any:
        """One ARI request: the decoded answer, None for an empty one; a status of 400 or more fails."""
        assert self._http is not None, "Asterisk is not running"
        url = self.settings.ari_url + path
        async with self._http.request(method, url, json=json, params=query) as response:
            text = await response.text()
            assert response.status < 400, f"{method} {path}: {response.status} {text}"
            return await response.json() if text else None

    async def provision(self, kind: str, name: str, **attributes: str) -> None:
        """Create or replace a SIP object: `provision("aor", "trunk", contact="sip:127.0.0.1:5080")`."""
        fields = [{"attribute": attribute, "value": value} for attribute, value in attributes.items()]
        await self.ari("PUT", f"/asterisk/config/dynamic/res_pjsip/{kind}/{name}", {"fields": fields})
        if kind == "identify":  # kept in memory until then
            await self.ari("PUT", "/asterisk/modules/res_pjsip_endpoint_identifier_ip.so")

    async def provision_trunk(self, *, address: str = "127.0.0.1") -> None:
        """A trunk called `trunk`, known by its address alone."""
        await self.provision("aor", "trunk", contact=f"sip:{address}:9")
        await self.provision(
            "endpoint", "trunk", aors="trunk", context="from-trunk", identify_by="ip", **_ENDPOINT
        )
        await self.provision("identify", "trunk", endpoint="trunk", match=address)

    async def provision_agent(self, name: str, password: str) -> None:
        """An agent's phone, which registers."""
        await self.provision("auth", name, auth_type="userpass", username=name, password=password)
        await self.provision("aor", name, max_contacts="1", remove_existing="yes")
        await self.provision("endpoint", name, auth=name, aors=name, context="from-agent", **_ENDPOINT)

    @asynccontextmanager
    async def app(self) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """Be the Stasis application while the block runs: every ARI event as a JSON text."""
        assert self._http is not None, "Asterisk is not running"
        url = f"{self.settings.ari_url}/events"
        async with self._http.ws_connect(url, params={"app": self.settings.app}) as events:
            yield events

    async def close(self) -> None:
        await self._end(kill=False)
        if self._http is not None:
            await self._http.close()

    async def _is_up(self) -> bool:
        assert self._http is not None
        try:
            async with self._http.get(
                self.settings.ari_url + "/asterisk/info", params={"only": "status"}
            ) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def _end(self, *, kill: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill() if kill else process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


@asynccontextmanager
async def asterisk(tmp_path: Path, **overrides: Any) -> AsyncIterator[AsteriskServer]:
    """A running Asterisk; `overrides` replace settings, such as `audiosocket_port=...`."""
    user = _unprivileged_user()
    home = _short_open_folder()
    settings = replace(_settings(home), **overrides)
    write(settings, user=user)
    server = AsteriskServer(settings, user)
    try:
        await server.start()
        yield server
    finally:
        await server.close()
        shutil.copytree(settings.log, tmp_path / "asterisk-log", dirs_exist_ok=True)
        shutil.rmtree(home)


def _short_open_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="trunkline-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


def _settings(home: Path) -> AsteriskSettings:
    state_folder = Path(
        subprocess.check_output([CHECKOUT / "docker/state-folder"], text=True, timeout=10).strip()
    )
    try:
        root = find_root(state_folder)
    except AsteriskMissing as error:
        pytest.fail(f"{error} (`make test` does that by itself.)")
    sip_port, http_port, ami_port, audiosocket_port = free_ports(4)
    rtp_start = 12000 + sip_port % 100 * 200
    return AsteriskSettings(
        root=root,
        etc=home / "etc",
        state=home / "state",
        sip_port=sip_port,
        http_port=http_port,
        ami_port=ami_port,
        audiosocket_port=audiosocket_port,
        rtp_start=rtp_start,
        rtp_end=rtp_start + 199,
        ari_password=secrets.token_hex(16),
        ami_password=secrets.token_hex(16),
        music=music.ensure(state_folder / "test-music").parent,  # made once, not for every test
    )


def _unprivileged_user() -> str | None:
    """Whom Asterisk runs as: us, unless we are root."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam(USER).pw_name
    except KeyError:
        pytest.fail(f"There is no user {USER}: run docker/install (`make test` does that by itself).")
