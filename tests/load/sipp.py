"""SIPp on both ends: agents that answer at once, and callers at a steady rate."""

import asyncio
import csv
import shutil
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.load.errors import BenchError

_HERE = Path(__file__).parent
_LAST_CALLS_SECONDS = 4.0
_FAILED, _FINE = 1, 0
"""SIPp's exit codes when some calls failed and when none did; every other one is trouble of its own."""


@dataclass(frozen=True, slots=True)
class Calls:
    """What to ask of the callers."""

    rate: int
    """Calls set up per second."""
    count: int
    hold_ms: int


@asynccontextmanager
async def agents(port: int, folder: Path) -> AsyncIterator["Agents"]:
    """The phones of all agents, on one port."""
    process = await _start("agent.xml", folder, "-p", str(port), "-aa")
    try:
        yield Agents(folder)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


class Agents:
    """Running phones."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def served(self, expected: int) -> int:
        """How many calls were answered and ended in order; returns at once when these are all that are expected.

        The last ones end just after their callers, and SIPp tells once a second.
        """
        deadline = asyncio.get_running_loop().time() + _LAST_CALLS_SECONDS
        while (count := _successful(self._folder)) < expected:
            if asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(0.1)
        return count


async def call(server_port: int, number: str, port: int, calls: Calls, folder: Path) -> int:
    """Make the calls from `port` and return, when all are over, how many were answered and ended in order."""
    options = {
        "-p": port, "-s": number, "-d": calls.hold_ms, "-r": calls.rate, "-m": calls.count, "-l": calls.count,
    }  # fmt: skip
    flat = [str(part) for pair in options.items() for part in pair]
    process = await _start("caller.xml", folder, f"127.0.0.1:{server_port}", *flat)
    limit = calls.count / calls.rate + calls.hold_ms / 1000 + 45
    try:
        code = await asyncio.wait_for(process.wait(), limit)
    except TimeoutError:
        code = _FAILED  # its statistics say how far it came
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code not in (_FINE, _FAILED):
        raise BenchError(f"SIPp ended with {code}: see {folder}")
    return _successful(folder)


async def _start(scenario: str, folder: Path, *options: str) -> Process:
    programme = shutil.which("sipp")
    if programme is None:
        raise BenchError("SIPp is missing: apt-get install sip-tester")
    _make(folder)
    common = ["-sf", str(_HERE / scenario), "-i", "127.0.0.1", "-nostdin"]
    statistics = ["-trace_stat", "-stf", str(folder / "statistics.csv"), "-fd", "1"]
    errors = ["-trace_err", "-error_file", str(folder / "errors.log")]
    return await asyncio.create_subprocess_exec(
        programme, *common, *statistics, *errors, *options,
        stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, cwd=folder,
    )  # fmt: skip


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _successful(folder: Path) -> int:
    statistics = folder / "statistics.csv"
    if not statistics.exists():
        return 0
    with statistics.open(newline="") as file:
        counts = [row["SuccessfulCall(C)"] for row in csv.DictReader(file, delimiter=";")]
    return next((int(count) for count in reversed(counts) if count), 0)  # the last row may be half written
