"""Where providers call us: `/in/{account}`, outside the API; and where they fetch the files that we send: `/files/{token}`.

The body is taken raw, for it is signed so; none of it is logged.
"""

import asyncio
from collections.abc import Callable, Mapping
from urllib.parse import quote

from aiohttp import hdrs, web

from ari_app.channels.contract import Request
from ari_app.channels.errors import Forged, Malformed
from ari_app.channels.intake import LARGEST_BODY, Broken, NoSuchAccount
from ari_app.channels.service import Channels
from workspace_web.problems import FORBIDDEN, INTERNAL, MALFORMED, NOT_FOUND, TOO_LARGE, Problem
from workspace_web.proxies import client_of

PREFIX = "/in/"
ADDRESS = f"{PREFIX}{{account}}"
FILE = "/files/{token}"
BODY_WITHIN = 20.0  # seconds for all of a body
NOT_SIGNED = "The request is not signed as an account of this address wants it. Why is in our log."
"""Whether there is an account or not."""
_CLOSE: Mapping[str, str] = {hdrs.CONNECTION: "close"}


class Webhooks:
    """`public_url`: the address that providers were told, empty: that of the request. `now` in seconds since the epoch,
    as the clock of the day shows it: signatures tell the time of others."""

    def __init__(self, channels: Channels, public_url: str, now: Callable[[], float]) -> None:
        self._intake = channels.intake
        self._files = channels.files
        self._public_url = public_url.rstrip("/")
        self._now = now

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get(ADDRESS, self.receive, allow_head=False)
        router.add_post(ADDRESS, self.receive)
        router.add_get(FILE, self.give)

    async def receive(self, request: web.Request) -> web.Response:
        body = await _body(request)
        came = Request(
            method=request.method,
            url=self._address_of(request),
            headers={name.lower(): value for name, value in request.headers.items()},
            query=dict(request.query),
            body=body,
            at=self._now(),
        )
        try:
            answer = await self._intake.receive(request.match_info["account"], came)
        except (NoSuchAccount, Forged):
            raise Problem(FORBIDDEN, NOT_SIGNED) from None
        except Malformed as error:
            raise Problem(MALFORMED, str(error)) from None
        except Broken as error:
            raise Problem(INTERNAL, str(error)) from None
        return web.Response(status=answer.status, body=answer.body, content_type=answer.content_type)

    async def give(self, request: web.Request) -> web.StreamResponse:
        """A file that we send, to whoever has the link to it. Never as a page."""
        row = await self._files.by_token(request.match_info["token"])
        if row is None:
            raise Problem(NOT_FOUND, "The link is too old, or was never ours.")
        path = self._files.path(row.id)
        if not path.is_file():
            raise Problem(NOT_FOUND, "The file is not there any more.")
        headers = {
            hdrs.CONTENT_TYPE: row.content_type,
            hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{quote(row.name, safe='')}",
        }
        return web.FileResponse(path, headers=headers)

    def _address_of(self, request: web.Request) -> str:
        """As the provider called it: what a proxy made of it does not count."""
        base = self._public_url or f"{client_of(request).scheme}://{request.host}"
        return f"{base}{request.raw_path}"


async def _body(request: web.Request) -> bytes:
    """At most LARGEST_BODY of it, whatever is said of its length."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise too_large()
    read = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            while chunk := await request.content.readany():
                read += chunk
                if len(read) > LARGEST_BODY:
                    raise too_large()
    except TimeoutError:
        raise Problem(MALFORMED, "The body does not come to its end.", headers=_CLOSE) from None
    return bytes(read)


def too_large() -> Problem:
    # The rest is not read: the connection cannot be used again.
    return Problem(TOO_LARGE, f"At most {LARGEST_BODY} bytes are taken here.", headers=_CLOSE)
