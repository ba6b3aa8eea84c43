"""Everything of this room together, as `main`, the commands and the tests want it."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from ari_app.access.audit import Audit
from ari_app.access.factors import SecondFactors
from ari_app.access.hashing import Hashing
from ari_app.access.links import SetUpLinks
from ari_app.access.openid import OpenId
from ari_app.access.passwords import Passwords
from ari_app.access.sealing import Sealing
from ari_app.access.service import Access, Identity
from ari_app.access.sessions import Policy, Sessions
from ari_app.access.sign_in import SignIn
from ari_app.storage.database import Database

SECRET_NAME = "access_secret"  # noqa: S105 - its name, not the secret
"""The name of the secret of the state folder that everything here is sealed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """`sealing` is for what a browser keeps for us; `openid` is None when no provider is set. `address`: how people reach
    the pages, where the settings say so (a proxy hides it from us); else they reach them as they just did."""

    access: Access
    passwords: Passwords
    factors: SecondFactors
    sessions: Sessions
    links: SetUpLinks
    sign_in: SignIn
    audit: Audit
    sealing: Sealing
    openid: OpenId | None = None
    address: str = ""

    def csrf(self, identity: Identity) -> str:
        """What the pages of a session send with everything that is not safe; it stays the same for the session's life, so
        that no page in another tab is left behind. Empty for a token."""
        if identity.session is None:
            return ""
        return hmac.digest(self.sealing.derived("csrf"), identity.session.encode(), "sha256").hex()


def open_reception(
    database: Database,
    now: Callable[[], float],
    secret: str,
    *,
    access: Access | None = None,
    policy: Policy | None = None,
    hashing: Hashing | None = None,
    openid: OpenId | None = None,
    address: str = "",
) -> Reception:
    """`secret` is kept in the state folder: without it no second factor opens, and the audit log cannot be verified.
    Close `audit` at the end."""
    access = access or Access(database, now)
    sealing = Sealing(secret)
    passwords = Passwords(database, now, hashing)
    factors = SecondFactors(database, now, sealing)
    sessions = Sessions(database, access, now, policy or Policy())
    links = SetUpLinks(database, now)
    audit = Audit(database, now, sealing.derived("audit"))
    sign_in = SignIn(
        database,
        access,
        now,
        passwords=passwords,
        factors=factors,
        sessions=sessions,
        links=links,
        audit=audit,
    )
    return Reception(
        access=access,
        passwords=passwords,
        factors=factors,
        sessions=sessions,
        links=links,
        sign_in=sign_in,
        audit=audit,
        sealing=sealing,
        openid=openid,
        address=address,
    )
