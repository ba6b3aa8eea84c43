"""docker/state-folder: the one rule of where everything is kept, run from a checkout in a closed folder."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "docker/state-folder"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that only its owner can reach into."""
    folder = tmp_path / "closed/checkout"
    (folder / "docker").mkdir(parents=True)
    shutil.copy(SCRIPT, folder / "docker")
    folder.parent.chmod(0o700)
    return folder


def printed(checkout: Path, state: str | None = None) -> str:
    environment = {"PATH": os.environ["PATH"]} | ({"TRUNKLINE_STATE": state} if state is not None else {})
    script = checkout / "docker/state-folder"
    return subprocess.check_output([script], env=environment, cwd="/", text=True, timeout=10).strip()


def test_without_a_setting_it_is_beside_the_code_unless_asterisk_could_not_reach_it(checkout: Path) -> None:
    as_root = os.geteuid() == 0
    assert printed(checkout) == ("/var/lib/trunkline" if as_root else f"{checkout}/var")


def test_the_file_says_it(checkout: Path) -> None:
    (checkout / "trunkline.toml").write_text('sip_port = 5070\nstate = "/srv/some where" # big disk\n')
    assert printed(checkout) == "/srv/some where"


def test_only_the_top_of_the_file_counts(checkout: Path) -> None:
    (checkout / "trunkline.toml").write_text("state = '/srv/one'\n[other]\nstate = '/srv/two'\n")
    assert printed(checkout) == "/srv/one"


def test_the_environment_overrules_the_file(checkout: Path) -> None:
    (checkout / "trunkline.toml").write_text('state = "/srv/one"\n')
    assert printed(checkout, "/srv/two") == "/srv/two"


def test_a_relative_folder_is_meant_from_the_checkout(checkout: Path) -> None:
    assert printed(checkout, "data/../kept") == f"{checkout}/kept"
