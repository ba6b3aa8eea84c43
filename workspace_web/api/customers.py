"""Customers: found, read, kept up to date, and what they came for before."""

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from pydantic import Field, StringConstraints

from ari_app.customers.service import Customer, Past, Profile
from ari_app.storage.choices import IdentityKind
from workspace_web.api.shapes import Page, Paging, Remark, Word
from workspace_web.ask import Ask
from workspace_web.paging import after_of, cursor_of
from workspace_web.pasts import PastCard, past_card
from workspace_web.problems import CONFLICT, NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.sight import seen, seen_interaction
from workspace_web.wire import Epoch, Shape

Language = Annotated[str, StringConstraints(max_length=35, pattern=r"^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$")]


class Sort(StrEnum):
    """By what a list is ordered."""

    NAME = "name"
    ORGANISATION = "organisation"
    CREATED_AT = "created_at"
    CHANGED_AT = "changed_at"


class Order(StrEnum):
    ASCENDING = "asc"
    DESCENDING = "desc"


class CustomerQuery(Shape):
    """Which customers, and in which order."""

    q: Remark = Field(default="", description="In the name, the organisation, a number or an address.")
    sort: Sort = Sort.CHANGED_AT
    order: Order = Order.DESCENDING
    page: int = Field(default=1, ge=1, le=10_000)
    size: int = Field(default=25, ge=1, le=200)


class CustomerPath(Shape):
    customer: Word


class Identity(Shape):
    """By what a customer is known."""

    kind: IdentityKind
    value: Word = Field(description="A telephone number or an e-mail address.", examples=["+49 30 123456"])


class KnownIdentity(Shape):
    """By what a customer is known, in its normal form."""

    kind: IdentityKind
    value: str
    added_at: Epoch


class CustomerCard(Shape):
    """Who a customer is."""

    id: str
    name: str = Field(description="Empty as long as nobody has learnt it.")
    organisation: str
    language: str = Field(description="A tag such as `de` or `en-GB`; empty when unknown.")
    identities: tuple[KnownIdentity, ...]
    created_at: Epoch
    changed_at: Epoch


class CustomerPage(Shape):
    """Some customers, in the order asked for."""

    items: tuple[CustomerCard, ...]
    total: int
    page: int
    size: int


class WholeCustomer(CustomerCard):
    """Who a customer is, and how well we know each other."""

    interactions: int = Field(description="How many they had, of those that you see.")
    last_at: Epoch | None = Field(description="When the last one began.")


class CustomerChange(Shape):
    """What to change; what is not given stays."""

    name: Remark | None = None
    organisation: Remark | None = None
    language: Language | None = None
    identities: tuple[Identity, ...] | None = Field(
        default=None, max_length=50, description="All of them, in order."
    )


class Timeline(Page[PastCard]):
    """Some interactions of a customer, newest first."""


class InteractionPath(Shape):
    interaction: Word


class Whose(Shape):
    """The customer that an interaction is of."""

    customer: Word


@route("GET", "/customers", scope="customers:read")
async def list_customers(ask: Ask, query: CustomerQuery) -> CustomerPage:
    """Find customers by name, organisation, number or address.

    Whoever was changed last comes first, unless said otherwise."""
    found, total = await ask.services.customers.search(
        query.q,
        query.sort.value,
        descending=query.order is Order.DESCENDING,
        offset=(query.page - 1) * query.size,
        limit=query.size,
    )
    return CustomerPage(items=tuple(map(_card, found)), total=total, page=query.page, size=query.size)


@route("POST", "/customers", scope="customers:act", problems=(CONFLICT,), status=HTTPStatus.CREATED)
async def add_customer(ask: Ask, body: CustomerChange) -> CustomerCard:
    """Add a customer.

    Who calls is added without that: this is for people who have not called yet."""
    return _card(await ask.services.customers.add(_profile(body)))


@route("GET", "/customers/{customer}", scope="customers:read", problems=(NOT_FOUND,))
async def read_customer(ask: Ask, path: CustomerPath) -> WholeCustomer:
    """One customer."""
    room = ask.services.customers
    card = _card(await room.one(path.customer))
    count, last = await room.counted(path.customer, seen(ask))
    return WholeCustomer(**dict(card), interactions=count, last_at=last)


@route("PATCH", "/customers/{customer}", scope="customers:act", problems=(NOT_FOUND, CONFLICT))
async def change_customer(ask: Ask, path: CustomerPath, body: CustomerChange) -> CustomerCard:
    """Change what we know of a customer."""
    return _card(await ask.services.customers.change(path.customer, _profile(body)))


@route("GET", "/customers/{customer}/timeline", scope="customers:read", problems=(NOT_FOUND,))
async def read_timeline(ask: Ask, path: CustomerPath, query: Paging) -> Timeline:
    """What a customer came for, newest first: with the agent, the outcome, wrap-up, notes and recordings.

    As far as you see it: who is narrowed to teams or queues does not see what was of others."""
    after = after_of(query.cursor)
    # One more than asked for, to know whether there is more.
    room = ask.services.customers
    pasts = await room.timeline(path.customer, seen(ask), after, query.limit + 1)
    shown = pasts[: query.limit]
    more = len(pasts) > len(shown)
    return Timeline(
        items=tuple(_past(ask, past) for past in shown),
        next=cursor_of(shown[-1].row.created_at, shown[-1].row.id) if more else None,
    )


@route("PUT", "/interactions/{interaction}/customer", scope="customers:act", problems=(NOT_FOUND,))
async def say_whose(ask: Ask, path: InteractionPath, body: Whose) -> CustomerCard:
    """Say whose an interaction is.

    For callers who ring from another's phone, or withhold their number."""
    await seen_interaction(ask, path.interaction)
    return _card(await ask.services.customers.is_of(path.interaction, body.customer, ask.caller.name))


def _profile(body: CustomerChange) -> Profile:
    known = None if body.identities is None else [(each.kind, each.value) for each in body.identities]
    return Profile(body.name, body.organisation, body.language, known)


def _card(customer: Customer) -> CustomerCard:
    row = customer.row
    return CustomerCard(
        id=row.id,
        name=row.name,
        organisation=row.organisation,
        language=row.language,
        identities=tuple(
            KnownIdentity(kind=each.kind, value=each.value, added_at=each.added_at)
            for each in customer.identities
        ),
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def _past(ask: Ask, past: Past) -> PastCard:
    return past_card(past, ask.services.centre.catalogue)


ROUTES: tuple[Route, ...] = (
    list_customers,
    add_customer,
    read_customer,
    change_customer,
    read_timeline,
    say_whose,
)
