"""Customers who write to a house: two accounts, and what is needed to have a conversation with somebody in it."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import ClientWebSocketResponse

from ari_app.acd.model import MediaType
from ari_app.conversation.text import Correspondent, MessageArrived
from ari_app.conversation.text_account import AllowedFiles, Facts, TextAccount
from tests.service.web.conftest import House

FILES = AllowedFiles(("image/*", "text/plain", "application/pdf"), 1_000_000, 3)
CHAT = TextAccount(
    "chat",
    "Shop chat",
    "shop",
    "support",
    Facts(
        "webchat",
        "Web chat",
        MediaType.CHAT,
        None,
        synchronous=True,
        files=FILES,
        typing=True,
        starts=False,
    ),
)
WHATSAPP = TextAccount(
    "wa",
    "WhatsApp",
    "+15550200",
    "support",
    Facts("whatsapp", "WhatsApp", MediaType.MESSAGE, None, window=86_400.0, templates=True),
)
MAIL = TextAccount(
    "mail",
    "Mailbox",
    "help@example.org",
    "support",
    Facts("email", "E-mail", MediaType.EMAIL, None, html=True, subject=True, copies=True),
)


@dataclass
class Written:
    """A house that is written to."""

    house: House
    _came: int = 0

    def __post_init__(self) -> None:
        accounts = {account.id: account for account in (CHAT, WHATSAPP, MAIL)}
        centre = self.house.centre
        centre.configure(replace(centre.catalogue, accounts=accounts))

    async def comes(
        self, text: str, address: str = "v-1", account: str = "chat", name: str = "Mia", **more: Any
    ) -> str:
        """A customer writes; the interaction that it is part of."""
        self._came += 1
        whom = Correspondent(account, address, more.pop("topic", ""), name)
        now = self.house.clock.now()
        await self.house.post.take(self._came, MessageArrived(f"in{self._came}", whom, text, now, **more))
        await self.house.durable()
        thread = self.house.centre.threads.of(whom)
        assert thread is not None
        item = self.house.centre.by_line(thread.id)
        assert item is not None
        return item.id

    async def talk(self, agent: str = "a1", text: str = "Hello?", **more: Any) -> tuple[str, str]:
        """A conversation that this agent has: interaction and thread."""
        await self.house.available(agent)
        interaction = await self.comes(text, **more)
        await self.accept(agent)
        thread = self.house.centre.interactions[interaction].thread
        assert thread is not None
        return interaction, thread

    async def accept(self, agent: str) -> None:
        (offer,) = (await self.house.ask("GET", "/offers", agent)).body["items"]
        answer = await self.house.ask("POST", f"/offers/{offer['id']}/accept", agent)
        assert answer.status == 200, answer.body
        await self.house.durable()

    async def says(self, interaction: str, text: str, who: str = "a1", **more: Any) -> Any:
        body = {"client_id": f"{who}-{text}", "text": text, **more}
        return await self.house.ask("POST", f"/interactions/{interaction}/messages", who, body=body)

    async def texts(self, thread: str, who: str = "a1", query: str = "") -> list[str]:
        answer = await self.house.ask("GET", f"/threads/{thread}/messages{query}", who)
        assert answer.status == 200, answer.body
        return [message["text"] for message in answer.body["items"]]


async def heard(socket: ClientWebSocketResponse, type: str) -> Any:
    """The next message of this type on a live connection."""
    async with asyncio.timeout(60):
        while (message := await socket.receive_json())["type"] != type:
            pass
        return message


async def silent(socket: ClientWebSocketResponse, type: str) -> None:
    """Nothing of this type comes, until the server has shown that it is past it."""
    async with asyncio.timeout(60):
        while (message := await socket.receive_json())["type"] != "beat":
            assert message["type"] != type, message
