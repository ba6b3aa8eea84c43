"""The web application, put together: the API, the live stream, health and metrics, behind one door."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

import orjson
from aiohttp import web

from ari_app.access.service import Access
from ari_app.conversation.changes import Changes
from workspace_web import answering, operations
from workspace_web.adapter import adapt
from workspace_web.api import ROUTES
from workspace_web.door import Door
from workspace_web.lag import LoopLag
from workspace_web.limits import FailureLimit
from workspace_web.live import Live
from workspace_web.live_socket import LiveSockets, Patience
from workspace_web.metrics import Metrics
from workspace_web.openapi import openapi
from workspace_web.ports import Figure, FigureSource, HealthSource
from workspace_web.services import Services

PREFIX = "/api/v1"
LARGEST_BODY = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """What `main` hands in. `new_stream` names a live stream, as nothing before was named. `origins`: the
    web origins that may open a live socket, besides the address's own."""

    services: Services
    access: Access
    version: str
    new_stream: Callable[[], str]
    health: tuple[HealthSource, ...] = ()
    figures: tuple[FigureSource, ...] = ()
    origins: frozenset[str] = frozenset()
    failures: FailureLimit | None = None
    patience: Patience | None = None


class Web:
    """`app` is to be served; `changed` is for the centre's `watcher`."""

    def __init__(self, deps: Deps) -> None:
        centre = deps.services.centre
        self._deps = deps
        self._door = Door(deps.access, centre.clock.now, deps.failures)
        self._live = Live(centre, deps.new_stream)
        self._sockets = LiveSockets(self._live, self._door, deps.origins, deps.patience)
        self._lag = LoopLag()
        self._metrics = Metrics(centre, (self, self._lag, *deps.figures))
        self._openapi = orjson.dumps(openapi(ROUTES, prefix=PREFIX, version=deps.version))
        self.app = self._make_app()

    def changed(self, changes: Changes) -> None:
        """The centre changed, and it is durable: the screens and the counts follow."""
        self._metrics.changed(changes)
        self._live.changed(changes)

    def figures(self) -> Iterator[Figure]:
        """What the web knows of itself, for `/metrics`."""
        yield Figure("live_connections", "Open live connections.", self._sockets.count)

    def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[answering.answer], client_max_size=LARGEST_BODY)
        app.on_response_prepare.append(answering.add_headers)
        app.cleanup_ctx.append(self._running)
        app.on_shutdown.append(self._close_sockets)
        handlers = operations.Operations(self._deps.version, self._deps.health, self._metrics)
        app.router.add_get("/", self._front)
        app.router.add_get(operations.HEALTH, handlers.healthz)
        app.router.add_get(operations.READINESS, handlers.readyz)
        app.router.add_get(operations.METRICS, handlers.metrics)
        app.router.add_get(f"{PREFIX}/openapi.json", self._document)
        app.router.add_get(f"{PREFIX}/live", self._sockets.serve, allow_head=False)
        for route in ROUTES:
            handler = adapt(route, self._deps.services, self._door)
            app.router.add_route(route.method, PREFIX + route.path, handler, name=route.name)
        return app

    async def _front(self, request: web.Request) -> web.Response:
        """Where to go from here."""
        return web.json_response(
            {
                "name": "Trunkline",
                "version": self._deps.version,
                "api": f"{PREFIX}/openapi.json",
                "live": f"{PREFIX}/live",
                "health": list(operations.PATHS),
            }
        )

    async def _document(self, request: web.Request) -> web.Response:
        """The same for everyone, and made once."""
        return web.Response(body=self._openapi, content_type="application/json")

    async def _running(self, app: web.Application) -> AsyncIterator[None]:
        self._lag.start()
        yield
        self._lag.stop()
        self._live.close()

    async def _close_sockets(self, app: web.Application) -> None:
        await self._sockets.close()
