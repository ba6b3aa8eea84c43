"""What the pages have of others is what the lockfile pins, byte for byte, each with its licence."""

import hashlib
import json

from workspace_web.modules import NAMED, imports_of
from workspace_web.static import FOLDER

VENDOR = FOLDER / "vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text())
LOCK = json.loads((FOLDER.parent / "frontend" / "package-lock.json").read_text())["packages"]


def test_every_file_is_the_one_of_the_manifest() -> None:
    there = {
        path.relative_to(FOLDER).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (*VENDOR.iterdir(), FOLDER / "img" / "icons.svg")
        if path.name != "MANIFEST.json"
    }
    assert there == MANIFEST["files"], "run: npm run vendor, in workspace_web/frontend"


def test_every_version_is_the_locked_one() -> None:
    locked = {name: LOCK[f"node_modules/{name}"]["version"] for name in MANIFEST["packages"]}
    assert locked == {name: package["version"] for name, package in MANIFEST["packages"].items()}


def test_every_package_has_its_licence_and_it_is_a_free_one() -> None:
    licences = (VENDOR / "LICENCES.txt").read_text()
    for name, package in MANIFEST["packages"].items():
        assert f"{name} {package['version']} ({package['license']})\n" in licences
    assert {package["license"] for package in MANIFEST["packages"].values()} <= {
        "MIT",
        "ISC",
        "Apache-2.0",
        "BSD-3-Clause",
        "OFL-1.1",
    }


def test_all_share_one_preact() -> None:
    """Two of them would not see each other's hooks. (Only what makes elements knows this address.)"""
    homes = [
        path.name for path in VENDOR.glob("*.js") if "http://www.w3.org/1998/Math/MathML" in path.read_text()
    ]
    assert len(homes) == 1
    sharing = {
        name for name, path in NAMED.items() if f"./{homes[0]}" in imports_of((FOLDER / path).read_text())
    }
    assert {"preact", "preact/hooks", "@preact/signals", "@xyflow/react"} <= sharing


def test_every_icon_that_is_wanted_is_there() -> None:
    wanted = (FOLDER.parent / "frontend" / "icons.txt").read_text().split()
    sprite = (FOLDER / "img" / "icons.svg").read_text()
    assert [name for name in wanted if f'<symbol id="{name}"' not in sprite] == []
