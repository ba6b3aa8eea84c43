"""The menu that callers hear, in writing: by chat, by SMS and by Telegram, on a whole centre. Whoever chooses support comes
to the agent, who sees what they wrote to the menu."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.integration.running_centre import RunningCentre
from tests.integration.telegram_server import TOKEN, TelegramServer
from tests.integration.town import AGENT, TWILIO_SID, town
from tests.local_server import serving

pytestmark = pytest.mark.asterisk

QUESTION = "What is it about?"


@dataclass
class TwilioServer:
    """As much of Twilio as sends an SMS; `sent` are their texts, oldest first."""

    url: str = ""
    sent: list[str] = field(default_factory=list)

    async def send(self, request: web.Request) -> web.Response:
        self.sent.append(str((await request.post())["Body"]))
        return web.json_response({"sid": f"SM{len(self.sent):032}", "status": "queued"}, status=201)


@asynccontextmanager
async def twilio_server() -> AsyncIterator[TwilioServer]:
    server = TwilioServer()
    app = web.Application()
    app.router.add_post(f"/2010-04-01/Accounts/{TWILIO_SID}/Messages.json", server.send)
    async with serving(app) as server.url:
        yield server


async def asked(centre: RunningCentre, seen: Callable[[], list[str]], what: str) -> None:
    """The customer has been told this."""

    async def told() -> bool:
        return any(what in text for text in seen())

    await centre.until(told, f"{what!r} to be said", 15)


async def test_the_demo_menu_works_by_chat_sms_and_telegram() -> None:
    async with (
        twilio_server() as twilio,
        TelegramServer() as telegram,
        town("demo-menu", inside_hosts="127.0.0.1") as here,
    ):
        centre = here.centre
        await here.open_webchat()
        await here.open_twilio(twilio.url)
        await here.open("telegram", "our_bot", {"api": telegram.url, "receive": "polling"}, {"token": TOKEN})
        async with centre.agent(AGENT):
            # In a chat the choices are buttons.
            chat = await here.chat()
            await chat.says("Hello")
            page: list[dict[str, Any]] = []

            async def menu_shown() -> bool:
                page[:] = await chat.shown()
                return any(QUESTION in message["text"] for message in page)

            await centre.until(menu_shown, "the menu in the chat", 15)
            choices = page[-1]["choices"]
            assert [choice["title"].lower() for choice in choices] == [
                "sales",
                "support",
                "billing",
                "operator",
            ]
            await chat.says("Support", choice=choices[1]["id"])
            await here.takes("webchat")

            # An SMS has words and numbers only.
            await here.sms("SM1", "Hello")
            await asked(centre, lambda: twilio.sent, QUESTION)
            assert "2" in twilio.sent[-1]
            assert "support" in twilio.sent[-1].lower()
            await here.sms("SM2", "2")
            interaction = await here.takes("twilio")

            # What was written to the menu is before the agent.
            thread = (await centre.api("GET", f"/interactions/{interaction}"))["thread"]
            written = (await here.ask("GET", f"/threads/{thread}/messages"))["items"]
            assert {"Hello", "2"} <= {message["text"] for message in written}

            # Telegram has buttons again.
            ann = telegram.customer(1111, "Ann")
            await telegram.writes(ann, text="Hello")
            await asked(centre, lambda: [str(message.get("text")) for message in ann.sees], QUESTION)
            await telegram.presses(ann, choices[1]["title"])
            telegram_chat = await here.takes("telegram")

            for hold in (await here.holds()).values():
                await here.ask("POST", f"/interactions/{hold['interaction']}/close")
            await here.ask("POST", "/me/wrap-up/finish")
            ended = await centre.event("interaction_ended", count=3)
            assert telegram_chat in {event.interaction for event in await centre.events("interaction_ended")}
            assert ended.data["state"] == "handled"
