"""Users and tokens: made, checked, revoked."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from ari_app.access import rules, store
from ari_app.access.errors import NameTaken, RoleTooHigh, UnknownToken, UnknownUser
from ari_app.storage import sessions
from ari_app.storage.choices import Role
from ari_app.storage.credentials import links_forgotten
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.access import TokenRow, UserRow
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability

PREFIX = "tl_"  # so that a leaked token is recognised, by people and by secret scanners
REMEMBERED = 1000  # tokens
REMEMBER_FOR = 5.0  # seconds until what another process revoked is noticed; what this one revokes is, at once
NOTE_USE_EVERY = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request is from. `agent`: whose calls they answer, if any.

    They came with a `token`, or with a `session` in which they showed at `proved_at` who they are. `teams` and `queues`
    narrow what they see; None does not. `limited`: they have to set up a second factor before anything else."""

    user: str
    name: str
    role: Role
    agent: str | None
    token: str | None
    session: str | None = None
    proved_at: float = 0.0
    teams: frozenset[str] | None = None
    queues: frozenset[str] | None = None
    limited: bool = False

    def may(self, scope: str) -> bool:
        return rules.allowed(self.role, scope) and (not self.limited or scope in rules.OWN_ACCOUNT)

    def sees_queue(self, queue: str | None) -> bool:
        """Whether they see what happens in a queue; None: in none (yet)."""
        return rules.sees(self.queues, (queue,))

    def sees_agent(self, agent: str, *, team: str | None = None, queues: Collection[str] = ()) -> bool:
        """Whether they see an agent of this team who serves these queues: themselves always."""
        return agent == self.agent or (rules.sees(self.teams, (team,)) and rules.sees(self.queues, queues))


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


def identity_of(
    owner: UserRow,
    *,
    role: Role | None = None,
    token: str | None = None,
    session: str | None = None,
    proved_at: float = 0.0,
    limited: bool = False,
) -> Identity:
    """A user, as who a request is from."""
    return Identity(
        owner.id,
        owner.name,
        role or owner.role,
        owner.agent,
        token,
        session,
        proved_at,
        None if owner.teams is None else frozenset(owner.teams),
        None if owner.queues is None else frozenset(owner.queues),
        limited,
    )


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
        self.followers: list[Callable[[str], None]] = []
        """Called with the id of a user who is not as they were, before the method that changed them returns."""

    # --- users ---------------------------------------------------------------------------------------------

    async def users(self) -> list[UserRow]:
        return await store.users(self._reader)

    async def add_user(
        self,
        name: str,
        role: Role,
        agent: str | None = None,
        *,
        teams: Collection[str] | None = None,
        queues: Collection[str] | None = None,
    ) -> UserRow:
        """Raises NameTaken."""
        row = UserRow(
            new_id(),
            name,
            role,
            agent,
            self._now(),
            teams=None if teams is None else sorted(teams),
            queues=None if queues is None else sorted(queues),
        )
        try:
            await self._writer.commit([store.user_added(row)])
        except WriteRefused as error:
            raise NameTaken(f"There is a user {name!r} already.") from error
        return row

    async def user(self, id: str) -> UserRow | None:
        return await store.user_one(self._reader, id)

    async def user_named(self, name: str) -> UserRow | None:
        return await store.user_named(self._reader, name)

    async def change_user(
        self,
        id: str,
        role: Role,
        *,
        agent: str | None,
        teams: Collection[str] | None,
        queues: Collection[str] | None,
    ) -> UserRow:
        """What they may and see from now on. Another role ends their sessions, and every token that could do more than
        it; the rest counts at once. Raises UnknownUser."""
        before = await store.user_one(self._reader, id)
        if before is None:
            raise UnknownUser(f"There is no user {id!r}.")
        row = replace(
            before,
            role=role,
            agent=agent,
            teams=None if teams is None else sorted(teams),
            queues=None if queues is None else sorted(queues),
        )
        ended = [] if role is before.role else [sessions.all_revoked(id, self._now())]
        await self._changed(id, [store.user_changed(row), *ended])
        return row

    async def disable_user(self, id: str) -> None:
        """None of their tokens and sessions is valid from now on. Raises UnknownUser."""
        now = self._now()
        await self._changed(
            id, [store.user_disabled(id, now), sessions.all_revoked(id, now), links_forgotten(id)]
        )

    async def enable_user(self, id: str) -> None:
        """They may sign in again; their tokens that are not revoked are valid again. Raises UnknownUser."""
        await self._changed(id, [store.user_enabled(id)])

    async def _changed(self, id: str, writes: list[Write]) -> None:
        try:
            await self._writer.commit(writes)
        except WriteRefused as error:
            raise UnknownUser(f"There is no such active user: {id!r}.") from error
        self._forget(lambda identity: identity.user == id)
        for follow in self.followers:
            follow(id)

    # --- tokens --------------------------------------------------------------------------------------------

    async def tokens_of(self, user: str) -> list[TokenRow]:
        return await store.tokens_of(self._reader, user)

    async def valid_tokens_of(self, user: str) -> list[TokenRow]:
        """Those neither revoked nor expired, newest first."""
        now = self._now()
        return [
            row
            for row in await self.tokens_of(user)
            if row.revoked_at is None and (row.expires_at is None or row.expires_at > now)
        ]

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
        row = TokenRow(new_id(), hash_of(secret), user, role, label, self._now(), expires_at)
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
        hash = hash_of(secret)
        known = self._remembered.get(hash)
        if known is None or known.until <= self._now():
            revocations = self._revocations
            known = await self._look_up(hash)
            if known is None:
                return None
            if revocations == self._revocations:  # else what was read may be what was just revoked
                self._remember(known)
        self._note_use(str(known.identity.token))
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
        return _Remembered(row.hash, identity_of(owner, role=row.role, token=row.id), until)

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


def new_id() -> str:
    """For a row of this room."""
    return secrets.token_hex(8)


def hash_of(secret: str) -> str:
    """A secret of 256 random bits, as it is kept: a fast hash is as safe as a slow one. (Passwords need a slow one.)"""
    # What is sent may be any bytes, which a header's text holds as halves of surrogate pairs.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _nothing_follows(_: Durability) -> None:
    """Whether the use of a token is on disk concerns nobody."""
