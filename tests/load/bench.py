"""`make bench`: what a call costs through Dial(), app_queue and Trunkline, and how fast the router is. (And then
what is written: `channel_bench.py`, and the pages: `page_bench.py`.)

    python -m tests.load.bench                 a full run of about eight minutes; writes var/bench.json
    python -m tests.load.bench --quick         a minute and a half: does it work? Writes var/bench-quick.json
    python -m tests.load.bench --write-docs    writes docs/benchmarks.md from var/bench.json, measures nothing

It needs SIPp, tcpdump, and the right to capture (root).
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests.load import router_bench
from tests.load.centre import StartCentre, Surroundings
from tests.load.errors import BenchError
from tests.load.measure import Run, measure
from tests.load.plain_asterisk import app_queue, dial, free_ports
from tests.load.report import WAYS, Report, page, report, router_table, table, verdicts
from tests.load.sipp import Calls
from tests.load.trunkline_centre import trunkline

CHECKOUT = Path(__file__).resolve().parents[2]
RESULT = CHECKOUT / "var/bench.json"
QUICK_RESULT = CHECKOUT / "var/bench-quick.json"
"""Never the source of the documentation."""

PAGE = CHECKOUT / "docs/benchmarks.md"

CENTRES: dict[str, StartCentre] = {"dial": dial, "app_queue": app_queue, "trunkline": trunkline}
FULL = (Calls(20, 140, 3000), Calls(40, 240, 3000), Calls(80, 400, 3000))
QUICK = (Calls(20, 40, 1000), Calls(40, 80, 1000), Calls(80, 160, 1000))
ROUNDS = 3


async def measure_calls(
    ways: list[str], rounds: int, plan: tuple[Calls, ...]
) -> dict[tuple[int, str], list[Run]]:
    """Every way at every rate, `rounds` times; the ways take turns at being first."""
    runs: dict[tuple[int, str], list[Run]] = defaultdict(list)
    folder = Path(tempfile.mkdtemp(prefix="trunkline-bench-runs-"))
    print(f"SIPp's and Asterisk's own logs: {folder}")
    for number in range(rounds):
        turn = number % len(ways)
        for calls in plan:
            for way in ways[turn:] + ways[:turn]:
                callers_port, agents_port = free_ports(2)
                own = folder / f"{number + 1}-{way}-{calls.rate}"
                run = await measure(CENTRES[way], Surroundings(own, callers_port, agents_port), calls)
                runs[calls.rate, way].append(run)
                print(_line(number + 1, way, calls.rate, run), flush=True)
    return {(calls.rate, way): runs[calls.rate, way] for calls in plan for way in ways}


def _line(number: int, way: str, rate: int, run: Run) -> str:
    return (
        f"round {number}, {rate:2} calls/s, {way:9}: PDD {run.pdd_p50_ms:.1f} / {run.pdd_p95_ms:.1f} / "
        f"{run.pdd_p99_ms:.1f} ms, CPU {run.asterisk_cpu_ms:.1f} + {run.app_cpu_ms:.1f} ms, "
        f"{run.failed} of {run.calls} failed, load {os.getloadavg()[0]:.1f}"
    )


def machine() -> str:
    """The machine in one sentence."""
    info = Path("/proc/cpuinfo").read_text()
    models = [line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"Measured on {os.cpu_count()} cores ({models[0] if models else platform.machine()}), "
        f"{memory:.0f} GB of memory, Linux {platform.release()}, Python {platform.python_version()}."
    )


def main() -> int:
    """Run what the command line asks for; the exit code is 1 when it could not be measured."""
    options = argparse.ArgumentParser(prog="bench", description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--quick", action="store_true", help="one short round: does it work?")
    options.add_argument("--write-docs", action="store_true", help="only write docs/benchmarks.md")
    options.add_argument("--ways", default=",".join(WAYS), help="which to measure (default: %(default)s)")
    chosen = options.parse_args()
    if chosen.write_docs:
        found: Report | None = json.loads(RESULT.read_text()) if RESULT.is_file() else None
        if found is None or "calls" not in found:
            print(f"No calls in {RESULT} yet: run the benchmark without --write-docs first.", file=sys.stderr)
            return 1
        PAGE.write_text(page(found, machine()))
        return 0
    try:
        runs = asyncio.run(
            measure_calls(
                chosen.ways.split(","), 1 if chosen.quick else ROUNDS, QUICK if chosen.quick else FULL
            )
        )
    except BenchError as error:
        print(f"The benchmark can't be run: {error}", file=sys.stderr)
        return 1
    measured = report(runs, router_bench.run())
    result = QUICK_RESULT if chosen.quick else RESULT
    result.parent.mkdir(exist_ok=True)
    if result.is_file():  # what others measured stays
        former: Report = json.loads(result.read_text())
        measured = {**former, **measured}
    result.write_text(json.dumps(measured, indent=2) + "\n")
    parts = (table(measured), router_table(measured["router"]), verdicts(measured))
    print("", *parts, f"Written to {result}.", sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
