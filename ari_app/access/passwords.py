"""The passwords of users: whether one is right, and how a new one is kept."""

from collections.abc import Callable

from ari_app.access import password_rules
from ari_app.access.errors import WeakPassword
from ari_app.access.hashing import Hashing
from ari_app.access.well_known import well_known
from ari_app.storage import credentials
from ari_app.storage.database import Database
from ari_app.storage.rows.access import PasswordRow, UserRow
from ari_app.storage.statement import Write


class Passwords:
    """A password is compared as it was given: nothing is cut off, nothing made lower case."""

    def __init__(self, database: Database, now: Callable[[], float], hashing: Hashing | None = None) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._now = now
        self._hashing = hashing or Hashing()

    async def right(self, user: UserRow | None, password: str) -> bool:
        """Whether it is theirs. For nobody, and for the disabled, it is wrong and takes as long."""
        kept = None
        if user is not None and user.disabled_at is None:
            kept = await credentials.password_of(self._reader, user.id)
        right = await self._hashing.verify(None if kept is None else kept.hash, password)
        if right and kept is not None and self._hashing.is_outdated(kept.hash):
            hash = await self._hashing.hash(password)
            await self._writer.commit(
                [credentials.password_set(PasswordRow(kept.user, hash, kept.changed_at))]
            )
        return right

    async def changed_at(self, user: str) -> float | None:
        """When they last chose one; None: they have none."""
        kept = await credentials.password_of(self._reader, user)
        return None if kept is None else kept.changed_at

    async def chosen(self, user: UserRow, password: str) -> Write:
        """What sets it. Raises WeakPassword."""
        if (wrong := password_rules.fault(password, user.name, well_known)) is not None:
            raise WeakPassword(wrong)
        hash = await self._hashing.hash(password)
        return credentials.password_set(PasswordRow(user.id, hash, self._now()))
