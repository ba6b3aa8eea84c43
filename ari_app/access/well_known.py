"""Passwords that are well known, as sorted prefixes of their hashes: 40,000 in 200 kB, found by bisection.

They are the union of two published lists of passwords that were found in breaches, in lower case: the one of Django 5.2
(20,000, gathered by Royce Williams; BSD licence) and the one of zxcvbn 4.5 (30,000; MIT licence). With a newer list, made
anew by `python -m ari_app.access.well_known <file of passwords, one on a line>`. One in 27 million good passwords is
refused by the chance that its prefix is in the list.
"""

import hashlib
import sys
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("well_known.bin")
PREFIX = 5  # bytes


def well_known(password: str) -> bool:
    """`password` in lower case."""
    prefixes = _read()
    wanted = _prefix(password)
    low, high = 0, len(prefixes) // PREFIX
    while low < high:
        middle = (low + high) // 2
        found = prefixes[middle * PREFIX : (middle + 1) * PREFIX]
        if found == wanted:
            return True
        if found < wanted:
            low = middle + 1
        else:
            high = middle
    return False


@cache
def _read() -> bytes:
    return FILE.read_bytes()


def _prefix(password: str) -> bytes:
    return hashlib.sha256(password.encode()).digest()[:PREFIX]


def make(words: Path, file: Path = FILE) -> int:
    """Write `file` from a list; how many there are."""
    lines = (line.strip().casefold() for line in words.read_text(encoding="utf-8").splitlines())
    prefixes = sorted({_prefix(line) for line in lines if line})
    file.write_bytes(b"".join(prefixes))
    return len(prefixes)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
