"""One run: a fresh exchange, a warm-up, then callers at a steady rate, watched from outside."""

from dataclasses import dataclass

from tests.load import capture, sipp
from tests.load.centre import Centre, StartCentre, Surroundings
from tests.load.cpu import cpu_ms
from tests.load.delays import percentile, post_dial_delays
from tests.load.errors import BenchError
from tests.load.sipp import Calls

WARM_UP = Calls(rate=20, count=10, hold_ms=200)
"""Calls that are not measured: what the first call alone has to load is not a cost per call."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run showed; times in milliseconds."""

    calls: int
    failed: int
    asterisk_cpu_ms: float
    """Per call."""
    app_cpu_ms: float
    """Per call, all processes of the app."""
    pdd_p50_ms: float
    pdd_p95_ms: float
    pdd_p99_ms: float

    @property
    def cpu_ms(self) -> float:
        """Per call, everything that serves it."""
        return self.asterisk_cpu_ms + self.app_cpu_ms


async def measure(start: StartCentre, surroundings: Surroundings, calls: Calls) -> Run:
    """Make the calls and return what they cost and how long their callers waited."""
    folder = surroundings.folder
    pcap = folder / "invites.pcap"
    async with (
        sipp.agents(surroundings.agents_port, folder / "agents") as agents,
        start(surroundings) as centre,
    ):

        async def make(some: Calls, name: str) -> int:
            return await sipp.call(
                centre.sip_port, centre.number, surroundings.callers_port, some, folder / name
            )

        await make(WARM_UP, "warm-up")
        before = _cpu(centre)
        async with capture.capturing(pcap, (centre.sip_port, surroundings.agents_port)):
            answered = await make(calls, "callers")
        served = await agents.served(WARM_UP.count + calls.count)
        after = _cpu(centre)

    delays = post_dial_delays(capture.read(pcap), centre.sip_port, surroundings.agents_port)
    waits = list(delays.values())
    if not waits:
        raise BenchError(f"no call reached an agent: see {folder}")
    good = min(answered, len(waits), served - WARM_UP.count)
    return Run(
        calls=calls.count,
        failed=calls.count - good,
        asterisk_cpu_ms=(after[0] - before[0]) / calls.count,
        app_cpu_ms=(after[1] - before[1]) / calls.count,
        pdd_p50_ms=percentile(waits, 0.50),
        pdd_p95_ms=percentile(waits, 0.95),
        pdd_p99_ms=percentile(waits, 0.99),
    )


def _cpu(centre: Centre) -> tuple[float, float]:
    """Milliseconds that Asterisk and the app have used so far."""
    return cpu_ms(centre.asterisk_pid), 0.0 if centre.app_pid is None else cpu_ms(centre.app_pid)
