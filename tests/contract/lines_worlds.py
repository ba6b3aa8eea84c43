"""The people around a `Lines`, for the contract: callers and agents' phones, invented or real."""

import asyncio
from contextlib import AsyncExitStack
from typing import Literal, Protocol, TypeAlias, TypeVar

from ari_app.conversation.line import LegFailure, LineCommand, LineEvent, RingLeg, TransferState
from ari_app.telephony.double import FakeLines
from ari_app.telephony.double_state import MUSIC
from tests.integration.asterisk_server import AsteriskServer
from tests.integration.telephony_world import Reports, agent_phone
from tests.integration.telephony_world import World as SwitchWorld
from tests.phone.call import Call
from tests.phone.incoming import IncomingCall
from tests.phone.phone import OnRing, Phone

Manner: TypeAlias = Literal["answers", "rings", "is busy", "declines", "is absent"]
E = TypeVar("E", bound=LineEvent)

ACCEPTED = 202
MUSIC_HZ = 783.99
CALLER_HZ = 1500
AGENTS_HZ = (1700, 1900, 2100)
"""None of them is in the music, and a frame of 20 ms tells each from the others."""
TRANSFER_STATES = {"100": TransferState.TRYING, "200": TransferState.DONE, "603": TransferState.FAILED}
"""By what NOTIFY says."""


class LinesWorld(Protocol):
    """A switch with one trunk; `event` gives each report out once, `all_of` looks at all."""

    events: list[LineEvent]

    def perform(self, *commands: LineCommand, interaction: str = "i1") -> None: ...

    async def event(self, kind: type[E], within: float = 15) -> E: ...

    def all_of(self, *kinds: type[LineEvent]) -> list[LineEvent]: ...

    async def caller_arrives(self) -> str:
        """+15559001 calls +15550100; returns the line, once it is reported."""

    async def caller_presses(self, line: str, key: str) -> None: ...

    async def caller_hangs_up(self, line: str) -> None: ...

    async def phone_that(self, manner: Manner) -> str:
        """A new agent's phone; returns its endpoint."""

    async def agent_hangs_up(self, leg: str) -> None: ...

    async def agent_transfers(self, leg: str, number: str) -> None:
        """By the phone's own key (REFER)."""

    async def is_asked(self, leg: str, hz: int) -> None:
        """Returns when whoever has picked up is asked the question, which sounds like this."""

    async def agent_presses(self, leg: str, key: str) -> None: ...

    async def told_of_transfer(self, leg: str, state: TransferState) -> None:
        """Returns when the phone was told so."""

    async def hears(self, channel: str, *others: str) -> None:
        """Returns when this line or leg hears these others, MUSIC among them, and nobody else."""

    async def prompt_ends(self, line: str) -> None:
        """Time passes until it does."""

    async def leg_rings_out(self, leg: str) -> None:
        """Time passes until its timeout."""

    async def connection_breaks_and_returns(self) -> None: ...


class DoubleWorld(Reports):
    """Time passes, and people act, by a word to the double."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = FakeLines(self.listen, asyncio.get_running_loop().call_soon)
        self._manners: dict[str, Manner] = {}

    def perform(self, *commands: LineCommand, interaction: str = "i1") -> None:
        for command in commands:
            self._lines.perform(command, interaction)
            if isinstance(command, RingLeg) and command.leg in self._lines.ringing():
                self._react(command.leg, self._manners.get(command.endpoint, "is absent"))

    async def caller_arrives(self) -> str:
        line = self._lines.call_arrives("+15550100", caller="+15559001")
        await asyncio.sleep(0)
        return line

    async def caller_presses(self, line: str, key: str) -> None:
        self._lines.caller_presses(line, key)

    async def caller_hangs_up(self, line: str) -> None:
        self._lines.caller_hangs_up(line)

    async def phone_that(self, manner: Manner) -> str:
        endpoint = f"agent{len(self._manners) + 1}"
        self._manners[endpoint] = manner
        if manner == "is absent":
            self._lines.unreachable.add(endpoint)
        return endpoint

    async def agent_hangs_up(self, leg: str) -> None:
        self._lines.agent_hangs_up(leg)

    async def agent_transfers(self, leg: str, number: str) -> None:
        self._lines.agent_refers(leg, number)

    async def is_asked(self, leg: str, hz: int) -> None:
        assert self._lines.legs[leg].asked

    async def agent_presses(self, leg: str, key: str) -> None:
        self._lines.leg_presses(leg, key)

    async def told_of_transfer(self, leg: str, state: TransferState) -> None:
        assert self._lines.legs[leg].reports[-1] is state

    async def hears(self, channel: str, *others: str) -> None:
        assert self._lines.heard_by(channel) == set(others)

    async def prompt_ends(self, line: str) -> None:
        self._lines.play_ends(line)

    async def leg_rings_out(self, leg: str) -> None:
        self._lines.leg_fails(leg, LegFailure.NO_ANSWER)

    async def connection_breaks_and_returns(self) -> None:
        self._lines.switch_goes()
        self._lines.switch_returns()

    def _react(self, leg: str, manner: Manner) -> None:
        match manner:
            case "answers":
                self._lines.leg_answers(leg)
            case "is busy":
                self._lines.leg_fails(leg, LegFailure.BUSY)
            case "declines":
                self._lines.leg_fails(leg, LegFailure.DECLINED)
            case "rings" | "is absent":
                pass


class AsteriskWorld:
    """Time passes by itself; people act by their phones. `phones` switches them off when the story is
    over."""

    def __init__(self, server: AsteriskServer, world: SwitchWorld, phones: AsyncExitStack) -> None:
        self.events = world.events
        self.perform = world.perform
        self.event = world.event
        self.all_of = world.all_of
        self._server = server
        self._world = world
        self._phones = phones
        self._agents: list[Phone] = []
        self._calls: dict[str, Call] = {}

    async def caller_arrives(self) -> str:
        call, arrival = await self._world.call_arrives()
        call.send_tone(CALLER_HZ)
        self._calls[arrival.line] = call
        return arrival.line

    async def caller_presses(self, line: str, key: str) -> None:
        await self._calls[line].answered()
        self._calls[line].press(key)

    async def caller_hangs_up(self, line: str) -> None:
        await self._calls[line].hang_up()

    async def phone_that(self, manner: Manner) -> str:
        name = f"agent{len(self._agents) + 1}"
        phone = await self._phones.enter_async_context(agent_phone(self._server, name))
        self._agents.append(phone)
        reactions: dict[Manner, OnRing] = {"answers": "answer", "is busy": "busy", "declines": "decline"}
        phone.on_ring = reactions.get(manner, "ring")
        if manner == "is absent":
            await phone.unregister()
        return name

    async def agent_hangs_up(self, leg: str) -> None:
        await self._call_of(leg).hang_up()

    async def agent_transfers(self, leg: str, number: str) -> None:
        assert await self._call_of(leg).transfer(number) == ACCEPTED

    async def is_asked(self, leg: str, hz: int) -> None:
        (phone,) = self._agents
        self._calls[leg] = await phone.rings()
        await self._calls[leg].hears(hz)

    async def agent_presses(self, leg: str, key: str) -> None:
        self._calls[leg].press(key)

    async def told_of_transfer(self, leg: str, state: TransferState) -> None:
        status = next(status for status, named in TRANSFER_STATES.items() if named is state)
        await self._call_of(leg).transfer_reported(int(status))

    async def hears(self, channel: str, *others: str) -> None:
        call, tones = self._call_of(channel), {MUSIC: MUSIC_HZ, **self._tones()}
        for other in others:
            await call.hears(tones[other])
        silent = [hz for other, hz in tones.items() if other not in (channel, *others)]
        await asyncio.gather(*(self._falls_silent(call, hz) for hz in silent))

    async def prompt_ends(self, line: str) -> None: ...

    async def leg_rings_out(self, leg: str) -> None: ...

    def _call_of(self, channel: str) -> Call:
        """A leg's is known by the header that its phone was told."""
        return self._calls[channel] if channel in self._calls else self._legs()[channel][0]

    def _legs(self) -> dict[str, tuple[IncomingCall, float]]:
        return {
            call.invite.get("x-trunkline-leg"): (call, hz)
            for phone, hz in zip(self._agents, AGENTS_HZ, strict=False)
            for call in phone.calls
            if isinstance(call, IncomingCall) and call.ending is None
        }

    def _tones(self) -> dict[str, float]:
        """Everybody says their own, from the moment that somebody asks who is heard."""
        legs = self._legs()
        for call, hz in legs.values():
            call.send_tone(hz)
        return dict.fromkeys(self._calls, CALLER_HZ) | {leg: hz for leg, (_, hz) in legs.items()}

    @staticmethod
    async def _falls_silent(call: Call, hz: float) -> None:
        """Within a second: what was said before is still on its way."""
        for attempt in range(3):
            try:
                await call.hears_not(hz, during=0.4)
            except AssertionError:
                if attempt == 2:
                    raise
            else:
                return

    async def connection_breaks_and_returns(self) -> None:
        self._world.running.cancel()
        await asyncio.wait({self._world.running})
        self._world.running = asyncio.create_task(self._world.switch.run())
