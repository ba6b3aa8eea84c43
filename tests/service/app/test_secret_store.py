"""Secrets that are made once and kept for their owner's eyes only."""

import stat
from pathlib import Path

from ari_app.secret_store import FILE, keep, write_private


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    made = keep(tmp_path, "ari_password", "ami_password")
    assert keep(tmp_path, "ami_password", "ari_password") == made
    assert len(set(made.values())) == 2
    assert all(len(secret) >= 32 for secret in made.values())


def test_a_new_name_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    before = keep(tmp_path, "ari_password")
    both = keep(tmp_path, "ari_password", "ami_password")
    assert both["ari_password"] == before["ari_password"]


def test_only_the_owner_may_read_the_file_even_when_it_was_open_before(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{}")
    (tmp_path / FILE).chmod(0o644)
    keep(tmp_path, "ari_password")
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_what_a_crash_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / ".x.new").write_text("half of it")
    write_private(tmp_path / "x", "all of it")
    assert (tmp_path / "x").read_text() == "all of it"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
