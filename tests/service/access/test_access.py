"""Users and tokens: made, shown once, checked, revoked; on SQLite and PostgreSQL alike."""

import hashlib

import pytest

from ari_app.access.errors import NameTaken, RoleTooHigh, UnknownToken, UnknownUser
from ari_app.access.service import NOTE_USE_EVERY, REMEMBER_FOR, Access
from ari_app.clock import HandClock
from ari_app.storage.choices import Role
from ari_app.storage.database import Database


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def access(database: Database, clock: HandClock) -> Access:
    return Access(database, clock.now)


async def test_a_token_says_who_comes(access: Access) -> None:
    ann = await access.add_user("ann", Role.SUPERVISOR, agent="agent1")
    token = await access.create_token(ann.id, Role.AGENT, "desk phone")
    identity = await access.verify(token.secret)
    assert identity is not None
    assert (identity.user, identity.name, identity.agent) == (ann.id, "ann", "agent1")
    assert identity.role is Role.AGENT, "the token's role, not the user's"
    assert identity.may("me:read")
    assert not identity.may("interactions:read")
    assert await access.users() == [ann]


async def test_the_secret_is_kept_nowhere(access: Access) -> None:
    ann = await access.add_user("ann", Role.ADMIN)
    token = await access.create_token(ann.id, Role.ADMIN, "laptop")
    assert token.secret.startswith("tl_")
    assert len(token.secret) > 40
    [row] = await access.tokens_of(ann.id)
    assert row.hash == hashlib.sha256(token.secret.encode()).hexdigest()
    assert token.secret not in repr(token) + repr(row)


@pytest.mark.parametrize("sent", ["", "tl_", "tl_unknown", "Bearer", "tl_" + "\udc80", "x" * 10_000])
async def test_what_is_no_token_lets_nobody_in(access: Access, sent: str) -> None:
    assert await access.verify(sent) is None


async def test_a_revoked_token_is_worth_nothing_at_once(access: Access) -> None:
    ann = await access.add_user("ann", Role.AGENT)
    token = await access.create_token(ann.id, Role.AGENT, "phone")
    other = await access.create_token(ann.id, Role.AGENT, "tablet")
    assert await access.verify(token.secret)
    await access.revoke_token(token.row.id)
    assert await access.verify(token.secret) is None
    assert await access.verify(other.secret)
    with pytest.raises(UnknownToken):
        await access.revoke_token(token.row.id)


async def test_what_another_process_revokes_is_noticed_soon(
    access: Access, database: Database, clock: HandClock
) -> None:
    ann = await access.add_user("ann", Role.AGENT)
    token = await access.create_token(ann.id, Role.AGENT, "phone")
    assert await access.verify(token.secret)
    await Access(database, clock.now).revoke_token(token.row.id)
    clock.advance(REMEMBER_FOR)
    assert await access.verify(token.secret) is None


async def test_a_token_expires_to_the_second(access: Access, clock: HandClock) -> None:
    ann = await access.add_user("ann", Role.AGENT)
    token = await access.create_token(ann.id, Role.AGENT, "phone", expires_at=clock.now() + 2)
    clock.advance(1.9)
    assert await access.verify(token.secret)
    clock.advance(0.1)
    assert await access.verify(token.secret) is None, "though it was remembered a moment ago"


async def test_a_disabled_user_has_no_valid_token(access: Access) -> None:
    ann = await access.add_user("ann", Role.AGENT)
    token = await access.create_token(ann.id, Role.AGENT, "phone")
    assert await access.verify(token.secret)
    await access.disable_user(ann.id)
    assert await access.verify(token.secret) is None
    with pytest.raises(UnknownUser):
        await access.disable_user(ann.id)
    with pytest.raises(UnknownUser):
        await access.create_token(ann.id, Role.AGENT, "another")


async def test_a_token_never_does_more_than_its_user(access: Access) -> None:
    ann = await access.add_user("ann", Role.AGENT)
    for role in (Role.SUPERVISOR, Role.ADMIN, Role.SERVICE, Role.AUDITOR):
        with pytest.raises(RoleTooHigh, match="ann is agent"):
            await access.create_token(ann.id, role, "more")
    assert await access.tokens_of(ann.id) == []


async def test_a_name_is_taken_once(access: Access) -> None:
    await access.add_user("ann", Role.AGENT)
    with pytest.raises(NameTaken, match="'ann'"):
        await access.add_user("ann", Role.ADMIN)
    with pytest.raises(UnknownUser):
        await access.create_token("nobody", Role.AGENT, "phone")


async def test_the_last_use_is_noted_now_and_then(
    access: Access, database: Database, clock: HandClock
) -> None:
    ann = await access.add_user("ann", Role.AGENT)
    token = await access.create_token(ann.id, Role.AGENT, "phone")

    async def last_used() -> float | None:
        await database.writer.flush()
        [row] = await access.tokens_of(ann.id)
        return row.last_used_at

    assert await last_used() is None
    first = clock.now()
    await access.verify(token.secret)
    assert await last_used() == first
    clock.advance(1)
    await access.verify(token.secret)
    assert await last_used() == first
    clock.advance(NOTE_USE_EVERY)
    await access.verify(token.secret)
    assert await last_used() == clock.now()
