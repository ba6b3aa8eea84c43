"""Replies that are written once and used often: found by a shortcut, filled in with what is known."""

from typing import Annotated

from pydantic import Field, StringConstraints

from ari_app.administration.things import Kind
from ari_app.storage.rows.channels import CannedReplyRow
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of
from workspace_web.api.setup.spelling import Id, Name
from workspace_web.wire import Shape

# Lines and tabs are what replies are made of; other control characters are not.
ReplyText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=8000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"),
]
Language = Annotated[str, StringConstraints(max_length=35, pattern=r"^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$")]


class CannedReplyDraft(Shape):
    """A reply that is used often."""

    title: Name
    shortcut: Id = Field(description="What is typed after `/` to find it.", examples=["hello"])
    text: ReplyText = Field(
        description="With variables: what is known of `{customer.name}` is filled in, the rest is asked."
    )
    language: Language = Field(default="", description="Empty: for all.")
    queues: tuple[Id, ...] = Field(default=(), description="For these only; none: for all.")


class CannedReplySetUp(CannedReplyDraft, Kept):
    """A reply, and who changed it last."""


def _thing(id: str, draft: CannedReplyDraft, known: CannedReplyRow | None) -> CannedReplyRow:
    created_at = 0.0 if known is None else known.created_at
    queues = list(draft.queues) or None
    return CannedReplyRow(
        id, draft.shortcut, draft.title, draft.text, draft.language, queues, created_at, 0.0
    )


def _show(row: CannedReplyRow, seen: Seen) -> CannedReplySetUp:
    return CannedReplySetUp(
        title=row.title,
        shortcut=row.shortcut,
        text=row.text,
        language=row.language,
        queues=tuple(row.queues or ()),
        **seen.kept,
    )


ROUTES = routes_of(
    Resource(
        kind=Kind.CANNED_REPLY,
        one="canned_reply",
        many="canned-replies",
        read_scope="setup:read",
        write_scope="queues:write",
        id=Id,
        draft=CannedReplyDraft,
        card=CannedReplySetUp,
        columns=(
            Column("title", lambda card: card.title),
            Column("shortcut", lambda card: card.shortcut),
            Column("language", lambda card: card.language),
            Column("queues", lambda card: card.queues),
            Column("text", lambda card: card.text),
        ),
        thing=_thing,
        show=_show,
    )
)
