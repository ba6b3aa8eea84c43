"""Agents who work together, and whom a supervisor may be bound to."""

from ari_app.administration.things import Kind
from ari_app.storage.rows.setup import TeamRow
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of
from workspace_web.api.setup.spelling import Id, Name
from workspace_web.wire import Shape


class TeamDraft(Shape):
    """Agents who work together."""

    name: Name


class TeamSetUp(TeamDraft, Kept):
    """Agents who work together, and who names it."""


def _thing(id: str, draft: TeamDraft, known: TeamRow | None) -> TeamRow:
    return TeamRow(id, draft.name)


def _show(row: TeamRow, seen: Seen) -> TeamSetUp:
    return TeamSetUp(name=row.name, **seen.kept)


ROUTES = routes_of(
    Resource(
        kind=Kind.TEAM,
        one="team",
        many="teams",
        read_scope="setup:read",
        write_scope="agents:write",
        id=Id,
        draft=TeamDraft,
        card=TeamSetUp,
        columns=(
            Column("name", lambda card: card.name),
            Column("id", lambda card: card.id),
            Column("used_by", lambda card: [use.name for use in card.used_by]),
        ),
        thing=_thing,
        show=_show,
    )
)
