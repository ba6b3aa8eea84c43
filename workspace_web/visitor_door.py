"""The door for visitors: which account they come to, from which web site, with which token, and how much they may do."""

import asyncio
from asyncio import get_running_loop
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import hdrs, web
from pydantic import ValidationError

from ari_app.channels.visitors import Visitors
from ari_app.channels.widget_settings import WidgetSettings
from ari_app.storage.rows.channels import VisitorRow
from workspace_web.cookies import FETCH_SITE, is_own_origin
from workspace_web.problems import (
    FORBIDDEN,
    MALFORMED,
    NOT_FOUND,
    TOO_LARGE,
    TOO_MANY_FAILURES,
    UNAUTHENTICATED,
    UNSUPPORTED_MEDIA_TYPE,
    Part,
    Problem,
    unfit,
)
from workspace_web.proxies import client_of
from workspace_web.visitor_limits import Shared, VisitorLimits, neighbours
from workspace_web.wire import Shape

ShapeT = TypeVar("ShapeT", bound=Shape)

ORIGIN = web.RequestKey("visitor_origin", str)
"""The web site that may read the answer."""
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="visitor"'}
LARGEST = 32 * 1024  # bytes of a body; of a file see FILES
BODY_WITHIN = 15.0  # seconds for a body,
SLOWEST = 50_000.0  # and for so many bytes of the most that it may have one second more


@dataclass(frozen=True, slots=True)
class Called:
    """The account that a request is for, and whom it counts for as one address. `site`: the origin of its page, empty for
    an app."""

    account: str
    settings: WidgetSettings
    comes_from: str
    site: str


class VisitorDoor:
    def __init__(self, visitors: Visitors, limits: VisitorLimits | None = None) -> None:
        self.visitors = visitors
        self.limits = limits or VisitorLimits()

    def called(self, request: web.Request) -> Called:
        """Raises a problem for an account that is none of visitors, and for a site that may not use it."""
        account = request.match_info["account"]
        settings = self.visitors.settings(account)
        if settings is None:
            raise Problem(NOT_FOUND, "There is no web chat and no app of this name.")
        self._check_site(request, settings)
        return Called(account, settings, neighbours(client_of(request).address), request.get(ORIGIN, ""))

    def _check_site(self, request: web.Request, settings: WidgetSettings) -> None:
        """A browser says where a page is from; it says nothing of one of ours that only reads. A program that says nothing
        is an app, which has to say who its user is."""
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is None:
            own = request.headers.get(FETCH_SITE) == "same-origin"
            if not own and not settings.identity_needed:
                raise Problem(FORBIDDEN, "Only pages of web sites that the account lists may do that.")
        elif settings.origins.allow(origin) or is_own_origin(request):
            request[ORIGIN] = origin
        else:
            shown = origin.partition("//")[2][:100]
            raise Problem(
                FORBIDDEN, f"Pages of {shown!r} may not: list the web site in the account's settings."
            )

    async def visitor(self, request: web.Request, called: Called) -> VisitorRow:
        """Whose token it is. Raises a problem for nobody's."""
        scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Problem(UNAUTHENTICATED, "Send the session's token.", headers=_CHALLENGE)
        return await self.of_token(called, token.strip())

    async def of_token(self, called: Called, token: str) -> VisitorRow:
        row = await self.visitors.known(called.account, token)
        if row is None:
            raise Problem(UNAUTHENTICATED, "The session is over: begin a new one.", headers=_CHALLENGE)
        return row

    def slow_down(self, limit: Shared, key: str, of_what: str, count: float = 1.0) -> None:
        """Raises a problem for who does too much: what of, in words, and when there is some room again."""
        now = get_running_loop().time()
        if not limit.take(key, now, count):
            wait = limit.wait(key, count)
            raise Problem(
                TOO_MANY_FAILURES,
                f"Too many {of_what} just now: try again in {wait} seconds.",
                headers={"Retry-After": str(wait)},
            )


async def body_of(request: web.Request, most: int) -> bytes:
    """All of it. Raises a problem for more."""
    if (request.content_length or 0) > most:
        raise Problem(TOO_LARGE, f"{most} bytes are the most.")
    read = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN + most / SLOWEST):
            async for chunk in request.content.iter_chunked(64 * 1024):
                read += chunk
                if len(read) > most:
                    raise Problem(TOO_LARGE, f"{most} bytes are the most.")
    except TimeoutError:
        raise Problem(
            MALFORMED, "The body does not come to its end.", headers={hdrs.CONNECTION: "close"}
        ) from None
    return bytes(read)


async def shape_of(request: web.Request, shape: type[ShapeT]) -> ShapeT:
    """The body as this shape: JSON, which a form of another site cannot send unasked. Raises a problem."""
    if request.content_type != "application/json":
        raise Problem(UNSUPPORTED_MEDIA_TYPE)
    try:
        return shape.model_validate_json(await body_of(request, LARGEST))
    except ValidationError as error:
        raise unfit(Part.BODY, error) from None
