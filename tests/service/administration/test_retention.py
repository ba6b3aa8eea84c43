"""Sound is kept for as many days as the settings say, and no longer."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ari_app.administration.retention import DAY, Retention
from ari_app.storage import recordings, settings
from ari_app.storage.database import Database
from ari_app.storage.rows.spine import RecordingRow, VoicemailRow
from ari_app.storage.settings import Changeable

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
    assert len(await recordings.voicemails_in(database.reader, "box")) == 2

    await database.writer.commit(settings.changed(Changeable(keep_voicemails=30)))
    assert await retention.sweep() == 1, "its file is gone already, which is as good"
    assert [row.id for row in await recordings.voicemails_in(database.reader, "box")] == ["young"]
