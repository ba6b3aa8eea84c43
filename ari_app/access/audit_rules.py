"""The chain of the audit log: each row is sealed together with the seal of the row before. Pure.

Whoever changes, removes or inserts a row cannot make its seal, nor any that follows, without the key. (Rows cut off at
the very end leave a chain that is whole: compare the last number with the one that was logged or noted elsewhere.)
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace

import orjson

from ari_app.storage.rows.access import AuditRow

START = AuditRow(0, 0.0, None, "", "", "", "", "", "")
"""What the first row follows."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row that is not as it was written, or that is not where it should be."""

    seq: int
    why: str


def sealed(row: AuditRow, before: AuditRow, key: bytes) -> AuditRow:
    """`row` as the next after `before`."""
    next = replace(row, seq=before.seq + 1)
    return replace(next, seal=_seal(next, before.seal, key))


def first_broken(rows: Iterable[AuditRow], before: AuditRow, key: bytes) -> Broken | None:
    """Follow the chain from `before`, which is whole."""
    for row in rows:
        if row.seq != before.seq + 1:
            return Broken(before.seq + 1, f"row {before.seq + 1} is missing: {row.seq} follows {before.seq}")
        if not hmac.compare_digest(row.seal, _seal(row, before.seal, key)):
            return Broken(row.seq, f"row {row.seq} was changed after it was written, or its place was")
        before = row
    return None


def _seal(row: AuditRow, before: str, key: bytes) -> str:
    said = orjson.dumps(
        [before, row.seq, row.at, row.user, row.name, row.action, row.target, row.address, row.detail]
    )
    return hmac.digest(key, said, hashlib.sha256).hex()
