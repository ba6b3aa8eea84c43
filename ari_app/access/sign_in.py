"""Signing in, by password and code, by a set-up link, by a provider; showing again who one is; choosing a password.

Everything here ends in a session or a `NotSignedIn`, and is in the audit log either way. Nothing that is said, and no time
that it takes, tells whether there is a user of that name.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from ari_app.access.audit import Act, Audit
from ari_app.access.errors import (
    LinkOver,
    NameTaken,
    ProviderFailed,
    SecondFactorNeeded,
    TooSoon,
    WrongCredentials,
)
from ari_app.access.factors import SecondFactors
from ari_app.access.links import SetUpLinks
from ari_app.access.passwords import Passwords
from ari_app.access.service import Access, Identity
from ari_app.access.sessions import PROVIDED, NewSession, Place, Sessions
from ari_app.access.throttle import Throttle
from ari_app.storage import credentials
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.access import ExternalIdentityRow, UserRow

WRONG = "The user name or the password is wrong. Check both; an administrator can send you a new set-up link."
WRONG_CODE = "The code is wrong, or was used already. Wait for the next one, or use a recovery code."
SHOWN_FOR = 600.0  # seconds that having shown who one is counts for sensitive acts


class SignIn:
    def __init__(
        self,
        database: Database,
        access: Access,
        now: Callable[[], float],
        *,
        passwords: Passwords,
        factors: SecondFactors,
        sessions: Sessions,
        links: SetUpLinks,
        audit: Audit,
    ) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._access = access
        self._now = now
        self._passwords = passwords
        self._factors = factors
        self._sessions = sessions
        self._links = links
        self._audit = audit
        self._throttle = Throttle()

    # --- coming in ----------------------------------------------------------------------------------------------

    async def by_password(self, name: str, password: str, code: str | None, place: Place) -> NewSession:
        """Raises TooSoon, WrongCredentials, SecondFactorNeeded (the password is right: come again with a code)."""
        await self._begin(name, place)
        user = await self._access.user_named(name)
        if not await self._passwords.right(user, password) or user is None:
            await self._fail(user, name, place, WRONG, "password")
        await self._want_code(user, code, place)
        self._throttle.succeeded(name, place.address)
        session = await self._sessions.start(user, "password", place)
        await self._note(session.identity, "signed_in", place, way="password", code=code is not None)
        return session

    async def by_link(
        self, secret: str, name: str, password: str, code: str | None, place: Place
    ) -> NewSession:
        """Choose a password with a set-up link, and be signed in; whoever was signed in as this user is not any more.
        `name` is chosen by the first administrator alone. Raises TooSoon, LinkOver, WeakPassword, NameTaken,
        SecondFactorNeeded, WrongCredentials."""
        if (wait := self._throttle.wait("", place.address, self._now())) > 0:
            raise TooSoon(wait)
        self._throttle.tried("", place.address, self._now())
        bearer = await self._links.bearer(secret)
        self._throttle.take_back("", place.address)
        user = bearer.user
        if user is None:
            if await credentials.administrators_who_can_sign_in(self._reader):
                raise LinkOver("An administrator is set up already: sign in, or ask them for a link.")
            user = await self._first_administrator(name)
        await self._want_code(user, code, place)
        now = self._now()
        writes = [credentials.link_used(bearer.hash, now), await self._passwords.chosen(user, password)]
        try:
            await self._writer.commit(writes)
        except WriteRefused as error:
            raise LinkOver("This link was used a moment ago. Ask an administrator for a new one.") from error
        await self._sessions.revoke_all(user.id)
        session = await self._sessions.start(user, "set-up link", place)
        await self._note(session.identity, "set_up", place)
        return session

    async def by_provider(
        self, issuer: str, subject: str, name: str, place: Place, *, add: bool
    ) -> NewSession:
        """An OpenID provider vouches for `subject`, who is our user `name` when they come for the first time. `add`: a
        user that there is not is made, as agent. Raises ProviderFailed."""
        known = await credentials.identity_one(self._reader, issuer, subject)
        if known is not None:
            user = await self._access.user(known.user)
        else:
            user = await self._bind(issuer, subject, name, add=add)
        if user is None or user.disabled_at is not None:
            await self._audit.note(Act(name, "sign_in_failed", "", place.address, detail={"way": PROVIDED}))
            raise ProviderFailed(f"There is no active user {name!r} here.", "unknown")
        session = await self._sessions.start(user, PROVIDED, place)
        await self._note(session.identity, "signed_in", place, way=PROVIDED, subject=subject)
        return session

    # --- being in -----------------------------------------------------------------------------------------------

    async def show_again(
        self, identity: Identity, password: str | None, code: str | None, place: Place
    ) -> NewSession:
        """Show again who one is, by password or by code, for the next `SHOWN_FOR` seconds; the session gets another
        secret. Raises TooSoon, WrongCredentials."""
        await self._begin(identity.name, place)
        user = await self._access.user(identity.user)
        right = False
        if password is not None:
            right = await self._passwords.right(user, password)
        elif code is not None:
            right = await self._factors.take(identity.user, code)
        if not right:
            wrong = "The password is wrong." if password is not None else WRONG_CODE
            await self._fail(user, identity.name, place, wrong, "again")
        self._throttle.succeeded(identity.name, place.address)
        return await self._sessions.prove(identity)

    async def show_again_by_provider(
        self, identity: Identity, issuer: str, subject: str, place: Place
    ) -> NewSession:
        """The same for those who have no password: their provider has asked them anew, and vouches for `subject`. Raises
        ProviderFailed for anybody else."""
        known = await credentials.identity_one(self._reader, issuer, subject)
        if known is None or known.user != identity.user:
            raise ProviderFailed(f"The provider vouches for somebody else than {identity.name}.", "unknown")
        session = await self._sessions.prove(identity)
        await self._note(session.identity, "show_again", place, way=PROVIDED)
        return session

    def shown_lately(self, identity: Identity) -> bool:
        """Whether they may do what is sensitive. A token was made for what it may do."""
        return identity.session is None or identity.proved_at + SHOWN_FOR > self._now()

    async def choose_password(
        self, identity: Identity, current: str, password: str, place: Place
    ) -> NewSession:
        """Another password; all other sessions of theirs end. Raises TooSoon, WrongCredentials, WeakPassword."""
        await self._begin(identity.name, place)
        user = await self._access.user(identity.user)
        if not await self._passwords.right(user, current) or user is None:
            await self._fail(user, identity.name, place, "The current password is wrong.", "change")
        self._throttle.succeeded(identity.name, place.address)
        chosen = await self._passwords.chosen(user, password)
        session = await self._sessions.prove(identity, chosen, credentials.links_forgotten(user.id))
        await self._sessions.revoke_all(user.id, but=str(identity.session))
        return session

    async def confirm_factor(
        self, identity: Identity, code: str, place: Place
    ) -> tuple[list[str], NewSession]:
        """The authenticator works: it is asked for from now on. Recovery codes, shown once. Raises TooSoon,
        WrongCredentials."""
        await self._begin(identity.name, place)
        codes, writes = await self._factors.confirm(identity.user, code)
        self._throttle.take_back(identity.name, place.address)
        return codes, await self._sessions.prove(identity, *writes)

    # --- the steps ----------------------------------------------------------------------------------------------

    async def _begin(self, name: str, place: Place) -> None:
        if (wait := self._throttle.wait(name, place.address, self._now())) > 0:
            raise TooSoon(wait)
        self._throttle.tried(name, place.address, self._now())

    async def _want_code(self, user: UserRow, code: str | None, place: Place) -> None:
        if (await self._factors.standing(user.id)).since is None:
            return
        if not code:
            self._throttle.take_back(user.name, place.address)
            raise SecondFactorNeeded("Now the code of your authenticator, or a recovery code.")
        if not await self._factors.take(user.id, code):
            await self._fail(user, user.name, place, WRONG_CODE, "code")

    async def _fail(self, user: UserRow | None, name: str, place: Place, said: str, what: str) -> NoReturn:
        id = None if user is None else user.id
        detail: dict[str, Any] = {"what": what}
        if (wait := self._throttle.wait(name, place.address, self._now())) > 0:
            detail["has_to_wait"] = round(wait)
        await self._audit.note(Act(name, "sign_in_failed", "", place.address, id, detail))
        raise WrongCredentials(said)

    async def _first_administrator(self, name: str) -> UserRow:
        if not name.strip():
            raise WrongCredentials("Choose a user name.")
        try:
            return await self._access.add_user(name.strip(), Role.ADMIN)
        except NameTaken:
            user = await self._access.user_named(name.strip())
            if user is None or user.role is not Role.ADMIN or user.disabled_at is not None:
                raise
            return user

    async def _bind(self, issuer: str, subject: str, name: str, *, add: bool) -> UserRow | None:
        """From now on this subject is this user, whatever either is called later."""
        user = await self._access.user_named(name)
        if user is None and add:
            user = await self._access.add_user(name, Role.AGENT)
        if user is None or user.disabled_at is not None:
            return None
        row = ExternalIdentityRow(issuer, subject, user.id, self._now())
        try:
            await self._writer.commit([credentials.identity_known(row)])
        except WriteRefused as error:
            raise ProviderFailed(f"{name} is bound to another account of the provider.", "unknown") from error
        return user

    async def _note(self, identity: Identity, action: str, place: Place, **detail: Any) -> None:
        act = Act(identity.name, action, f"session {identity.session}", place.address, identity.user, detail)
        await self._audit.note(act)
