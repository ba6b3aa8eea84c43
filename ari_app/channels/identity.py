"""Who somebody is, as the web site or the app that they come from vouches for it. Pure: the time is an argument.

Two ways, both with a secret that the account and the site's server share: a JSON Web Token (HS256), which ends by itself, or
the HMAC-SHA256 of id, e-mail and name, each on a line of its own, in hexadecimal digits. What is claimed without either is
shown to agents as not verified.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from ari_app.channels.errors import Forged

LONGEST = 200  # characters of a claim
LONGEST_TOKEN = 4096
LEEWAY = 60.0  # seconds that two servers' clocks may be apart
LONGEST_LIFE = 24 * 3600.0  # seconds that a token may be good for
WEAKEST = 16  # characters of a secret
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Person:
    """Empty: not said. `verified`: the site vouches for all three."""

    id: str = ""
    email: str = ""
    name: str = ""
    verified: bool = False

    def known(self) -> dict[str, Any]:
        """As it is kept with the visitor and the thread."""
        return {key: value for key, value in asdict(self).items() if value != ""}


def claimed(id: str, email: str, name: str) -> Person:
    """What somebody says of themselves, as it may be shown. Raises Forged for what is no such claim."""
    for value in (id, email, name):
        if len(value) > LONGEST or _CONTROL.search(value):
            raise Forged(f"id, e-mail and name have {LONGEST} characters at most, and no line breaks.")
    return Person(id, email, name)


def signature_of(secret: str, id: str, email: str = "", name: str = "") -> str:
    """What the site's server signs with."""
    return hmac.new(secret.encode(), f"{id}\n{email}\n{name}".encode(), sha256).hexdigest()


def by_signature(secret: str, person: Person, signature: str) -> Person:
    """Raises Forged unless the site vouches for it."""
    _check(secret)
    wanted = signature_of(secret, person.id, person.email, person.name)
    if not person.id or not hmac.compare_digest(wanted.encode(), signature.lower().encode()):
        raise Forged(
            "The signature is not that of this id, e-mail and name: sign them on your server, with the account's "
            "identity secret, exactly as you send them."
        )
    return Person(person.id, person.email, person.name, verified=True)


def by_token(secret: str, token: str, now: float) -> Person:
    """`sub` is the id; `exp` is needed, and a day away at most. Raises Forged."""
    _check(secret)
    if len(token) > LONGEST_TOKEN:
        raise Forged("The token is too long to be one.")
    try:
        claims = jwt.decode(token, OctKey.import_key(secret), algorithms=["HS256"]).claims
    except (JoseError, ValueError) as error:
        raise Forged(
            "The token is not signed by HS256 with the account's identity secret: make it on your server."
        ) from error
    return _of_claims(claims, now)


def _of_claims(claims: Mapping[str, Any], now: float) -> Person:
    expires, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expires, int | float) or not isinstance(begins, int | float):
        raise Forged("The token does not say when it ends: set `exp`, in seconds since the epoch.")
    if now > expires + LEEWAY or now < begins - LEEWAY:
        raise Forged("The token is over, or not good yet: make a new one, and look at your server's clock.")
    if expires - now > LONGEST_LIFE + LEEWAY:
        raise Forged("The token is good for too long: let `exp` be a day from now at most.")
    id, email, name = (claims.get(key, "") for key in ("sub", "email", "name"))
    if not all(isinstance(value, str) for value in (id, email, name)) or not id:
        raise Forged("The token has no `sub`, or a claim is no text.")
    person = claimed(id, email, name)
    return Person(person.id, person.email, person.name, verified=True)


def _check(secret: str) -> None:
    if len(secret) < WEAKEST:
        raise Forged("The account has no identity secret: an administrator sets one.")
