"""Signatures, compared in constant time, and keys in headers. Pure."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from ari_app.channels.errors import Forged

Hash = Callable[..., Any]


def sign(secret: str | bytes, content: bytes, by: Hash = hashlib.sha256) -> bytes:
    return hmac.new(secret.encode() if isinstance(secret, str) else secret, content, by).digest()


def in_base64(signature: bytes) -> str:
    return base64.b64encode(signature).decode()


def basic(user: str, password: str) -> dict[str, str]:
    """The header that opens an API to who knows both (RFC 7617)."""
    return {"authorization": f"Basic {in_base64(f'{user}:{password}'.encode())}"}


def same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))


def insist(provider: str, expected: str, given: str) -> None:
    """Raises `Forged`."""
    if not same(expected, given):
        raise Forged(
            f"The signature is not {provider}'s: either this request is not, or the account here has another secret "
            "or another public address than there."
        )
