"""The channels' part of the report: how fast what is written comes in, and how soon an agent sees it. Pure."""

from collections.abc import Iterator, Sequence
from typing import TypedDict

from tests.load.delays import percentile
from tests.load.target import Target, listed

LEAST_PER_S, LATEST_MS = 800, 150
SEEN_MS = 200


class Figures(TypedDict):
    """`failed`: not acknowledged. Milliseconds."""

    per_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    worst_ms: float
    count: int
    failed: int


class Intake(TypedDict):
    """`webhooks`: over HTTP, signed, the rest of the way running beside; `bare`: the same rows straight to the writer.
    `cpu_ms`: of the app for one message, its whole way. `caught_up_s`: until the last one was understood, after the last
    was acknowledged."""

    connections: int
    webhooks: Figures
    bare: Figures
    cpu_ms: float
    caught_up_s: float


class Chats(TypedDict):
    """`open`: chats that agents have before them; `per_s`: messages of customers. Milliseconds from the customer's request
    to the agent's live socket. `kilobytes`: memory of the app for one open chat."""

    open: int
    agents: int
    per_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    seen: int
    lost: int
    kilobytes: float


class Channels(TypedDict):
    """What var/bench.json holds of the channels. `load`: of the machine, with all that ran beside."""

    intake: Intake
    chats: Chats
    load: float


def figures(seconds: float, times: Sequence[float], failed: int = 0) -> Figures:
    """`times` in seconds, at least one."""
    return Figures(
        per_s=len(times) / seconds,
        p50_ms=1000 * percentile(times, 0.50),
        p95_ms=1000 * percentile(times, 0.95),
        p99_ms=1000 * percentile(times, 0.99),
        worst_ms=1000 * max(times),
        count=len(times),
        failed=failed,
    )


def targets(found: Channels) -> Iterator[Target]:
    """What was to be reached."""
    webhooks, chats = found["intake"]["webhooks"], found["chats"]
    yield Target(
        f"signed webhooks: at least {LEAST_PER_S} a second",
        f"{webhooks['per_s']:.0f}",
        webhooks["per_s"] >= LEAST_PER_S,
    )
    yield Target(
        f"signed webhooks: p99 under {LATEST_MS} ms",
        f"{webhooks['p99_ms']:.0f} ms",
        webhooks["p99_ms"] < LATEST_MS,
    )
    yield Target("every webhook acknowledged", f"{webhooks['failed']} failed", webhooks["failed"] == 0)
    yield Target(
        f"{chats['open']:,} open chats: an agent sees a message in under {SEEN_MS} ms at p95",
        f"{chats['p95_ms']:.0f} ms",
        chats["p95_ms"] < SEEN_MS,
    )
    yield Target("every message seen", f"{chats['lost']} not seen", chats["lost"] == 0)


def section(found: Channels) -> str:
    """ "## Channels" of docs/benchmarks.md."""
    intake, chats = found["intake"], found["chats"]
    return _SECTION.format(
        rows="\n".join(
            f"| {name} | {one['per_s']:,.0f} | {one['p50_ms']:.0f} | {one['p95_ms']:.0f} | {one['p99_ms']:.0f} "
            f"| {one['worst_ms']:.0f} |"
            for name, one in (
                ("signed webhooks over HTTP, all of the way", intake["webhooks"]),
                ("the same rows straight to the writer", intake["bare"]),
            )
        ),
        connections=intake["connections"],
        count=f"{intake['webhooks']['count']:,}",
        cpu_ms=f"{intake['cpu_ms']:.2f}",
        caught_up_s=f"{intake['caught_up_s']:.1f}",
        open=f"{chats['open']:,}",
        agents=chats["agents"],
        per_s=f"{chats['per_s']:.0f}",
        seen=f"{chats['seen']:,}",
        p50=f"{chats['p50_ms']:.0f}",
        p95=f"{chats['p95_ms']:.0f}",
        p99=f"{chats['p99_ms']:.0f}",
        kilobytes=f"{chats['kilobytes']:.0f}",
        load=f"{found['load']:.1f}",
        verdicts=listed(targets(found)),
    )


_SECTION = """## Channels

| {connections} at once, SQLite, full sync | a second | p50 ms | p95 | p99 | longest |
|------|---------:|-------:|----:|----:|--------:|
{rows}

| {open} chats open, {per_s} messages/s | measured |
|------|---------:|
| from the customer's request to the agent's live socket | {p50} ms, p95 {p95} ms, p99 {p99} ms |
| memory of the app for one open chat | {kilobytes} kB |

Targets:

{verdicts}

### How channels are measured

- Webhooks: a provider in a process of its own sends {count} signed messages of 1,000 customers over {connections}
  connections, each the next when the last is acknowledged, which is when it is on disk. Meanwhile all of them go the
  rest of the way: conversation, routing, customer, screens. {cpu_ms} ms of the app's CPU for each message, all of its way;
  the last one was understood {caught_up_s} s after it was acknowledged.
- Straight to the writer: the same rows in the same sizes of groups, by as many tasks as there were connections, without
  HTTP, signature, or anything that follows, in the same minute on the same disk.
- Chats: {agents} agents with {open} chats before them, a live socket each. Their customers write {per_s} messages a second;
  {seen} times, from the request being sent to the message in the socket of the agent who has the chat. Memory is what
  the app has grown by from no chat to all of them.
- Other work on the machine, a load of {load} then, makes all of it slower.
"""
