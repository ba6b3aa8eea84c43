"""The chain: whatever is done to a row, it shows. ASVS 5.0: 16.4.2."""

from dataclasses import replace

import pytest

from ari_app.access.audit_rules import START, first_broken, sealed
from ari_app.storage.rows.access import AuditRow

KEY = b"k" * 32


def chain(length: int = 5) -> list[AuditRow]:
    rows, before = [], START
    for n in range(length):
        row = AuditRow(0, 100.0 + n, "u1", "ann", "signed_in", "session", "127.0.0.1", '{"n":1}', "")
        before = sealed(row, before, KEY)
        rows.append(before)
    return rows


def test_a_chain_that_nobody_touched_is_whole() -> None:
    rows = chain()
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5]
    assert first_broken(rows, START, KEY) is None
    assert first_broken(rows[2:], rows[1], KEY) is None
    assert first_broken([], START, KEY) is None


@pytest.mark.parametrize(
    "change",
    [
        {"at": 1.0},
        {"user": None},
        {"user": "u2"},
        {"name": "bob"},
        {"action": "signed_out"},
        {"target": ""},
        {"address": "10.0.0.1"},
        {"detail": "{}"},
        {"seal": "0" * 64},
    ],
)
def test_v16_4_2_a_row_that_was_changed_is_found(change: dict[str, object]) -> None:
    rows = chain()
    rows[2] = replace(rows[2], **change)  # type: ignore[arg-type]
    broken = first_broken(rows, START, KEY)
    assert broken is not None
    assert broken.seq == 3


def test_v16_4_2_a_row_that_was_removed_put_in_or_moved_is_found() -> None:
    rows = chain()
    for tampered, seq in (
        (rows[:2] + rows[3:], 3),
        (rows[1:], 1),
        ([*rows[:3], rows[2], *rows[3:]], 4),
        ([rows[0], rows[2], rows[1], *rows[3:]], 2),
        ([rows[0], replace(rows[2], seq=2), *rows[2:]], 2),
    ):
        broken = first_broken(tampered, START, KEY)
        assert broken is not None
        assert broken.seq == seq


def test_without_the_key_nobody_makes_a_row() -> None:
    rows = chain(2)
    forged = sealed(replace(rows[1], name="bob"), rows[0], b"guessed")
    broken = first_broken([rows[0], forged], START, KEY)
    assert broken is not None
    assert broken.seq == 2


def test_fields_do_not_run_into_each_other() -> None:
    row = AuditRow(0, 1.0, None, "ab", "c", "", "", "{}", "")
    other = replace(row, name="a", action="bc")
    assert sealed(row, START, KEY).seal != sealed(other, START, KEY).seal
