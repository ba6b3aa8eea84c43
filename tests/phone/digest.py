"""Answers to a password challenge (RFC 7616: MD5 and SHA-256, with and without qop=auth)."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who the phone says it is."""

    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a 401 or 407 asks for."""

    realm: str
    nonce: str
    algorithm: str
    qop: bool
    opaque: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a WWW-Authenticate or Proxy-Authenticate value."""
        found = {key.lower(): quoted or plain for key, quoted, plain in _PARAMETER.findall(text)}
        return cls(
            realm=found.get("realm", ""),
            nonce=found.get("nonce", ""),
            algorithm=found.get("algorithm", "MD5").upper(),
            qop="auth" in found.get("qop", "").split(","),
            opaque=found.get("opaque", ""),
        )


def choose(challenges: Iterable[str]) -> Challenge | None:
    """The first challenge that this phone can answer: servers put their favourite first."""
    parsed = (Challenge.parse(text) for text in challenges)
    return next((challenge for challenge in parsed if challenge.algorithm in _HASHES), None)


def answer(challenge: Challenge, who: Credentials, method: str, uri: str, cnonce: str) -> str:
    """The Authorization value for one request; a nonce is used once, so the count is always 1."""

    def digest(*parts: str) -> str:
        return _HASHES[challenge.algorithm](":".join(parts).encode()).hexdigest()

    secret = digest(who.user, challenge.realm, who.password)
    asked = digest(method, uri)
    count = "00000001"
    fields = [
        f'username="{who.user}"',
        f'realm="{challenge.realm}"',
        f'nonce="{challenge.nonce}"',
        f'uri="{uri}"',
        f"algorithm={challenge.algorithm}",
    ]
    if challenge.qop:
        response = digest(secret, challenge.nonce, count, cnonce, "auth", asked)
        fields += ["qop=auth", f"nc={count}", f'cnonce="{cnonce}"']
    else:
        response = digest(secret, challenge.nonce, asked)
    if challenge.opaque:
        fields.append(f'opaque="{challenge.opaque}"')
    return "Digest " + ", ".join([*fields, f'response="{response}"'])
