"""Users and tokens: made, checked, revoked."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from ari_app.access import rules, store
from ari_app.access.errors import NameTaken, RoleTooHigh, UnknownToken, UnknownUser
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.access import TokenRow, UserRow
from ari_app.storage.writer import Durability

PREFIX = "tl_"  # so that a leaked token is recognised, by people and by secret scanners
REMEMBERED = 1000  # tokens
REMEMBER_FOR = 5.0  # seconds until what another process revoked is noticed; what this one revokes is, at once
NOTE_USE_EVERY = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request is from. `agent`: whose calls they answer, if any."""

    user: str
    name: str
    role: Role
    agent: str | None
    token: str

    def may(self, scope: str) -> bool:
        return rules.allowed(self.role, scope)


@dataclass(frozen=True, slots=True)
class NewToken:
    """`secret` is shown to its owner once and kept nowhere."""

    row: TokenRow
    secret: str = field(repr=False)


@dataclass(slots=True)
class _Remembered:
    hash: str
    identity: Identity
    until: float


class Access:
    """`now` in seconds since the epoch. What is made is on disk on return: WriteRefused and the errors of
    `errors.py` aside, DatabaseUnavailable is raised when it cannot be read."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._now = now
        self._remembered: dict[str, _Remembered] = {}  # by hash, oldest first
        self._revocations = 0
        self._use_noted: dict[str, float] = {}

    # --- users ---------------------------------------------------------------------------------------------

    async def users(self) -> list[UserRow]:
        return await store.users(self._reader)

    async def add_user(self, name: str, role: Role, agent: str | None = None) -> UserRow:
        """Raises NameTaken."""
        row = UserRow(_new_id(), name, role, agent, self._now())
        try:
            await self._writer.commit([store.user_added(row)])
        except WriteRefused as error:
            raise NameTaken(f"There is a user {name!r} already.") from error
        return row

    async def disable_user(self, id: str) -> None:
        """None of their tokens is valid from now on. Raises UnknownUser."""
        try:
            await self._writer.commit([store.user_disabled(id, self._now())])
        except WriteRefused as error:
            raise UnknownUser(f"There is no active user {id!r}.") from error
        self._forget(lambda identity: identity.user == id)

    # --- tokens --------------------------------------------------------------------------------------------

    async def tokens_of(self, user: str) -> list[TokenRow]:
        return await store.tokens_of(self._reader, user)

    async def create_token(
        self, user: str, role: Role, label: str, expires_at: float | None = None
    ) -> NewToken:
        """Raises UnknownUser, RoleTooHigh."""
        owner = await store.user_one(self._reader, user)
        if owner is None or owner.disabled_at is not None:
            raise UnknownUser(f"There is no active user {user!r}.")
        if not rules.within(role, owner.role):
            raise RoleTooHigh(
                f"{owner.name} is {owner.role.value}: a token of theirs cannot be {role.value}."
            )
        secret = PREFIX + secrets.token_urlsafe(32)
        row = TokenRow(_new_id(), _hash(secret), user, role, label, self._now(), expires_at)
        await self._writer.commit([store.token_added(row)])
        return NewToken(row, secret)

    async def revoke_token(self, id: str) -> None:
        """Raises UnknownToken."""
        try:
            await self._writer.commit([store.token_revoked(id, self._now())])
        except WriteRefused as error:
            raise UnknownToken(f"There is no valid token {id!r}.") from error
        self._forget(lambda identity: identity.token == id)

    async def verify(self, secret: str) -> Identity | None:
        """Who comes with this token; None when it is unknown, expired, revoked, or its user disabled or
        demoted.

        The time it takes says nothing of the tokens there are: what is looked up is a hash of what was sent.
        """
        if not secret.startswith(PREFIX):
            return None
        hash = _hash(secret)
        known = self._remembered.get(hash)
        if known is None or known.until <= self._now():
            revocations = self._revocations
            known = await self._look_up(hash)
            if known is None:
                return None
            if revocations == self._revocations:  # else what was read may be what was just revoked
                self._remember(known)
        self._note_use(known.identity.token)
        return known.identity

    async def _look_up(self, hash: str) -> _Remembered | None:
        self._remembered.pop(hash, None)
        row = await store.token_by_hash(self._reader, hash)
        now = self._now()
        if (
            row is None
            or row.revoked_at is not None
            or (row.expires_at is not None and row.expires_at <= now)
        ):
            return None
        owner = await store.user_one(self._reader, row.user)
        if owner is None or owner.disabled_at is not None or not rules.within(row.role, owner.role):
            return None
        until = now + REMEMBER_FOR if row.expires_at is None else min(row.expires_at, now + REMEMBER_FOR)
        return _Remembered(row.hash, Identity(owner.id, owner.name, row.role, owner.agent, row.id), until)

    def _remember(self, known: _Remembered) -> None:
        self._remembered[known.hash] = known
        if len(self._remembered) > REMEMBERED:
            del self._remembered[next(iter(self._remembered))]

    def _forget(self, whose: Callable[[Identity], bool]) -> None:
        self._revocations += 1
        for hash in [known.hash for known in self._remembered.values() if whose(known.identity)]:
            del self._remembered[hash]

    def _note_use(self, token: str) -> None:
        now = self._now()
        if now - self._use_noted.get(token, 0.0) < NOTE_USE_EVERY:
            return
        self._use_noted[token] = now
        self._writer.submit([store.token_used(token, now)], _nothing_follows)


def _new_id() -> str:
    return secrets.token_hex(8)


def _hash(secret: str) -> str:
    # A token has 256 random bits: a fast hash is as safe as a slow one. (Passwords will need a slow one.)
    # What is sent may be any bytes, which a header's text holds as halves of surrogate pairs.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _nothing_follows(_: Durability) -> None:
    """Whether the use of a token is on disk concerns nobody."""
