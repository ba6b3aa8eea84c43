"""`make screenshots`: every page as a picture, light, dark and narrow, those that people have open all day dark and narrow
too, into docs/screenshots/. Then look at them."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page

from tests.browser.chromium import chromium, new_context
from tests.browser.namespace import NetworkNamespace
from tests.browser.text_tour import a_talk
from tests.browser.tour import (
    NARROW,
    STOPS,
    WIDE,
    Stop,
    a_call,
    busy_hour,
    choose_password,
    come_in,
    open_stop,
    settled,
)
from tests.browser.writers import INSIDE
from tests.integration.running_centre import RunningCentre, running_centre

ALL_DAY = ("workspace", "supervisor", "admin", "account", "sign-in")
"""Taken dark and narrow too, as every moment of the workspace is; the other pages are made of the same parts."""
FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"


async def take_all(folder: Path, only: str = "") -> None:
    """Pictures of the stops whose name contains `only`."""
    with TemporaryDirectory() as scratch:
        async with running_centre(inside_hosts=INSIDE) as centre, chromium(Path(scratch)) as browser:
            async with await new_context(browser) as window:
                await choose_password(window, centre)
            async with busy_hour(centre):
                for user in dict.fromkeys(stop.user for stop in STOPS):
                    stops = [stop for stop in STOPS if stop.user == user and only in stop.name]
                    await _take_of(browser, centre, folder, user, stops)
                for walk, names in ((a_call, "workspace-call"), (a_talk, "workspace-chat")):
                    if only in names:
                        async with await new_context(browser) as window:
                            async for name, page in walk(window, centre):
                                await _take_all_looks(page, folder, name)
                                await page.set_viewport_size(WIDE)


async def _take_of(
    browser: Browser, centre: RunningCentre, folder: Path, user: str, stops: list[Stop]
) -> None:
    async with await new_context(browser) as window:
        await come_in(window, centre, user)
        for stop in stops:
            page = await open_stop(window, centre, stop)
            await _take_all_looks(page, folder, stop.name)
            await page.close()


async def _take_all_looks(page: Page, folder: Path, name: str) -> None:
    await _take(page, folder / f"{name}.png")
    await page.emulate_media(color_scheme="dark")
    await _take(page, folder / f"{name}-dark.png")
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size(NARROW)
    await _take(page, folder / f"{name}-narrow.png")
    if name in ALL_DAY or name.startswith("workspace-"):
        await page.emulate_media(color_scheme="dark")
        await _take(page, folder / f"{name}-narrow-dark.png")
        await page.emulate_media(color_scheme="light")


async def _take(page: Page, path: Path) -> None:
    await settled(page)
    await page.screenshot(path=path)
    print(path.name)


if __name__ == "__main__":
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER
    target.mkdir(parents=True, exist_ok=True)
    with NetworkNamespace().inside():
        asyncio.run(take_all(target, sys.argv[1] if len(sys.argv) > 1 else ""))
