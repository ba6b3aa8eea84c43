"""Set-up links: good once and for a day. With one, a user chooses a password: a new user, one who forgot theirs, or, when
nobody can sign in as administrator yet, whoever sits at the terminal that showed it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from ari_app.access import store
from ari_app.access.errors import LinkOver, UnknownUser
from ari_app.access.service import hash_of
from ari_app.storage import credentials
from ari_app.storage.database import Database
from ari_app.storage.rows.access import SetUpLinkRow, UserRow

GOOD_FOR = 86_400.0  # seconds
PATH = "/set-up#"
"""What follows # stays in the browser: no server, proxy or log sees it."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a link is for; `user` None: the first administrator."""

    hash: str
    user: UserRow | None


class SetUpLinks:
    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._now = now

    async def make(self, user: str | None) -> str:
        """The secret of a new link; the one before is over. Raises UnknownUser."""
        if user is not None:
            found = await store.user_one(self._reader, user)
            if found is None or found.disabled_at is not None:
                raise UnknownUser(f"There is no active user {user!r}.")
        now, secret = self._now(), secrets.token_urlsafe(32)
        await self._writer.commit(
            credentials.link_made(SetUpLinkRow(hash_of(secret), user, now, now + GOOD_FOR))
        )
        return secret

    async def first(self) -> str | None:
        """A link for whoever sets up this centre; None when an administrator can sign in already. It is for the oldest
        administrator there is, else for one that is to be made."""
        if await credentials.administrators_who_can_sign_in(self._reader):
            return None
        return await self.make(await store.oldest_administrator(self._reader))

    async def bearer(self, secret: str) -> Bearer:
        """Who comes with it. Raises LinkOver."""
        row = await credentials.link_by_hash(self._reader, hash_of(secret))
        user = None if row is None or row.user is None else await store.user_one(self._reader, row.user)
        if (
            row is None
            or row.used_at is not None
            or row.expires_at <= self._now()
            or (row.user is not None and (user is None or user.disabled_at is not None))
        ):
            raise LinkOver("This link was used already, or is too old. Ask an administrator for a new one.")
        return Bearer(row.hash, user)
