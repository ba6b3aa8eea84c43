"""Around every request: its id, its line in the access log, and a problem document for whatever goes wrong.

No body, no query, no header is logged: only the path, and of the caller the id of the user and of the token.
"""

import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeAlias
from uuid import uuid4

from aiohttp import hdrs, web

from ari_app.conversation.requests import NotFound, Refused
from ari_app.customers import errors as customers
from ari_app.storage.errors import DatabaseUnavailable
from workspace_web import operations, static, webhooks
from workspace_web.door import IDENTITY
from workspace_web.problems import (
    BY_STATUS,
    CONFLICT,
    INTERNAL,
    INVALID,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    SOON,
    UNAVAILABLE,
    Kind,
    Problem,
)
from workspace_web.proxies import CLIENT, Networks, client_behind, client_of

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ProblemPage: TypeAlias = Callable[[web.Request, Problem, str], web.Response | None]

REQUEST_ID = web.RequestKey("request_id", str)
# What a browser is shown instead of a problem document; it answers None for everybody else.
PROBLEM_PAGE: web.AppKey[ProblemPage] = web.AppKey("problem_page")

ENCRYPTED = web.AppKey("encrypted", bool)
"""Whether people reach us by https, though perhaps through a proxy that undoes it."""
PROXIES: web.AppKey[Networks] = web.AppKey("proxies")
"""Those of ours, whose word counts."""
STAY_ENCRYPTED = f"max-age={2 * 365 * 86_400}; includeSubDomains"

# Unless an answer says otherwise: it is no page, and nobody keeps it.
_DEFAULTS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Server": "Trunkline",
    "X-Content-Type-Options": "nosniff",
}


@web.middleware
async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost of all that happens to a request."""
    started = monotonic()
    request[REQUEST_ID] = str(uuid4())
    request[CLIENT] = client_behind(request, request.app.get(PROXIES, ()))
    response = await _answered(request, handler)
    _note(request, response.status, monotonic() - started)
    return response


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """For the `on_response_prepare` of the application."""
    for name, value in _DEFAULTS.items():
        response.headers.setdefault(name, value)
    response.headers.update(_HEADERS)
    if client_of(request).scheme == "https" or request.app[ENCRYPTED]:
        response.headers["Strict-Transport-Security"] = STAY_ENCRYPTED
    if (request_id := request.get(REQUEST_ID)) is not None:
        response.headers["X-Request-Id"] = request_id


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPSeeOther as elsewhere:
        return web.Response(
            status=elsewhere.status, headers={hdrs.LOCATION: elsewhere.headers[hdrs.LOCATION]}
        )
    except Exception as error:
        problem = _problem_of(error, request)
    page = request.app.get(PROBLEM_PAGE)
    told = None if page is None else page(request, problem, request[REQUEST_ID])
    return problem.response(request[REQUEST_ID]) if told is None else told


def _problem_of(error: Exception, request: web.Request) -> Problem:
    match error:
        case Problem():
            return error
        case Refused():
            return Problem(NOT_FOUND if isinstance(error, NotFound) else CONFLICT, str(error))
        case customers.Refused():
            return Problem(_refusal(error), str(error))
        case DatabaseUnavailable():
            return Problem(UNAVAILABLE, "The database does not answer. Try again soon.", headers=SOON)
        case web.HTTPMethodNotAllowed():
            allowed = ", ".join(sorted(error.allowed_methods))
            detail = f"{request.method} is not taken here: use {allowed}."
            return Problem(METHOD_NOT_ALLOWED, detail, headers={hdrs.ALLOW: allowed})
        case web.HTTPException():
            return Problem(_kind_of(error), headers=_kept(error))
        case _:
            log.error(
                "A request failed.",
                exc_info=error,
                extra={
                    "request": request[REQUEST_ID],
                    "method": request.method,
                    "path": _path(request),
                },
            )
            return Problem(INTERNAL)


def _refusal(error: customers.Refused) -> Kind:
    match error:
        case customers.Unknown():
            return NOT_FOUND
        case customers.Unfit():
            return INVALID
        case _:
            return CONFLICT


def _kind_of(error: web.HTTPException) -> Kind:
    """aiohttp's own refusals: no such address, a body too large."""
    return BY_STATUS.get(error.status, INTERNAL)


def _kept(error: web.HTTPException) -> dict[str, str]:
    return {name: error.headers[name] for name in (hdrs.RETRY_AFTER, hdrs.LOCATION) if name in error.headers}


def _path(request: web.Request) -> str:
    """For the log: without the secret of an address that holds one, as a wallboard's does."""
    path, secret = request.rel_url.raw_path, request.match_info.get("token")
    return path.replace(secret, "...") if secret else path


def _note(request: web.Request, status: int, seconds: float) -> None:
    """A line. Not for machines that look every few seconds, or bring what is written, and are content; nor for each file
    of a page."""
    identity, path = request.get(IDENTITY), _path(request)
    quiet = request.path in operations.PATHS or path.startswith((static.PREFIX, webhooks.PREFIX))
    log.log(
        logging.DEBUG if quiet and status < 400 else logging.INFO,
        "%s %s: %d in %.0f ms",
        request.method,
        path,
        status,
        seconds * 1000,
        extra={
            "request": request[REQUEST_ID],
            "method": request.method,
            "path": path,
            "status": status,
            "seconds": round(seconds, 4),
            "address": client_of(request).address,
            "user": None if identity is None else identity.user,
            "token": None if identity is None else identity.token,
            "session": None if identity is None else identity.session,
        },
    )
