"""All that visitors of web chats and apps reach, put together."""

from collections.abc import AsyncIterator, Callable, Mapping

from aiohttp import web

from ari_app.channels.service import Channels
from ari_app.channels.visitors import Visitors
from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.conversation.text import Correspondent
from ari_app.storage import visitors as rows
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import FileRow, MessageRow, VisitorRow
from workspace_web import demo_shop
from workspace_web.demo_shop import DemoShop
from workspace_web.static import Static
from workspace_web.visitor_absences import VisitorAbsences
from workspace_web.visitor_deeds import Deeds
from workspace_web.visitor_door import VisitorDoor
from workspace_web.visitor_hub import VisitorHub
from workspace_web.visitor_limits import VisitorLimits
from workspace_web.visitor_phone import VisitorPhones
from workspace_web.visitor_routes import PREFIX, VisitorRoutes
from workspace_web.visitor_socket import VisitorSockets
from workspace_web.widget_files import WidgetFiles


class VisitorSite:
    """`changed` is for the centre's `watcher`."""

    def __init__(
        self,
        centre: Centre,
        reader: Reader,
        channels: Channels,
        visitors: Visitors,
        static: Static,
        phones: Callable[[VisitorDoor], VisitorPhones],
        limits: VisitorLimits | None = None,
    ) -> None:
        async def files_of(message: MessageRow) -> Mapping[str, FileRow]:
            return {row.id: row for row in await rows.files_of(reader, frozenset(message.files))}

        async def read(file: FileRow) -> bytes:
            return await channels.files.read(file.id)

        self._centre = centre
        self._hub = VisitorHub(centre, files_of)
        self._absences = VisitorAbsences(centre, visitors, self._hub.is_here)
        self._hub.moved = self._absences.look
        door = VisitorDoor(visitors, limits)
        deeds = Deeds(door, self._talks)
        self._sockets = VisitorSockets(door, deeds, self._hub)
        self._files = WidgetFiles(static)
        self._phones = phones(door)
        self._shop = DemoShop(visitors, static)
        self._routes = VisitorRoutes(door, deeds, self._hub, self._sockets, read, self._files.assets)

    def add_to(self, app: web.Application) -> None:
        self._phones.add_to(app.router, PREFIX)
        self._routes.add_to(app)
        self._files.add_to(app.router)
        app.router.add_get(demo_shop.ADDRESS, self._shop.serve)
        app.cleanup_ctx.append(self._running)

    @property
    def count(self) -> int:
        """Visitors' pages that are connected."""
        return self._sockets.count

    def changed(self, changes: Changes) -> None:
        self._hub.changed(changes)
        self._absences.changed(changes)

    def agent_types(self, thread: str, agent: str, on: bool) -> None:
        """An agent writes to the customer of a thread, or has stopped."""
        known = self._centre.catalogue.agents.get(agent)
        self._hub.typing(thread, on, "" if known is None else known.name)

    def _talks(self, visitor: VisitorRow) -> bool:
        """Whether a conversation of theirs goes on."""
        thread = self._centre.threads.of(Correspondent(visitor.account, visitor.address))
        return thread is not None and self._centre.by_line(thread.id) is not None

    async def close(self) -> None:
        await self._sockets.close()

    async def _running(self, app: web.Application) -> AsyncIterator[None]:
        self._absences.begin()
        yield
        self._hub.close()
        self._absences.close()
