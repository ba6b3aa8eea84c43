"""The file of a recording or a message, found in its folder and nowhere else."""

from pathlib import Path

from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.route import Download


def sound_file(folder: Path, name: str) -> Download:
    """`name` as the database has it, with or without `.wav`. Raises a problem when the file is gone."""
    path = (folder / (name if name.endswith(".wav") else f"{name}.wav")).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise Problem(
            NOT_FOUND, "The sound of it is not there any more: it was removed, or its disk is missing."
        )
    return Download(path, "audio/wav")
