"""Sessions: how they begin, how long they last, how they end."""

import hashlib

import pytest

from ari_app.access.reception import Reception, open_reception
from ari_app.access.service import REMEMBER_FOR
from ari_app.access.sessions import Policy
from ari_app.clock import HandClock
from ari_app.storage import sessions as stored
from ari_app.storage import settings
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.rows.access import UserRow
from tests.service.access.conftest import CHEAP, HOME

MINUTE, HOUR = 60.0, 3600.0


async def test_v7_2_3_the_secret_is_random_and_kept_nowhere(
    reception: Reception, database: Database, ann: UserRow
) -> None:
    made = [await reception.sessions.start(ann, "password", HOME) for _ in range(20)]
    assert len({session.secret for session in made}) == 20
    assert all(len(session.secret) >= 43 for session in made), "256 bits"
    row = await stored.by_hash(database.reader, hashlib.sha256(made[0].secret.encode()).hexdigest())
    assert row is not None
    assert made[0].secret not in repr(row) + repr(made[0])


async def test_v7_3_1_a_session_that_nobody_uses_ends(
    reception: Reception, database: Database, clock: HandClock, ann: UserRow
) -> None:
    session = await reception.sessions.start(ann, "password", HOME)
    for _ in range(5):
        clock.advance(50 * MINUTE)
        assert await reception.sessions.verify(session.secret), "it is used"
    await database.writer.flush()
    clock.advance(HOUR)
    assert await reception.sessions.verify(session.secret) is None
    assert await reception.sessions.open_of(ann.id) == []


async def test_v7_3_2_no_session_lasts_for_ever(
    reception: Reception, database: Database, clock: HandClock, ann: UserRow
) -> None:
    session = await reception.sessions.start(ann, "password", HOME)
    for _ in range(23):
        clock.advance(30 * MINUTE)
        assert await reception.sessions.verify(session.secret)
        await database.writer.flush()
    clock.advance(30 * MINUTE)
    assert await reception.sessions.verify(session.secret) is None


async def test_the_limits_are_settings(database: Database, clock: HandClock, ann: UserRow) -> None:
    strict = open_reception(database, clock.now, "a", hashing=CHEAP, policy=Policy(idle=60.0, absolute=300.0))
    session = await strict.sessions.start(ann, "password", HOME)
    clock.advance(59)
    assert await strict.sessions.verify(session.secret)
    await database.writer.flush()
    clock.advance(61)
    assert await strict.sessions.verify(session.secret) is None


async def test_v7_4_1_a_session_that_was_ended_is_over_at_once(reception: Reception, ann: UserRow) -> None:
    session, other = [await reception.sessions.start(ann, "password", HOME) for _ in range(2)]
    assert await reception.sessions.verify(session.secret)
    assert await reception.sessions.revoke(ann.id, str(session.identity.session))
    assert await reception.sessions.verify(session.secret) is None
    assert await reception.sessions.verify(other.secret)
    assert not await reception.sessions.revoke(ann.id, str(session.identity.session)), "it is over already"
    bob = await reception.access.add_user("bob", Role.ADMIN)
    assert not await reception.sessions.revoke(bob.id, str(other.identity.session)), "it is not bob's"


async def test_v7_4_2_a_disabled_user_is_signed_out_for_good(reception: Reception, ann: UserRow) -> None:
    session = await reception.sessions.start(ann, "password", HOME)
    assert await reception.sessions.verify(session.secret)
    await reception.access.disable_user(ann.id)
    assert await reception.sessions.verify(session.secret) is None
    await reception.access.enable_user(ann.id)
    assert await reception.sessions.verify(session.secret) is None, "they sign in anew"


async def test_what_another_process_ends_is_noticed_soon(
    reception: Reception, database: Database, clock: HandClock, ann: UserRow
) -> None:
    session = await reception.sessions.start(ann, "password", HOME)
    assert await reception.sessions.verify(session.secret)
    await open_reception(database, clock.now, "a", hashing=CHEAP).sessions.revoke_all(ann.id)
    clock.advance(REMEMBER_FOR)
    assert await reception.sessions.verify(session.secret) is None


async def test_another_role_ends_the_sessions_another_team_counts_at_once(
    reception: Reception, ann: UserRow
) -> None:
    session = await reception.sessions.start(ann, "password", HOME)
    before = await reception.sessions.verify(session.secret)
    assert before is not None
    assert before.sees_queue("sales")
    await reception.access.change_user(ann.id, ann.role, agent=None, teams=None, queues=["support"])
    narrowed = await reception.sessions.verify(session.secret)
    assert narrowed is not None
    assert (narrowed.sees_queue("support"), narrowed.sees_queue("sales")) == (True, False)

    await reception.access.change_user(ann.id, Role.ADMIN, agent=None, teams=None, queues=None)
    assert await reception.sessions.verify(session.secret) is None


async def test_v7_2_4_who_shows_again_who_they_are_gets_another_secret(
    reception: Reception, clock: HandClock, ann: UserRow
) -> None:
    session = await reception.sessions.start(ann, "password", HOME)
    clock.advance(20 * MINUTE)
    again = await reception.sessions.prove(session.identity)
    assert await reception.sessions.verify(session.secret) is None
    identity = await reception.sessions.verify(again.secret)
    assert identity is not None
    assert (identity.session, identity.proved_at) == (session.identity.session, clock.now())


async def test_v8_1_1_where_a_second_factor_is_needed_nothing_else_is_open_without_one(
    reception: Reception, database: Database, ann: UserRow
) -> None:
    bob = await reception.access.add_user("bob", Role.AGENT)
    await database.writer.commit(
        settings.changed(settings.Changeable(second_factor=settings.SecondFactor.STAFF))
    )
    limited = (await reception.sessions.start(ann, "password", HOME)).identity
    assert limited.may("account:write")
    assert not limited.may("interactions:read")
    assert not limited.may("me:read")
    assert not (await reception.sessions.start(bob, "password", HOME)).identity.limited, "an agent"
    vouched_for = await reception.sessions.start(ann, "openid", HOME)
    assert not vouched_for.identity.limited, "the second factor is the provider's"


@pytest.mark.parametrize("sent", ["", "x", "\udc80", "x" * 10_000])
async def test_what_is_no_session_lets_nobody_in(reception: Reception, sent: str) -> None:
    assert await reception.sessions.verify(sent) is None
