"""Processor time of a tree of processes."""

import os
import subprocess
import sys

import pytest

from tests.load.cpu import cpu_ms

WORK = "import time\nwhile time.process_time() < 0.1: pass\n"
PARENT = (
    f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {WORK!r}])\nprint(flush=True)\ninput()"
)
USED = 70
"""Milliseconds, of 100: user and system time are counted in ticks of 10 ms, each rounded down."""


def test_what_children_used_counts_even_after_their_end() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert cpu_ms(process.pid) >= USED
        process.communicate(b"\n")


def test_living_children_count() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WORK + "print(flush=True)\ninput()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert cpu_ms(os.getpid()) >= cpu_ms(child.pid) >= USED
        child.communicate(b"\n")


def test_a_process_that_ended_has_no_time() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass

    with pytest.raises(ProcessLookupError):
        cpu_ms(process.pid)
