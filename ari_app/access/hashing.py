"""Passwords as they are kept: argon2id, with the cost that OWASP names (19 MiB, two passes), in threads.

One costs 30 ms of a core. No more of them run at once than there are cores, so that a whole shift that signs in at eight
keeps neither a caller nor an event of Asterisk waiting.
"""

import asyncio
import os

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError


class Hashing:
    """`hash`, and `verify` against what it made: with the cost of today, or with that of former days."""

    def __init__(self, *, passes: int = 2, kibibytes: int = 19 * 1024, at_once: int | None = None) -> None:
        self._hasher = PasswordHasher(
            time_cost=passes, memory_cost=kibibytes, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
        )
        self._room = asyncio.Semaphore(at_once or os.cpu_count() or 1)
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, kept: str | None, password: str) -> bool:
        """None, for nobody's, is never right and takes just as long."""
        hash = kept if kept is not None else await self._nobodys()
        async with self._room:
            right = await asyncio.to_thread(self._matches, hash, password)
        return right and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether it was made at another cost: make it anew while the password is at hand."""
        return self._hasher.check_needs_rehash(kept)

    def _matches(self, hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _nobodys(self) -> str:
        if self._nobody is None:
            self._nobody = await self.hash(os.urandom(16).hex())
        return self._nobody
