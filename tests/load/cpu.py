"""Processor time of a process and of all that it started, from /proc."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _CHILDREN_SYSTEM = 1, 11, 14
"""Places in /proc/PID/stat, counted from the state (the field after the name)."""


def cpu_ms(pid: int) -> float:
    """Milliseconds used so far by the process, its living descendants, and those that have ended."""
    tree, grown = {pid}, True
    stats = {int(path.name): stat for path in Path("/proc").glob("[0-9]*") if (stat := _stat(path))}
    if pid not in stats:
        raise ProcessLookupError(f"process {pid} has ended")
    while grown:
        children = {child for child, stat in stats.items() if stat[_PARENT] in tree}
        grown = not children <= tree
        tree |= children
    ticks = sum(sum(stats[member][_USER : _CHILDREN_SYSTEM + 1]) for member in tree)
    return 1000 * ticks / _TICKS


def _stat(process: Path) -> list[int]:
    """The numbers of a process after its name, the state as 0; nothing when it has just ended."""
    try:
        text = (process / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [0, *map(int, text.rpartition(")")[2].split()[1:])]
