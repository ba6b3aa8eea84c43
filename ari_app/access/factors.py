"""The second factor: an authenticator's codes, each good once, and recovery codes for when the authenticator is lost."""

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass, field

from ari_app.access import totp
from ari_app.access.errors import WrongCredentials
from ari_app.access.sealing import Sealing
from ari_app.access.service import hash_of
from ari_app.storage import credentials
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.access import SecondFactorRow
from ari_app.storage.statement import Write

ISSUER = "Trunkline"
CODES = 10
CODE = 15  # bytes: 120 bits, so that a fast hash of it is safe to keep
GROUP = 4  # characters, for reading it aloud


@dataclass(frozen=True, slots=True)
class Enrolment:
    """For an authenticator: `address` as a QR code, `secret` for typing. Shown once."""

    address: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody has a second factor, since when, and how many recovery codes they have left."""

    since: float | None
    recovery_codes: int


class SecondFactors:
    def __init__(self, database: Database, now: Callable[[], float], sealing: Sealing) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._now = now
        self._sealing = sealing

    async def standing(self, user: str) -> Standing:
        row = await credentials.factor_of(self._reader, user)
        if row is None or row.confirmed_at is None:
            return Standing(None, 0)
        codes = await credentials.codes_of(self._reader, user)
        return Standing(row.confirmed_at, sum(code.used_at is None for code in codes))

    async def enrol(self, user: str, name: str) -> Enrolment:
        """A new secret, which counts once a code of it was shown (`confirm`). One that is in force stays until then: it
        has to be removed first. Raises WrongCredentials."""
        before = await credentials.factor_of(self._reader, user)
        if before is not None and before.confirmed_at is not None:
            raise WrongCredentials("You have a second factor already: remove that first.")
        secret = os.urandom(totp.SECRET)
        row = SecondFactorRow(user, self._sealing.seal(secret, _about(user)), 0, self._now())
        await self._writer.commit(credentials.factor_set(row))
        return Enrolment(totp.address(secret, name, ISSUER), totp.shown(secret))

    async def confirm(self, user: str, code: str) -> tuple[list[str], list[Write]]:
        """They have it: their recovery codes, and what puts both into force. Raises WrongCredentials."""
        row = await credentials.factor_of(self._reader, user)
        if row is None or row.confirmed_at is not None or (step := self._step(row, code)) is None:
            raise WrongCredentials(
                "This is not the code of now. Wait for the next one, and check the clock of your device."
            )
        codes, writes = self.new_codes(user)
        in_force = [credentials.factor_confirmed(user, self._now()), credentials.step_taken(user, step)]
        return codes, [*in_force, *writes]

    async def remove(self, user: str) -> None:
        """Their password alone lets them in, if their role may do without."""
        await self._writer.commit(credentials.factor_forgotten(user))

    async def renew_codes(self, user: str) -> list[str]:
        """New recovery codes, shown once."""
        codes, writes = self.new_codes(user)
        await self._writer.commit(writes)
        return codes

    async def take(self, user: str, given: str) -> bool:
        """Whether it is a code of theirs that was never taken before; it is now."""
        row = await credentials.factor_of(self._reader, user)
        if row is None or row.confirmed_at is None:
            return False
        typed = "".join(given.split()).replace("-", "")
        if len(typed) == totp.DIGITS:
            step = self._step(row, typed)
            return step is not None and await self._once(credentials.step_taken(user, step))
        return await self._once(credentials.code_used(user, hash_of(typed.upper()), self._now()))

    def new_codes(self, user: str) -> tuple[list[str], list[Write]]:
        """Recovery codes, shown once, and what puts them in the place of those before."""
        codes = [base64.b32encode(os.urandom(CODE)).decode() for _ in range(CODES)]
        return [_grouped(code) for code in codes], credentials.codes_set(user, map(hash_of, codes))

    def _step(self, row: SecondFactorRow, code: str) -> int | None:
        secret = self._sealing.open(row.secret, _about(row.user))
        return totp.step_of(secret, "".join(code.split()), self._now(), row.last_step)

    async def _once(self, write: Write) -> bool:
        """Two who come with the same code at once: the database lets one of them through."""
        try:
            await self._writer.commit([write])
        except WriteRefused:
            return False
        return True


def _about(user: str) -> str:
    return f"second factor of {user}"


def _grouped(code: str) -> str:
    return "-".join(code[place : place + GROUP] for place in range(0, len(code), GROUP)).lower()
