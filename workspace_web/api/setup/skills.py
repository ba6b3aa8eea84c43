"""What an agent can know, in levels from 1 to 10."""

from ari_app.administration.things import Kind
from ari_app.storage.rows.setup import SkillRow
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of
from workspace_web.api.setup.spelling import Id, Name
from workspace_web.wire import Shape


class SkillDraft(Shape):
    """Something that agents know."""

    name: Name


class SkillSetUp(SkillDraft, Kept):
    """Something that agents know, and who names it."""


def _thing(id: str, draft: SkillDraft, known: SkillRow | None) -> SkillRow:
    return SkillRow(id, draft.name)


def _show(row: SkillRow, seen: Seen) -> SkillSetUp:
    return SkillSetUp(name=row.name, **seen.kept)


ROUTES = routes_of(
    Resource(
        kind=Kind.SKILL,
        one="skill",
        many="skills",
        read_scope="setup:read",
        write_scope="agents:write",
        id=Id,
        draft=SkillDraft,
        card=SkillSetUp,
        columns=(
            Column("name", lambda card: card.name),
            Column("id", lambda card: card.id),
            Column("used_by", lambda card: [use.name for use in card.used_by]),
        ),
        thing=_thing,
        show=_show,
    )
)
