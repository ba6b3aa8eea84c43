"""What only Asterisk's manager interface says: guessed passwords, phones that come and go, and talk
recording.

Nothing here is needed for a call: while the connection is lost calls go on, unrecorded, and it is tried
again with growing pauses. Panoramisk speaks the protocol; when to connect and how long to wait is ours,
because it would do both for ever and in step. manager.conf filters the events before they are sent.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from panoramisk import Manager
from panoramisk.ami_protocol import AMIProtocol

from ari_app.conversation.line import EndpointLost, EndpointReached
from ari_app.conversation.ports import Listener
from ari_app.telephony.backoff import Backoff

log = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
PING_SECONDS = 10.0
EVENT_CLASSES = "system,security"
"""Not `call`: several events for each call, and ARI tells us of calls."""
SECURITY_EVENTS = (
    "ChallengeResponseFailed",
    "FailedACL",
    "InvalidAccountID",
    "InvalidPassword",
    "InvalidTransport",
    "LoadAverageLimit",
    "MemoryLimit",
    "RequestNotAllowed",
    "RequestNotSupported",
    "SessionLimit",
    "UnexpectedAddress",
)
ADDRESSES_COUNTED = 10_000
"""So many addresses keep a counter; a flood from invented ones must not fill the memory."""


@dataclass(frozen=True, slots=True)
class SecurityIncident:
    """Somebody was refused. `kind` is Asterisk's name of the event, `address` an IP address without its
    port."""

    kind: str
    service: str
    account: str
    address: str


@dataclass(frozen=True, slots=True)
class AmiAddress:
    host: str
    port: int
    user: str
    password: str = field(repr=False)


class AmiConnection:
    """`run` keeps it up until cancelled. `incidents` counts refusals by address since the start."""

    def __init__(
        self,
        address: AmiAddress,
        listener: Listener,
        on_incident: Callable[[SecurityIncident], None],
    ) -> None:
        self.incidents: Counter[str] = Counter()
        self._address = address
        self._listener = listener
        self._on_incident = on_incident
        self._manager: Manager | None = None
        self._reachable: dict[str, bool] = {}

    @property
    def connected(self) -> bool:
        return self._manager is not None

    async def run(self) -> None:
        backoff = Backoff()
        missing = False
        while True:
            session = _Session(self._address, self._events())
            try:
                await session.open()
                self._manager = session
                log.log(logging.INFO if missing else logging.DEBUG, "Asterisk's manager interface is there")
                missing = False
                backoff.reset()
                await session.until_lost()
                reason: object = "it closed the connection or stopped answering"
            except (OSError, TimeoutError, PermissionError) as error:
                reason = repr(error)
            finally:
                self._manager = None
                session.close()
            if not missing:
                missing = True
                log.warning(
                    "Asterisk's manager interface is gone (%s): nothing is recorded until it is back", reason
                )
            await asyncio.sleep(backoff.next())

    # --- recording (recording.py's MixMonitors) -------------------------------------------------------------

    async def start_mix_monitor(self, channel: str, file: Path) -> bool:
        """Two channels, interleaved: what comes from this channel left, what goes to it right."""
        return await self._do({"Action": "MixMonitor", "Channel": channel, "File": str(file), "Options": "D"})

    async def stop_mix_monitor(self, channel: str) -> bool:
        return await self._do({"Action": "StopMixMonitor", "Channel": channel})

    async def mute_mix_monitor(self, channel: str, *, muted: bool) -> bool:
        """Silence is written instead of both; time goes on."""
        state = "1" if muted else "0"
        return await self._do(
            {"Action": "MixMonitorMute", "Channel": channel, "Direction": "both", "State": state}
        )

    async def _do(self, action: dict[str, str]) -> bool:
        if self._manager is None:
            return False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await self._manager.send_action(action)
        except TimeoutError:
            log.warning("Asterisk's manager interface did not answer to %s", action["Action"])
            return False
        return bool(answer.success)

    # --- events ---------------------------------------------------------------------------------------------

    def _events(self) -> dict[str, Callable[[Mapping[str, str]], None]]:
        return {"ContactStatus": self._contact, **dict.fromkeys(SECURITY_EVENTS, self._refused)}

    def _contact(self, event: Mapping[str, str]) -> None:
        """A phone registered, answers to OPTIONS again, or neither. Only changes are told."""
        endpoint = _text(event, "EndpointName")
        match _text(event, "ContactStatus"):
            case "Reachable" | "NonQualified" | "Created":
                reachable = True
            case "Unreachable" | "Removed":
                reachable = False
            case _:
                return
        if endpoint and self._reachable.get(endpoint) is not reachable:
            self._reachable[endpoint] = reachable
            self._listener(EndpointReached(endpoint) if reachable else EndpointLost(endpoint))

    def _refused(self, event: Mapping[str, str]) -> None:
        incident = SecurityIncident(
            kind=_text(event, "Event"),
            service=_text(event, "Service"),
            account=_text(event, "AccountID"),
            address=_ip_of(_text(event, "RemoteAddress")),
        )
        if incident.address in self.incidents or len(self.incidents) < ADDRESSES_COUNTED:
            self.incidents[incident.address] += 1
        self._on_incident(incident)


def _text(event: Mapping[str, str], key: str) -> str:
    """Empty when it is missing; panoramisk makes a list of a header that comes twice."""
    return str(event.get(key, ""))


def _ip_of(remote: str) -> str:
    """`IPV4/UDP/192.0.2.7/5060` -> `192.0.2.7`."""
    parts = remote.split("/")
    return parts[2] if len(parts) == 4 else ""


class _Session(Manager):  # type: ignore[misc]  # panoramisk has no types
    """One connection, made once: what panoramisk would do after a loss (connect again for ever) is left
    to us."""

    def __init__(
        self, address: AmiAddress, events: Mapping[str, Callable[[Mapping[str, str]], None]]
    ) -> None:
        super().__init__(
            loop=asyncio.get_running_loop(),
            host=address.host,
            port=address.port,
            username=address.user,
            secret=address.password,
            events=EVENT_CLASSES,
            log=log,
        )
        self._events = events
        self._lost = asyncio.Event()

    async def open(self) -> None:
        """Raises OSError, TimeoutError, or PermissionError for a wrong name or password."""
        async with asyncio.timeout(ANSWER_SECONDS):
            address = (self.config["host"], self.config["port"])
            connecting = self.loop.create_task(self.loop.create_connection(AMIProtocol, *address))
            await connecting
            self.connection_made(connecting)  # logs in
            logging_in = self.authenticated_future
            await logging_in
        if not self.login(logging_in):
            raise PermissionError("the manager interface refuses our name or password")

    async def until_lost(self) -> None:
        """Returns when the connection ends; raises TimeoutError when it falls silent."""
        while not self._lost.is_set():
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await self._lost.wait()
            except TimeoutError:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self.send_action({"Action": "Ping"})

    # --- called by panoramisk -------------------------------------------------------------------------------

    def ping(self) -> None:
        """Its own pings never look at the answer; `until_lost` does."""

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost.set()

    def dispatch(self, event: Mapping[str, str]) -> None:
        """By name at once; its own way tries a pattern for each subscriber."""
        if (take := self._events.get(event["event"])) is not None:
            take(event)
