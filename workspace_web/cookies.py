"""The cookie that a browser holds its session by, and where a request comes from.

`__Host-` lets no other host, path or plain-HTTP page set it; HttpOnly keeps it from scripts; SameSite=Lax from requests
that other sites begin. It has no lifetime of its own: that is the session's.
"""

from urllib.parse import urlsplit

from aiohttp import hdrs, web

from workspace_web.proxies import client_of

SESSION = "__Host-trunkline"
SAFE = frozenset({hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS})
FETCH_SITE = "Sec-Fetch-Site"


def session_in(request: web.Request) -> str | None:
    """What the browser holds, whatever it is worth."""
    return request.cookies.get(SESSION) or None


def hold(response: web.StreamResponse, name: str, value: str) -> None:
    """Have the browser keep it, until it closes."""
    response.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="Lax")


def drop(response: web.StreamResponse, name: str) -> None:
    """Have the browser forget it."""
    response.del_cookie(name, path="/", secure=True, httponly=True, samesite="Lax")


def is_own_page(request: web.Request) -> bool:
    """Whether our own page sends this, as far as the browser says; a program that says nothing is no other site."""
    site, origin = request.headers.get(FETCH_SITE), request.headers.get(hdrs.ORIGIN)
    return site in (None, "same-origin") and (origin is None or is_own_origin(request))


def is_own_origin(request: web.Request) -> bool:
    """Whether `Origin` is there and names the host that was asked; not the one without encryption, when this came with."""
    try:
        origin = urlsplit(request.headers.get(hdrs.ORIGIN, ""))
    except ValueError:
        return False
    return origin.netloc == request.host and origin.scheme in ("https", client_of(request).scheme)
