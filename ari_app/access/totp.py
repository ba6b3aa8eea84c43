"""Time-based one-time codes (RFC 6238): SHA-1, six digits, thirty seconds, as every authenticator takes them. Pure."""

import base64
import hashlib
import hmac
from urllib.parse import quote, urlencode

PERIOD = 30  # seconds
DIGITS = 6
SECRET = 20  # bytes, as RFC 4226 wants
AROUND = 1  # steps before and after now, for clocks that are wrong and thumbs that are slow


def code(secret: bytes, step: int) -> str:
    """The code of a time step."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    place = mac[-1] & 0x0F
    number = int.from_bytes(mac[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, given: str, now: float, after: int) -> int | None:
    """The time step that `given` is the code of; None when there is none near `now` that is newer than step `after`."""
    current = int(now) // PERIOD
    found = None
    for step in range(current - AROUND, current + AROUND + 1):
        if hmac.compare_digest(code(secret, step).encode(), given.encode()) and step > after:
            found = step
    return found


def address(secret: bytes, user: str, issuer: str) -> str:
    """What an authenticator reads from a QR code."""
    label = quote(f"{issuer}:{user}", safe="")
    parameters = {"secret": shown(secret), "issuer": issuer, "digits": DIGITS, "period": PERIOD}
    return f"otpauth://totp/{label}?{urlencode(parameters)}"


def shown(secret: bytes) -> str:
    """For typing it by hand."""
    return base64.b32encode(secret).decode().rstrip("=")
