"""A centre with an account of each kind, customers who write to them, and one agent.

The chat is the visitors' own protocol, SMS are signed by Twilio's SDK, WhatsApp messages as Meta signs them; e-mail goes
through a real mail server.
"""

import hashlib
import hmac
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator

from tests.integration.mail_server import HOST, PASSWORD, MailHouse
from tests.integration.running_centre import RunningCentre, running_centre
from tests.integration.talk_scene import tokens_of

AGENT = "agent2"
US = "help@trunkline.test"
NUMBER = "+4930123456"
TWILIO_SID = "AC" + "0" * 32
TWILIO_TOKEN = "12345678901234567890123456789012"
APP_SECRET = "0123456789abcdef0123456789abcdef"


@dataclass
class Chat:
    """A visitor's page."""

    town: "Town"
    site: str
    headers: dict[str, str]
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    async def says(self, text: str, **more: object) -> None:
        said = {"client_id": f"their-words-{next(self._ids)}", "text": text, **more}
        async with self.town.http.post(f"{self.site}/messages", json=said, headers=self.headers) as answer:
            assert answer.status < 300, await answer.text()

    async def shown(self) -> list[dict[str, Any]]:
        """What the page shows, oldest first."""
        async with self.town.http.get(f"{self.site}/messages", headers=self.headers) as answer:
            assert answer.status == 200, await answer.text()
            return list((await answer.json())["messages"])


@dataclass
class Town:
    """The centre, its accounts by channel, the flow that answers them, and one agent's token."""

    centre: RunningCentre
    http: aiohttp.ClientSession
    flow: str
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
            "flow": self.flow,
            "settings": settings,
            "secrets": secrets,
        }
        self.accounts[channel] = (await self.centre.api("POST", "/setup/accounts", body))["id"]

    async def open_webchat(self) -> None:
        await self.open("webchat", "shop", {}, {})

    async def open_twilio(self, api: str = "https://api.twilio.com") -> None:
        await self.open(
            "twilio", NUMBER, {"account_sid": TWILIO_SID, "api": api}, {"auth_token": TWILIO_TOKEN}
        )

    async def open_whatsapp(self) -> None:
        secrets = {"access_token": "EAAsecret", "app_secret": APP_SECRET, "verify_token": "a word of ours"}
        await self.open("whatsapp", "+4930999", {"phone_number_id": "1001", "business_id": "2002"}, secrets)

    async def open_email(self, house: MailHouse) -> None:
        servers = {
            "user": US,
            "imap_host": HOST,
            "imap_port": str(house.dovecot.imap_port),
            "imap_security": "none",
            "smtp_host": HOST,
            "smtp_port": str(house.smtp_port),
            "smtp_security": "none",
            "begin": "all",
        }
        await self.open("email", US, servers, {"password": PASSWORD})

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
        fields = {"MessageSid": sid, "From": "+15550002", "To": NUMBER, "Body": text, "NumMedia": "0"}
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

    async def chat(self) -> Chat:
        """A visitor opens the page."""
        site, headers = f"{self.centre.web}/chat/{self.accounts['webchat']}", {"Origin": self.centre.web}
        async with self.http.post(f"{site}/sessions", json={}, headers=headers) as answer:
            assert answer.status == 201, await answer.text()
            token = (await answer.json())["token"]
        return Chat(self, site, headers | {"Authorization": f"Bearer {token}"})

    # --- the agent ----------------------------------------------------------------------------------------------------

    async def holds(self) -> dict[str, dict[str, Any]]:
        """What the agent has in hand, by media type and channel."""
        agent = await self.centre.api("GET", f"/agents/{AGENT}")
        found = {}
        for hold in agent["holds"]:
            try:
                card = await self.centre.api("GET", f"/interactions/{hold['interaction']}")
            except AssertionError as error:
                if " 404 " not in str(error) or hold["state"] != "offered":
                    raise
                continue  # an offer may be told a moment before it is written of what
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
async def town(flow: str, inside_hosts: str = "") -> AsyncIterator[Town]:
    """`flow` answers on every account. `inside_hosts`: where doubles of providers stand."""
    async with running_centre(inside_hosts=inside_hosts) as centre, aiohttp.ClientSession() as http:
        yield Town(centre, http, flow, (await tokens_of(centre, AGENT))[AGENT])
