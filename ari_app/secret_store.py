"""Secrets that nobody set are made once, at random, and kept in the state folder for this user's eyes only."""

import json
import os
import secrets
from pathlib import Path

FILE = "secrets.json"


def keep(state: Path, *names: str) -> dict[str, str]:
    """The secret of each name, made when it is not there yet. The file is 0600 from its first byte on."""
    path = state / FILE
    kept: dict[str, str] = json.loads(path.read_text()) if path.is_file() else {}
    missing = [name for name in names if name not in kept]
    if missing:
        kept |= {name: secrets.token_urlsafe(24) for name in missing}
        write_private(path, json.dumps(kept, indent=2) + "\n")
    return {name: kept[name] for name in names}


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
