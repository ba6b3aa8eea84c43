"""By what people prove who they are: passwords, second factors, recovery codes, set-up links, identities that an OpenID
provider vouches for."""

from collections.abc import Iterable
from operator import attrgetter

from sqlalchemy import bindparam, delete, func, select, update

from ari_app.storage.choices import Role
from ari_app.storage.reader import Reader
from ari_app.storage.rows.access import (
    ExternalIdentityRow,
    PasswordRow,
    RecoveryCodeRow,
    SecondFactorRow,
    SetUpLinkRow,
)
from ari_app.storage.statement import Statement, Write, inserting, upserting
from ari_app.storage.tables.access import (
    external_identity,
    password,
    recovery_code,
    second_factor,
    set_up_link,
    user,
)

_PASSWORD = upserting(password)
_FACTOR = upserting(second_factor)
_ADD_CODE = inserting(recovery_code)
_ADD_LINK = inserting(set_up_link)
_ADD_IDENTITY = inserting(external_identity)
_CONFIRM_FACTOR = Statement(
    "confirm second factor",
    update(second_factor)
    .where(second_factor.c.user == bindparam("of_user"), second_factor.c.confirmed_at.is_(None))
    .values(confirmed_at=bindparam("confirmed_at")),
)
_TAKE_STEP = Statement(
    "take code",
    update(second_factor)
    .where(second_factor.c.user == bindparam("of_user"), second_factor.c.last_step < bindparam("step"))
    .values(last_step=bindparam("step")),
)
_FORGET_FACTOR = Statement(
    "forget second factor", delete(second_factor).where(second_factor.c.user == bindparam("of_user"))
)
_FORGET_CODES = Statement(
    "forget recovery codes", delete(recovery_code).where(recovery_code.c.user == bindparam("of_user"))
)
_USE_CODE = Statement(
    "use recovery code",
    update(recovery_code)
    .where(
        recovery_code.c.user == bindparam("of_user"),
        recovery_code.c.hash == bindparam("this"),
        recovery_code.c.used_at.is_(None),
    )
    .values(used_at=bindparam("used_at")),
)
_USE_LINK = Statement(
    "use set-up link",
    update(set_up_link)
    .where(
        set_up_link.c.hash == bindparam("this"),
        set_up_link.c.used_at.is_(None),
        set_up_link.c.expires_at > bindparam("used_at"),
    )
    .values(used_at=bindparam("used_at")),
)
_FORGET_LINKS = Statement(
    "forget set-up links", delete(set_up_link).where(set_up_link.c.user == bindparam("of_user"))
)
_FORGET_FIRST_LINKS = Statement(
    "forget first set-up links", delete(set_up_link).where(set_up_link.c.user.is_(None))
)

_password_values = attrgetter(*_PASSWORD.names)
_factor_values = attrgetter(*_FACTOR.names)
_link_values = attrgetter(*_ADD_LINK.names)
_identity_values = attrgetter(*_ADD_IDENTITY.names)


# --- passwords ------------------------------------------------------------------------------------------------


def password_set(row: PasswordRow) -> Write:
    return _PASSWORD.write(_password_values(row))


async def password_of(reader: Reader, user_id: str) -> PasswordRow | None:
    return await reader.first(select(password).where(password.c.user == user_id), PasswordRow)


async def administrators_who_can_sign_in(reader: Reader) -> int:
    """How many active administrators have a password, or are known to a provider."""
    known = select(password.c.user).union(select(external_identity.c.user))
    query = (
        select(func.count())
        .select_from(user)
        .where(user.c.role == Role.ADMIN, user.c.disabled_at.is_(None), user.c.id.in_(known))
    )
    return int(await reader.value(query))


# --- second factors -------------------------------------------------------------------------------------------


def factor_set(row: SecondFactorRow) -> list[Write]:
    """The recovery codes of the one before go with it."""
    return [_FORGET_CODES.write_named(of_user=row.user), _FACTOR.write(_factor_values(row))]


def factor_confirmed(user_id: str, at: float) -> Write:
    """Refused when there is none to confirm."""
    return _CONFIRM_FACTOR.write_named(1, of_user=user_id, confirmed_at=at)


def step_taken(user_id: str, step: int) -> Write:
    """Refused when a code of this time step, or of a later one, was taken before."""
    return _TAKE_STEP.write_named(1, of_user=user_id, step=step)


def factor_forgotten(user_id: str) -> list[Write]:
    return [_FORGET_CODES.write_named(of_user=user_id), _FORGET_FACTOR.write_named(of_user=user_id)]


def codes_set(user_id: str, hashes: Iterable[str]) -> list[Write]:
    """These recovery codes, and none of those before."""
    added = [_ADD_CODE.write_named(user=user_id, hash=hash, used_at=None) for hash in hashes]
    return [_FORGET_CODES.write_named(of_user=user_id), *added]


def code_used(user_id: str, hash: str, at: float) -> Write:
    """Refused when there is no such code, or it is used."""
    return _USE_CODE.write_named(1, of_user=user_id, this=hash, used_at=at)


async def factor_of(reader: Reader, user_id: str) -> SecondFactorRow | None:
    return await reader.first(select(second_factor).where(second_factor.c.user == user_id), SecondFactorRow)


async def codes_of(reader: Reader, user_id: str) -> list[RecoveryCodeRow]:
    return await reader.all(select(recovery_code).where(recovery_code.c.user == user_id), RecoveryCodeRow)


# --- set-up links ---------------------------------------------------------------------------------------------


def link_made(row: SetUpLinkRow) -> list[Write]:
    """The newest link is the only one."""
    forget = _FORGET_FIRST_LINKS.write_named() if row.user is None else links_forgotten(row.user)
    return [forget, _ADD_LINK.write(_link_values(row))]


def links_forgotten(user_id: str) -> Write:
    return _FORGET_LINKS.write_named(of_user=user_id)


def link_used(hash: str, at: float) -> Write:
    """Refused when there is no such link, or it is used or over."""
    return _USE_LINK.write_named(1, this=hash, used_at=at)


async def link_by_hash(reader: Reader, hash: str) -> SetUpLinkRow | None:
    return await reader.first(select(set_up_link).where(set_up_link.c.hash == hash), SetUpLinkRow)


# --- identities of others ---------------------------------------------------------------------------------------


def identity_known(row: ExternalIdentityRow) -> Write:
    """Refused when it belongs to somebody already, or the user has another one."""
    return _ADD_IDENTITY.write(_identity_values(row))


async def identity_one(reader: Reader, issuer: str, subject: str) -> ExternalIdentityRow | None:
    query = select(external_identity).where(
        external_identity.c.issuer == issuer, external_identity.c.subject == subject
    )
    return await reader.first(query, ExternalIdentityRow)
