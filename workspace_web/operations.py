"""What the people and programs that run the centre look at: `/healthz`, `/readyz`, `/metrics`. Open to all
who reach the port, without a token: states and counts, no names of people, no numbers called, no secrets."""

from collections.abc import Sequence
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel

from workspace_web.metrics import CONTENT_TYPE, Metrics
from workspace_web.ports import HealthSource
from workspace_web.wire import Shape

HEALTH, READINESS, METRICS = PATHS = "/healthz", "/readyz", "/metrics"
"""Machines ask for them every few seconds."""


class Alive(Shape):
    """The process answers."""

    status: str
    version: str


class CheckCard(Shape):
    """One thing that has to be well."""

    name: str
    ok: bool
    needed: bool
    state: str
    cure: str


class Readiness(Shape):
    """Whether calls can be taken; if not, which check failed and what to do."""

    ready: bool
    checks: tuple[CheckCard, ...]


class Operations:
    """The three handlers."""

    def __init__(self, version: str, health: Sequence[HealthSource], metrics: Metrics) -> None:
        self._version = version
        self._health = health
        self._metrics = metrics

    async def healthz(self, request: web.Request) -> web.Response:
        """200 as long as the event loop turns: when it does not answer, restart the process."""
        return _json(HTTPStatus.OK, Alive(status="alive", version=self._version))

    async def readyz(self, request: web.Request) -> web.Response:
        """200 when every needed check is well, else 503: send calls and people elsewhere."""
        checks = [check for source in self._health for check in source.checks()]
        ready = all(check.ok for check in checks if check.needed)
        cards = tuple(
            CheckCard(
                name=check.name,
                ok=check.ok,
                needed=check.needed,
                state=check.state,
                cure="" if check.ok else check.cure,
            )
            for check in checks
        )
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        return _json(status, Readiness(ready=ready, checks=cards))

    async def metrics(self, request: web.Request) -> web.Response:
        """For Prometheus."""
        return web.Response(body=self._metrics.text(), headers={"Content-Type": CONTENT_TYPE})


def _json(status: HTTPStatus, model: BaseModel) -> web.Response:
    return web.Response(status=status, body=model.model_dump_json().encode(), content_type="application/json")
