"""How long the workspace takes to stand, how much travels for it, and what Lighthouse says: real Chromium, the demo centre,
nothing cached. And what the supervisor's page costs before a big centre (`supervisor_page.py`).

    python -m tests.load.page_bench            writes its part of var/bench.json; two minutes, as root
"""

import asyncio
import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.async_api import BrowserContext, Page, async_playwright

from tests.browser.audits import lighthouse
from tests.browser.chromium import EXECUTABLE, chromium, new_context
from tests.browser.namespace import NetworkNamespace
from tests.browser.people import sign_in
from tests.integration.running_centre import RunningCentre, running_centre
from tests.load.bench import RESULT
from tests.load.page_report import Pages, Supervisor, Workspace, section
from tests.load.supervisor_page import measure_supervisor

ROUNDS = 9
USER = "agent1"

_NOTE_WHEN_IT_STANDS = """
new MutationObserver((_, observer) => {
  if (!document.querySelector(".my-state")) return;
  globalThis.stoodAt = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


async def measure_first_load(rounds: int = ROUNDS) -> Workspace:
    """Needs root, for a network of its own."""
    with TemporaryDirectory() as scratch:
        async with running_centre() as centre:
            async with chromium(Path(scratch)) as browser, await new_context(browser) as window:
                page = await window.new_page()
                await sign_in(page, centre, USER)
                await page.close()
                loads = [await _load(window, f"{centre.web}/workspace") for _ in range(rounds)]
            scores = await _lighthouse(centre, Path(scratch))
    times = [load[0] for load in loads]
    return Workspace(
        ready_ms=median(times),
        worst_ms=max(times),
        kilobytes=loads[-1][1] / 1000,
        requests=loads[-1][2],
        rounds=rounds,
        lighthouse=scores,
    )


async def _load(window: BrowserContext, url: str) -> tuple[float, float, int]:
    """Milliseconds, bytes, requests."""
    page = await window.new_page()
    await page.add_init_script(_NOTE_WHEN_IT_STANDS)
    sizes = await _sizes(page)
    await page.goto(url)
    await page.wait_for_load_state("networkidle")
    ready = float(await page.evaluate("globalThis.stoodAt"))
    await page.close()
    return ready, sum(sizes), len(sizes)


async def _sizes(page: Page) -> list[float]:
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return sizes


async def _lighthouse(centre: RunningCentre, folder: Path) -> Mapping[str, float]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
    async with async_playwright() as playwright:
        window = await playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=EXECUTABLE,
            headless=True,
            args=["--no-sandbox", f"--remote-debugging-port={port}"],
        )
        try:
            await sign_in(window.pages[0], centre, USER)
            return await lighthouse(f"{centre.web}/workspace", port, folder)
        finally:
            await window.close()


async def measure_load() -> Supervisor:
    load = await measure_supervisor()
    return Supervisor(
        page_percent=100 * load.page_busy,
        server_percent=100 * load.server_busy,
        p50_ms=load.p50_ms,
        p95_ms=load.p95_ms,
        probes=load.probes,
        load=os.getloadavg()[0],
    )


def main() -> None:
    """Each in an event loop of its own: what one left behind is not measured with the other."""
    with NetworkNamespace().inside():
        found = Pages(supervisor=asyncio.run(measure_load()), workspace=asyncio.run(measure_first_load()))
    known = json.loads(RESULT.read_text()) if RESULT.is_file() else {}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(known | {"pages": found}, indent=2) + "\n")
    print(section(found), f"Written to {RESULT}.", sep="\n")


if __name__ == "__main__":
    main()
