"""My own account: my password, my second factor, where I am signed in, my tokens. Of nobody else, and by no token."""

import io
from http import HTTPStatus
from typing import Annotated

import segno
from pydantic import Field, StringConstraints

from ari_app.access.errors import AccessError, RoleTooHigh
from ari_app.storage.choices import Role
from workspace_web.api.session import Code, Password, SessionCard, refusal, signed_in
from workspace_web.api.shapes import Listing, OpenSession, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND, SIGN_IN_FAILED, TOO_MANY_FAILURES, Problem
from workspace_web.route import Route, route
from workspace_web.wire import Epoch, Shape

Label = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
DAY = 86_400.0


class AccountCard(Shape):
    """How I sign in."""

    user: str
    role: Role
    password_changed_at: Epoch | None = Field(description="None: I have none, a provider vouches for me.")
    second_factor_since: Epoch | None
    second_factor_needed: bool = Field(description="My role has to have one.")
    recovery_codes: int = Field(description="How many are left.")


class NewPassword(Shape):
    current: Password
    password: Password


class EnrolmentCard(Shape):
    """For an authenticator; shown once. It counts when a code of it was sent to `confirm`."""

    secret: str
    address: str
    picture: str = Field(description="The address as a QR code: SVG.")


class Confirmation(Shape):
    code: Code


class RecoveryCodes(Shape):
    """Each lets one in once, when the authenticator is lost. Shown once."""

    codes: tuple[str, ...]


class MySession(OpenSession):
    """One of my sessions."""

    current: bool = Field(description="The one that asks.")


class SessionList(Listing[MySession]):
    """My sessions, the one used last first."""


class SessionPath(Shape):
    session: Word


class TokenCard(Shape):
    """A token of the API; the token itself is kept nowhere."""

    id: str
    label: str
    role: Role
    created_at: Epoch
    expires_at: Epoch | None
    last_used_at: Epoch | None


class TokenList(Listing[TokenCard]):
    """My tokens that are valid, newest first."""


class WantedToken(Shape):
    label: Label = Field(description="What it is for.", examples=["nightly report"])
    role: Role | None = Field(default=None, description="Less than my own, if it is to do less.")
    days: int | None = Field(
        default=None, ge=1, le=3650, description="How long it is valid; for ever unless given."
    )


class MadeToken(Shape):
    """`secret` is shown once."""

    token: TokenCard
    secret: str


class TokenPath(Shape):
    token: Word


@route("GET", "/account", scope="account:read")
async def read_account(ask: Ask) -> AccountCard:
    """How I sign in."""
    reception, me = ask.services.reception, ask.signed_in
    standing = await reception.factors.standing(me.user)
    return AccountCard(
        user=me.name,
        role=me.role,
        password_changed_at=await reception.passwords.changed_at(me.user),
        second_factor_since=standing.since,
        second_factor_needed=await reception.sessions.needs_factor(me.role),
        recovery_codes=standing.recovery_codes,
    )


@route("PUT", "/account/password", scope="account:write", problems=(SIGN_IN_FAILED, TOO_MANY_FAILURES))
async def change_password(ask: Ask, body: NewPassword) -> SessionCard:
    """Choose another password.

    My other sessions end, and this one gets another cookie."""
    try:
        session = await ask.services.reception.sign_in.choose_password(
            ask.signed_in,
            body.current.get_secret_value(),
            body.password.get_secret_value(),
            ask.visit.place,
        )
    except AccessError as error:
        raise refusal(error) from None
    return signed_in(ask, session)


@route("POST", "/account/second-factor", scope="account:write", problems=(CONFLICT,), sensitive=True)
async def enrol_second_factor(ask: Ask) -> EnrolmentCard:
    """Begin to set up a second factor.

    Scan the picture with an authenticator, then send a code to `confirm`."""
    me = ask.signed_in
    try:
        enrolment = await ask.services.reception.factors.enrol(me.user, me.name)
    except AccessError as error:
        raise Problem(CONFLICT, str(error)) from None
    return EnrolmentCard(
        secret=enrolment.secret, address=enrolment.address, picture=_qr_code(enrolment.address)
    )


@route(
    "POST",
    "/account/second-factor/confirm",
    scope="account:write",
    problems=(SIGN_IN_FAILED, TOO_MANY_FAILURES),
)
async def confirm_second_factor(ask: Ask, body: Confirmation) -> RecoveryCodes:
    """The authenticator works: from now on its codes are asked for. Keep the recovery codes."""
    try:
        codes, session = await ask.services.reception.sign_in.confirm_factor(
            ask.signed_in, body.code.get_secret_value(), ask.visit.place
        )
    except AccessError as error:
        raise refusal(error) from None
    signed_in(ask, session)
    return RecoveryCodes(codes=tuple(codes))


@route("DELETE", "/account/second-factor", scope="account:write", sensitive=True)
async def remove_second_factor(ask: Ask) -> None:
    """Remove my second factor and its recovery codes. Where my role needs one, I set up another at once."""
    await ask.services.reception.factors.remove(ask.signed_in.user)
    ask.services.reception.sessions.forget(ask.signed_in.user)


@route("POST", "/account/recovery-codes", scope="account:write", problems=(CONFLICT,), sensitive=True)
async def renew_recovery_codes(ask: Ask) -> RecoveryCodes:
    """New recovery codes; those before are worth nothing any more."""
    factors, me = ask.services.reception.factors, ask.signed_in
    if (await factors.standing(me.user)).since is None:
        raise Problem(CONFLICT, "Set up a second factor first.")
    return RecoveryCodes(codes=tuple(await factors.renew_codes(me.user)))


@route("GET", "/account/sessions", scope="account:read")
async def my_sessions(ask: Ask) -> SessionList:
    """Where I am signed in."""
    me = ask.signed_in
    return SessionList(
        items=tuple(
            MySession(**OpenSession.of(row).model_dump(), current=row.id == me.session)
            for row in await ask.services.reception.sessions.open_of(me.user)
        )
    )


@route("DELETE", "/account/sessions/{session}", scope="account:write", problems=(NOT_FOUND,))
async def end_my_session(ask: Ask, path: SessionPath) -> None:
    """Sign out elsewhere: end one session of mine."""
    me = ask.signed_in
    if not await ask.services.reception.sessions.revoke(me.user, path.session):
        raise Problem(NOT_FOUND, f"You have no open session {path.session!r}.")
    if path.session == me.session:
        ask.visit.session = ""


@route("DELETE", "/account/sessions", scope="account:write")
async def end_my_other_sessions(ask: Ask) -> None:
    """Sign out everywhere else."""
    me = ask.signed_in
    await ask.services.reception.sessions.revoke_all(me.user, but=str(me.session))


@route("GET", "/account/tokens", scope="account:read")
async def my_tokens(ask: Ask) -> TokenList:
    """My tokens that are valid."""
    rows = await ask.services.reception.access.valid_tokens_of(ask.signed_in.user)
    return TokenList(items=tuple(TokenCard.model_validate(row, from_attributes=True) for row in rows))


@route(
    "POST",
    "/account/tokens",
    scope="account:write",
    problems=(CONFLICT,),
    status=HTTPStatus.CREATED,
    sensitive=True,
)
async def make_my_token(ask: Ask, body: WantedToken) -> MadeToken:
    """Make a token for a program that works for me. It is shown once."""
    access, me = ask.services.reception.access, ask.signed_in
    expires_at = None if body.days is None else ask.services.centre.clock.now() + body.days * DAY
    try:
        made = await access.create_token(me.user, body.role or me.role, body.label, expires_at)
    except RoleTooHigh as error:
        raise Problem(CONFLICT, str(error)) from None
    return MadeToken(token=TokenCard.model_validate(made.row, from_attributes=True), secret=made.secret)


@route("DELETE", "/account/tokens/{token}", scope="account:write", problems=(NOT_FOUND,))
async def revoke_my_token(ask: Ask, path: TokenPath) -> None:
    """Revoke a token of mine; the programs that use it stop at once."""
    access, me = ask.services.reception.access, ask.signed_in
    if path.token not in {row.id for row in await access.valid_tokens_of(me.user)}:
        raise Problem(NOT_FOUND, f"You have no valid token {path.token!r}.")
    await access.revoke_token(path.token)


def _qr_code(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, dark="#000", light="#fff"
    )
    return drawn.getvalue().decode()


ROUTES: tuple[Route, ...] = (
    read_account,
    change_password,
    enrol_second_factor,
    confirm_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    my_sessions,
    end_my_session,
    end_my_other_sessions,
    my_tokens,
    make_my_token,
    revoke_my_token,
)
