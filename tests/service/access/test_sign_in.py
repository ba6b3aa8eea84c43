"""Signing in, by password, by code, by link; what is said and written down when it fails."""

import asyncio
import base64

import pytest

from ari_app.access import totp
from ari_app.access.errors import (
    LinkOver,
    NotSignedIn,
    SecondFactorNeeded,
    TooSoon,
    WeakPassword,
    WrongCredentials,
)
from ari_app.access.hashing import Hashing
from ari_app.access.links import GOOD_FOR
from ari_app.access.reception import Reception, open_reception
from ari_app.access.sessions import Place
from ari_app.access.throttle import PAIR
from ari_app.clock import HandClock
from ari_app.storage import audit as log_rows
from ari_app.storage import credentials
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.rows.access import UserRow
from tests.service.access.conftest import BETTER, CHEAP, GOOD, HOME


async def wrong(reception: Reception, times: int = 1, name: str = "ann", place: Place = HOME) -> None:
    for _ in range(times):
        with pytest.raises(WrongCredentials):
            await reception.sign_in.by_password(name, "wrong", None, place)


async def actions(database: Database) -> list[str]:
    return [row.action for row in await log_rows.after(database.reader, 0)]


async def with_factor(reception: Reception, clock: HandClock, user: UserRow) -> tuple[bytes, list[str]]:
    """They have an authenticator: its secret, and their recovery codes."""
    session = await reception.sessions.start(user, "password", HOME)
    enrolment = await reception.factors.enrol(user.id, user.name)
    secret = base64.b32decode(enrolment.secret)
    code = totp.code(secret, int(clock.now()) // 30)
    codes, _ = await reception.sign_in.confirm_factor(session.identity, code, HOME)
    clock.advance(60)
    return secret, codes


async def test_the_right_password_lets_in_and_the_wrong_one_does_not(
    reception: Reception, database: Database, ann: UserRow
) -> None:
    session = await reception.sign_in.by_password("ann", GOOD, None, HOME)
    assert (session.identity.user, session.identity.role) == (ann.id, Role.SUPERVISOR)
    await wrong(reception)
    assert await actions(database) == ["signed_in", "sign_in_failed"]


async def test_v6_2_10_no_password_goes_out_of_date(
    reception: Reception, clock: HandClock, ann: UserRow
) -> None:
    clock.advance(10 * 365 * 86_400)
    assert (await reception.sign_in.by_password("ann", GOOD, None, HOME)).identity.user == ann.id


@pytest.mark.parametrize("near", [GOOD.upper(), GOOD + " ", GOOD[:-1], GOOD.replace(" ", "")])
async def test_v6_2_8_it_is_compared_as_it_was_given(reception: Reception, ann: UserRow, near: str) -> None:
    with pytest.raises(WrongCredentials):
        await reception.sign_in.by_password("ann", near, None, HOME)


async def test_v6_3_8_nobody_learns_who_is_a_user(
    reception: Reception, database: Database, ann: UserRow
) -> None:
    gone = await reception.access.add_user("gone", Role.AGENT)
    await database.writer.commit([await reception.passwords.chosen(gone, GOOD)])
    await reception.access.disable_user(gone.id)
    await reception.access.add_user("new", Role.AGENT)  # has no password yet
    said = set()
    for name in ("ann", "gone", "new", "nobody", ""):
        with pytest.raises(NotSignedIn) as refused:
            await reception.sign_in.by_password(name, "wrong", None, HOME)
        said.add((type(refused.value), str(refused.value)))
    assert len(said) == 1
    with pytest.raises(WrongCredentials):
        await reception.sign_in.by_password("gone", GOOD, None, HOME)


async def test_v6_3_8_a_user_that_there_is_not_costs_a_hash_too() -> None:
    class Counting(Hashing):
        compared = 0

        def _matches(self, hash: str, password: str) -> bool:
            self.compared += 1
            return super()._matches(hash, password)

    hashing = Counting(passes=1, kibibytes=64)
    kept = await hashing.hash(GOOD)
    assert await hashing.verify(kept, GOOD)
    assert not await hashing.verify(None, GOOD)
    assert not await hashing.verify("no hash", GOOD)
    assert hashing.compared == 3


async def test_v6_3_1_who_guesses_has_to_wait_and_others_have_not(
    reception: Reception, clock: HandClock, ann: UserRow
) -> None:
    await wrong(reception, PAIR.free)
    assert (await reception.sign_in.by_password("ann", GOOD, None, HOME)).identity.name == "ann"
    await wrong(reception, PAIR.free + 1)
    with pytest.raises(TooSoon) as refused:
        await reception.sign_in.by_password("ann", GOOD, None, HOME)
    assert refused.value.seconds == 1
    elsewhere = Place("198.51.100.7")
    assert (await reception.sign_in.by_password("ann", GOOD, None, elsewhere)).identity.name == "ann"
    clock.advance(1)
    assert (await reception.sign_in.by_password("ann", GOOD, None, HOME)).identity.name == "ann"


async def test_v6_3_1_a_hundred_at_once_are_no_way_round(reception: Reception, ann: UserRow) -> None:
    tries = [reception.sign_in.by_password("ann", f"guess {n}", None, HOME) for n in range(100)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, WrongCredentials) for result in results) == PAIR.free + 1
    assert sum(isinstance(result, TooSoon) for result in results) == 99 - PAIR.free


async def test_a_hash_of_former_cost_is_made_anew(
    database: Database, clock: HandClock, reception: Reception, ann: UserRow
) -> None:
    before = await credentials.password_of(database.reader, ann.id)
    today = open_reception(database, clock.now, "a", hashing=Hashing(passes=2, kibibytes=128))
    await today.sign_in.by_password("ann", GOOD, None, HOME)
    after = await credentials.password_of(database.reader, ann.id)
    assert before is not None
    assert after is not None
    assert "m=64,t=1,p=1" in before.hash
    assert "m=128,t=2,p=1" in after.hash
    assert after.changed_at == before.changed_at
    assert await reception.sign_in.by_password("ann", GOOD, None, HOME)


async def test_v11_4_2_the_cost_is_what_owasp_says() -> None:
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in await Hashing().hash(GOOD)


# --- the second factor ---------------------------------------------------------------------------------------------


async def test_v6_5_1_a_code_lets_in_once(reception: Reception, clock: HandClock, ann: UserRow) -> None:
    secret, _ = await with_factor(reception, clock, ann)
    with pytest.raises(SecondFactorNeeded):
        await reception.sign_in.by_password("ann", GOOD, None, HOME)
    code = totp.code(secret, int(clock.now()) // 30)
    assert await reception.sign_in.by_password("ann", GOOD, code, HOME)
    with pytest.raises(WrongCredentials):
        await reception.sign_in.by_password("ann", GOOD, code, HOME)
    clock.advance(30)
    next_code = totp.code(secret, int(clock.now()) // 30)
    both = await asyncio.gather(
        *(reception.sign_in.by_password("ann", GOOD, next_code, HOME) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(isinstance(result, WrongCredentials) for result in both) == [False, True]


async def test_a_code_without_the_password_is_worth_nothing(
    reception: Reception, clock: HandClock, ann: UserRow
) -> None:
    secret, codes = await with_factor(reception, clock, ann)
    for code in (totp.code(secret, int(clock.now()) // 30), codes[0]):
        with pytest.raises(WrongCredentials):
            await reception.sign_in.by_password("ann", "wrong", code, HOME)


async def test_codes_cannot_be_guessed_though_the_password_is_known(
    reception: Reception, clock: HandClock, ann: UserRow
) -> None:
    await with_factor(reception, clock, ann)
    for n in range(PAIR.free + 1):
        with pytest.raises(WrongCredentials):
            await reception.sign_in.by_password("ann", GOOD, f"{n:06}", HOME)
        if n < PAIR.free:
            with pytest.raises(SecondFactorNeeded):
                await reception.sign_in.by_password("ann", GOOD, None, HOME)
    with pytest.raises(TooSoon):
        await reception.sign_in.by_password("ann", GOOD, "000000", HOME)


async def test_v6_5_2_recovery_codes_are_good_once_and_kept_as_hashes(
    reception: Reception, database: Database, clock: HandClock, ann: UserRow
) -> None:
    _, codes = await with_factor(reception, clock, ann)
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) * 5 >= 112 for code in codes), "bits"
    kept = await credentials.codes_of(database.reader, ann.id)
    assert not {row.hash for row in kept} & set(codes)
    assert await reception.sign_in.by_password("ann", GOOD, codes[0].upper().replace("-", " "), HOME)
    with pytest.raises(WrongCredentials):
        await reception.sign_in.by_password("ann", GOOD, codes[0], HOME)
    assert (await reception.factors.standing(ann.id)).recovery_codes == 9
    renewed = await reception.factors.renew_codes(ann.id)
    with pytest.raises(WrongCredentials):
        await reception.sign_in.by_password("ann", GOOD, codes[1], HOME)
    assert await reception.sign_in.by_password("ann", GOOD, renewed[0], HOME)


async def test_v13_3_1_the_authenticators_secret_is_encrypted(
    reception: Reception, database: Database, clock: HandClock, ann: UserRow
) -> None:
    secret, _ = await with_factor(reception, clock, ann)
    row = await credentials.factor_of(database.reader, ann.id)
    assert row is not None
    assert totp.shown(secret) not in row.secret
    assert row.secret not in repr(row)


async def test_a_factor_counts_once_it_was_shown_and_is_not_replaced_unasked(
    reception: Reception, clock: HandClock, ann: UserRow
) -> None:
    await reception.factors.enrol(ann.id, "ann")
    assert await reception.sign_in.by_password("ann", GOOD, None, HOME), "it was never confirmed"
    await with_factor(reception, clock, ann)
    with pytest.raises(WrongCredentials, match="already"):
        await reception.factors.enrol(ann.id, "ann")
    await reception.factors.remove(ann.id)
    assert await reception.sign_in.by_password("ann", GOOD, None, HOME)


# --- links, and other passwords --------------------------------------------------------------------------------------


async def test_a_link_sets_the_password_once_and_ends_all_sessions(
    reception: Reception, database: Database, ann: UserRow
) -> None:
    session = await reception.sign_in.by_password("ann", GOOD, None, HOME)
    first = await reception.links.make(ann.id)
    link = await reception.links.make(ann.id)
    with pytest.raises(LinkOver):
        await reception.sign_in.by_link(first, "", BETTER, None, HOME)  # the newest alone is good
    with pytest.raises(WeakPassword):
        await reception.sign_in.by_link(link, "", "password", None, HOME)
    assert (await reception.sign_in.by_link(link, "", BETTER, None, HOME)).identity.user == ann.id
    assert await reception.sessions.verify(session.secret) is None
    with pytest.raises(LinkOver):
        await reception.sign_in.by_link(link, "", GOOD, None, HOME)
    assert await reception.sign_in.by_password("ann", BETTER, None, HOME)
    await wrong(reception)


async def test_v6_4_1_a_link_is_good_for_a_day(reception: Reception, clock: HandClock, ann: UserRow) -> None:
    link = await reception.links.make(ann.id)
    clock.advance(GOOD_FOR - 1)
    assert (await reception.links.bearer(link)).user == ann
    clock.advance(1)
    with pytest.raises(LinkOver):
        await reception.links.bearer(link)
    unused = await reception.links.make(ann.id)
    await reception.access.disable_user(ann.id)
    with pytest.raises(LinkOver):
        await reception.sign_in.by_link(unused, "", BETTER, None, HOME)


async def test_v6_4_3_a_link_is_no_way_round_the_second_factor(
    reception: Reception, clock: HandClock, ann: UserRow
) -> None:
    _, codes = await with_factor(reception, clock, ann)
    link = await reception.links.make(ann.id)
    with pytest.raises(SecondFactorNeeded):
        await reception.sign_in.by_link(link, "", BETTER, None, HOME)
    with pytest.raises(WrongCredentials):
        await reception.sign_in.by_link(link, "", BETTER, "000000", HOME)
    assert await reception.sign_in.by_link(link, "", BETTER, codes[0], HOME)


async def test_v6_3_2_there_is_no_default_account_the_first_one_is_made_by_a_link(
    database: Database, reception: Reception
) -> None:
    assert await reception.access.users() == []
    link = await reception.links.first()
    assert link is not None
    assert (await reception.links.bearer(link)).user is None
    with pytest.raises(WrongCredentials, match="user name"):
        await reception.sign_in.by_link(link, " ", GOOD, None, HOME)
    session = await reception.sign_in.by_link(link, "chief", GOOD, None, HOME)
    assert (session.identity.name, session.identity.role) == ("chief", Role.ADMIN)
    assert await reception.links.first() is None
    with pytest.raises(LinkOver):
        await reception.sign_in.by_link(link, "thief", GOOD, None, HOME)


async def test_v6_2_3_another_password_takes_the_current_one_and_v7_4_3_ends_other_sessions(
    reception: Reception, ann: UserRow
) -> None:
    mine, other = [await reception.sign_in.by_password("ann", GOOD, None, HOME) for _ in range(2)]
    with pytest.raises(WrongCredentials):
        await reception.sign_in.choose_password(mine.identity, BETTER, BETTER, HOME)
    with pytest.raises(WeakPassword):
        await reception.sign_in.choose_password(mine.identity, GOOD, "short", HOME)
    renewed = await reception.sign_in.choose_password(mine.identity, GOOD, BETTER, HOME)
    assert await reception.sessions.verify(renewed.secret)
    assert await reception.sessions.verify(mine.secret) is None, "it has another secret now"
    assert await reception.sessions.verify(other.secret) is None


async def test_v7_5_1_what_is_sensitive_takes_having_shown_lately_who_one_is(
    reception: Reception, clock: HandClock, ann: UserRow
) -> None:
    session = await reception.sign_in.by_password("ann", GOOD, None, HOME)
    assert reception.sign_in.shown_lately(session.identity)
    clock.advance(600)
    assert not reception.sign_in.shown_lately(session.identity)
    for password, code in ((None, None), ("wrong", None), (None, "000000")):
        with pytest.raises(WrongCredentials):
            await reception.sign_in.show_again(session.identity, password, code, HOME)
    again = await reception.sign_in.show_again(session.identity, GOOD, None, HOME)
    assert reception.sign_in.shown_lately(again.identity)
    token = await reception.access.create_token(ann.id, Role.SUPERVISOR, "report")
    identity = await reception.access.verify(token.secret)
    assert identity is not None
    assert reception.sign_in.shown_lately(identity), "a token was made for what it may"


async def test_signing_in_at_once_leaves_room_for_everything_else(
    database: Database, clock: HandClock, ann: UserRow
) -> None:
    """A whole shift at the same minute: no more hashes at once than there is room for."""

    class Watched(Hashing):
        now = most = 0

        async def hash(self, password: str) -> str:
            return await super().hash(password)

        def _matches(self, hash: str, password: str) -> bool:
            self.now += 1
            self.most = max(self.most, self.now)
            right = super()._matches(hash, password)
            self.now -= 1
            return right

    hashing = Watched(passes=1, kibibytes=64, at_once=2)
    reception = open_reception(database, clock.now, "a", hashing=hashing)
    places = [Place(f"192.0.2.{n}") for n in range(30)]
    await asyncio.gather(*(reception.sign_in.by_password("ann", GOOD, None, place) for place in places))
    assert 1 <= hashing.most <= 2
    assert CHEAP is not hashing
