"""Alerts: what lasts too long, or is too much, now and lately."""

from pydantic import Field

from ari_app.storage.choices import Subject
from ari_app.storage.rows.supervision import AlertRow
from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.route import Route, route
from workspace_web.views import sees_agent
from workspace_web.wire import AlertCard, Shape

MOST = 200


class AlertList(Listing[AlertCard]):
    """Alerts, raised last first."""


class AlertQuery(Shape):
    limit: int = Field(default=50, ge=1, le=MOST)


class AlertPath(Shape):
    alert: Word


@route("GET", "/alerts", scope="alerts:read")
async def list_alerts(ask: Ask, query: AlertQuery) -> AlertList:
    """Alerts of now and lately.

    Those that are open have no `cleared_at`; the live stream tells of them as they come and go."""
    rows = await ask.services.supervision.last_alerts(MOST)
    return AlertList(items=tuple(AlertCard.of(row) for row in rows if _sees(ask, row))[: query.limit])


@route("POST", "/alerts/{alert}/acknowledge", scope="alerts:act", problems=(NOT_FOUND,))
async def acknowledge_alert(ask: Ask, path: AlertPath) -> AlertCard:
    """Say that I see to it.

    It stays until it is over; all supervisors see who acknowledged it. To acknowledge it again changes nothing."""
    alerts = ask.services.supervision.alerts
    row = next((row for row in alerts if row.id == path.alert and _sees(ask, row)), None)
    if row is not None:
        row = alerts.acknowledge(row.id, ask.caller.name)
    if row is None:
        raise Problem(NOT_FOUND, f"There is no open alert {path.alert!r}. It may be over already.")
    return AlertCard.of(row)


def _sees(ask: Ask, row: AlertRow) -> bool:
    if row.subject is Subject.AGENT:
        return sees_agent(ask, row.subject_id)
    return ask.caller.sees_queue(row.subject_id)


ROUTES: tuple[Route, ...] = (list_alerts, acknowledge_alert)
