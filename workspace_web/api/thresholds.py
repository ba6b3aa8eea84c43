"""Thresholds: from when on something lasts too long, or is too much."""

from pydantic import Field, model_validator

from ari_app.storage.choices import Measure, Subject
from ari_app.supervision.rules import SUBJECTS, Threshold
from workspace_web.api.shapes import Listing
from workspace_web.ask import Ask
from workspace_web.route import Route, route
from workspace_web.wire import Shape

MOST = 86_400.0


class Limits(Shape):
    """From `amber` on it is worth a look, from `red` on it is bad; null: never."""

    amber: float | None = Field(ge=0, le=MOST, examples=[60])
    red: float | None = Field(ge=0, le=MOST, examples=[120])

    @model_validator(mode="after")
    def _in_order(self) -> "Limits":
        if self.amber is not None and self.red is not None and self.amber > self.red:
            raise ValueError("amber comes before red: make it the smaller one")
        return self


class ThresholdCard(Shape):
    """Seconds; interactions for `waiting`; percent below the target for `service_level`."""

    measure: Measure
    subject: Subject
    amber: float | None
    red: float | None


class ThresholdList(Listing[ThresholdCard]):
    """All thresholds."""


class ThresholdPath(Shape):
    measure: Measure


@route("GET", "/thresholds", scope="alerts:read")
async def list_thresholds(ask: Ask) -> ThresholdList:
    """From when on something is worth a look, and bad."""
    known = ask.services.supervision.thresholds
    return ThresholdList(items=tuple(_card(measure, known[measure]) for measure in Measure))


@route("PUT", "/thresholds/{measure}", scope="alerts:write")
async def set_threshold(ask: Ask, path: ThresholdPath, body: Limits) -> ThresholdCard:
    """Change a threshold, for everybody.

    It holds at once, and for what lasts already."""
    threshold = Threshold(body.amber, body.red)
    await ask.services.supervision.set_threshold(path.measure, threshold)
    return _card(path.measure, threshold)


def _card(measure: Measure, threshold: Threshold) -> ThresholdCard:
    return ThresholdCard(measure=measure, subject=SUBJECTS[measure], amber=threshold.amber, red=threshold.red)


ROUTES: tuple[Route, ...] = (list_thresholds, set_threshold)
