"""Two customers who are one: found, merged, and made two again."""

from enum import StrEnum
from http import HTTPStatus

from pydantic import Field

from ari_app.storage.rows.channels import CustomerMergeRow
from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.wire import Epoch, Shape


class CustomerPath(Shape):
    customer: Word


class MergePath(Shape):
    merge: Word


class MergeWith(Shape):
    """The customer who becomes this one."""

    with_: Word = Field(alias="with", description="The customer who is no more afterwards.")


class MergeCard(Shape):
    """Two customers who became one."""

    id: str
    kept: str
    merged: str
    merged_name: str = Field(description="What the one who is no more was called.")
    identities: int = Field(description="How many identities went over,")
    interactions: int = Field(description="how many interactions.")
    by: str
    at: Epoch
    undone_at: Epoch | None


class MergeList(Listing[MergeCard]):
    """Who was merged into a customer, newest first."""


class Likeness(StrEnum):
    """What two customers have in common."""

    NAME = "name"
    NUMBER = "number"


class Brief(Shape):
    """A customer in a word."""

    id: str
    name: str
    organisation: str
    changed_at: Epoch


class AlikeCard(Shape):
    """Who may be the same customer."""

    customer: Brief
    why: Likeness


class AlikeList(Listing[AlikeCard]):
    """Who may be the same customer, by name first."""


@route("GET", "/customers/{customer}/alike", scope="customers:read", problems=(NOT_FOUND,))
async def list_alike(ask: Ask, path: CustomerPath) -> AlikeList:
    """Who may be the same customer: of the same name, or of a number that ends alike."""
    found = await ask.services.customers.merges.alike(path.customer)
    return AlikeList(
        items=tuple(
            AlikeCard(customer=Brief.of(each.row), why=Likeness.NAME if each.by_name else Likeness.NUMBER)
            for each in found
        )
    )


@route(
    "POST",
    "/customers/{customer}/merge",
    scope="customers:act",
    problems=(NOT_FOUND, CONFLICT),
    status=HTTPStatus.CREATED,
)
async def merge_customers(ask: Ask, path: CustomerPath, body: MergeWith) -> MergeCard:
    """Make one customer of two.

    All that is the other's becomes this one's: identities, interactions, threads, notes. It can be undone."""
    return _card(await ask.services.customers.merges.merge(path.customer, body.with_, ask.caller.name))


@route("GET", "/customers/{customer}/merges", scope="customers:read", problems=(NOT_FOUND,))
async def list_merges(ask: Ask, path: CustomerPath) -> MergeList:
    """Who was merged into this customer, undone ones too."""
    rows = await ask.services.customers.merges.of_customer(path.customer)
    return MergeList(items=tuple(map(_card, rows)))


@route("POST", "/customer-merges/{merge}/undo", scope="customers:act", problems=(NOT_FOUND, CONFLICT))
async def undo_merge(ask: Ask, path: MergePath) -> MergeCard:
    """Make two customers of one again.

    Each has what was theirs, as far as it is still there, and what came in meanwhile under their own identities."""
    return _card(await ask.services.customers.merges.undo(path.merge))


def _card(row: CustomerMergeRow) -> MergeCard:
    return MergeCard(
        id=row.id,
        kept=row.kept,
        merged=row.merged,
        merged_name=row.moved["profile"]["name"],
        identities=len(row.moved["identities"]),
        interactions=len(row.moved["callers"]),
        by=row.by,
        at=row.at,
        undone_at=row.undone_at,
    )


ROUTES: tuple[Route, ...] = (list_alike, merge_customers, list_merges, undo_merge)
