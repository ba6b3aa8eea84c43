"""The supervisor's page before a big centre that changes thirty times a second: how busy it keeps a browser's main thread,
and how long it takes from a change in the centre to the frame that shows it. Real Chromium, real web application."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, process_time

from playwright.async_api import CDPSession, Page

from ari_app.storage.database import Database
from tests.browser.chromium import chromium, new_context
from tests.load.live_centre import PROBE, LiveCentre, live_centre
from tests.service.web.browser import with_password
from workspace_web.cookies import SESSION

SECONDS, WARM_UP = 20.0, 4.0
PROBE_EVERY = 0.31  # seconds; not in step with the rate at which deltas leave
AGENTS, QUEUES = 300, 30
EVERYBODY = json.dumps(
    {
        "text": "",
        "team": "",
        "queue": "",
        "skill": "",
        "states": ["not_responding", "offered", "busy", "wrap_up", "available", "away", "signed_out"],
        "sort": "name",
        "down": False,
    }
)
_WANT = """
(order) => {
  const { me } = JSON.parse(document.getElementById("boot").textContent);
  localStorage.setItem(`trunkline:${me.user}:supervisor.wanted`, order);
}
"""
_NOTE_WHAT_IS_SHOWN = """
() => {
  window.seen = {};
  const painted = new MessageChannel();
  const waiting = [];
  painted.port1.onmessage = () => { for (const number of waiting.splice(0)) seen[number] = performance.now() / 1000; };
  new MutationObserver(() => {
    const found = /probe-(\\d+);/.exec(document.querySelector("[data-agent=probe]")?.textContent ?? "");
    if (!found || found[1] in seen) return;
    seen[found[1]] = 0;
    requestAnimationFrame(() => { waiting.push(found[1]); painted.port2.postMessage(null); });
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}
"""
"""What a frame draws stands on the screen when the frame's own callbacks, and the drawing after them, are done."""


@dataclass(frozen=True, slots=True)
class SupervisorLoad:
    """Shares of one CPU, and milliseconds from a change in the centre to the frame that shows it. `server_busy` has the
    centre that changes in it, and the browser's driver."""

    page_busy: float
    server_busy: float
    p50_ms: float
    p95_ms: float
    probes: int


@asynccontextmanager
async def watched_centre(folder: Path) -> AsyncIterator[tuple[LiveCentre, Page]]:
    """A centre that stands still until `run`, and the page of a supervisor who sees all of it, everybody by name."""
    empty, house = folder / "empty.db", folder / "house"
    house.mkdir()
    database = await Database.open(f"sqlite:///{empty}")
    await database.upgrade()
    await database.close()
    async with (
        live_centre(house, empty, agents=AGENTS, queues=QUEUES) as centre,
        chromium(folder) as browser,
        await new_context(browser) as window,
    ):
        address = centre.house.client.make_url("/")
        session = (await with_password(centre.house, "supervisor")).cookie
        secure = str(address).replace("http:", "https:")
        await window.add_cookies([{"name": SESSION, "value": session, "url": secure, "secure": True}])
        page = await window.new_page()
        await page.goto(str(address / "supervisor"))
        await page.evaluate(_WANT, EVERYBODY)
        await page.reload()
        await page.get_by_text(PROBE).wait_for()
        yield centre, page


async def measure(centre: LiveCentre, page: Page, seconds: float = SECONDS) -> SupervisorLoad:
    """While the centre runs."""
    developer = await page.context.new_cdp_session(page)
    await developer.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.evaluate(_NOTE_WHAT_IS_SHOWN)
    ahead = await _clock_ahead(page)
    told: dict[str, float] = {}
    begun, page_worked, server_worked = monotonic(), await _worked(developer), process_time()
    while (now := monotonic()) - begun < seconds:
        told[str(len(told))] = now
        centre.probe(len(told) - 1)
        await asyncio.sleep(PROBE_EVERY)
    lasted = monotonic() - begun
    page_busy, server_busy = (await _worked(developer) - page_worked), process_time() - server_worked
    await page.wait_for_function("(last) => window.seen[last] > 0", arg=str(len(told) - 1))
    seen: dict[str, float] = await page.evaluate("() => window.seen")
    delays = sorted(1000 * (seen[number] - ahead - at) for number, at in told.items() if seen.get(number))
    return SupervisorLoad(
        page_busy / lasted,
        server_busy / lasted,
        median(delays),
        delays[round(0.95 * (len(delays) - 1))],
        len(delays),
    )


async def _worked(developer: CDPSession) -> float:
    """Seconds of CPU that the page's main thread has spent on its work."""
    metrics = (await developer.send("Performance.getMetrics"))["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


async def _clock_ahead(page: Page) -> float:
    """By how many seconds the page's clock is ahead of ours: by the quickest of some questions."""
    asked = []
    for _ in range(10):
        before = monotonic()
        there = float(await page.evaluate("() => performance.now()")) / 1000
        after = monotonic()
        asked.append((after - before, there - (before + after) / 2))
    return min(asked)[1]


async def measure_supervisor() -> SupervisorLoad:
    with TemporaryDirectory() as scratch:
        async with watched_centre(Path(scratch)) as (centre, page):
            running = asyncio.create_task(centre.run())
            try:
                await asyncio.sleep(WARM_UP)
                return await measure(centre, page)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
