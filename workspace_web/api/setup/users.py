"""Users: who may sign in, what they may, what they see; their links, sessions and tokens."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Literal

from pydantic import Field

from ari_app.access.errors import UnknownToken, UnknownUser
from ari_app.access.links import GOOD_FOR
from ari_app.administration.things import Kind, Plan
from ari_app.administration.users import Wanted
from ari_app.storage import sign_ins
from ari_app.storage.choices import Role
from ari_app.storage.rows.access import TokenRow, UserRow
from ari_app.storage.sign_ins import Ways
from workspace_web.api.lists import Column, Columns, ListPage, ListQuery, csv_of, listed
from workspace_web.api.setup.resource import telling
from workspace_web.api.setup.spelling import Id, Name
from workspace_web.api.shapes import Listing, OpenSession, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND, Problem
from workspace_web.route import Route, Table, route
from workspace_web.wire import Epoch, Shape

DAY = 86_400.0


class UserCommon(Shape):
    """What a user may, and sees."""

    role: Role = Role.AGENT
    agent: Id | None = Field(default=None, description="The agent whose calls they answer.")
    teams: tuple[Id, ...] | None = Field(default=None, description="Sees these teams only; null: all.")
    queues: tuple[Id, ...] | None = Field(default=None, description="Sees these queues only; null: all.")


class NewUser(UserCommon):
    """A new user; a set-up link lets them choose their password."""

    name: Name = Field(description="What they sign in with.")


class UserChange(UserCommon):
    """A user as they are to be. Another role ends their sessions."""

    version: int = Field(ge=0, description="The `version` that was read before.")
    disabled: bool = Field(default=False, description="May not sign in; their tokens are not good either.")


class UserCard(UserCommon):
    """A user."""

    id: str
    name: str
    version: int
    changed_at: Epoch | None
    changed_by: str
    created_at: Epoch
    disabled_at: Epoch | None
    sign_in: bool = Field(description="They have chosen a password, or a provider vouches for them.")
    second_factor: bool


class UserPath(Shape):
    user: Word


class UserSessionPath(Shape):
    user: Word
    session: Word


class UserTokenPath(Shape):
    user: Word
    token: Word


class SetUpLink(Shape):
    """Shown this once: send it to them over a way that you trust."""

    link: str
    expires_at: Epoch


class SessionsOf(Listing[OpenSession]):
    """The sessions of a user, the one used last first."""


class TokenOf(Shape):
    """A token of a user; the token itself is kept nowhere."""

    id: str
    label: str
    role: Role
    created_at: Epoch
    expires_at: Epoch | None
    last_used_at: Epoch | None


class TokensOf(Listing[TokenOf]):
    """The tokens of a user that are good, newest first."""


class TokenDraft(Shape):
    """What a token is for."""

    label: Name = Field(examples=["nightly report"])
    days: int | None = Field(default=None, ge=1, le=3650, description="How long it is good; null: for ever.")


class TokenMade(Shape):
    """`secret` is shown this once."""

    token: TokenOf
    secret: str = Field(repr=False)


COLUMNS: Columns[UserCard] = (
    Column("name", lambda card: card.name),
    Column("role", lambda card: card.role.value),
    Column("agent", lambda card: card.agent),
    Column("teams", lambda card: card.teams or ()),
    Column("queues", lambda card: card.queues or ()),
    Column("created_at", lambda card: card.created_at, searched=False),
    Column("disabled", lambda card: card.disabled_at is not None, searched=False),
)


class UserQuery(ListQuery):
    """Which part of the users."""

    sort: Literal["name", "role", "agent", "teams", "queues", "created_at", "disabled"] = Field(
        default="name", description="Sorted by this."
    )


class UserPage(ListPage[UserCard]):
    """Some of the users."""


async def _cards(ask: Ask) -> list[UserCard]:
    plan, ways = await ask.services.administration.plan(), await sign_ins.every(ask.services.reader)
    return [_card(row, plan, ways) for row in plan.of(Kind.USER).values() if isinstance(row, UserRow)]


def _card(row: UserRow, plan: Plan, ways: Ways) -> UserCard:
    revision = plan.revision(Kind.USER, row.id)
    return UserCard(
        id=row.id,
        name=row.name,
        role=row.role,
        agent=row.agent,
        teams=None if row.teams is None else tuple(row.teams),
        queues=None if row.queues is None else tuple(row.queues),
        version=revision.version,
        changed_at=revision.at,
        changed_by=revision.by,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        sign_in=row.id in ways.sign_in,
        second_factor=row.id in ways.second_factor,
    )


async def _one(ask: Ask, id: str) -> UserCard:
    card = next((card for card in await _cards(ask) if card.id == id), None)
    if card is None:
        raise Problem(NOT_FOUND, f"There is no user {id!r}.")
    return card


def _wanted(draft: UserCommon, *, disabled: bool = False) -> Wanted:
    return Wanted(
        role=draft.role, agent=draft.agent, teams=draft.teams, queues=draft.queues, disabled=disabled
    )


@route("GET", "/setup/users", scope="users:read")
async def list_users(ask: Ask, query: UserQuery) -> UserPage:
    """The users.

    Searched, sorted, page by page."""
    items, total = listed(await _cards(ask), query, COLUMNS)
    return UserPage(items=items, total=total, page=query.page, size=query.size)


@route("GET", "/setup/users.csv", scope="users:read")
async def export_users(ask: Ask, query: UserQuery) -> Table:
    """The users as CSV, all pages."""
    return csv_of(await _cards(ask), query, COLUMNS, "users")


@route("GET", "/setup/users/{user}", scope="users:read", problems=(NOT_FOUND,))
async def read_user(ask: Ask, path: UserPath) -> UserCard:
    """One user."""
    return await _one(ask, path.user)


@route(
    "POST",
    "/setup/users",
    scope="users:write",
    problems=(CONFLICT,),
    status=HTTPStatus.CREATED,
    sensitive=True,
)
async def add_user(ask: Ask, body: NewUser) -> UserCard:
    """Add a user.

    They cannot sign in before they have chosen a password: make them a set-up link."""
    with telling():
        row = await ask.services.users.add(body.name, _wanted(body))
    return await _one(ask, row.id)


@route("PUT", "/setup/users/{user}", scope="users:write", problems=(NOT_FOUND, CONFLICT), sensitive=True)
async def change_user(ask: Ask, path: UserPath, body: UserChange) -> UserCard:
    """Change what a user may and sees, or let them in no more."""
    with telling():
        wanted = _wanted(body, disabled=body.disabled)
        await ask.services.users.change(path.user, wanted, body.version, ask.caller.user, ask.caller.name)
    return await _one(ask, path.user)


@route("POST", "/setup/users/{user}/link", scope="users:write", problems=(NOT_FOUND,), sensitive=True)
async def make_set_up_link(ask: Ask, path: UserPath) -> SetUpLink:
    """A link by which a user chooses a password, once and within a day.

    The one before is no longer good."""
    with _of_known_user():
        secret = await ask.services.reception.links.make(path.user)
    expires_at = ask.services.centre.clock.now() + GOOD_FOR
    return SetUpLink(link=ask.set_up_link(secret), expires_at=expires_at)


@route(
    "DELETE", "/setup/users/{user}/second-factor", scope="users:write", problems=(NOT_FOUND,), sensitive=True
)
async def reset_second_factor(ask: Ask, path: UserPath) -> None:
    """Forget the second factor of a user who lost it. They make a new one."""
    await _one(ask, path.user)
    await ask.services.reception.factors.remove(path.user)


@route("GET", "/setup/users/{user}/sessions", scope="users:read", problems=(NOT_FOUND,))
async def list_sessions_of(ask: Ask, path: UserPath) -> SessionsOf:
    """Where a user is signed in."""
    await _one(ask, path.user)
    rows = await ask.services.reception.sessions.open_of(path.user)
    return SessionsOf(items=tuple(map(OpenSession.of, rows)))


@route("DELETE", "/setup/users/{user}/sessions/{session}", scope="users:write", problems=(NOT_FOUND,))
async def end_session_of(ask: Ask, path: UserSessionPath) -> None:
    """Sign a user out of one browser, at once."""
    if not await ask.services.reception.sessions.revoke(path.user, path.session):
        raise Problem(NOT_FOUND, "They are not signed in there any more.")


@route("GET", "/setup/users/{user}/tokens", scope="tokens:read", problems=(NOT_FOUND,))
async def list_tokens_of(ask: Ask, path: UserPath) -> TokensOf:
    """The tokens of a user that are good."""
    await _one(ask, path.user)
    now = ask.services.centre.clock.now()
    rows = await ask.services.reception.access.tokens_of(path.user)
    return TokensOf(
        items=tuple(
            _token(row)
            for row in rows
            if row.revoked_at is None and (row.expires_at is None or row.expires_at > now)
        )
    )


@route(
    "POST",
    "/setup/users/{user}/tokens",
    scope="tokens:write",
    problems=(NOT_FOUND,),
    status=HTTPStatus.CREATED,
    sensitive=True,
)
async def make_token_of(ask: Ask, path: UserPath, body: TokenDraft) -> TokenMade:
    """A token for a program that works as this user. It is shown this once."""
    card = await _one(ask, path.user)
    expires_at = None if body.days is None else ask.services.centre.clock.now() + body.days * DAY
    with _of_known_user():
        made = await ask.services.reception.access.create_token(path.user, card.role, body.label, expires_at)
    return TokenMade(token=_token(made.row), secret=made.secret)


@route("DELETE", "/setup/users/{user}/tokens/{token}", scope="tokens:write", problems=(NOT_FOUND,))
async def revoke_token_of(ask: Ask, path: UserTokenPath) -> None:
    """A token is good no more, at once."""
    access = ask.services.reception.access
    if path.token not in {row.id for row in await access.tokens_of(path.user)}:
        raise Problem(NOT_FOUND, "There is no such token of theirs.")
    with _of_known_user():
        await access.revoke_token(path.token)


@contextmanager
def _of_known_user() -> Iterator[None]:
    try:
        yield
    except (UnknownUser, UnknownToken) as error:
        raise Problem(NOT_FOUND, str(error)) from error


def _token(row: TokenRow) -> TokenOf:
    return TokenOf(
        id=row.id,
        label=row.label,
        role=row.role,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )


ROUTES: tuple[Route, ...] = (
    list_users,
    export_users,
    read_user,
    add_user,
    change_user,
    make_set_up_link,
    reset_second_factor,
    list_sessions_of,
    end_session_of,
    list_tokens_of,
    make_token_of,
    revoke_token_of,
)
