"""The queues of the centre with their figures of this moment."""

from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.views import queue_now
from workspace_web.wire import QueueCard, Shape, queue_card


class QueueList(Listing[QueueCard]):
    """All queues, by id."""


class QueuePath(Shape):
    queue: Word


@route("GET", "/queues", scope="queues:read")
async def list_queues(ask: Ask) -> QueueList:
    """All queues: who waits, how long, and who is there to help."""
    centre = ask.services.centre
    agents = centre.router.agents()
    return QueueList(
        items=tuple(
            queue_card(queue, centre.router.waiting(queue), agents, centre.catalogue)
            for queue in sorted(centre.catalogue.queues)
        )
    )


@route("GET", "/queues/{queue}", scope="queues:read", problems=(NOT_FOUND,))
async def read_queue(ask: Ask, path: QueuePath) -> QueueCard:
    """One queue: who waits, how long, and who is there to help."""
    return queue_now(ask.services.centre, path.queue)


ROUTES: tuple[Route, ...] = (list_queues, read_queue)
