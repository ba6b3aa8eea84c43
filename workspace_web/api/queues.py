"""The queues of the centre with their figures of this moment."""

from pydantic import Field

from ari_app.analytics.figures import HALF_HOUR
from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.queue_wire import QueueCard
from workspace_web.route import Route, route
from workspace_web.sight import seen_queue
from workspace_web.views import queue_now
from workspace_web.wire import Epoch, Shape


class QueueList(Listing[QueueCard]):
    """All queues, by id."""


class QueuePath(Shape):
    queue: Word


class HalfHour(Shape):
    """Half an hour of a queue, from `at` on."""

    at: Epoch
    offered: int
    answered: int
    abandoned: int
    service_level: float | None = Field(description="Percent; null where there is nothing to count.")


class HalfHourList(Listing[HalfHour]):
    """From midnight to now."""


@route("GET", "/queues", scope="queues:read")
async def list_queues(ask: Ask) -> QueueList:
    """All queues: who waits, how long, and who is there to help."""
    centre, today = ask.services.centre, ask.services.today
    seen = [queue for queue in sorted(centre.catalogue.queues) if ask.caller.sees_queue(queue)]
    return QueueList(items=tuple(queue_now(centre, today, queue) for queue in seen))


@route("GET", "/queues/{queue}", scope="queues:read", problems=(NOT_FOUND,))
async def read_queue(ask: Ask, path: QueuePath) -> QueueCard:
    """One queue: who waits, how long, and who is there to help."""
    seen_queue(ask, path.queue)
    return _seen(ask, path.queue)


@route("GET", "/queues/{queue}/figures", scope="queues:read", problems=(NOT_FOUND,))
async def read_queue_figures(ask: Ask, path: QueuePath) -> HalfHourList:
    """The day of a queue, half hour by half hour.

    What happened counts in the half hour in which it happened: the offer at the entry, the answer at the answer."""
    seen_queue(ask, path.queue)
    centre = ask.services.centre
    _seen(ask, path.queue)
    now = centre.clock.now()
    day = ask.services.today.of(path.queue, centre.catalogue, now)
    begins = ask.services.today.begins(now)
    return HalfHourList(
        items=tuple(
            HalfHour(
                at=begins + number * HALF_HOUR,
                offered=half.offered,
                answered=half.answered,
                abandoned=half.abandoned,
                service_level=half.service_level,
            )
            for number, half in enumerate(day.by_half_hour)
        )
    )


def _seen(ask: Ask, queue: str) -> QueueCard:
    """Raises a problem when there is no such queue, or the caller does not see it."""
    if not ask.caller.sees_queue(queue):
        raise Problem(NOT_FOUND, f"There is no queue {queue!r}.")
    return queue_now(ask.services.centre, ask.services.today, queue)


ROUTES: tuple[Route, ...] = (list_queues, read_queue, read_queue_figures)
