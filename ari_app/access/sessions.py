"""Sessions: who has signed in, in which browser, and for how long they stay.

What the browser keeps is a random secret, here is its hash. A session ends when it is revoked, when nobody used it for
`idle` seconds (a page that is open uses it: an agent is not signed out in the middle of a call), or `absolute` seconds
after they signed in, whatever happens.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from ari_app.access import store
from ari_app.access.errors import NotSignedIn
from ari_app.access.service import REMEMBER_FOR, REMEMBERED, Access, Identity, hash_of, identity_of, new_id
from ari_app.storage import credentials, sessions, settings
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.access import SessionRow, UserRow
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability

KEPT_FOR = 30 * 86_400.0  # seconds that the row of a session outlives it
NOTE_USE_EVERY = 60.0  # seconds
BROWSER = 200  # characters kept of what a browser says of itself
PROVIDED = "openid"  # the way of those whose second factor is their provider's


@dataclass(frozen=True, slots=True)
class Policy:
    """Seconds."""

    idle: float = 3600.0
    absolute: float = 12 * 3600.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is: the address, and what their browser says it is."""

    address: str
    browser: str = ""


@dataclass(frozen=True, slots=True)
class NewSession:
    """`secret` goes to the browser and is kept nowhere else."""

    identity: Identity
    secret: str = field(repr=False)


@dataclass(slots=True)
class _Remembered:
    identity: Identity
    until: float


class Sessions:
    """What another process ends is noticed within seconds; what this one ends is over at once."""

    def __init__(self, database: Database, access: Access, now: Callable[[], float], policy: Policy) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._now = now
        self.policy = policy
        self._remembered: dict[str, _Remembered] = {}  # by hash, oldest first
        self._changes = 0
        self._use_noted: dict[str, float] = {}  # by session, oldest first
        access.followers.append(self.forget)

    async def start(self, user: UserRow, way: str, place: Place, *writes: Write) -> NewSession:
        """They are who they say: a new session for them, in one transaction with `writes`."""
        now, secret = self._now(), secrets.token_urlsafe(32)
        row = SessionRow(
            new_id(),
            hash_of(secret),
            user.id,
            way,
            place.address,
            place.browser[:BROWSER],
            created_at=now,
            used_at=now,
            proved_at=now,
            expires_at=now + self.policy.absolute,
        )
        await self._writer.commit([*writes, sessions.forgotten(now - KEPT_FOR), sessions.added(row)])
        self.forget(user.id)
        return NewSession(await self._identity(user, row), secret)

    async def verify(self, secret: str) -> Identity | None:
        """Whose session this is; None when it is unknown, over, revoked, or its user disabled."""
        hash, now = hash_of(secret), self._now()
        known = self._remembered.get(hash)
        if known is None or known.until <= now:
            changes = self._changes
            known = await self._look_up(hash)
            if known is None:
                return None
            if changes == self._changes:  # else what was read may be what was just revoked
                self._remember(hash, known)
        self._note_use(str(known.identity.session))
        return known.identity

    async def prove(self, identity: Identity, *writes: Write) -> NewSession:
        """They showed again who they are: the session goes on under a new secret."""
        user = await store.user_one(self._reader, identity.user)
        secret = secrets.token_urlsafe(32)
        try:
            session = str(identity.session)
            await self._writer.commit([sessions.proved(session, hash_of(secret), self._now()), *writes])
        except WriteRefused as error:
            raise NotSignedIn("The session is over. Sign in again.") from error
        self.forget(identity.user)
        row = await sessions.by_hash(self._reader, hash_of(secret))
        if user is None or row is None:
            raise NotSignedIn("The session is over. Sign in again.")
        return NewSession(await self._identity(user, row), secret)

    async def open_of(self, user: str) -> list[SessionRow]:
        """Theirs that are not over, the one used last first."""
        now = self._now()
        rows = await sessions.open_of(self._reader, user, now)
        return [row for row in rows if row.used_at + self.policy.idle > now]

    async def revoke(self, user: str, session: str) -> bool:
        """Whether there was such a session of theirs."""
        try:
            await self._writer.commit([sessions.revoked(session, user, self._now())])
        except WriteRefused:
            return False
        self.forget(user)
        return True

    async def needs_factor(self, role: Role) -> bool:
        """Whether whoever has this role may not do without a second factor."""
        match (await settings.read(self._reader)).second_factor:
            case settings.SecondFactor.OPTIONAL:
                return False
            case settings.SecondFactor.STAFF:
                return role is not Role.AGENT
            case settings.SecondFactor.EVERYONE:
                return True

    async def revoke_all(self, user: str, *, but: str = "") -> None:
        """End every session of a user, except one."""
        await self._writer.commit([sessions.all_revoked(user, self._now(), but=but)])
        self.forget(user)

    def forget(self, user: str) -> None:
        """Something of this user changed: look it up anew."""
        self._changes += 1
        for hash in [hash for hash, known in self._remembered.items() if known.identity.user == user]:
            del self._remembered[hash]

    async def _look_up(self, hash: str) -> _Remembered | None:
        self._remembered.pop(hash, None)
        row, now = await sessions.by_hash(self._reader, hash), self._now()
        if row is None or row.revoked_at is not None:
            return None
        ends = min(row.expires_at, max(row.used_at, self._use_noted.get(row.id, 0.0)) + self.policy.idle)
        if ends <= now:
            return None
        owner = await store.user_one(self._reader, row.user)
        if owner is None or owner.disabled_at is not None:
            return None
        return _Remembered(await self._identity(owner, row), min(row.expires_at, now + REMEMBER_FOR))

    async def _identity(self, owner: UserRow, row: SessionRow) -> Identity:
        limited = False
        if row.way != PROVIDED and await self.needs_factor(owner.role):
            factor = await credentials.factor_of(self._reader, owner.id)
            limited = factor is None or factor.confirmed_at is None
        return identity_of(owner, session=row.id, proved_at=row.proved_at, limited=limited)

    def _remember(self, hash: str, known: _Remembered) -> None:
        self._remembered[hash] = known
        if len(self._remembered) > REMEMBERED:
            del self._remembered[next(iter(self._remembered))]

    def _note_use(self, session: str) -> None:
        now = self._now()
        if now - self._use_noted.get(session, 0.0) < NOTE_USE_EVERY:
            return
        self._use_noted.pop(session, None)
        self._use_noted[session] = now
        if len(self._use_noted) > REMEMBERED:
            del self._use_noted[next(iter(self._use_noted))]
        self._writer.submit([sessions.used(session, now)], _nothing_follows, pressing=False)


def _nothing_follows(_: Durability) -> None:
    """Whether the use of a session is on disk concerns nobody."""
