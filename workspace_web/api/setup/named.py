"""What has nothing but a name, and is named by other things: skills, teams, wrap-up codes."""

from collections.abc import Callable
from typing import Any, TypeVar

from ari_app.administration.things import Kind
from ari_app.storage.rows.setup import SkillRow, TeamRow, WrapUpCodeRow
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, routes_of
from workspace_web.api.setup.spelling import Id, Name
from workspace_web.route import Route
from workspace_web.wire import Shape

NamedRow = TypeVar("NamedRow", SkillRow, TeamRow, WrapUpCodeRow)


class NamedDraft(Shape):
    name: Name


class Named(NamedDraft, Kept):
    pass


def named(
    kind: Kind,
    many: str,
    write_scope: str,
    row: Callable[[str, str], NamedRow],
    draft: type[NamedDraft],
    card: type[Named],
) -> tuple[Route, ...]:
    """The routes of one kind. `draft` and `card` say in their docstrings what it is."""
    resource: Resource[Any, NamedDraft, Named] = Resource(
        kind=kind,
        one=kind.name.lower(),
        many=many,
        read_scope="setup:read",
        write_scope=write_scope,
        id=Id,
        draft=draft,
        card=card,
        columns=(
            Column("name", lambda shown: shown.name),
            Column("id", lambda shown: shown.id),
            Column("used_by", lambda shown: [use.name for use in shown.used_by]),
        ),
        thing=lambda id, said, known: row(id, said.name),
        show=lambda thing, seen: card(name=thing.name, **seen.kept),
    )
    return routes_of(resource)
