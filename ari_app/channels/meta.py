"""What WhatsApp, Messenger and Instagram share: Meta's signature, its handshake, its Graph API and how that says no.

source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started (hub.challenge, X-Hub-Signature-256),
/docs/graph-api/guides/error-handling, /docs/graph-api/overview/rate-limiting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ari_app.channels.answers import Provider, Refusal
from ari_app.channels.contract import Account, Answer, Http, Parsed, Request, Setting
from ari_app.channels.errors import Forged
from ari_app.channels.reading import Row, fit, row, text
from ari_app.channels.signed import insist, same, sign

API = "https://graph.facebook.com/v24.0"
LATER = frozenset({"2", "4", "17", "32", "341", "613", "80006", "80007", "1200"})
"""Too many requests, or a passing trouble. source: developers.facebook.com/docs/graph-api/guides/error-handling (2, 4, 17,
341), /docs/graph-api/overview/rate-limiting (32, 613, 80006, 80007), /docs/messenger-platform/error-codes (1200)."""
UNCLEAR = frozenset({"1"})
"""An unknown error: of 1.1357046 Meta says that the messages have all been sent, of the others that the request may have
been wrong. source: developers.facebook.com/docs/messenger-platform/error-codes, as of March 2026;
/docs/whatsapp/cloud-api/support/error-codes (1: invalid request or possible server error)."""
SENTENCES: Mapping[str, str] = {
    "4": "Meta has too many requests of ours just now.",
    "10": "Meta does not let this account send messages: an administrator has to check its permissions.",
    "190": "Meta's access token has expired or was withdrawn: an administrator has to enter a new one.",
    "200": "Meta does not let this account send messages: an administrator has to check its permissions.",
    "368": "Meta has blocked this account for a time, for what it sent.",
}
APP_SECRET = Setting(
    "app_secret",
    "App secret",
    "developers.facebook.com, your app, App settings, Basic. It shows that a webhook is Meta's.",
    secret=True,
)
VERIFY_TOKEN = Setting(
    "verify_token",
    "Verify token",
    "Any word of yours: enter the same here and at Meta, beside the callback address.",
    secret=True,
)
SYSTEM_USER = "developers.facebook.com, Business settings, System users: one that does not expire."


def api_setting(default: str = API) -> Setting:
    return Setting(
        "api",
        "Graph API address",
        f"{default}, or with a newer version.",
        required=False,
        default=default,
        pattern=r"https?://.+",
    )


def verify(account: Account, request: Request) -> None:
    """Of the raw bytes: Meta writes emoji as `\\u` escapes, and another writing of the same JSON has another signature."""
    if request.method == "GET":
        if not same(account.settings["verify_token"], request.query.get("hub.verify_token", "")):
            raise Forged("The verify token is another one than that of the account here.")
        return
    expected = sign(account.settings["app_secret"], request.body).hex()
    insist("Meta", f"sha256={expected}", request.headers.get("x-hub-signature-256", ""))


def handshake(request: Request) -> Parsed | None:
    """The answer to Meta when a callback address is entered; None for everything else."""
    if request.method != "GET":
        return None
    return Parsed(answer=Answer(body=fit(request.query.get("hub.challenge", "")).encode()))


def refusal(body: Row) -> Refusal | None:
    """`code.subcode` where it has one."""
    error = row(body, "error")
    if not error:
        return None
    code, subcode = text(error, "code"), text(error, "error_subcode")
    words = (
        text(row(error, "error_data"), "details") or text(error, "error_user_msg") or text(error, "message")
    )
    if error.get("is_transient") is True:
        return Refusal("2", words)
    return Refusal(f"{code}.{subcode}" if subcode and subcode != "0" else code, words)


def provider(
    name: str,
    sentences: Mapping[str, str],
    lasting: Mapping[str, str],
    window: Mapping[str, str],
    *,
    later: frozenset[str] = frozenset(),
) -> Provider:
    """How Meta says no for one of its channels."""
    return Provider(name, refusal, {**SENTENCES, **sentences}, lasting, window, LATER | later, UNCLEAR)


@dataclass(frozen=True, slots=True)
class Graph:
    """Requests with an account's token."""

    provider: Provider
    account: Account
    http: Http
    api: str = API

    async def get(self, path: str) -> Row:
        return await self._request("GET", path)

    async def post(self, path: str, body: Mapping[str, Any]) -> Row:
        return await self._request("POST", path, json=body)

    async def upload(self, path: str, content_type: str, content: bytes) -> Row:
        return self.provider.taken(
            await self.http.request(
                "POST",
                self._url(path),
                headers=self.key | {"content-type": content_type},
                content=content,
            )
        )

    async def download(self, url: str, limit: int, *, public: bool = False) -> bytes:
        """`public`: to whoever has the address, so that the token stays with us."""
        headers = {} if public else self.key
        return self.provider.file(await self.http.request("GET", url, headers=headers, limit=limit))

    @property
    def key(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.account.settings['access_token']}"}

    async def _request(self, method: str, path: str, json: Mapping[str, Any] | None = None) -> Row:
        return self.provider.taken(
            await self.http.request(method, self._url(path), headers=self.key, json=json)
        )

    def _url(self, path: str) -> str:
        return f"{(self.account.settings.get('api') or self.api).rstrip('/')}/{path}"
