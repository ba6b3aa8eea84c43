"""`/chat/{account}/...`: what visitors' pages and apps ask, outside the API of the house: no user of ours is behind it.

Other web sites may read the answers where the account lists them (CORS); nothing is known by a cookie, so that no page can
act for somebody who did not open it.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from aiohttp import hdrs, web

from ari_app.channels.errors import ChannelError, Forged
from ari_app.channels.visitors import Refused
from ari_app.channels.webchat import FILES
from ari_app.storage.rows.channels import FileRow
from workspace_web import visitor_wire as wire
from workspace_web.problems import FORBIDDEN, INVALID, NOT_FOUND, TOO_MANY_FAILURES, Problem
from workspace_web.visitor_deeds import Deeds, TooMany
from workspace_web.visitor_door import ORIGIN, VisitorDoor, body_of, shape_of
from workspace_web.visitor_hub import VisitorHub
from workspace_web.visitor_socket import VisitorSockets
from workspace_web.wire import Shape

PREFIX = "/chat/{account}"
_INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp")
_PREFLIGHT = {
    hdrs.ACCESS_CONTROL_ALLOW_METHODS: "GET, POST, DELETE",
    hdrs.ACCESS_CONTROL_ALLOW_HEADERS: "authorization, content-type",
    hdrs.ACCESS_CONTROL_MAX_AGE: "7200",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class VisitorRoutes:
    """`read_file` reads a file that is kept; `assets` is where the widget's modules are."""

    def __init__(
        self,
        door: VisitorDoor,
        deeds: Deeds,
        hub: VisitorHub,
        sockets: VisitorSockets,
        read_file: Callable[[FileRow], Awaitable[bytes]],
        assets: str,
    ) -> None:
        self._door = door
        self._visitors = door.visitors
        self._deeds = deeds
        self._hub = hub
        self._sockets = sockets
        self._read_file = read_file
        self._assets = assets

    def add_to(self, app: web.Application) -> None:
        app.on_response_prepare.append(let_the_site_read)
        router = app.router
        router.add_get(f"{PREFIX}/settings", _told(self.settings), allow_head=False)
        router.add_get(f"{PREFIX}/socket", self._sockets.serve, allow_head=False)
        router.add_post(f"{PREFIX}/sessions", _told(self.begin))
        router.add_delete(f"{PREFIX}/sessions/mine", _told(self.forget))
        router.add_get(f"{PREFIX}/messages", _told(self.history), allow_head=False)
        for path, shape in (
            ("messages", wire.Message),
            ("read", wire.Read),
            ("ratings", wire.Rating),
            ("end", wire.End),
            ("transcripts", wire.Transcript),
            ("identity", wire.Identify),
        ):
            router.add_post(f"{PREFIX}/{path}", _told(self._performing(shape)))
        router.add_post(f"{PREFIX}/files", _told(self.keep_file))
        router.add_get(f"{PREFIX}/files/{{file}}", _told(self.file), allow_head=False)
        router.add_post(f"{PREFIX}/notes", _told(self.leave_message))
        router.add_route(hdrs.METH_OPTIONS, f"{PREFIX}/{{rest:.+}}", self.preflight)

    async def preflight(self, request: web.Request) -> web.Response:
        self._door.called(request)
        return web.Response(status=204, headers=_PREFLIGHT)

    async def settings(self, request: web.Request) -> web.StreamResponse:
        """What the widget is to look like, and whether anybody is there."""
        called = self._door.called(request)
        hours = await self._visitors.hours(called.settings)
        card = wire.settings_card(called.account, called.settings, hours, self._assets)
        return web.json_response(card, headers={hdrs.CACHE_CONTROL: "private, max-age=30"})

    async def begin(self, request: web.Request) -> web.StreamResponse:
        """A new session."""
        called = self._door.called(request)
        limits = self._door.limits
        self._door.slow_down(limits.sessions, called.comes_from, "new conversations from your network")
        self._door.slow_down(limits.sessions_of, called.account, "new visitors")
        body = await shape_of(request, wire.Begin)
        token, visitor = await self._visitors.begin(called.account, called.settings, body.wish(called.site))
        verified = bool(visitor.context["verified"])
        return _json(wire.Begun(token=token, name=visitor.name, verified=verified), status=201)

    async def forget(self, request: web.Request) -> web.StreamResponse:
        called = self._door.called(request)
        await self._visitors.forget(await self._door.visitor(request, called))
        return web.Response(status=204)

    async def history(self, request: web.Request) -> web.StreamResponse:
        """`?after=`: the last that was written after the message of this number; `?before=`: before it."""
        called = self._door.called(request)
        visitor = await self._door.visitor(request, called)
        self._door.slow_down(self._door.limits.pages, visitor.token_hash, "requests")
        after, before = (_number(request, name) for name in ("after", "before"))
        history = await self._visitors.history(visitor, after or 0, before)
        messages = [self._hub.card(message, history.files) for message in history.messages]
        last = None if history.thread is None else history.thread.interaction
        state = self._hub.state_in(None if history.thread is None else history.thread.id, last)
        return web.json_response(
            {
                "messages": messages,
                "more": history.more,
                "read_at": history.read_at,
                "seen_at": history.seen_at,
                "state": state.model_dump(mode="json"),
            }
        )

    def _performing(self, shape: type[Shape]) -> Handler:
        async def perform(request: web.Request) -> web.StreamResponse:
            called = self._door.called(request)
            visitor = await self._door.visitor(request, called)
            self._door.slow_down(self._door.limits.deeds, visitor.token_hash, "messages")
            deed = await shape_of(request, shape)
            await self._deeds.perform(visitor, called, deed)  # type: ignore[arg-type]  # the shapes above are deeds
            return web.Response(status=202)

        return perform

    async def keep_file(self, request: web.Request) -> web.StreamResponse:
        """`?name=`; the file is the body. For a message that follows."""
        called = self._door.called(request)
        visitor = await self._door.visitor(request, called)
        self._door.slow_down(self._door.limits.files, visitor.token_hash, "files")
        if not called.settings.files:
            raise Problem(FORBIDDEN, "This account takes no files.")
        name = request.query.get("name", "")[:200] or "file"
        content = await body_of(request, FILES.size)
        limits, megabytes = self._door.limits, len(content) / 1e6
        self._door.slow_down(limits.megabytes, called.comes_from, "files from your network", megabytes)
        self._door.slow_down(limits.megabytes_of, called.account, "files", megabytes)
        row = await self._visitors.keep_file(name, content, request.content_type)
        return web.json_response(wire.file_card(row), status=201)

    async def file(self, request: web.Request) -> web.StreamResponse:
        called = self._door.called(request)
        visitor = await self._door.visitor(request, called)
        row = await self._visitors.file(visitor, request.match_info["file"])
        if row is None:
            raise Problem(NOT_FOUND)
        how = "inline" if row.content_type in _INLINE else "attachment"
        return web.Response(
            body=await self._read_file(row),
            content_type=row.content_type,
            headers={
                hdrs.CONTENT_DISPOSITION: f"{how}; filename*=UTF-8''{quote(row.name)}",
                hdrs.CACHE_CONTROL: "private, max-age=86400",
            },
        )

    async def leave_message(self, request: web.Request) -> web.StreamResponse:
        """While nobody is there."""
        called = self._door.called(request)
        self._door.slow_down(self._door.limits.notes, called.comes_from, "messages from your network")
        body = await shape_of(request, wire.Left)
        if not body.website:  # what fills in what nobody sees is a machine, and need not know
            await self._visitors.leave_message(
                called.account,
                called.settings,
                body.client_id,
                body.form.filled,
                wire.page_of(body.page, called.site) if called.settings.page else "",
            )
        return web.Response(status=202)


def _number(request: web.Request, name: str) -> int | None:
    """Of a message. Raises a problem for what is none."""
    given = request.query.get(name)
    if given is None:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 15:
        raise Problem(INVALID, f"`{name}` is the number of a message.")
    return int(given)


async def let_the_site_read(request: web.Request, response: web.StreamResponse) -> None:
    """For `on_response_prepare`."""
    if (origin := request.get(ORIGIN)) is not None:
        response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.path.startswith("/chat/"):
        response.headers.add(hdrs.VARY, hdrs.ORIGIN)


def _told(handler: Handler) -> Handler:
    """What the visitor may not is a problem as everywhere else."""

    async def serve(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except TooMany as too_many:
            after = {"Retry-After": str(too_many.wait)}
            raise Problem(TOO_MANY_FAILURES, str(too_many), headers=after) from None
        except Refused as refused:
            kind = FORBIDDEN if refused.word in ("identity", "consent") else INVALID
            raise Problem(kind, str(refused)) from None
        except Forged as forged:
            raise Problem(FORBIDDEN, str(forged)) from None
        except ChannelError as error:
            raise Problem(INVALID, str(error)) from None

    return serve


def _json(shape: Shape, status: int) -> web.Response:
    return web.Response(body=shape.model_dump_json().encode(), status=status, content_type="application/json")
