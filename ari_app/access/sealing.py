"""Encryption of what has to be read again but must not be read from a stolen database: AES-256-GCM.

What is sealed is bound to its place (`about`): moved to another row it does not open. The first byte names the way, so
that a later one can be told from it.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ari_app.access.errors import Unreadable

_FIRST_WAY = b"\x01"
_NONCE = 12  # bytes


class Sealing:
    """By one secret of any length; `derived` makes keys for other purposes, none of which tells of another."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._cipher = AESGCM(self.derived("sealing"))

    def derived(self, purpose: str) -> bytes:
        """A key of 256 bits."""
        return hmac.digest(self._secret, f"trunkline {purpose}".encode(), hashlib.sha256)

    def seal(self, plain: bytes, about: str) -> str:
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, plain, _FIRST_WAY + about.encode())
        return base64.urlsafe_b64encode(_FIRST_WAY + nonce + sealed).decode()

    def open(self, sealed: str, about: str) -> bytes:
        """Raises Unreadable: another key, another place, or tampered with."""
        try:
            raw = base64.urlsafe_b64decode(sealed)
            way, nonce, rest = raw[:1], raw[1 : 1 + _NONCE], raw[1 + _NONCE :]
            return self._cipher.decrypt(nonce, rest, way + about.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable(f"The {about} cannot be decrypted: was secrets.json replaced?") from error
