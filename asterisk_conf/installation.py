"""Which Asterisk this machine has."""

import re
import shutil
import subprocess
from pathlib import Path

OLDEST_MAJOR = 20
"""REST over WebSocket, chan_websocket and the sorcery back ends that we use came within the 20 series."""


class AsteriskMissing(RuntimeError):
    """No usable Asterisk was found; the message says how to get one."""


def find_root(state_folder: Path) -> Path | None:
    """The Asterisk root of the state folder, or None when the Asterisk on the PATH is new enough to use.

    Raises AsteriskMissing. The same choice as docker/install makes.
    """
    if (version := path_version()) and version >= OLDEST_MAJOR:
        return None
    root = state_folder / "asterisk-root"
    if (root / "usr/sbin/asterisk").is_file():
        return root
    found = f"the one on the PATH is version {version}" if version else "none is on the PATH"
    raise AsteriskMissing(
        f"Asterisk {OLDEST_MAJOR} or newer is needed: {found}, and {root} holds none. Run docker/install."
    )


def path_version() -> int | None:
    """Major version of the Asterisk on the PATH, None without one."""
    programme = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin")
    if programme is None:
        return None
    answer = subprocess.run([programme, "-V"], capture_output=True, text=True, timeout=10, check=False)
    match = re.search(r"Asterisk (?:certified[/-])?(\d+)\.", answer.stdout)
    return int(match[1]) if match else None
