"""Sound is kept for as many days as the settings say, and no longer."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from ari_app.administration.retention import DAY, Retention
from ari_app.storage import recordings, settings, threads, visitors
from ari_app.storage.database import Database
from ari_app.storage.rows.channels import ThreadRow, VisitorRow
from ari_app.storage.rows.spine import RecordingRow, VoicemailRow
from ari_app.storage.settings import Changeable
from ari_app.storage.tables.channels import visitor

NOW = 1_800_000_000.0


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{tmp_path}/centre.db")
    await opened.upgrade()
    yield opened
    await opened.close()


def sounds(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.wav*"))


async def test_what_is_too_old_goes_with_its_file_and_its_wave(database: Database, tmp_path: Path) -> None:
    for name, days in (("old", 31), ("young", 29)):
        (tmp_path / f"{name}.wav").touch()
        (tmp_path / f"{name}.wav.peaks.json").touch()
        at = NOW - days * DAY
        await database.writer.commit(
            [
                recordings.kept(RecordingRow(name, "i1", name, at, 5.0, 2)),
                recordings.voicemail_left(VoicemailRow(name, "i1", "box", f"vm-{name}", 5.0, at)),
            ]
        )
    retention = Retention(database, tmp_path, lambda: NOW)
    assert await retention.sweep() == 0, "kept for ever unless somebody says otherwise"

    await database.writer.commit(settings.changed(Changeable(keep_recordings=30)))
    assert await retention.sweep() == 1
    assert sounds(tmp_path) == ["young.wav", "young.wav.peaks.json"]
    assert await recordings.one(database.reader, "old") is None
    assert await recordings.one(database.reader, "young") is not None
    assert await recordings.voicemail_one(database.reader, "old") is not None

    await database.writer.commit(settings.changed(Changeable(keep_voicemails=30)))
    assert await retention.sweep() == 1, "its file is gone already, which is as good"
    assert await recordings.voicemail_one(database.reader, "old") is None
    assert await recordings.voicemail_one(database.reader, "young") is not None


async def test_visitors_are_known_again_for_a_time_and_who_never_wrote_for_a_short_one(
    database: Database, tmp_path: Path
) -> None:
    for days in (1, 3, 179, 181):
        for kind in ("silent", "wrote"):
            name, at = f"{kind}-{days}", NOW - days * DAY
            writes = [visitors.added(VisitorRow(name, "shop", f"v-{name}", "", {}, at, at))]
            if kind == "wrote":
                row = ThreadRow(name, "shop", f"v-{name}", "", "", "", "", None, None, None, None, at)
                writes.append(threads.added(row))
            await database.writer.commit(writes)
    await Retention(database, tmp_path, lambda: NOW).sweep()
    left = await database.reader.all(select(visitor.c.token_hash).order_by(visitor.c.token_hash), str)
    assert left == ["silent-1", "wrote-1", "wrote-179", "wrote-3"]


async def test_a_database_that_can_only_be_read_is_not_asked_again_and_again(
    database: Database, tmp_path: Path
) -> None:
    """Locked, or on a full disk: what is gone is written once, however long that takes. All the others' rows wait in the
    same line, which has an end."""
    (tmp_path / "old.wav").touch()
    kept = recordings.kept(RecordingRow("old", "i1", "old", NOW - 31 * DAY, 5.0, 2))
    await database.writer.commit([kept, *settings.changed(Changeable(keep_recordings=30))])
    with closing(sqlite3.connect(tmp_path / "centre.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        sweeping = asyncio.create_task(Retention(database, tmp_path, lambda: NOW).sweep())
        async with asyncio.timeout(60):
            while database.writer.health.ok:
                await settings.read(database.reader)
        for _ in range(50):
            await settings.read(database.reader)
        assert database.writer.health.waiting <= 2
    assert await sweeping == 1
    assert await recordings.one(database.reader, "old") is None
