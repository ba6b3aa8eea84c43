"""The argument list that starts Asterisk."""

from pathlib import Path

import pytest

from asterisk_conf.command import command
from asterisk_conf.settings import AsteriskSettings


def settings(root: Path | None) -> AsteriskSettings:
    return AsteriskSettings(
        root=root,
        etc=Path("/srv/etc"),
        state=Path("/srv/state"),
        ari_password="secret",
        ami_password="secret",
    )


def test_from_a_root_it_runs_through_the_roots_own_loader(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    assert wanted.libraries is not None
    wanted.libraries.mkdir(parents=True)
    loader = wanted.libraries / "ld-linux-any.so.2"
    loader.touch()
    assert command(wanted) == [
        str(loader),
        "--library-path",
        str(wanted.libraries),
        str(tmp_path / "usr/sbin/asterisk"),
        "-C",
        "/srv/etc/asterisk.conf",
        "-f",
        "-n",
    ]


def test_a_folder_that_is_no_root_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=f"{tmp_path} is no Asterisk root"):
        command(settings(tmp_path))


def test_the_machines_own_is_started_plainly() -> None:
    arguments = command(settings(None))
    assert Path(arguments[0]).name == "asterisk"
    assert arguments[1:] == ["-C", "/srv/etc/asterisk.conf", "-f", "-n"]


def test_root_becomes_somebody_who_can_gain_nothing() -> None:
    arguments = command(settings(None), user="trunkline")
    privileges = arguments[: arguments.index("--")]
    assert privileges[0] == "setpriv"
    assert {"--reuid=trunkline", "--regid=trunkline", "--clear-groups", "--no-new-privs"} <= set(privileges)


def test_it_can_be_tied_to_its_parent() -> None:
    assert command(settings(None), dies_with_parent=True)[:3] == ["setpriv", "--pdeathsig=KILL", "--"]
