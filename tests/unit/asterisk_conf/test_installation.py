"""Which Asterisk is used: one on the PATH when it is new enough, else the root in the state folder."""

from pathlib import Path

import pytest

from asterisk_conf.installation import AsteriskMissing, find_root


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def put_asterisk(folder: Path, says: str) -> None:
    programme = folder / "asterisk"
    programme.write_text(f"#!/bin/sh\necho '{says}'\n")
    programme.chmod(0o755)


def put_root(state: Path) -> Path:
    programme = state / "asterisk-root/usr/sbin/asterisk"
    programme.parent.mkdir(parents=True)
    programme.touch()
    return state / "asterisk-root"


@pytest.mark.parametrize(
    "says", ["Asterisk 22.10.1~dfsg", "Asterisk 20.0.0", "Asterisk certified-20.7-cert2"]
)
def test_a_new_one_on_the_path_is_taken(path: Path, tmp_path: Path, says: str) -> None:
    put_asterisk(path, says)
    put_root(tmp_path)
    assert find_root(tmp_path) is None


@pytest.mark.parametrize("says", ["Asterisk 18.26.4", "Asterisk 16.28.0~dfsg", "no idea"])
def test_an_old_one_on_the_path_is_passed_over(path: Path, tmp_path: Path, says: str) -> None:
    put_asterisk(path, says)
    root = put_root(tmp_path)
    assert find_root(tmp_path) == root


def test_with_none_at_all_the_message_says_what_to_do(path: Path, tmp_path: Path) -> None:
    with pytest.raises(AsteriskMissing, match="Run docker/install"):
        find_root(tmp_path)


def test_an_old_one_alone_is_named(path: Path, tmp_path: Path) -> None:
    put_asterisk(path, "Asterisk 18.26.4")
    with pytest.raises(AsteriskMissing, match="version 18"):
        find_root(tmp_path)
