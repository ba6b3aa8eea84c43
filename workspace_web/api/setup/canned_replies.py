"""Replies that are written once and used often: found by a shortcut, filled in with what is known."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import chain, count
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from ari_app.administration import rules
from ari_app.administration.errors import Conflict, Unfit
from ari_app.administration.things import Kind
from ari_app.storage.rows.channels import CannedReplyRow
from workspace_web import csv_in
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of
from workspace_web.api.setup.spelling import Id, Name
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, INVALID, Fault, Part, Problem
from workspace_web.route import Route, Upload, route
from workspace_web.wire import Shape

NEEDED = ("shortcut", "title", "text")
OTHERS = ("language", "queues")
MOST = 500  # replies in a file
LARGEST = 4 * 1024 * 1024  # bytes of it

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


class Imported(Shape):
    """How many replies a file has brought."""

    added: int
    changed: int


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


@route(
    "POST",
    "/setup/canned-replies/import",
    scope="queues:write",
    problems=(CONFLICT, INVALID),
    uploads=("text/csv",),
    largest=LARGEST,
)
async def import_canned_replies(ask: Ask, upload: Upload) -> Imported:
    """Add and change replies by a CSV file: all of it, or nothing.

    Its columns are those of the export: `shortcut`, `title` and `text`, and if you like `language` and `queues` (ids with
    blanks between them). A reply with the shortcut and the language of one that is there takes its place; none is removed.
    What is wrong is told by line and column: `/3/shortcut`."""
    try:
        records = csv_in.read(upload.content, NEEDED, OTHERS, MOST)
    except csv_in.UnreadableCsv as error:
        raise Problem(INVALID, errors=[_fault(error.line, "", str(error))]) from error
    plan = await ask.services.administration.plan()
    known = [row for row in plan.of(Kind.CANNED_REPLY).values() if isinstance(row, CannedReplyRow)]
    found = replies_of(records, known)
    if found.faults:
        raise Problem(INVALID, errors=found.faults)
    try:
        await ask.services.administration.keep_all(found.rows, ask.caller.name)
    except Unfit as error:
        raise Problem(INVALID, errors=[_of_line(fault, records) for fault in error.faults]) from error
    except Conflict as error:
        raise Problem(CONFLICT, str(error)) from error
    changed = len({row.id for row in known} & {row.id for row in found.rows})
    return Imported(added=len(found.rows) - changed, changed=changed)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says: replies in its order, or what is wrong with it."""

    rows: list[CannedReplyRow]
    faults: list[Fault]


def replies_of(records: Sequence[csv_in.Record], known: Sequence[CannedReplyRow]) -> Found:
    """A reply is known by its shortcut in its language; a new one is called by them."""
    there = {(row.shortcut, row.language): row for row in known}
    ids = {row.id for row in known}
    lines: dict[tuple[str, str], int] = {}
    found = Found([], [])
    for record in records:
        try:
            draft = CannedReplyDraft.model_validate(
                {**record.cells, "queues": record.cells.get("queues", "").split()}
            )
        except ValidationError as error:
            found.faults.extend(
                _fault(record.line, str(wrong["loc"][0]), wrong["msg"]) for wrong in error.errors()
            )
            continue
        key = draft.shortcut, draft.language
        if key in lines:
            found.faults.append(
                _fault(
                    record.line, "shortcut", f"It stands in line {lines[key]} already, in the same language."
                )
            )
            continue
        lines[key] = record.line
        before = there.get(key)
        id = before.id if before is not None else _free(draft, ids)
        ids.add(id)
        found.rows.append(_thing(id, draft, before))
    return found


def _free(draft: CannedReplyDraft, ids: Set[str]) -> str:
    first = f"{draft.shortcut}-{draft.language}".casefold().rstrip("-")[:60]
    names = chain([first], (f"{first}-{n}" for n in count(2)))
    return next(name for name in names if name not in ids)


def _of_line(fault: rules.Fault, records: Sequence[csv_in.Record]) -> Fault:
    """`/0/queues/1` is about a cell of the first record."""
    place, _, column = fault.at.removeprefix("/").partition("/")
    return _fault(records[int(place)].line, column.partition("/")[0], fault.message)


def _fault(line: int, column: str, message: str) -> Fault:
    """At a line of the file; 0: all of it."""
    at = (f"/{line}" if line else "") + (f"/{column}" if column else "")
    return Fault(part=Part.BODY, pointer=at, detail=message)


_SET_UP = routes_of(
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
ROUTES: tuple[Route, ...] = (*_SET_UP, import_canned_replies)
