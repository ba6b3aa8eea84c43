"""The people around a `Lines`, for the contract: callers and agents' phones, invented or real."""

import asyncio
from contextlib import AsyncExitStack
from typing import Literal, Protocol, TypeAlias, TypeVar

from ari_app.conversation.line import LegFailure, LineCommand, LineEvent, RingLeg
from ari_app.telephony.double import FakeLines
from tests.integration.asterisk_server import AsteriskServer
from tests.integration.telephony_world import Reports, agent_phone
from tests.integration.telephony_world import World as SwitchWorld
from tests.phone.call import Call
from tests.phone.phone import OnRing, Phone

Manner: TypeAlias = Literal["answers", "rings", "is busy", "declines", "is absent"]
E = TypeVar("E", bound=LineEvent)


class LinesWorld(Protocol):
    """A switch with one trunk; `event` gives each report out once, `all_of` looks at all."""

    events: list[LineEvent]

    def perform(self, *commands: LineCommand, interaction: str = "i1") -> None: ...

    async def event(self, kind: type[E], within: float = 5) -> E: ...

    def all_of(self, *kinds: type[LineEvent]) -> list[LineEvent]: ...

    async def caller_arrives(self) -> str:
        """+15559001 calls +15550100; returns the line, once it is reported."""

    async def caller_presses(self, line: str, key: str) -> None: ...

    async def caller_hangs_up(self, line: str) -> None: ...

    async def phone_that(self, manner: Manner) -> str:
        """A new agent's phone; returns its endpoint."""

    async def agent_hangs_up(self, leg: str) -> None: ...

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
        await self._agents[-1].calls[-1].hang_up()

    async def prompt_ends(self, line: str) -> None: ...

    async def leg_rings_out(self, leg: str) -> None: ...

    async def connection_breaks_and_returns(self) -> None:
        self._world.running.cancel()
        await asyncio.wait({self._world.running})
        self._world.running = asyncio.create_task(self._world.switch.run())
