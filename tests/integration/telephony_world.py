"""A running switch for a test: the real Asterisk, our telephony on it, phones around it, and what it
reported."""

import asyncio
import math
import re
import shutil
import tempfile
import wave
from array import array
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

from ari_app.conversation.line import AgentDialled, CallArrived, LineCommand, LineEvent, SwitchFound
from ari_app.telephony.ami import AmiAddress, SecurityIncident
from ari_app.telephony.ports import Hearer, HearingEvent, Utterance, VoiceBegan
from ari_app.telephony.rest import AriAddress
from ari_app.telephony.switch import Switch, SwitchAddress
from tests.integration.asterisk_server import AsteriskServer
from tests.phone.hearing import ToneDetector
from tests.phone.outgoing import OutgoingCall
from tests.phone.phone import Phone
from tests.phone.waiting import Changes

E = TypeVar("E", bound=LineEvent)

RATE = 8000


class ToneVoice:
    """Speaks tones: "600 Hz for 1.5 s" is a file with just that. Other texts cannot be spoken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def speak(self, text: str, language: str, recording: str = "") -> Path:
        match = re.fullmatch(r"(\d+) Hz for ([\d.]+) s", text)
        if match is None:
            raise ValueError(f"no voice for {text!r}")
        path = self._folder / f"{match[1]}-{match[2]}.wav"
        if not path.exists():
            write_tone(path, int(match[1]), float(match[2]))
        return path


def write_tone(path: Path, hz: int, seconds: float) -> None:
    step = 2 * math.pi * hz / RATE
    samples = array("h", (int(8000 * math.sin(step * i)) for i in range(int(RATE * seconds))))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


class ToneEars:
    """Hears tones: the phrase "600" is heard when 600 Hz sound for 200 ms."""

    def open(
        self,
        phrases: tuple[str, ...],
        language: str,
        reject_unknown: bool,
        on_event: Callable[[HearingEvent], None],
    ) -> Hearer:
        return _ToneHearer(phrases, on_event)


class _ToneHearer:
    def __init__(self, phrases: tuple[str, ...], on_event: Callable[[HearingEvent], None]) -> None:
        self._detectors = {phrase: ToneDetector(int(phrase)) for phrase in phrases}
        self._on_event = on_event

    def feed(self, pcm: bytes) -> None:
        samples = array("h", pcm)
        for phrase, detector in self._detectors.items():
            if detector.feed(samples):
                self._detectors = {}
                self._on_event(VoiceBegan())
                self._on_event(Utterance(phrase, 1.0))
                return

    def close(self) -> None:
        self._detectors = {}


class Reports:
    """What the lines reported; `event` waits for it and gives each report out once."""

    def __init__(self) -> None:
        self.events: list[LineEvent] = []
        self._changes = Changes()
        self._taken: set[int] = set()

    def listen(self, event: LineEvent) -> None:
        self.events.append(event)
        self._changes.notify()

    def changed(self) -> None:
        """Something else that a test may wait for."""
        self._changes.notify()

    async def event(self, kind: type[E], within: float = 30) -> E:
        """The oldest report of this kind that nobody has taken yet."""

        def find() -> tuple[int, E] | None:
            for number, event in enumerate(self.events):
                if isinstance(event, kind) and number not in self._taken:
                    return number, event
            return None

        await self.until(lambda: find() is not None, f"no {kind.__name__}", within)
        found = find()
        assert found is not None
        self._taken.add(found[0])
        return found[1]

    async def until(self, reached: Callable[[], bool], what: str, within: float = 30) -> None:
        await self._changes.until(reached, within, lambda: f"{what}; reported: {self.events}")

    def all_of(self, *kinds: type[LineEvent]) -> list[LineEvent]:
        """All reports of these kinds so far, taken or not."""
        return [event for event in self.events if isinstance(event, kinds)]


class World(Reports):
    """`switch.lines` is what is tested, `trunk` where callers come from."""

    running: asyncio.Task[None]

    def __init__(self, server: AsteriskServer, switch: Switch, trunk: Phone) -> None:
        super().__init__()
        self.server = server
        self.switch = switch
        self.trunk = trunk
        self.incidents: list[SecurityIncident] = []

    @property
    def recordings(self) -> Path:
        return self.server.settings.spool / "recording"

    def on_incident(self, incident: SecurityIncident) -> None:
        self.incidents.append(incident)
        self.changed()

    def perform(self, *commands: LineCommand, interaction: str = "i1") -> None:
        for command in commands:
            self.switch.lines.perform(command, interaction)

    async def has_manager(self) -> None:
        """Wait until the manager interface is connected."""
        async with asyncio.timeout(60):
            while not self.switch.ami.connected:  # noqa: ASYNC110 - nobody reports it
                await asyncio.sleep(0.02)

    async def call_arrives(
        self, number: str = "+15550100", caller: str = "+15559001"
    ) -> tuple[OutgoingCall, CallArrived]:
        call = await self.trunk.dial(number, caller=caller, caller_name="Ada")
        return call, await self.event(CallArrived)

    async def agent_dials(self, phone: Phone, number: str) -> tuple[OutgoingCall, AgentDialled]:
        call = await phone.dial(number)
        return call, await self.event(AgentDialled)


@asynccontextmanager
async def world_on(
    server: AsteriskServer,
    *,
    trunk: Phone | None = None,
    known_identity: str = "",
    audio_port: int | None = None,
) -> AsyncIterator[World]:
    """Connected to a running Asterisk; `trunk` lives longer than this world when it is given."""
    settings = server.settings
    prompts = _open_folder()
    world: World

    def listen(event: LineEvent) -> None:
        world.listen(event)

    def on_incident(incident: SecurityIncident) -> None:
        world.on_incident(incident)

    switch = Switch(
        SwitchAddress(
            ari=AriAddress(settings.ari_url, settings.ari_user, settings.ari_password, settings.app),
            ami=AmiAddress(
                settings.control_bind, settings.ami_port, settings.ami_user, settings.ami_password
            ),
            audio_host=settings.audiosocket_host,
            audio_port=settings.audiosocket_port if audio_port is None else audio_port,
            recordings=settings.spool / "recording",
        ),
        ToneVoice(prompts),
        ToneEars(),
        listen,
        on_incident=on_incident,
        known_identity=known_identity,
    )
    async with AsyncExitStack() as stack:
        if trunk is None:
            phone = Phone((settings.bind, settings.sip_port), "trunk")
            trunk = await stack.enter_async_context(phone)
        world = World(server, switch, trunk)
        world.running = asyncio.create_task(switch.run())
        try:
            await world.event(SwitchFound)
            await world.has_manager()
            yield world
        finally:
            world.running.cancel()
            await asyncio.wait({world.running})
            shutil.rmtree(prompts)


def _open_folder() -> Path:
    """Below /tmp, because Asterisk runs as another user and must read what is spoken."""
    folder = Path(tempfile.mkdtemp(prefix="trunkline-prompts-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


@asynccontextmanager
async def agent_phone(server: AsteriskServer, name: str) -> AsyncIterator[Phone]:
    """A registered agent's phone, known to Asterisk while the block runs."""
    await server.provision_agent(name, "secret")
    settings = server.settings
    async with Phone((settings.bind, settings.sip_port), name, "secret") as phone:
        await phone.register()
        yield phone
        with suppress(AssertionError):
            await phone.unregister()
