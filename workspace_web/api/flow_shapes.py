"""Shapes that flows, their versions and their trials share, and how each is made."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from ari_app.flows import rules
from ari_app.flows.service import DrawnFlow, Faulty
from ari_app.flows.sounds import UnusableSound
from ari_app.storage.rows.flows import FlowDraftRow
from ivr import faults as ivr_faults
from ivr.values import MAX_NUMBER
from workspace_web.api.shapes import Word
from workspace_web.problems import INVALID, Fault, Part, Problem
from workspace_web.wire import Epoch, Shape

LARGEST_FLOW = 1024 * 1024  # bytes

Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Coordinate = Annotated[float, Field(ge=-1e6, le=1e6)]


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """Numbers that no database keeps are refused here."""
    ahead: list[Any] = [value]
    while ahead:
        match ahead.pop():
            case dict() as members:
                ahead += members.values()
            case list() as items:
                ahead += items
            case bool():
                pass
            case int() | float() as number if not abs(number) <= MAX_NUMBER:
                raise ValueError("holds a number that is too large")
    return value


Document = Annotated[
    dict[str, Any],
    AfterValidator(_plain),
    Field(
        description="A flow's JSON, as `docs/reference/flow-schema.md` describes it; a draft may lack things."
    ),
]


class FlowPath(Shape):
    flow: Word


class Note(Shape):
    """A note on the canvas: for people, nothing that a flow does."""

    id: Word
    x: Coordinate
    y: Coordinate
    width: Coordinate = 200
    height: Coordinate = 120
    text: Annotated[str, StringConstraints(max_length=2_000)]


class Layout(Shape):
    """How a flow is drawn. It is kept beside the flow and changes nothing of it."""

    positions: dict[str, tuple[Coordinate, Coordinate]] = Field(default={}, max_length=1_000)
    titles: dict[str, Annotated[str, StringConstraints(max_length=100)]] = Field(
        default={}, max_length=1_000, description="Names of nodes for people."
    )
    notes: tuple[Note, ...] = Field(default=(), max_length=200)


class FaultCard(Shape):
    """What is wrong, where, and what to do."""

    at: str = Field(description="A JSON pointer into the flow.", examples=["/nodes/menu/exits"])
    node: str | None = Field(description="The node that it is in.")
    code: str
    message: str


class PublishedCard(Shape):
    version: str = Field(description="The fingerprint of its content.")
    at: Epoch
    by: str = Field(description="Empty: by the set-up.")
    note: str


class DraftCard(Shape):
    revision: int = Field(description="Counts saves; the next one names it.")
    saved_at: Epoch
    saved_by: str


class FlowCard(Shape):
    """A flow in a list."""

    id: str
    name: str
    published: PublishedCard | None = Field(description="What answers now.")
    draft: DraftCard | None
    differs: bool = Field(description="Whether the draft is another flow than the one that answers.")
    numbers: tuple[str, ...] = Field(description="The numbers that it answers.")


def unpublishable(error: Faulty) -> Problem:
    """Every fault with its place in the flow."""
    faults = [Fault(part=Part.BODY, pointer=fault.where, detail=fault.message) for fault in error.faults]
    return Problem(INVALID, str(error), errors=faults)


def flow_card(flow: DrawnFlow) -> FlowCard:
    published = None
    if flow.published is not None:
        same = flow.publication is not None and flow.publication.version == flow.published.version
        noted = flow.publication if same else None
        published = PublishedCard(
            version=flow.published.version,
            at=flow.published.published_at or 0.0,
            by=noted.published_by if noted else "",
            note=noted.note if noted else "",
        )
    return FlowCard(
        id=flow.id,
        name=flow.name,
        published=published,
        draft=None if flow.draft is None else draft_card(flow.draft),
        differs=flow.differs,
        numbers=flow.numbers,
    )


def draft_card(row: FlowDraftRow) -> DraftCard:
    return DraftCard(revision=row.revision, saved_at=row.saved_at, saved_by=row.saved_by)


def fault_cards(faults: Iterable[ivr_faults.Fault]) -> tuple[FaultCard, ...]:
    return tuple(
        FaultCard(at=fault.where, node=rules.node_of(fault), code=fault.code, message=fault.message)
        for fault in faults
    )


def unusable(error: UnusableSound) -> Problem:
    return Problem(INVALID, str(error), errors=[Fault(part=Part.BODY, pointer="", detail=str(error))])
