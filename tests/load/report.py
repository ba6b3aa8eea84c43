"""From runs to figures, and from figures to what people read. Pure."""

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import NotRequired, TypedDict

from tests.load.channel_report import Channels
from tests.load.channel_report import section as channels_section
from tests.load.measure import Run
from tests.load.page_report import Pages, section
from tests.load.router_bench import Figures as RouterFigures
from tests.load.router_bench import Result
from tests.load.target import Target, listed


class Figures(TypedDict):
    """One way of giving calls to agents at one rate; milliseconds, and CPU per call."""

    cpu_ms: float
    pdd_p50_ms: float
    pdd_p95_ms: float
    pdd_p99_ms: float
    failed: int


class Report(TypedDict):
    """What var/bench.json holds: calls by rate and by way, the router alone, what is written (`channel_bench`), and the
    pages (`page_bench`)."""

    calls: dict[str, dict[str, Figures]]
    router: Result
    channels: NotRequired[Channels]
    pages: NotRequired[Pages]


WAYS = {"dial": "Asterisk's Dial()", "app_queue": "app_queue, leastrecent", "trunkline": "Trunkline"}
CPU_LIMIT = 1.3
P95_LIMIT = 2.0
P95_RATE = "40"
ROUTER_LIMIT = 20_000


def figures(rounds: Sequence[Run]) -> Figures:
    """The medians over the rounds, and every failed call of any round."""
    return Figures(
        cpu_ms=round(median(run.cpu_ms for run in rounds), 2),
        pdd_p50_ms=round(median(run.pdd_p50_ms for run in rounds), 2),
        pdd_p95_ms=round(median(run.pdd_p95_ms for run in rounds), 2),
        pdd_p99_ms=round(median(run.pdd_p99_ms for run in rounds), 2),
        failed=sum(run.failed for run in rounds),
    )


def report(runs: Mapping[tuple[int, str], Sequence[Run]], router: Result) -> Report:
    """Everything that was measured; `runs` by rate and way."""
    rates = dict.fromkeys(rate for rate, _ in runs)
    calls = {
        str(rate): {way: figures(rounds) for (at, way), rounds in runs.items() if at == rate}
        for rate in rates
    }
    return Report(calls=calls, router=router)


def table(found: Report) -> str:
    """The figures of the calls as a Markdown table."""
    head = "| calls/s | who gives calls to agents | CPU ms per call | PDD p50 ms | p95 | p99 | failed |"
    rule = "|--------:|---------------------------|----------------:|-----------:|----:|----:|-------:|"
    rows = [
        f"| {rate} | {WAYS[way]} | {one['cpu_ms']:.1f} | {one['pdd_p50_ms']:.1f} | {one['pdd_p95_ms']:.1f} "
        f"| {one['pdd_p99_ms']:.1f} | {one['failed']} |"
        for rate, ways in found["calls"].items()
        for way, one in ways.items()
    ]
    return "\n".join([head, rule, *rows])


def targets(found: Report) -> Iterator[Target]:
    """What was to be reached, as far as this report can tell."""
    compared = {
        rate: (ways["trunkline"], ways["app_queue"])
        for rate, ways in found["calls"].items()
        if {"trunkline", "app_queue"} <= ways.keys()
    }
    if compared:
        failed = sum(ours["failed"] for ours, _ in compared.values())
        yield Target("no failed call", f"{failed} failed", failed == 0)
    for rate, (ours, theirs) in compared.items():
        yield _ratio(f"CPU per call at {rate} calls/s", ours["cpu_ms"], theirs["cpu_ms"], CPU_LIMIT)
    if P95_RATE in compared:
        ours, theirs = compared[P95_RATE]
        yield _ratio(f"PDD p95 at {P95_RATE} calls/s", ours["pdd_p95_ms"], theirs["pdd_p95_ms"], P95_LIMIT)
    speed = found["router"]["events_per_s"]
    yield Target(f"router alone: at least {ROUTER_LIMIT:,} events/s", f"{speed:,}", speed >= ROUTER_LIMIT)


def _ratio(what: str, ours: float, theirs: float, limit: float) -> Target:
    ratio = ours / theirs if theirs else math.inf
    return Target(f"{what}: at most {limit:g} times app_queue's", f"{ratio:.2f} times", ratio <= limit)


def verdicts(found: Report) -> str:
    """The targets as Markdown list."""
    return listed(targets(found))


def router_table(router: Result) -> str:
    """The router's figures, and those of simpler ones under the same load, as a Markdown table."""

    def row(name: str, one: RouterFigures) -> str:
        times = f"{one['mean_us']:,} | {one['p50_us']:,} | {one['p99_us']:,} | {one['max_us']:,}"
        return f"| {name} | {one['events_per_s']:,} | {times} |"

    head = "| router | events/s | mean µs per event | p50 | p99 | longest |"
    rule = "|--------|---------:|------------------:|----:|----:|--------:|"
    others = (row(name.replace("_", " "), one) for name, one in router["compared_with"].items())
    return "\n".join([head, rule, row("ours", router), *others])


def page(found: Report, machine: str) -> str:
    """docs/benchmarks.md."""
    calls = _PAGE.format(
        table=table(found),
        verdicts=verdicts(found),
        router=router_table(found["router"]),
        machine=machine,
        **{name: f"{found['router'][name]:,}" for name in ("waiting", "agents", "skills")},
    )
    parts = [calls]
    if "channels" in found:
        parts.append(channels_section(found["channels"]))
    if "pages" in found:
        parts.append(section(found["pages"]))
    return "\n".join(parts)


_PAGE = """# Benchmarks

`make bench` measures, on the machine at hand, what Trunkline costs beside what Asterisk can do alone, and its pages;
`python -m tests.load.bench --write-docs` writes this page from its result (`var/bench.json`). Don't edit it.

{machine}

## Calls

{table}

Targets:

{verdicts}

### How it is measured

- SIPp callers call Asterisk at a steady rate; an answered call is held for 3 s. One SIPp plays the phones of
  300 agents, which answer at once. Everything is on one machine; no sound is sent.
- *Dial()* rings one agent per call without any choice: the least that an exchange can do. *app_queue* has the
  300 agents as static members (`leastrecent`, `ringinuse=no`, `autofill=yes`). *Trunkline* has everything on
  except recording; its agents are desk phones at fixed contacts, without wrap-up time. All three run the same
  Asterisk with the same modules; only the first two load `app_dial` and `app_queue` too.
- Post-dial delay (PDD) is the time from the caller's INVITE to the INVITE that rings the agent, matched by
  the caller's number, both stamped by the kernel (tcpdump, which takes INVITEs only).
- CPU is user and system time of Asterisk and of all processes of the app from `/proc`, from after a short
  warm-up until the last call has ended, divided by the number of calls.
- A call has failed unless the caller was answered and could hang up in order, an agent was rung for this
  caller, and an agent's phone answered and was told of the end.
- Each run has a fresh Asterisk (and app). The three take turns and rounds are repeated, so that other load on
  the machine hurts all alike. Figures are medians over the rounds; failed calls are the sum of all rounds.

## The router alone

No Asterisk, no storage: the pure router, fed with a mixed life of {waiting} waiting, {agents} agents and
{skills} skills (`tests/load/router_bench.py`), beside simpler routers under the same load.

{router}
"""
