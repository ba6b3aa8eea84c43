"""What an agent waits for when they open the workspace for the first time."""

import socket

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.browser.audits import lighthouse
from tests.browser.chromium import EXECUTABLE, chromium
from tests.browser.people import sign_in, visitor
from tests.integration.running_centre import RunningCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

LARGEST = 400_000  # bytes, as they travel
LEAST_SCORE = 95.0
MEASURED_ELSEWHERE = {"performance"}  # it is time on this machine: see docs/benchmarks.md


async def bytes_to_load(page: Page, url: str) -> int:
    """All that travels until the page stands, as compressed as it comes; nothing from a cache."""
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await page.goto(url)
    await page.wait_for_load_state("networkidle")
    return int(sum(sizes))


async def test_the_workspace_is_light(
    centre: RunningCentre, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with chromium(tmp_path_factory.mktemp("light")) as browser, visitor(browser) as window:
        page = await window.new_page()
        await sign_in(page, centre, "agent1")
        assert await bytes_to_load(page, f"{centre.web}/workspace") < LARGEST
        await expect(page.locator(".my-state")).to_be_visible()


async def test_lighthouse_has_nothing_to_say(
    centre: RunningCentre, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("lighthouse")
    port = _free_port()
    async with async_playwright() as playwright:
        window = await playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=EXECUTABLE,
            headless=True,
            args=["--no-sandbox", f"--remote-debugging-port={port}"],
        )
        try:
            await sign_in(window.pages[0], centre, "agent1")
            scores = await lighthouse(f"{centre.web}/workspace", port, folder)
        finally:
            await window.close()
    poor = {name: score for name, score in scores.items() if score < LEAST_SCORE}
    assert poor.keys() <= MEASURED_ELSEWHERE, scores


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
