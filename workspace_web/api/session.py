"""Signing in and out: by password and code, by a set-up link; and showing again that it is still you.

The session is in a cookie that no script sees. What a page needs of it is the `csrf` that it has to send with everything
that is not safe.
"""

from http import HTTPStatus
from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints

from ari_app.access.errors import (
    AccessError,
    LinkOver,
    NameTaken,
    NotSignedIn,
    SecondFactorNeeded,
    TooSoon,
    WeakPassword,
)
from ari_app.access.password_rules import LONGEST
from ari_app.access.sessions import NewSession
from ari_app.storage.choices import Role
from workspace_web.api.shapes import Word
from workspace_web.ask import Ask
from workspace_web.problems import (
    CONFLICT,
    INVALID,
    NOT_FOUND,
    SECOND_FACTOR_NEEDED,
    SIGN_IN_FAILED,
    TOO_MANY_FAILURES,
    Fault,
    Part,
    Problem,
)
from workspace_web.route import Route, route
from workspace_web.wire import Shape

# Longer than any that can be chosen: whoever tries one is told that it is wrong, or too long, in the usual way.
Password = Annotated[SecretStr, StringConstraints(min_length=1, max_length=LONGEST * 4)]
Code = Annotated[SecretStr, StringConstraints(max_length=100)]
Secret = Annotated[SecretStr, StringConstraints(min_length=1, max_length=200)]

CHALLENGE = {"WWW-Authenticate": 'Form realm="trunkline"'}
_REFUSALS = (SIGN_IN_FAILED, SECOND_FACTOR_NEEDED, TOO_MANY_FAILURES)


class Credentials(Shape):
    """Who one is. `code` once it was asked for: of the authenticator, or a recovery code."""

    user: Word
    password: Password
    code: Code | None = None


class SetUp(Shape):
    """A set-up link, and the password that one chooses with it."""

    link: Secret
    name: Word | None = Field(default=None, description="The first administrator chooses a user name.")
    password: Password
    code: Code | None = None


class Link(Shape):
    link: Secret


class LinkCard(Shape):
    """Who a set-up link is for; null: the first administrator, who has no name yet."""

    user: str | None


class Shown(Shape):
    """The password, or a code of the authenticator: one of them."""

    password: Password | None = None
    code: Code | None = None


class SessionCard(Shape):
    """Who is signed in. `limited`: they have to set up their second factor before anything else."""

    user: str
    role: Role
    csrf: str = Field(description="To be sent as `X-CSRF-Token` with all that is not GET.")
    limited: bool


class Ways(Shape):
    """How one can sign in here, besides by password."""

    openid: str | None = Field(description="Where a browser goes to sign in through the provider.")


@route("GET", "/session/ways", scope=None)
async def ways_to_sign_in(ask: Ask) -> Ways:
    """How one can sign in."""
    return Ways(openid=None if ask.services.reception.openid is None else "/sign-in/provider")


@route("POST", "/session", scope=None, problems=_REFUSALS, status=HTTPStatus.CREATED)
async def sign_in(ask: Ask, body: Credentials) -> SessionCard:
    """Sign in by password.

    With a second factor it takes two requests: the first is answered `second-factor-needed`, the second is the same with
    `code`. Whoever fails again and again has to wait, longer each time."""
    try:
        session = await ask.services.reception.sign_in.by_password(
            body.user, body.password.get_secret_value(), _secret(body.code), ask.visit.place
        )
    except AccessError as error:
        raise refusal(error) from None
    return signed_in(ask, session)


@route("POST", "/session/link", scope=None, problems=(SIGN_IN_FAILED,))
async def read_set_up_link(ask: Ask, body: Link) -> LinkCard:
    """Who a set-up link is for."""
    try:
        bearer = await ask.services.reception.links.bearer(body.link.get_secret_value())
    except LinkOver as error:
        raise refusal(error) from None
    return LinkCard(user=None if bearer.user is None else bearer.user.name)


@route("POST", "/session/set-up", scope=None, problems=(*_REFUSALS, CONFLICT), status=HTTPStatus.CREATED)
async def set_up(ask: Ask, body: SetUp) -> SessionCard:
    """Choose a password with a set-up link, and be signed in.

    The link is good once. All other sessions of the user end."""
    try:
        session = await ask.services.reception.sign_in.by_link(
            body.link.get_secret_value(),
            body.name or "",
            body.password.get_secret_value(),
            _secret(body.code),
            ask.visit.place,
        )
    except AccessError as error:
        raise refusal(error) from None
    return signed_in(ask, session)


@route("GET", "/session", scope="account:read")
async def read_session(ask: Ask) -> SessionCard:
    """Who is signed in."""
    csrf = ask.services.reception.csrf(ask.signed_in)
    return SessionCard(user=ask.caller.name, role=ask.caller.role, csrf=csrf, limited=ask.caller.limited)


@route("POST", "/session/shown", scope="account:write", problems=(SIGN_IN_FAILED, TOO_MANY_FAILURES))
async def show_again(ask: Ask, body: Shown) -> SessionCard:
    """Show again that it is you.

    What is sensitive may be done for ten minutes from now. The session gets another cookie."""
    try:
        session = await ask.services.reception.sign_in.show_again(
            ask.signed_in, _secret(body.password), _secret(body.code), ask.visit.place
        )
    except AccessError as error:
        raise refusal(error) from None
    return signed_in(ask, session)


@route("DELETE", "/session", scope="account:write", problems=(NOT_FOUND,))
async def sign_out(ask: Ask) -> None:
    """Sign out, in this browser."""
    await ask.services.reception.sessions.revoke(ask.signed_in.user, str(ask.signed_in.session))
    ask.visit.session = ""


def signed_in(ask: Ask, session: NewSession) -> SessionCard:
    """The browser holds the session from now on."""
    ask.visit.session = session.secret
    identity = session.identity
    return SessionCard(
        user=identity.name,
        role=identity.role,
        csrf=ask.services.reception.csrf(identity),
        limited=identity.limited,
    )


def refusal(error: AccessError) -> Problem:
    """What went wrong, as the page is told."""
    match error:
        case TooSoon():
            wait = str(max(1, round(error.seconds)))
            return Problem(TOO_MANY_FAILURES, str(error), headers={"Retry-After": wait})
        case SecondFactorNeeded():
            return Problem(SECOND_FACTOR_NEEDED, str(error), headers=CHALLENGE)
        case NotSignedIn():
            return Problem(SIGN_IN_FAILED, str(error), headers=CHALLENGE)
        case WeakPassword():
            return Problem(INVALID, errors=[Fault(part=Part.BODY, pointer="/password", detail=str(error))])
        case NameTaken():
            return Problem(CONFLICT, str(error))
        case _:
            raise error


def _secret(given: SecretStr | None) -> str | None:
    return None if given is None else given.get_secret_value()


ROUTES: tuple[Route, ...] = (
    ways_to_sign_in,
    sign_in,
    read_set_up_link,
    set_up,
    read_session,
    show_again,
    sign_out,
)
