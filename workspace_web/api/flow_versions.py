"""What was published of a flow, what is different, the way back; and where callers are in it now."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from pydantic import Field

from ari_app.flows import rules
from ari_app.flows.service import Faulty
from ivr.diff import Change, Difference, difference
from workspace_web.api.flow_shapes import FlowCard, FlowPath, flow_card, unpublishable
from workspace_web.api.shapes import Listing, Remark, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, INVALID, NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.wire import Epoch, Shape


class VersionPath(FlowPath):
    version: Word


class VersionCard(Shape):
    """One publication."""

    version: str
    at: Epoch
    by: str = Field(description="Empty: by the set-up.")
    note: str
    answers: bool = Field(description="Whether it is what answers now.")


class VersionList(Listing[VersionCard]):
    """All publications, newest first."""


class VersionDetail(Shape):
    version: str
    flow: dict[str, Any]


class DiffQuery(Shape):
    """Versions, or `draft`."""

    before: Word
    after: Word = "draft"


class MemberDifference(Shape):
    at: str = Field(description="A JSON pointer from the node, or from the flow, on.")
    change: Change
    before: Any = None
    after: Any = None


class NodeDifferenceCard(Shape):
    node: str
    kind: str
    change: Change
    members: tuple[MemberDifference, ...]
    exits: tuple[MemberDifference, ...]


class FlowDifferenceCard(Shape):
    flow: tuple[MemberDifference, ...] = Field(description="Outside of the nodes.")
    nodes: tuple[NodeDifferenceCard, ...]


class RollBack(Shape):
    note: Remark = Field(default="", description="Why, for people.")


class ExitCount(Shape):
    node: str
    exit: str
    target: str | None = Field(description="None: the flow ended there.")
    taken: int


class FlowLive(Shape):
    """Where callers are, and how they went today."""

    since: Epoch = Field(description="Exits are counted from here on: midnight.")
    sessions: dict[str, int] = Field(description="Who is at each node now.")
    exits: tuple[ExitCount, ...]


@route("GET", "/flows/{flow}/versions", scope="flows:read", problems=(NOT_FOUND,))
async def list_versions(ask: Ask, path: FlowPath) -> VersionList:
    """Every publication: who, when, and what they wrote."""
    service = ask.services.flows
    published = (await service.one(path.flow)).published
    cards = []
    answers = None if published is None else published.version
    for row in await service.versions(path.flow):
        cards.append(
            VersionCard(
                version=row.version,
                at=row.published_at,
                by=row.published_by,
                note=row.note,
                answers=row.version == answers,
            )
        )
        answers = None if row.version == answers else answers
    return VersionList(items=tuple(cards))


@route("GET", "/flows/{flow}/versions/{version}", scope="flows:read", problems=(NOT_FOUND,))
async def read_version(ask: Ask, path: VersionPath) -> VersionDetail:
    """The content of a version."""
    return VersionDetail(
        version=path.version, flow=dict(await ask.services.flows.document(path.flow, path.version))
    )


@route("GET", "/flows/{flow}/difference", scope="flows:read", problems=(NOT_FOUND,))
async def compare_versions(ask: Ask, path: FlowPath, query: DiffQuery) -> FlowDifferenceCard:
    """What is different between two versions, or a version and the draft."""
    service = ask.services.flows
    before, after = [
        rules.canonical(await service.document(path.flow, version)) for version in (query.before, query.after)
    ]
    found = difference(before, after)
    return FlowDifferenceCard(
        flow=_members(found.flow),
        nodes=tuple(
            NodeDifferenceCard(
                node=node.node,
                kind=node.kind,
                change=node.change,
                members=_members(node.members),
                exits=_members(node.exits),
            )
            for node in found.nodes
        ),
    )


@route(
    "POST",
    "/flows/{flow}/versions/{version}/publish",
    scope="flows:write",
    problems=(NOT_FOUND, CONFLICT, INVALID),
)
async def publish_version(ask: Ask, path: VersionPath, body: RollBack) -> FlowCard:
    """Roll back: publish an older content once more.

    A draft with changes of its own stays."""
    try:
        made = await ask.services.flows.roll_back(path.flow, path.version, body.note, ask.caller.name)
    except Faulty as error:
        raise unpublishable(error) from error
    return flow_card(made)


@route("GET", "/flows/{flow}/live", scope="flows:read", problems=(NOT_FOUND,))
async def read_flow_live(ask: Ask, path: FlowPath) -> FlowLive:
    """Where callers are in a flow now, and how often each exit was taken today."""
    await ask.services.flows.one(path.flow)
    sessions = Counter(
        item.session.node
        for item in ask.services.centre.interactions.values()
        if item.flow == path.flow and item.session is not None and not item.session.finished
    )
    steps = await ask.services.steps.of(path.flow)
    return FlowLive(
        since=ask.services.steps.since,
        sessions=dict(sessions),
        exits=tuple(
            ExitCount(node=step.node, exit=step.exit, target=step.target or None, taken=taken)
            for step, taken in steps.items()
        ),
    )


def _members(found: tuple[Difference, ...]) -> tuple[MemberDifference, ...]:
    return tuple(MemberDifference(**asdict(member)) for member in found)


ROUTES: tuple[Route, ...] = (
    list_versions,
    read_version,
    compare_versions,
    publish_version,
    read_flow_live,
)
