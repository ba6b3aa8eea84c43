"""Sessions of people in browsers, by the hash of what their cookie holds."""

from operator import attrgetter

from sqlalchemy import bindparam, delete, select, update

from ari_app.storage.reader import Reader
from ari_app.storage.rows.access import SessionRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.access import session

_ADD = inserting(session)
_USED = Statement(
    "use session",
    update(session).where(session.c.id == bindparam("this")).values(used_at=bindparam("used_at")),
)
_PROVED = Statement(
    "prove session",
    update(session)
    .where(session.c.id == bindparam("this"), session.c.revoked_at.is_(None))
    .values(hash=bindparam("hash"), proved_at=bindparam("proved_at")),
)
_REVOKE = Statement(
    "revoke session",
    update(session)
    .where(
        session.c.id == bindparam("this"),
        session.c.user == bindparam("of_user"),
        session.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("revoked_at")),
)
_REVOKE_OTHERS = Statement(
    "revoke sessions",
    update(session)
    .where(
        session.c.user == bindparam("of_user"),
        session.c.id != bindparam("but"),
        session.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("revoked_at")),
)
_FORGET = Statement("forget sessions", delete(session).where(session.c.expires_at < bindparam("before")))
_values = attrgetter(*_ADD.names)


def added(row: SessionRow) -> Write:
    return _ADD.write(_values(row))


def used(id: str, at: float) -> Write:
    return _USED.write_named(this=id, used_at=at)


def proved(id: str, hash: str, at: float) -> Write:
    """They showed again who they are, and get another secret; refused when the session is revoked."""
    return _PROVED.write_named(1, this=id, hash=hash, proved_at=at)


def revoked(id: str, user: str, at: float) -> Write:
    """Refused when this user has no such session, or it is revoked already."""
    return _REVOKE.write_named(1, this=id, of_user=user, revoked_at=at)


def all_revoked(user: str, at: float, *, but: str = "") -> Write:
    """Every session of a user, except one."""
    return _REVOKE_OTHERS.write_named(of_user=user, but=but, revoked_at=at)


def forgotten(before: float) -> Write:
    """Those that were over before this time."""
    return _FORGET.write_named(before=before)


async def by_hash(reader: Reader, hash: str) -> SessionRow | None:
    return await reader.first(select(session).where(session.c.hash == hash), SessionRow)


async def open_of(reader: Reader, user: str, now: float) -> list[SessionRow]:
    """Those not revoked and not over, the one used last first."""
    query = (
        select(session)
        .where(session.c.user == user, session.c.revoked_at.is_(None), session.c.expires_at > now)
        .order_by(session.c.used_at.desc(), session.c.id)
    )
    return await reader.all(query, SessionRow)
