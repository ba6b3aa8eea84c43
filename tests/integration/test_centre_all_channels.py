"""The whole centre, with whatever customers use: a call, a chat, an SMS, an e-mail and a WhatsApp message come to one agent,
in the order that capacity and priority say; a call interrupts an e-mail, and the e-mail comes back.

Real Asterisk, a real mail server; the chat by the visitors' own protocol, the SMS signed by Twilio's SDK, WhatsApp as Meta
signs it.
"""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from twilio.request_validator import RequestValidator

from tests.integration.mail_server import HOST, PASSWORD, MailHouse, mail_house
from tests.integration.running_centre import SUPPORT, RunningCentre, running_centre
from tests.integration.talk_scene import tokens_of
from tests.integration.test_centre_calls import both_hear_each_other

pytestmark = pytest.mark.asterisk

AGENT = "agent2"
FLOW = "demo-support"
US = "help@trunkline.test"
TWILIO_TOKEN = "12345678901234567890123456789012"
APP_SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
async def house() -> AsyncIterator[MailHouse]:
    async with mail_house() as one:
        yield one


@dataclass
class Town:
    """The centre, its accounts by channel, and one agent with a token and a phone."""

    centre: RunningCentre
    http: aiohttp.ClientSession
    token: str
    accounts: dict[str, str] = field(default_factory=dict)

    async def open(
        self, channel: str, address: str, settings: dict[str, str], secrets: dict[str, str]
    ) -> None:
        """An account, as an admin sets it up."""
        body = {
            "channel": channel,
            "name": f"Our {channel}",
            "address": address,
            "flow": FLOW,
            "settings": settings,
            "secrets": secrets,
        }
        self.accounts[channel] = (await self.centre.api("POST", "/setup/accounts", body))["id"]

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        """As the agent."""
        admins, self.centre.token = self.centre.token, self.token
        try:
            return await self.centre.api(method, path, body)
        finally:
            self.centre.token = admins

    # --- customers ----------------------------------------------------------------------------------------------------

    async def sms(self, sid: str, text: str) -> None:
        url = f"{self.centre.web}/in/{self.accounts['twilio']}"
        fields = {"MessageSid": sid, "From": "+15550002", "To": "+4930123456", "Body": text, "NumMedia": "0"}
        signature = RequestValidator(TWILIO_TOKEN).compute_signature(url, fields)
        headers = {
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        async with self.http.post(url, data=urlencode(fields), headers=headers) as answer:
            assert answer.status < 300, await answer.text()

    async def whatsapp(self, id: str, text: str) -> None:
        message = {
            "from": "15550003",
            "id": id,
            "timestamp": "1800000000",
            "type": "text",
            "text": {"body": text},
        }
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "4930999", "phone_number_id": "1001"},
            "contacts": [{"profile": {"name": "Wanda"}, "wa_id": "15550003"}],
            "messages": [message],
        }
        body = json.dumps(
            {
                "object": "whatsapp_business_account",
                "entry": [{"id": "2002", "changes": [{"field": "messages", "value": value}]}],
            }
        ).encode()
        signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
        url = f"{self.centre.web}/in/{self.accounts['whatsapp']}"
        async with self.http.post(url, data=body, headers=headers) as answer:
            assert answer.status < 300, await answer.text()

    async def chat(self, text: str) -> None:
        site = f"{self.centre.web}/chat/{self.accounts['webchat']}"
        headers = {"Origin": self.centre.web}
        async with self.http.post(f"{site}/sessions", json={}, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
            token = (await answer.json())["token"]
        headers["Authorization"] = f"Bearer {token}"
        said = {"client_id": "first-words", "text": text}
        async with self.http.post(f"{site}/messages", json=said, headers=headers) as answer:
            assert answer.status < 300, await answer.text()

    # --- the agent ----------------------------------------------------------------------------------------------------

    async def holds(self) -> dict[str, dict[str, Any]]:
        """What the agent has in hand, by media type and channel."""
        agent = await self.centre.api("GET", f"/agents/{AGENT}")
        found = {}
        for hold in agent["holds"]:
            card = await self.centre.api("GET", f"/interactions/{hold['interaction']}")
            found[card["channel_kind"]] = hold | {"card": card}
        return found

    async def takes(self, kind: str) -> str:
        """The agent is offered this one next, and says yes. Returns its interaction."""
        found: dict[str, Any] = {}

        async def offered() -> bool:
            found.clear()
            found.update(
                {name: hold for name, hold in (await self.holds()).items() if hold["state"] == "offered"}
            )
            return bool(found)

        await self.centre.until(offered, f"an offer of {kind}", 15)
        assert list(found) == [kind]
        agent = await self.centre.api("GET", f"/agents/{AGENT}")
        await self.ask("POST", f"/offers/{agent['offer']}/accept")
        return str(found[kind]["interaction"])

    async def wraps_up(self, kind: str) -> None:
        """What is over is wrapped up, and done with."""

        async def over() -> bool:
            hold = (await self.holds()).get(kind)
            return hold is not None and hold["state"] == "wrap_up"

        await self.centre.until(over, f"the wrap-up of {kind}")
        await self.ask("POST", "/me/wrap-up/finish")

    async def waits(self, count: int) -> None:
        """So many wait in the queue."""

        async def waiting() -> bool:
            return bool((await self.centre.api("GET", "/queues/support"))["waiting"] == count)

        await self.centre.until(waiting, f"{count} to wait", 15)


@asynccontextmanager
async def town(house: MailHouse) -> AsyncIterator[Town]:
    async with running_centre() as centre, aiohttp.ClientSession() as http:
        one = Town(centre, http, (await tokens_of(centre, AGENT))[AGENT])
        await one.open(
            "twilio", "+4930123456", {"account_sid": "AC" + "0" * 32}, {"auth_token": TWILIO_TOKEN}
        )
        await one.open(
            "whatsapp",
            "+4930999",
            {"phone_number_id": "1001", "business_id": "2002"},
            {"access_token": "EAAsecret", "app_secret": APP_SECRET, "verify_token": "a word of ours"},
        )
        await one.open("webchat", "shop", {}, {})
        mail = {
            "user": US,
            "imap_host": HOST,
            "imap_port": str(house.dovecot.imap_port),
            "imap_security": "none",
            "smtp_host": HOST,
            "smtp_port": str(house.smtp_port),
            "smtp_security": "none",
            "begin": "all",
        }
        await one.open("email", US, mail, {"password": PASSWORD})
        yield one


def letter(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Erik <erik@customer.test>", US, subject
    mail["Message-ID"] = "<first@customer.test>"
    mail.set_content("My invoice is wrong.\n")
    return mail


async def test_whatever_customers_use_comes_to_one_agent_by_capacity_and_priority(house: MailHouse) -> None:
    async with town(house) as here, AsyncExitStack() as stack:
        phone = await stack.enter_async_context(here.centre.agent(AGENT))

        # An e-mail is in hand when a call comes: the call goes first, the e-mail is set aside.
        await house.post("erik@customer.test", US, letter("Invoice 42").as_bytes())
        email = await here.takes("email")
        call = await stack.enter_async_context(here.centre.call(SUPPORT))
        ring = await phone.rings(15)
        ring.answer()
        await both_hear_each_other(call, ring)
        holds = await here.holds()
        assert holds["email"]["interrupted"]
        assert holds["voice"]["state"] == "active"

        # While they talk, nothing else comes: it waits, each at its place.
        await here.sms("SM1", "Where is my parcel?")
        await here.waits(1)
        await here.whatsapp("wamid.1", "Hi, are you there?")
        await here.waits(2)
        await here.chat("I cannot pay")
        await here.waits(3)

        # The call is over: the e-mail comes back, and what fits beside it comes in turn, the oldest first.
        await call.hang_up()
        await here.wraps_up("voice")
        await here.takes("twilio")
        assert not (await here.holds())["email"]["interrupted"]
        await here.takes("whatsapp")
        chat = await here.takes("webchat")

        # A chat goes before an e-mail, and when it is over the e-mail is back again.
        holds = await here.holds()
        assert {name for name, hold in holds.items() if hold["interrupted"]} == {"email"}
        await here.ask("POST", f"/interactions/{chat}/close")
        await here.wraps_up("webchat")
        holds = await here.holds()
        assert set(holds) == {"email", "twilio", "whatsapp"}
        assert not any(hold["interrupted"] for hold in holds.values())

        # The answer to the e-mail goes out, in its thread.
        words = {"client_id": "answer-to-erik", "text": "It is corrected."}
        await here.ask("POST", f"/interactions/{email}/messages", words)
        answer = await house.dovecot.mail("erik@customer.test")
        assert answer["In-Reply-To"] == "<first@customer.test>"
        body = answer.get_body(("plain",))
        assert body is not None
        assert "It is corrected." in body.get_content()
        for kind, hold in holds.items():
            await here.ask("POST", f"/interactions/{hold['interaction']}/close")
            await here.wraps_up(kind)
