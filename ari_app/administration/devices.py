"""Which of their phones rings for an agent: the softphone in the browser, the one on the desk, the one in the pocket.

The browser's is made when it is first asked for, under a name that nobody can guess. It gets a new password each time that
a page asks, of which only the digest is kept: what the page before it knew is worth nothing then.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ari_app.administration.errors import AdministrationError, Conflict
from ari_app.administration.things import BROWSER_PREFIX
from ari_app.storage import configuration, endpoints, revisions
from ari_app.storage.choices import EndpointKind
from ari_app.storage.database import Database
from ari_app.storage.rows.setup import AgentRow, EndpointRow
from ari_app.storage.statement import Write

MOBILE_SUFFIX = "-mobile"
"""A phone whose name ends so is a mobile one too: an app on it that registers."""
PATIENCE = 5.0
"""Seconds for the centre to work by what was chosen."""
NAME_BYTES = 8
PASSWORD_BYTES = 24


class Device(StrEnum):
    """What agents call their phones."""

    BROWSER = "browser"
    DESK = "desk"
    MOBILE = "mobile"


class NoSuchDevice(Conflict):
    """The agent has none of that sort."""


class PhoneNotPushed(AdministrationError):
    """Asterisk cannot be told at once of a phone that has changed. It is told as soon as it is there again."""

    retryable = True


@dataclass(frozen=True, slots=True)
class Choice:
    """`device`: the one that rings, `phone` its name; None when it is none of theirs. `choices`: what may be chosen."""

    device: Device | None
    choices: tuple[Device, ...]
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class BrowserPhone:
    """What a softphone registers with. `password` is shown once, to the page that asked."""

    username: str
    password: str = field(repr=False)


def device_of(row: EndpointRow) -> Device:
    if row.webrtc:
        return Device.BROWSER
    is_mobile = row.kind is EndpointKind.MOBILE or row.id.endswith(MOBILE_SUFFIX)
    return Device.MOBILE if is_mobile else Device.DESK


class Devices:
    """`push` brings the endpoint of this name to Asterisk as it is in the database now, or raises PhoneNotPushed.
    `digest(name, password)`: what is kept of a phone's password. `applied` returns once the centre works by what was
    committed before. `ice_servers` is what browsers find their way through networks with."""

    def __init__(
        self,
        database: Database,
        push: Callable[[str], Awaitable[None]],
        now: Callable[[], float],
        digest: Callable[[str, str], str],
        applied: Callable[[], Awaitable[None]],
        *,
        ice_servers: tuple[str, ...] = (),
    ) -> None:
        self.ice_servers = ice_servers
        self._reader = database.reader
        self._writer = database.writer
        self._push = push
        self._now = now
        self._digest = digest
        self._applied = applied

    async def choice(self, agent: str) -> Choice:
        row, phones = await self._agent(agent), await self._phones(agent)
        ringing = next((device for device, phone in phones.items() if phone.id == row.endpoint), None)
        choices = tuple(device for device in Device if device in {*phones, Device.BROWSER})
        return Choice(ringing, choices, None if ringing is None else row.endpoint)

    async def choose(self, agent: str, device: Device, by: str) -> Choice:
        """From the next call on, this one rings. Raises NoSuchDevice, and PhoneNotPushed."""
        phones = await self._phones(agent)
        if device is Device.BROWSER and device not in phones:
            await self.browser_phone(agent, by)
        elif device not in phones:
            raise NoSuchDevice(f"You have no {device.value} phone: an admin can add one for you.")
        else:
            await self._ring(agent, phones[device], (), by)
        return await self.choice(agent)

    async def browser_phone(self, agent: str, by: str) -> BrowserPhone:
        """A new password for the agent's softphone, which rings from now on. Raises NoSuchDevice for who is no agent any
        more, and PhoneNotPushed."""
        known = (await self._phones(agent)).get(Device.BROWSER)
        name = f"{BROWSER_PREFIX}{secrets.token_hex(NAME_BYTES)}" if known is None else known.id
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        row = EndpointRow(name, EndpointKind.REGISTERED, agent=agent, username=name, webrtc=True)
        row = replace(known or row, ha1=self._digest(name, password))
        await self._ring(agent, row, (endpoints.known(row),), by)
        await self._push(name)
        return BrowserPhone(name, password)

    # --- within ---------------------------------------------------------------------------------------------

    async def _agent(self, agent: str) -> AgentRow:
        row = await configuration.agent_row(self._reader, agent)
        if row is None:
            raise NoSuchDevice("You are no agent any more.")
        return row

    async def _phones(self, agent: str) -> dict[Device, EndpointRow]:
        """One of each sort: the first by name."""
        found = await endpoints.of_agent(self._reader, agent)
        return {device_of(row): row for row in reversed(found)}

    async def _ring(self, agent: str, phone: EndpointRow, writes: tuple[Write, ...], by: str) -> None:
        """The running centre, and an admin who has the agent's form open, are told only of what changes for them."""
        if (await self._agent(agent)).endpoint != phone.id:
            known = await revisions.every(self._reader)
            seen, now = known.get(("agent", agent), revisions.NEVER).version, self._now()
            moved = revisions.moved("agent", agent, seen, now, by)
            writes += (configuration.agent_rings_at(agent, phone.id), moved, configuration.told(by, now))
        if writes:
            await self._writer.commit(list(writes))
            with suppress(TimeoutError):  # a centre that is that slow takes it a little later
                async with asyncio.timeout(PATIENCE):
                    await self._applied()
