"""Runs modules of the pages under node, a development package; bare names mean what they mean in a page."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from workspace_web.locale.catalogue import catalogue
from workspace_web.modules import import_map
from workspace_web.static import FOLDER

HERE = Path(__file__).parent
NODE = Path(sys.executable).parent / "node"


def node(script: Path, *, language: str = "en", stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """The script, to its end; tests of `node:test` in it fail the process."""
    imports = import_map("catalogue", f"{FOLDER.as_uri()}/")["imports"]
    with TemporaryDirectory() as folder:
        words = Path(folder) / "catalogue.mjs"  # more than fits into an environment
        words.write_bytes(catalogue(language).module())
        imports["catalogue"] = words.as_uri()
        return subprocess.run(
            [NODE, "--import", HERE / "resolve.mjs", script],
            input=stdin.decode(),
            capture_output=True,
            text=True,
            timeout=60,
            env={"IMPORTS": json.dumps(imports), "TZ": "UTC", "LANG": "C.UTF-8"},
            check=False,
        )
