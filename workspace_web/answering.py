"""Around every request: its id, its line in the access log, and a problem document for whatever goes wrong.

No body, no query, no header is logged: only the path, and of the caller the id of the user and of the token.
"""

import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from uuid import uuid4

from aiohttp import hdrs, web

from ari_app.conversation.desk import NotFound, Refused
from ari_app.storage.errors import DatabaseUnavailable
from workspace_web import operations
from workspace_web.door import IDENTITY
from workspace_web.problems import (
    BY_STATUS,
    CONFLICT,
    INTERNAL,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    SOON,
    UNAVAILABLE,
    Kind,
    Problem,
)

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

REQUEST_ID = web.RequestKey("request_id", str)

# No answer is a page, none may be framed, kept, or guessed at.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Server": "Trunkline",
    "X-Content-Type-Options": "nosniff",
}


@web.middleware
async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost of all that happens to a request."""
    started = monotonic()
    request[REQUEST_ID] = str(uuid4())
    response = await _answered(request, handler)
    _note(request, response.status, monotonic() - started)
    return response


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """For the `on_response_prepare` of the application."""
    response.headers.update(_HEADERS)
    if (request_id := request.get(REQUEST_ID)) is not None:
        response.headers["X-Request-Id"] = request_id


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response(request[REQUEST_ID])
    except Refused as refusal:
        kind = NOT_FOUND if isinstance(refusal, NotFound) else CONFLICT
        return Problem(kind, str(refusal)).response(request[REQUEST_ID])
    except DatabaseUnavailable:
        detail = "The database does not answer. Try again soon."
        return Problem(UNAVAILABLE, detail, headers=SOON).response(request[REQUEST_ID])
    except web.HTTPMethodNotAllowed as error:
        allowed = ", ".join(sorted(error.allowed_methods))
        detail = f"{request.method} is not taken here: use {allowed}."
        return Problem(METHOD_NOT_ALLOWED, detail, headers={hdrs.ALLOW: allowed}).response(
            request[REQUEST_ID]
        )
    except web.HTTPException as error:
        return Problem(_kind_of(error), headers=_kept(error)).response(request[REQUEST_ID])
    except Exception:
        log.exception(
            "A request failed.",
            extra={
                "request": request[REQUEST_ID],
                "method": request.method,
                "path": request.rel_url.raw_path,
            },
        )
        return Problem(INTERNAL).response(request[REQUEST_ID])


def _kind_of(error: web.HTTPException) -> Kind:
    """aiohttp's own refusals: no such address, a body too large."""
    return BY_STATUS.get(error.status, INTERNAL)


def _kept(error: web.HTTPException) -> dict[str, str]:
    return {name: error.headers[name] for name in (hdrs.RETRY_AFTER, hdrs.LOCATION) if name in error.headers}


def _note(request: web.Request, status: int, seconds: float) -> None:
    """A line. Not for machines that look every few seconds and are content."""
    identity = request.get(IDENTITY)
    log.log(
        logging.DEBUG if status < 400 and request.path in operations.PATHS else logging.INFO,
        "%s %s: %d in %.0f ms",
        request.method,
        request.rel_url.raw_path,
        status,
        seconds * 1000,
        extra={
            "request": request[REQUEST_ID],
            "method": request.method,
            "path": request.rel_url.raw_path,
            "status": status,
            "seconds": round(seconds, 4),
            "address": request.remote,
            "user": None if identity is None else identity.user,
            "token": None if identity is None else identity.token,
        },
    )
