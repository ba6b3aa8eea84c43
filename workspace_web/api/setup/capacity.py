"""How much agents take on at once: units of a media type, what interrupts what, how many of a label."""

from typing import Annotated

from pydantic import Field

from ari_app.acd.model import Capacity, MediaType
from ari_app.storage.revisions import Revision
from ari_app.storage.rows.setup import CapacityRuleRow, LabelCapRow
from workspace_web.api.setup.resource import telling
from workspace_web.api.setup.spelling import Name
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT
from workspace_web.route import Route, route
from workspace_web.wire import Epoch, Shape


class CapacityRule(Shape):
    """Work of one media type."""

    units: Annotated[int, Field(ge=0, le=100)] = Field(description="What one costs; 0: it always fits.")
    interrupted_by: tuple[MediaType, ...] = Field(
        default=(), description="It is set aside, and costs nothing, while there is work of these."
    )


class LabelCap(Shape):
    """No agent has more than so many of a label at once."""

    label: Name
    most: int = Field(ge=1, le=100)


class CapacityCommon(Shape):
    """How much agents take on at once."""

    rules: dict[MediaType, CapacityRule]
    label_caps: tuple[LabelCap, ...] = Field(default=(), max_length=100)


class CapacityChange(CapacityCommon):
    """As it is to be. A media type that is not named is as it ships."""

    version: int = Field(ge=0, description="The `version` that was read before.")


class CapacityCard(CapacityCommon):
    """As it is."""

    total: int = Field(description="The units that an agent has.")
    version: int
    changed_at: Epoch | None
    changed_by: str


@route("GET", "/setup/capacity", scope="setup:read")
async def read_capacity(ask: Ask) -> CapacityCard:
    """How much agents take on at once."""
    return _card(*await ask.services.administration.capacity())


@route("PUT", "/setup/capacity", scope="queues:write", problems=(CONFLICT,))
async def change_capacity(ask: Ask, body: CapacityChange) -> CapacityCard:
    """Change how much agents take on at once.

    It holds at once; what they have in hand already they keep."""
    rules = [
        CapacityRuleRow(media_type, rule.units, [other.value for other in rule.interrupted_by])
        for media_type, rule in body.rules.items()
    ]
    caps = [LabelCapRow(cap.label, cap.most) for cap in body.label_caps]
    with telling():
        await ask.services.administration.change_capacity(rules, caps, body.version, ask.caller.name)
    return _card(*await ask.services.administration.capacity())


def _card(capacity: Capacity, revision: Revision) -> CapacityCard:
    return CapacityCard(
        total=capacity.total,
        rules={
            media_type: CapacityRule(
                units=capacity.units.get(media_type, capacity.total),
                interrupted_by=tuple(sorted(capacity.interrupted_by.get(media_type, ()))),
            )
            for media_type in MediaType
        },
        label_caps=tuple(
            LabelCap(label=label, most=most) for label, most in sorted(capacity.label_caps.items())
        ),
        version=revision.version,
        changed_at=revision.at,
        changed_by=revision.by,
    )


ROUTES: tuple[Route, ...] = (read_capacity, change_capacity)
