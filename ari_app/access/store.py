"""The rows of users and tokens."""

from operator import attrgetter

from sqlalchemy import bindparam, null, select, update

from ari_app.storage.choices import Role
from ari_app.storage.reader import Reader
from ari_app.storage.rows.access import TokenRow, UserRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.access import token, user

_ADD_USER = inserting(user)
_DISABLE = Statement(
    "disable user",
    update(user)
    .where(user.c.id == bindparam("this"), user.c.disabled_at.is_(None))
    .values(disabled_at=bindparam("disabled_at")),
)
_ENABLE = Statement(
    "enable user",
    update(user)
    .where(user.c.id == bindparam("this"), user.c.disabled_at.is_not(None))
    .values(disabled_at=null()),
)
_CHANGE = Statement(
    "change user",
    update(user)
    .where(user.c.id == bindparam("this"))
    .values(
        role=bindparam("role", type_=user.c.role.type),
        agent=bindparam("agent"),
        teams=bindparam("teams", type_=user.c.teams.type),
        queues=bindparam("queues", type_=user.c.queues.type),
    ),
)
_ADD_TOKEN = inserting(token)
_REVOKE = Statement(
    "revoke token",
    update(token)
    .where(token.c.id == bindparam("this"), token.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("revoked_at")),
)
_USE = Statement(
    "use token",
    update(token).where(token.c.id == bindparam("this")).values(last_used_at=bindparam("last_used_at")),
)
_user_values = attrgetter(*_ADD_USER.names)
_token_values = attrgetter(*_ADD_TOKEN.names)


def user_added(row: UserRow) -> Write:
    """Refused when the name is taken."""
    return _ADD_USER.write(_user_values(row))


def user_disabled(id: str, at: float) -> Write:
    """Refused when there is no such user, or they are disabled already."""
    return _DISABLE.write_named(1, this=id, disabled_at=at)


def user_enabled(id: str) -> Write:
    """Refused when there is no such user, or they are not disabled."""
    return _ENABLE.write_named(1, this=id)


def user_changed(row: UserRow) -> Write:
    """What they may and see; refused when there is no such user."""
    return _CHANGE.write_named(
        1, this=row.id, role=row.role, agent=row.agent, teams=row.teams, queues=row.queues
    )


def token_added(row: TokenRow) -> Write:
    return _ADD_TOKEN.write(_token_values(row))


def token_revoked(id: str, at: float) -> Write:
    """Refused when there is no such token, or it is revoked already."""
    return _REVOKE.write_named(1, this=id, revoked_at=at)


def token_used(id: str, at: float) -> Write:
    return _USE.write_named(this=id, last_used_at=at)


async def users(reader: Reader) -> list[UserRow]:
    return await reader.all(select(user).order_by(user.c.name), UserRow)


async def user_named(reader: Reader, name: str) -> UserRow | None:
    return await reader.first(select(user).where(user.c.name == name), UserRow)


async def user_one(reader: Reader, id: str) -> UserRow | None:
    return await reader.first(select(user).where(user.c.id == id), UserRow)


async def oldest_administrator(reader: Reader) -> str | None:
    """The id of the active one who was there first."""
    query = (
        select(user.c.id)
        .where(user.c.role == Role.ADMIN, user.c.disabled_at.is_(None))
        .order_by(user.c.created_at, user.c.id)
        .limit(1)
    )
    found: str | None = await reader.value(query)
    return found


async def tokens_of(reader: Reader, user_id: str) -> list[TokenRow]:
    """Newest first."""
    return await reader.all(
        select(token).where(token.c.user == user_id).order_by(token.c.created_at.desc(), token.c.id), TokenRow
    )


async def token_by_hash(reader: Reader, hash: str) -> TokenRow | None:
    return await reader.first(select(token).where(token.c.hash == hash), TokenRow)
