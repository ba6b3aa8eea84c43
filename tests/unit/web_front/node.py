"""Runs modules of the pages under node, a development package; bare names mean what they mean in a page."""

import base64
import json
import subprocess
import sys
from pathlib import Path

from workspace_web.locale.catalogue import catalogue
from workspace_web.modules import import_map
from workspace_web.static import FOLDER

HERE = Path(__file__).parent
NODE = Path(sys.executable).parent / "node"


def node(script: Path, *, language: str = "en", stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """The script, to its end; tests of `node:test` in it fail the process."""
    imports = import_map("catalogue", f"{FOLDER.as_uri()}/")["imports"]
    module = base64.b64encode(catalogue(language).module()).decode()
    imports["catalogue"] = f"data:text/javascript;base64,{module}"
    return subprocess.run(
        [NODE, "--import", HERE / "resolve.mjs", script],
        input=stdin.decode(),
        capture_output=True,
        text=True,
        timeout=60,
        env={"IMPORTS": json.dumps(imports), "TZ": "UTC", "LANG": "C.UTF-8"},
        check=False,
    )
