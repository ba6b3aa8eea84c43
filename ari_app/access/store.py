"""The rows of users and tokens."""

from operator import attrgetter

from sqlalchemy import bindparam, select, update

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


async def tokens_of(reader: Reader, user_id: str) -> list[TokenRow]:
    """Newest first."""
    return await reader.all(
        select(token).where(token.c.user == user_id).order_by(token.c.created_at.desc(), token.c.id), TokenRow
    )


async def token_by_hash(reader: Reader, hash: str) -> TokenRow | None:
    return await reader.first(select(token).where(token.c.hash == hash), TokenRow)
