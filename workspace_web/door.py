"""The door: who comes with a request, by their bearer token, and whether they may. No token is ever
logged."""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from math import ceil

from aiohttp import web

from ari_app.access.service import Access, Identity
from workspace_web.limits import FailureLimit
from workspace_web.problems import FORBIDDEN, TOO_MANY_FAILURES, UNAUTHENTICATED, Problem

IDENTITY = web.RequestKey("identity", Identity)
TRUSTED = 1000  # tokens

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="trunkline"'}
_WRONG = {"WWW-Authenticate": 'Bearer realm="trunkline", error="invalid_token"'}


class Door:
    """An address that sent too many wrong tokens is not looked up any more for a while. A token that was
    right before is: behind a proxy all come from one address, and one guesser must not lock the others
    out."""

    def __init__(self, access: Access, now: Callable[[], float], limit: FailureLimit | None = None) -> None:
        self._access = access
        self._now = now
        self._limit = limit or FailureLimit()
        self._trusted: OrderedDict[bytes, None] = OrderedDict()  # hashes of tokens, oldest use first

    async def admit(self, request: web.Request) -> Identity:
        """Who this is, by the `Authorization` header. Raises a problem for nobody."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Problem(UNAUTHENTICATED, headers=_CHALLENGE)
        return await self.identify(token.strip(), request.remote or "")

    async def identify(self, token: str, address: str) -> Identity:
        """Whose token this is. Raises a problem for nobody's."""
        fingerprint = sha256(token.encode(errors="surrogateescape")).digest()
        wait = self._limit.wait(address, self._now())
        if wait > 0 and fingerprint not in self._trusted:
            raise Problem(TOO_MANY_FAILURES, headers={"Retry-After": str(ceil(wait))})
        identity = await self._access.verify(token) if token.isascii() else None
        if identity is None:
            self._trusted.pop(fingerprint, None)
            self._limit.failed(address, self._now())
            raise Problem(
                UNAUTHENTICATED,
                "This token is unknown, expired or revoked. Get a new one with `trunkline token create`.",
                headers=_WRONG,
            )
        self._trusted[fingerprint] = None
        self._trusted.move_to_end(fingerprint)
        if len(self._trusted) > TRUSTED:
            self._trusted.popitem(last=False)
        return identity


def permit(identity: Identity, scope: str) -> None:
    """Raises a problem unless they may."""
    if not identity.may(scope):
        raise Problem(
            FORBIDDEN, f"It needs the scope {scope}, which the role {identity.role.value} does not have."
        )
