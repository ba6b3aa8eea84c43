"""Flows: found, drawn as drafts, checked and published. What was published before is in `flow_versions.py`."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ari_app.flows import templates
from ari_app.flows.service import DrawnFlow, Faulty
from ivr.flow import schema
from ivr.nodes import NODES
from workspace_web.api.flow_shapes import (
    LARGEST_FLOW,
    Document,
    DraftCard,
    FaultCard,
    FlowCard,
    FlowPath,
    Layout,
    Name,
    draft_card,
    fault_cards,
    flow_card,
    unpublishable,
)
from workspace_web.api.lists import Column, Columns, ListPage, ListQuery, csv_of, listed
from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, INVALID, NOT_FOUND, Problem
from workspace_web.route import Route, Table, route
from workspace_web.wire import Shape


def _state(card: FlowCard) -> str:
    if card.published is None:
        return "draft"
    return "changed" if card.differs else "published"


COLUMNS: Columns[FlowCard] = (
    Column("name", lambda card: card.name),
    Column("id", lambda card: card.id),
    Column("numbers", lambda card: card.numbers),
    Column("state", _state),
    Column("saved_at", lambda card: None if card.draft is None else card.draft.saved_at, searched=False),
    Column(
        "published_at", lambda card: None if card.published is None else card.published.at, searched=False
    ),
    Column("version", lambda card: None if card.published is None else card.published.version),
)


class FlowQuery(ListQuery):
    """Which flows."""

    sort: Literal["name", "id", "numbers", "state", "saved_at", "published_at", "version"] = "name"


class FlowPage(ListPage[FlowCard]):
    """Some flows."""


class FlowDetail(FlowCard):
    """A flow to be drawn: its draft, or what a draft would begin from."""

    revision: int = Field(description="Of the draft; 0 when there is none yet.")
    flow: dict[str, Any]
    layout: Layout
    faults: tuple[FaultCard, ...]


class NewFlow(Shape):
    """Begins from a template, a copy of another flow, or an imported document; from a blank sheet otherwise."""

    name: Name
    template: Word | None = None
    copy_of: Word | None = None
    flow: Document | None = None
    layout: Layout = Layout()


class SavedDraft(Shape):
    revision: int = Field(ge=0, description="The one that this was made from.")
    flow: Document
    layout: Layout = Layout()


class Saved(DraftCard):
    differs: bool
    faults: tuple[FaultCard, ...]


class Revision(Shape):
    revision: int = Field(ge=0, description="What one has seen; another one by now is refused.")


class Publication(Revision):
    note: Annotated[str, StringConstraints(max_length=500)] = Field(
        default="", description="What is new, for people."
    )


class FaultList(Listing[FaultCard]):
    """Everything that keeps the draft from working; none: it can be published."""


class TemplateCard(Shape):
    id: str
    name: str
    nodes: int


class TemplateList(Listing[TemplateCard]):
    """What a new flow may begin from."""


class KindCard(Shape):
    """A kind of node."""

    kind: str
    help: str
    media: tuple[str, ...]


class FlowLanguage(Shape):
    """What a flow may be made of: its JSON Schema, and the kinds in the order of a palette."""

    # Not `schema`: that is a name of pydantic's own.
    json_schema: dict[str, Any]
    kinds: tuple[KindCard, ...]


class NamedThing(Shape):
    id: str
    name: str


class FlowNames(Shape):
    """By id."""

    queues: tuple[NamedThing, ...]
    skills: tuple[NamedThing, ...]
    calendars: tuple[NamedThing, ...]
    prompts: tuple[NamedThing, ...]


@route("GET", "/flows", scope="flows:read")
async def list_flows(ask: Ask, query: FlowQuery) -> FlowPage:
    """Find flows."""
    cards = map(flow_card, await ask.services.flows.every())
    items, total = listed(cards, query, COLUMNS)
    return FlowPage(items=items, total=total, page=query.page, size=query.size)


@route("GET", "/flows.csv", scope="flows:read", media_type="text/csv")
async def export_flows(ask: Ask, query: FlowQuery) -> Table:
    """Find flows, as CSV."""
    return csv_of(map(flow_card, await ask.services.flows.every()), query, COLUMNS, "flows")


@route("GET", "/flow-language", scope="flows:read")
async def read_flow_language(ask: Ask) -> FlowLanguage:
    """The kinds of node and their settings.

    For editors: every field of every kind with its shape, default and meaning."""
    kinds = (
        KindCard(kind=node.kind, help=(node.__doc__ or "").strip(), media=tuple(sorted(node.media)))
        for node in NODES
    )
    return FlowLanguage(json_schema=dict(schema()), kinds=tuple(kinds))


@route("GET", "/flow-names", scope="flows:read")
async def read_flow_names(ask: Ask) -> FlowNames:
    """What a flow may refer to just now: queues, skills, opening hours, prompts."""
    names = await ask.services.flows.names()
    return FlowNames(
        **{
            of: tuple(NamedThing(id=id, name=name) for id, name in sorted(found.items()))
            for of, found in names.items()
        }
    )


@route("GET", "/flow-templates", scope="flows:read")
async def list_flow_templates(ask: Ask) -> TemplateList:
    """What a new flow may begin from."""
    return TemplateList(
        items=tuple(
            TemplateCard(id=each.id, name=each.name, nodes=len(each.document["nodes"]))
            for each in templates.templates().values()
        )
    )


@route(
    "POST",
    "/flows",
    scope="flows:write",
    problems=(NOT_FOUND, CONFLICT),
    status=HTTPStatus.CREATED,
    largest=LARGEST_FLOW,
)
async def create_flow(ask: Ask, body: NewFlow) -> FlowDetail:
    """Begin a flow.

    It gets an id made of its name, and answers nobody until it is published and a number leads to it."""
    service = ask.services.flows
    document, layout = body.flow, body.layout.model_dump(mode="json")
    if document is None and body.copy_of is not None:
        other = await service.one(body.copy_of)
        document, layout = dict(other.body), dict(other.layout)
    elif document is None:
        template = templates.templates().get(body.template or templates.BLANK)
        if template is None:
            raise Problem(NOT_FOUND, f"There is no template {body.template!r}: list what there is.")
        document = dict(template.document)
    made = await service.create(body.name, document, layout, ask.caller.name)
    return await _detail(ask, made)


@route("GET", "/flows/{flow}", scope="flows:read", problems=(NOT_FOUND,))
async def read_flow(ask: Ask, path: FlowPath) -> FlowDetail:
    """One flow as it is drawn: its draft, or what answers when there is none."""
    return await _detail(ask, await ask.services.flows.one(path.flow))


@route("DELETE", "/flows/{flow}", scope="flows:write", problems=(NOT_FOUND, CONFLICT))
async def remove_flow(ask: Ask, path: FlowPath) -> None:
    """Remove a flow with its draft and versions.

    Refused while a number leads to it. Calls that are in it go on."""
    await ask.services.flows.remove(path.flow, ask.caller.name)


@route(
    "PUT",
    "/flows/{flow}/draft",
    scope="flows:write",
    problems=(NOT_FOUND, CONFLICT),
    largest=LARGEST_FLOW,
)
async def save_draft(ask: Ask, path: FlowPath, body: SavedDraft) -> Saved:
    """Save a draft.

    It need not work yet: `faults` tells what is missing. Refused when somebody else has saved since `revision`; then
    nothing is lost on either side."""
    service = ask.services.flows
    layout = body.layout.model_dump(mode="json")
    row = await service.save(path.flow, body.revision, body.flow, layout, ask.caller.name)
    now = await service.one(path.flow)
    return Saved(
        **draft_card(row).model_dump(),
        differs=now.differs,
        faults=fault_cards(await service.faults(row.body)),
    )


@route("POST", "/flows/{flow}/draft/discard", scope="flows:write", problems=(NOT_FOUND, CONFLICT))
async def discard_draft(ask: Ask, path: FlowPath, body: Revision) -> FlowDetail:
    """Take the draft back to what answers."""
    return await _detail(ask, await ask.services.flows.discard(path.flow, body.revision, ask.caller.name))


@route("GET", "/flows/{flow}/faults", scope="flows:read", problems=(NOT_FOUND,))
async def check_flow(ask: Ask, path: FlowPath) -> FaultList:
    """Check the draft against the queues, skills, opening hours and prompts that there are."""
    service = ask.services.flows
    return FaultList(items=fault_cards(await service.faults((await service.one(path.flow)).body)))


@route("POST", "/flows/{flow}/publish", scope="flows:write", problems=(NOT_FOUND, CONFLICT, INVALID))
async def publish_flow(ask: Ask, path: FlowPath, body: Publication) -> FlowDetail:
    """Let the draft answer.

    New calls are in it a moment later; calls that are under way stay in the version that they began with as far as
    they can. Refused with every fault when it cannot work."""
    try:
        made = await ask.services.flows.publish(path.flow, body.revision, body.note, ask.caller.name)
    except Faulty as error:
        raise unpublishable(error) from error
    return await _detail(ask, made)


async def _detail(ask: Ask, flow: DrawnFlow) -> FlowDetail:
    card = flow_card(flow)
    return FlowDetail(
        **{name: getattr(card, name) for name in FlowCard.model_fields},
        revision=flow.revision,
        flow=dict(flow.body),
        layout=Layout.model_validate(flow.layout),
        faults=fault_cards(await ask.services.flows.faults(flow.body)),
    )


ROUTES: tuple[Route, ...] = (
    list_flows,
    export_flows,
    read_flow_language,
    read_flow_names,
    list_flow_templates,
    create_flow,
    read_flow,
    remove_flow,
    save_draft,
    discard_draft,
    check_flow,
    publish_flow,
)
