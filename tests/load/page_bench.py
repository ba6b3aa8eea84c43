"""How long the workspace takes to stand, how much travels for it, and what Lighthouse says: real Chromium, the demo centre,
nothing cached."""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.async_api import BrowserContext, Page, async_playwright

from tests.browser.audits import lighthouse
from tests.browser.chromium import EXECUTABLE, chromium, new_context
from tests.browser.namespace import NetworkNamespace
from tests.browser.people import sign_in
from tests.integration.running_centre import RunningCentre, running_centre

ROUNDS = 9
USER = "agent1"

_NOTE_WHEN_IT_STANDS = """
new MutationObserver((_, observer) => {
  if (!document.querySelector(".my-state")) return;
  globalThis.stoodAt = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """`ready_ms`: from the navigation until the agent sees their state, medians and worst of `rounds`."""

    ready_ms: float
    worst_ms: float
    kilobytes: float
    requests: int
    rounds: int
    lighthouse: Mapping[str, float]


async def measure_first_load(rounds: int = ROUNDS) -> FirstLoad:
    """Of the workspace. Needs root, for a network of its own."""
    with TemporaryDirectory() as scratch:
        async with running_centre() as centre:
            async with chromium(Path(scratch)) as browser, await new_context(browser) as window:
                page = await window.new_page()
                await sign_in(page, centre, USER)
                await page.close()
                loads = [await _load(window, f"{centre.web}/workspace") for _ in range(rounds)]
            scores = await _lighthouse(centre, Path(scratch))
    times = [load[0] for load in loads]
    return FirstLoad(median(times), max(times), loads[-1][1] / 1000, loads[-1][2], rounds, scores)


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


def sentence(load: FirstLoad) -> str:
    """The figures, as the documentation says them."""
    scores = ", ".join(f"{name} {score:.0f}" for name, score in load.lighthouse.items())
    return (
        f"Workspace, nothing cached: {load.kilobytes:.0f} kB in {load.requests} requests, ready after "
        f"{load.ready_ms:.0f} ms (median of {load.rounds}, worst {load.worst_ms:.0f} ms); Lighthouse: {scores}."
    )


if __name__ == "__main__":
    with NetworkNamespace().inside():
        print(sentence(asyncio.run(measure_first_load())))
