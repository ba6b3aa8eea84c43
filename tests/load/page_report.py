"""The pages' part of the report: what they cost a browser and whoever waits for them. Pure."""

from collections.abc import Iterator, Mapping
from typing import TypedDict

from tests.load.target import Target, listed

LARGEST_KB, READY_MS = 400, 1500
BUSY_PERCENT, LATE_MS = 15, 250
LEAST_SCORE = 95


class Workspace(TypedDict):
    """The first load of the workspace, nothing cached. `ready_ms`: from the navigation until the agent sees their state, the
    median of `rounds`."""

    ready_ms: float
    worst_ms: float
    kilobytes: float
    requests: int
    rounds: int
    lighthouse: Mapping[str, float]


class Supervisor(TypedDict):
    """The supervisor's page while the centre changes; percent of one CPU, and milliseconds from a change in the centre to
    the frame that shows it. `server_percent` has the centre that changes in it, and the browser's driver. `load`: of the
    machine, with all that ran beside."""

    page_percent: float
    server_percent: float
    p50_ms: float
    p95_ms: float
    probes: int
    load: float


class Pages(TypedDict):
    """What var/bench.json holds of the pages."""

    workspace: Workspace
    supervisor: Supervisor


def targets(pages: Pages) -> Iterator[Target]:
    """What was to be reached."""
    workspace, supervisor = pages["workspace"], pages["supervisor"]
    yield Target(
        f"workspace: first load under {LARGEST_KB} kB",
        f"{workspace['kilobytes']:.0f} kB",
        workspace["kilobytes"] < LARGEST_KB,
    )
    yield Target(
        f"workspace: ready under {READY_MS} ms",
        f"{workspace['ready_ms']:.0f} ms",
        workspace["ready_ms"] < READY_MS,
    )
    least = min(workspace["lighthouse"].values(), default=0)
    yield Target(
        f"workspace: Lighthouse at least {LEAST_SCORE} in every category",
        f"{least:.0f}",
        least >= LEAST_SCORE,
    )
    yield Target(
        f"supervisor: the page's main thread busy under {BUSY_PERCENT} %",
        f"{supervisor['page_percent']:.1f} %",
        supervisor["page_percent"] < BUSY_PERCENT,
    )
    yield Target(
        f"supervisor: change to screen under {LATE_MS} ms at p95",
        f"{supervisor['p95_ms']:.0f} ms",
        supervisor["p95_ms"] < LATE_MS,
    )


def section(pages: Pages) -> str:
    """ "## Pages" of docs/benchmarks.md."""
    workspace, supervisor = pages["workspace"], pages["supervisor"]
    scores = ", ".join(f"{name} {score:.0f}" for name, score in workspace["lighthouse"].items())
    return _SECTION.format(
        **{key: f"{value:,.0f}" for key, value in workspace.items() if isinstance(value, int | float)},
        scores=scores,
        **{
            f"supervisor_{key}": f"{value:,.1f}"
            for key, value in supervisor.items()
            if key.endswith("percent")
        },
        **{key: f"{supervisor[key]:,.0f}" for key in ("p50_ms", "p95_ms", "probes")},
        load=f"{supervisor['load']:.1f}",
        verdicts=listed(targets(pages)),
    )


_SECTION = """## Pages

| page | figure | measured |
|------|--------|---------:|
| workspace, nothing cached | travels, compressed | {kilobytes} kB in {requests} requests |
| workspace, nothing cached | the agent sees their state after | {ready_ms} ms, worst {worst_ms} ms |
| workspace | Lighthouse | {scores} |
| supervisor, 300 agents, 30 queues, 30 changes/s | the page's main thread | {supervisor_page_percent} % of a CPU |
| supervisor, the same | the server, the centre and the browser's driver | {supervisor_server_percent} % of a CPU |
| supervisor, the same | from a change to the frame that shows it | {p50_ms} ms, p95 {p95_ms} ms |

Targets:

{verdicts}

### How pages are measured

- Debian's Chromium, headless, without a GPU: what a graphics card would draw, these cores draw too.
- Workspace: the demo centre, cache off; the median and the worst of {rounds} loads, from the navigation until the
  agent's state stands in the top bar.
- Supervisor: the whole web application on a centre in memory, in one process. 300 agents, 30 queues and their
  callers change thirty times a second; all agents are in the table, the queues above it, who waits beside it. The main
  thread's time is its own CPU time. One agent's reason changes now and then to a number: the time from there to the
  end of the frame that shows the number, {probes} times. Other work on the machine, a load of {load} then, makes all of it
  slower.
"""
