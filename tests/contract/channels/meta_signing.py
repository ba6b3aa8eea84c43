"""Meta's part in the peers of WhatsApp, Messenger and Instagram."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from ari_app.channels.contract import Account, Request
from ari_app.channels.double import answered
from ari_app.channels.errors import OutcomeUnknown, SendFailed, TryLater
from tests.contract.channels.peer import NOW, Exchange

APP_SECRET = "0123456789abcdef0123456789abcdef"
VERIFY_TOKEN = "a word of ours"


def signing(account: Account) -> Callable[[bytes, float], Request]:
    def request(body: bytes, at: float) -> Request:
        signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}
        return Request("POST", account.public_url, headers, {}, body, NOW)

    return request


def handshake(account: Account, token: str = VERIFY_TOKEN) -> Request:
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
    return Request("GET", account.public_url, {}, query, b"", NOW)


def error(status: int, code: int, subcode: int | None = None, **more: Any) -> Any:
    said = {"message": "no", "type": "OAuthException", "code": code, "fbtrace_id": "A1"} | more
    return answered(status, {"error": said | ({"error_subcode": subcode} if subcode else {})})


REFUSALS = {
    "a token that expired": Exchange((error(401, 190),), SendFailed),
    "too many": Exchange((error(400, 613),), TryLater),
    "a passing trouble": Exchange((error(500, 2, is_transient=True),), TryLater),
    "a gateway": Exchange((answered(502),), OutcomeUnknown),
    "taken, but unnamed": Exchange((answered(200, {}),), OutcomeUnknown),
}
