"""The web application, put together: the pages, the API, the live stream, health and metrics, behind one door."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import cache

import orjson
from aiohttp import web

from ari_app.access.service import Identity
from ari_app.access.sessions import Place
from ari_app.conversation.changes import Changes
from ari_app.conversation.text_desk import Person
from ari_app.storage import files
from ari_app.storage.rows.channels import FileRow
from workspace_web import answering, operations, sip_proxy, wire
from workspace_web.adapter import adapt
from workspace_web.agent_absences import AgentAbsences
from workspace_web.api import ROUTES
from workspace_web.ask import Ask, Visit
from workspace_web.door import Door
from workspace_web.lag import LoopLag
from workspace_web.limits import FailureLimit
from workspace_web.live import Live
from workspace_web.live_socket import LiveSockets, Patience
from workspace_web.locale.catalogue import js_files
from workspace_web.metrics import Metrics
from workspace_web.openapi import openapi
from workspace_web.ports import Figure, FigureSource, HealthSource
from workspace_web.problems import Problem
from workspace_web.provider import ProviderPages
from workspace_web.proxies import networks_of
from workspace_web.rendering import Pages, wants_page
from workspace_web.route import LARGEST_BODY
from workspace_web.services import Services
from workspace_web.sip_proxy import SipProxy, Upstream
from workspace_web.static import FOLDER, Static, read_folder
from workspace_web.text_live import TextLive
from workspace_web.thread_sight import seen_thread
from workspace_web.views import sees_interaction
from workspace_web.visitor_door import VisitorDoor
from workspace_web.visitor_phone import VisitorPhones
from workspace_web.visitor_site import VisitorSite
from workspace_web.webhooks import Webhooks

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """What `main` hands in. `new_stream` names a live stream, as nothing before was named. `origins`: the
    web origins that may open a live socket, besides the address's own. `sip`: Asterisk's SIP over WebSocket."""

    services: Services
    version: str
    new_stream: Callable[[], str]
    sip: Upstream
    health: tuple[HealthSource, ...] = ()
    figures: tuple[FigureSource, ...] = ()
    origins: frozenset[str] = frozenset()
    sip_limits: sip_proxy.Limits | None = None
    failures: FailureLimit | None = None
    patience: Patience | None = None


class Web:
    """`app` is to be served; `changed` is for the centre's `watcher`."""

    def __init__(self, deps: Deps) -> None:
        centre = deps.services.centre
        self._deps = deps
        self._door = Door(deps.services.reception, centre.clock.now, deps.failures)
        self._live = Live(
            centre,
            deps.services.today,
            deps.services.supervision,
            deps.new_stream,
            deps.services.customers.recognition.customer_of,
            supervision_visible=deps.services.settings.supervision_visible,
        )
        reader = deps.services.reader
        self._texts = TextLive(centre, lambda ids: files.several(reader, ids))
        gone_after = deps.services.settings.agent_gone_after
        self._absences = AgentAbsences(centre, self._texts.is_here, gone_after)
        self._texts.moved = self._absences.look
        wallboards = deps.services.supervision.wallboards
        self._sockets = LiveSockets(
            self._live,
            self._texts,
            self._may_read,
            self._sees,
            self._agent_types,
            self._door,
            wallboards,
            deps.origins,
            deps.patience,
        )
        self._sip = SipProxy(self._door, deps.sip, deps.sip_limits)
        self._lag = LoopLag()
        self._metrics = Metrics(centre, (self, self._lag, *deps.figures))
        self._pages = Pages(_shipped_files(), self._door.visitor, centre.clock.now, deps.version)
        services = deps.services

        def phones(door: VisitorDoor) -> VisitorPhones:
            return VisitorPhones(door, services.visitor_calls, self._sip, services.devices.ice_servers)

        self._visitors = VisitorSite(
            centre, reader, services.channels, services.visitors, _shipped_files(), phones
        )
        self.app = self._make_app()

    def changed(self, changes: Changes) -> None:
        """The centre changed, and it is durable: the screens and the counts follow."""
        self._texts.told(changes.messages)
        self._visitors.changed(changes)
        self._absences.changed(changes)
        self._metrics.changed(changes)
        queues = self._deps.services.today.changed(changes)
        self._deps.services.supervision.changed(changes, queues)
        self._live.changed(changes, queues)

    def recognised(self, interaction: str) -> None:
        """It has become known whose interaction it is."""
        self._live.recognised(interaction)

    def customer_types(self, thread: str, on: bool) -> None:
        """The customer of a thread writes, or stopped."""
        self._texts.customer_types(thread, on=on)

    def agent_types(self, thread: str, agent: str, on: bool) -> None:
        """An agent writes to the customer of a thread, or stopped."""
        self._visitors.agent_types(thread, agent, on)

    def file_changed(self, row: FileRow) -> None:
        """A file of a message is here now, or was not let in."""
        self._texts.file_changed(row)

    def _agent_types(self, identity: Identity, thread: str, on: bool) -> None:
        item = self._deps.services.centre.by_line(thread)
        if item is not None:
            who = Person(identity.name, identity.agent)
            self._deps.services.text.typing(who, item.id, on)

    async def _may_read(self, identity: Identity, thread: str) -> bool:
        if not identity.may("customers:read"):
            return False
        visit = Visit(Place("", ""))
        try:
            await seen_thread(Ask(identity, self._deps.services, visit), thread)
        except Problem:
            return False
        return True

    def _sees(self, identity: Identity, interaction: str | None) -> bool:
        """Of what is written just now in a thread that they have before them."""
        if identity.teams is None and identity.queues is None:
            return True
        ask = Ask(identity, self._deps.services, Visit(Place("", "")))
        if interaction is None or sees_interaction(ask, interaction):
            return interaction is not None
        item = self._deps.services.centre.interactions.get(interaction)
        return item is not None and identity.agent in wire.involved(item)

    def figures(self) -> Iterator[Figure]:
        """What the web knows of itself, for `/metrics`."""
        yield Figure("live_connections", "Open live connections.", self._sockets.count)
        yield Figure("visitor_connections", "Open connections of visitors' pages.", self._visitors.count)
        yield Figure("softphone_connections", "Browsers' phones connected to `/sip`.", self._sip.count)

    def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[answering.answer], client_max_size=LARGEST_BODY)
        app[answering.ENCRYPTED] = self._deps.services.reception.address.startswith("https:")
        app[answering.PROXIES] = networks_of(self._deps.services.settings.trusted_proxies)
        app[answering.PROBLEM_PAGE] = self._pages.problem_page
        app.on_response_prepare.append(answering.add_headers)
        app.cleanup_ctx.append(self._running)
        app.cleanup_ctx.append(self._sip.running)
        app.on_shutdown.append(self._close_sockets)
        handlers = operations.Operations(self._deps.version, self._deps.health, self._metrics)
        app.router.add_get("/", self._front)
        self._pages.add_to(app.router)
        ProviderPages(self._deps.services.reception).add_to(app.router)
        services = self._deps.services
        public_url = services.settings.public_url or services.settings.web_address
        Webhooks(services.channels, public_url, services.centre.clock.of_day).add_to(app.router)
        self._visitors.add_to(app)
        app.router.add_get(operations.HEALTH, handlers.healthz)
        app.router.add_get(operations.READINESS, handlers.readyz)
        app.router.add_get(operations.METRICS, handlers.metrics)
        app.router.add_get(f"{PREFIX}/openapi.json", self._document)
        app.router.add_get(sip_proxy.ADDRESS, self._sip.serve, allow_head=False)
        app.router.add_get(f"{PREFIX}/live", self._sockets.serve, allow_head=False)
        for route in ROUTES:
            handler = adapt(route, self._deps.services, self._door)
            app.router.add_route(route.method, PREFIX + route.path, handler, name=route.name)
        return app

    async def _front(self, request: web.Request) -> web.Response:
        """Where to go from here: a page for people, a list for programs."""
        if wants_page(request):
            return await self._pages.front(request)
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
        """The same for everyone. Made when first asked for, beside the loop: it takes a second, and no call may wait."""
        body = await asyncio.to_thread(_openapi_document, self._deps.version)
        return web.Response(body=body, content_type="application/json")

    async def _running(self, app: web.Application) -> AsyncIterator[None]:
        self._lag.start()
        self._absences.begin()
        yield
        self._absences.close()
        self._lag.stop()
        self._live.close()
        await self._texts.close()

    async def _close_sockets(self, app: web.Application) -> None:
        await self._visitors.close()
        await self._sockets.close()
        await self._sip.close()


@cache
def _shipped_files() -> Static:
    return Static(read_folder(FOLDER) | js_files())


@cache
def _openapi_document(version: str) -> bytes:
    return orjson.dumps(openapi(ROUTES, prefix=PREFIX, version=version))
