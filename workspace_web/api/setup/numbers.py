"""Numbers: which flow answers when they are called."""

from pydantic import Field

from ari_app.administration.things import Kind, name_of
from ari_app.storage.rows.setup import NumberRow
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of
from workspace_web.api.setup.spelling import Id, Number
from workspace_web.wire import Shape


class NumberDraft(Shape):
    """A number that can be called."""

    flow: Id = Field(description="The flow that answers; it has to be published.")


class NumberSetUp(NumberDraft, Kept):
    """A number, and the name of the flow that answers."""

    flow_name: str


def _thing(id: str, draft: NumberDraft, known: NumberRow | None) -> NumberRow:
    return NumberRow(id, draft.flow)


def _show(row: NumberRow, seen: Seen) -> NumberSetUp:
    flow = seen.plan.of(Kind.FLOW).get(row.flow)
    return NumberSetUp(flow=row.flow, flow_name=row.flow if flow is None else name_of(flow), **seen.kept)


ROUTES = routes_of(
    Resource(
        kind=Kind.NUMBER,
        one="number",
        many="numbers",
        read_scope="numbers:read",
        write_scope="numbers:write",
        id=Number,
        draft=NumberDraft,
        card=NumberSetUp,
        columns=(
            Column("number", lambda card: card.id),
            Column("flow", lambda card: card.flow),
            Column("flow_name", lambda card: card.flow_name),
        ),
        thing=_thing,
        show=_show,
    )
)
