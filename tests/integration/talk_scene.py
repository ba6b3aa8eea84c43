"""A talk on a whole centre: a customer and agent2, agent3 and the supervisor beside them, each with a phone and a token."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from ari_app.access.service import Access
from ari_app.clock import SystemClock
from ari_app.storage.database import Database
from tests.integration.running_centre import SUPPORT, RunningCentre
from tests.integration.voices import AGENT_HZ, CALLER_HZ, both_hear_each_other, hears_music
from tests.phone.call import Call
from tests.phone.incoming import IncomingCall
from tests.phone.phone import Phone

COLLEAGUE_HZ = 1400
CHIEF = "supervisor1"


@dataclass
class Scene:
    """A customer and agent2 talk; agent3 and the supervisor have their phones at hand."""

    centre: RunningCentre
    interaction: str
    call: Call
    ring: IncomingCall
    mine: Phone
    colleague: Phone
    chief: Phone
    tokens: dict[str, str]

    async def ask(self, verb: str, body: object = None, who: str = "agent2", method: str = "POST") -> Any:
        """A verb of this interaction."""
        path = f"/interactions/{self.interaction}/{verb}"
        return await self.api(method, path, body, who)

    async def api(self, method: str, path: str, body: object, who: str) -> Any:
        admins, self.centre.token = self.centre.token, self.tokens[who]
        try:
            return await self.centre.api(method, path, body)
        finally:
            self.centre.token = admins

    async def card(self) -> Any:
        return await self.centre.api("GET", f"/interactions/{self.interaction}")

    async def shows(self, **wanted: Any) -> None:
        """Wait until the interaction's card says so: sound may be faster than what is told of it."""

        async def shown() -> bool:
            card = await self.card()
            return {name: card[name] for name in wanted} == wanted

        await self.centre.until(shown, f"the card to show {wanted}")


@asynccontextmanager
async def talking(centre: RunningCentre) -> AsyncIterator[Scene]:
    """A customer has called, agent2 has answered."""
    tokens = await tokens_of(centre, "agent2", "agent3", CHIEF)
    async with AsyncExitStack() as stack:
        mine = await stack.enter_async_context(centre.agent("agent2"))
        call = await stack.enter_async_context(centre.call(SUPPORT))
        ring = await mine.rings()
        ring.answer()
        await both_hear_each_other(call, ring)
        colleague = await stack.enter_async_context(centre.agent("agent3"))
        chief = await stack.enter_async_context(phone_of(centre, CHIEF))
        interaction = await centre.talk_of("agent2")
        yield Scene(centre, interaction, call, ring, mine, colleague, chief, tokens)
        await call.hang_up()
        await centre.agent_is("agent2", "wrap_up", "available")  # whose wrap-up may be over by now


@asynccontextmanager
async def phone_of(centre: RunningCentre, name: str) -> AsyncIterator[Phone]:
    async with Phone(centre.sip, name, centre.passwords[name]) as phone:
        phone.on_ring = "answer"
        await phone.register()
        yield phone
        await phone.unregister()


async def tokens_of(centre: RunningCentre, *names: str) -> dict[str, str]:
    database = await Database.open(centre.database)
    try:
        access = Access(database, SystemClock(asyncio.get_running_loop()).now)
        found = {}
        for name in names:
            user = await access.user_named(name)
            assert user is not None
            found[name] = (await access.create_token(user.id, user.role, "talks")).secret
        return found
    finally:
        await database.close()


async def answered_by(phone: Phone, hz: float = COLLEAGUE_HZ) -> IncomingCall:
    """The phone rings and is picked up; whoever has it says a tone of their own."""
    ring = await phone.rings()
    ring.answer()
    ring.send_tone(hz)
    return ring


async def on_hold(scene: Scene) -> None:
    await scene.call.hears_no_more(AGENT_HZ)
    await hears_music(scene.centre, scene.call)
    await scene.ring.hears_no_more(CALLER_HZ)
