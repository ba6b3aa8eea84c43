"""The door: who comes with a request, by their bearer token or the session of their browser, and whether they may. No
token is ever logged.

A browser adds its cookie to whatever any page makes it send. So with a cookie, what is not safe has to come from our own
page, and to carry what only our page knows (`X-CSRF-Token`).
"""

import hmac
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from math import ceil

from aiohttp import web

from ari_app.access.reception import Reception
from ari_app.access.service import Identity
from workspace_web.cookies import SAFE, is_own_origin, is_own_page, session_in
from workspace_web.limits import FailureLimit
from workspace_web.problems import CROSS_SITE, FORBIDDEN, TOO_MANY_FAILURES, UNAUTHENTICATED, Problem
from workspace_web.proxies import client_of

IDENTITY = web.RequestKey("identity", Identity)
TRUSTED = 1000  # tokens
CSRF = "X-CSRF-Token"

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="trunkline"'}
_WRONG = {"WWW-Authenticate": 'Bearer realm="trunkline", error="invalid_token"'}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who opens a page. `csrf` is what the page sends back with every unsafe request."""

    identity: Identity
    csrf: str = field(repr=False)


class Door:
    """An address that sent too many wrong tokens is not looked up any more for a while. A token that was
    right before is: behind a proxy all come from one address, and one guesser must not lock the others
    out."""

    def __init__(
        self,
        reception: Reception,
        now: Callable[[], float],
        limit: FailureLimit | None = None,
    ) -> None:
        self._access = reception.access
        self._sessions = reception.sessions
        self._csrf = reception.csrf
        self._now = now
        self._limit = limit or FailureLimit()
        self._trusted: OrderedDict[bytes, None] = OrderedDict()  # hashes of tokens, oldest use first

    async def admit(self, request: web.Request) -> Identity:
        """Who this is, by the `Authorization` header, else by the cookie. Raises a problem for nobody, and for what
        another site makes a browser send."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        secret = session_in(request)
        if scheme == "" and secret is not None:
            identity = await self._of_session(secret)
            if request.method not in SAFE:
                self._check_own(request, identity)
            return identity
        if scheme.lower() != "bearer" or not token:
            raise Problem(UNAUTHENTICATED, headers=_CHALLENGE)
        return await self.identify(token.strip(), client_of(request).address)

    async def admit_socket(self, request: web.Request) -> Identity:
        """Who opens a live connection by the cookie. Only our own page may: a socket reads, and a browser lets any page
        open one."""
        if not is_own_origin(request):
            raise Problem(CROSS_SITE)
        return await self._of_session(session_in(request) or "")

    async def visitor(self, request: web.Request) -> Visitor | None:
        """Who opens a page; None for nobody, who is then sent to sign in."""
        try:
            identity = await self.admit(request)
        except Problem as problem:
            if problem.kind is not UNAUTHENTICATED:
                raise
            return None
        return Visitor(identity, self._csrf(identity))

    async def _of_session(self, secret: str) -> Identity:
        identity = await self._sessions.verify(secret) if secret.isascii() else None
        if identity is None:
            raise Problem(UNAUTHENTICATED, "Your session is over. Sign in again.", headers=_CHALLENGE)
        return identity

    def _check_own(self, request: web.Request, identity: Identity) -> None:
        sent = request.headers.get(CSRF, "").encode(errors="surrogateescape")
        if not is_own_page(request) or not hmac.compare_digest(sent, self._csrf(identity).encode()):
            raise Problem(CROSS_SITE)

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
    if identity.limited and not identity.may(scope):
        raise Problem(FORBIDDEN, "Set up your second factor first: open /account.")
    if not identity.may(scope):
        raise Problem(
            FORBIDDEN, f"It needs the scope {scope}, which the role {identity.role.value} does not have."
        )
