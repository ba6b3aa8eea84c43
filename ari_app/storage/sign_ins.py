"""How each user can sign in, at one look."""

from dataclasses import dataclass

from sqlalchemy import select

from ari_app.storage.reader import Reader
from ari_app.storage.tables.access import external_identity, password, second_factor


@dataclass(frozen=True, slots=True)
class Ways:
    """Ids of users: who can sign in at all, and who has a second factor."""

    sign_in: frozenset[str]
    second_factor: frozenset[str]


async def every(reader: Reader) -> Ways:
    known = select(password.c.user).union(select(external_identity.c.user))
    confirmed = select(second_factor.c.user).where(second_factor.c.confirmed_at.is_not(None))
    return Ways(frozenset(await reader.all(known, str)), frozenset(await reader.all(confirmed, str)))
