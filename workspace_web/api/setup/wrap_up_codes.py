"""What an agent can say of a conversation when it is over."""

from ari_app.administration.things import Kind
from ari_app.storage.rows.setup import WrapUpCodeRow
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of
from workspace_web.api.setup.spelling import Id, Name
from workspace_web.wire import Shape


class WrapUpCodeDraft(Shape):
    """What a conversation was about."""

    name: Name


class WrapUpCodeSetUp(WrapUpCodeDraft, Kept):
    """What a conversation was about, and who names it."""


def _thing(id: str, draft: WrapUpCodeDraft, known: WrapUpCodeRow | None) -> WrapUpCodeRow:
    return WrapUpCodeRow(id, draft.name)


def _show(row: WrapUpCodeRow, seen: Seen) -> WrapUpCodeSetUp:
    return WrapUpCodeSetUp(name=row.name, **seen.kept)


ROUTES = routes_of(
    Resource(
        kind=Kind.WRAP_UP_CODE,
        one="wrap_up_code",
        many="wrap-up-codes",
        read_scope="setup:read",
        write_scope="queues:write",
        id=Id,
        draft=WrapUpCodeDraft,
        card=WrapUpCodeSetUp,
        columns=(
            Column("name", lambda card: card.name),
            Column("id", lambda card: card.id),
            Column("used_by", lambda card: [use.name for use in card.used_by]),
        ),
        thing=_thing,
        show=_show,
    )
)
