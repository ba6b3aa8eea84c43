"""Phones and trunks: the database's rows as Asterisk's endpoints, pushed whenever the switch is found or they change."""

import asyncio
import logging
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from ari_app.administration.devices import PhoneNotPushed
from ari_app.storage import endpoints
from ari_app.storage.choices import EndpointKind
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.rows.setup import EndpointRow
from ari_app.telephony.endpoints import (
    EndpointSpec,
    FixedPhone,
    GuestPhone,
    IpTrunk,
    RegisteredPhone,
    RegisteringTrunk,
    UnsafeEndpoint,
    digest_of,
)
from ari_app.telephony.provisioning import Provisioner
from ari_app.telephony.rest import AriError

_log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0


class Endpoints:
    """Keeps Asterisk's endpoints as the database has them. `run` in a task of the owner's; `wake` when either changed.

    `bind` is the address that SIP and audio listen on; `identity` tells which Asterisk process it is now, `pushed_to`
    which one had them last."""

    def __init__(
        self,
        database: Database,
        provisioner: Provisioner,
        *,
        bind: str,
        identity: Callable[[], str],
        pushed_to: str,
    ) -> None:
        self._reader = database.reader
        self._bind = bind
        self._provisioner = provisioner
        self._identity = identity
        self._pushed_to = pushed_to
        self._due = asyncio.Event()
        self._turn = asyncio.Lock()
        self._guests: dict[str, GuestPhone] = {}
        self.trouble: str | None = "not pushed to Asterisk yet"

    def wake(self) -> None:
        """Asterisk was found, or the database's endpoints changed."""
        self._due.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                async with self._turn:
                    await self._push()
            except (AriError, DatabaseUnavailable) as error:
                self._say(str(error))
                await asyncio.sleep(RETRY_SECONDS)
                self._due.set()

    async def push(self, id: str) -> None:
        """One that is new or has changed, without looking at all the others. Raises PhoneNotPushed, DatabaseUnavailable."""
        async with (
            self._turn
        ):  # whoever reads an endpoint first writes it first: nothing newer is overwritten
            row = await endpoints.one(self._reader, id)
            if row is None or row.kind is EndpointKind.MOBILE:
                return
            try:
                await self._provisioner.put(spec_of(row, self._bind))
            except (AriError, UnsafeEndpoint) as error:
                self._due.set()
                raise PhoneNotPushed(f"Asterisk does not take the phone {id}: {error}") from error

    async def admit(self, name: str, password: str) -> None:
        """Let a visitor's browser call us. Raises PhoneNotPushed."""
        guest = GuestPhone(name=name, digest=digest_of(name, password), media_address=_sound_of(self._bind))
        async with self._turn:
            try:
                await self._provisioner.put(guest)
            except AriError as error:
                raise PhoneNotPushed(f"Asterisk does not take a visitor's phone: {error}") from error
            self._guests[name] = guest

    async def dismiss(self, name: str) -> None:
        """Take a visitor's phone away; when Asterisk is not there, as soon as it is."""
        async with self._turn:
            self._guests.pop(name, None)
            try:
                await self._provisioner.remove(name)
            except AriError:
                self._due.set()

    async def _push(self) -> None:
        """All that can be used; one that cannot keeps none of the others from Asterisk."""
        specs: list[EndpointSpec] = [*self._guests.values()]
        faults: list[str] = []
        for row in await endpoints.every(self._reader):
            if row.kind is EndpointKind.MOBILE:
                continue  # it is called over a trunk
            try:
                specs.append(spec_of(row, self._bind))
            except UnsafeEndpoint as fault:
                faults.append(str(fault))
        identity = self._identity()
        await self._provisioner.provision(specs, afresh=identity != self._pushed_to)
        self._pushed_to = identity
        self._say("; ".join(faults) or None)

    def _say(self, trouble: str | None) -> None:
        if trouble is not None and trouble != self.trouble:
            _log.error("Phones and trunks: %s", trouble)
        self.trouble = trouble


def spec_of(row: EndpointRow, bind: str) -> EndpointSpec:
    """What Asterisk, which listens on `bind`, is told of a row. Raises UnsafeEndpoint for one that cannot work."""
    match row.kind:
        case EndpointKind.REGISTERED:
            media_address = _sound_of(bind) if row.webrtc or ip_address(bind).is_unspecified else bind
            return RegisteredPhone(
                name=row.id, digest=row.ha1 or "", browser=row.webrtc, media_address=media_address
            )
        case EndpointKind.FIXED:
            contact = row.contact or ""
            match = row.addresses
            return FixedPhone(
                name=row.id, contact=contact, match=match, digest="" if match else row.ha1 or ""
            )
        case EndpointKind.MOBILE:
            raise UnsafeEndpoint(row.id, "kind", "is mobile: it is called over a trunk")
        case EndpointKind.TRUNK_IP:
            match = row.addresses
            contact = row.contact or f"sip:{match[0].split('/')[0] if match else ''}"
            return IpTrunk(
                name=row.id, contact=contact, match=match, qualify_seconds=60 if row.contact else 0
            )
        case EndpointKind.TRUNK_REGISTERING:
            server = (row.server_uri or "").removeprefix("sip:")
            return RegisteringTrunk(
                name=row.id,
                server=server,
                user=row.username or "",
                password=row.secret or "",
                match=row.addresses or (urlsplit(f"//{server}").hostname or "",),
            )


def _sound_of(bind: str) -> str:
    """The one address that a browser's sound uses; empty: any. It takes none on loopback: it needs an address of a network,
    even of the machine that it is on."""
    where = ip_address(bind)
    return "" if where.is_unspecified or where.is_loopback else bind
