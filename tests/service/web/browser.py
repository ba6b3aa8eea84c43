"""A browser, as far as signing in goes: it holds the cookie, sends what a browser of our own page sends, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientWebSocketResponse

from tests.service.web.conftest import NOBODY, House
from tests.service.web.document import Answer
from workspace_web.app import PREFIX
from workspace_web.cookies import SESSION

GOOD = "harbour-otter-quilt-9"


@dataclass
class Browser:
    """`cookie` and `csrf` are what it holds now."""

    house: House
    cookie: str = ""
    csrf: str = ""
    last: Answer | None = None
    cookies_set: list[str] = field(default_factory=list)

    async def ask(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str | None] | None = None
    ) -> Answer:
        """A request of our own page; a header of None is left out."""
        url = self.house.client.make_url("/")
        sent: dict[str, str | None] = {
            "Cookie": f"{SESSION}={self.cookie}" if self.cookie else None,
            "X-CSRF-Token": self.csrf or None,
            "Origin": f"{url.scheme}://{url.authority}" if method != "GET" else None,
            "Sec-Fetch-Site": "same-origin",
        }
        sent |= headers or {}
        kept = {name: value for name, value in sent.items() if value is not None}
        answer = await self.house.ask(method, path, NOBODY, body=body, headers=kept)
        self._hold(answer)
        return answer

    def _hold(self, answer: Answer) -> None:
        for header in answer.headers.getall("Set-Cookie", []):  # type: ignore[attr-defined]  # a CIMultiDict
            self.cookies_set.append(header)
            name, _, value = header.partition(";")[0].partition("=")
            if name == SESSION:
                self.cookie = value.strip('"')
        if isinstance(answer.body, dict) and "csrf" in answer.body:
            self.csrf = answer.body["csrf"]

    async def sign_in(self, user: str, password: str = GOOD, code: str | None = None) -> Answer:
        body = {"user": user, "password": password} | ({"code": code} if code else {})
        return await self.ask("POST", "/session", body)

    async def live(self, headers: Mapping[str, str] | None = None) -> ClientWebSocketResponse:
        """The live connection, as our own page opens it."""
        url = self.house.client.make_url("/")
        sent = {
            "Cookie": f"{SESSION}={self.cookie}",
            "Origin": f"{url.scheme}://{url.authority}",
            "Sec-WebSocket-Protocol": "trunkline.v1",
        }
        return await self.house.client.ws_connect(f"{PREFIX}/live", headers={**sent, **(headers or {})})


async def with_password(house: House, user: str, password: str = GOOD) -> Browser:
    """Somebody who chose this password by a set-up link and is signed in."""
    reception = house.services.reception
    found = await reception.access.user_named(user)
    assert found is not None
    browser = Browser(house)
    link = await reception.links.make(found.id)
    answer = await browser.ask("POST", "/session/set-up", {"link": link, "password": password})
    assert answer.status == 201, answer.body
    return browser
