"""Nothing on any page stands in anybody's way, in light and in dark, on a wide screen and on a narrow one."""

from collections.abc import AsyncIterator
from itertools import groupby

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.browser.audits import axe_finds
from tests.browser.chromium import chromium
from tests.browser.people import visitor
from tests.browser.text_tour import a_talk
from tests.browser.tour import (
    NARROW,
    STOPS,
    WIDE,
    a_call,
    busy_hour,
    choose_password,
    come_in,
    open_stop,
    settled,
)
from tests.integration.running_centre import RunningCentre
from workspace_web.pages import PAGES

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

ELSEWHERE = {"wallboard"}  # needs an address of its own: see test_browser_supervisor.py
BY_USER = {
    user: tuple(stops)
    for user, stops in groupby(sorted(STOPS, key=lambda stop: stop.user), lambda stop: stop.user)
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(
    inside: None, centre: RunningCentre, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("every-page")) as launched:
        async with visitor(launched, may_fail=True) as window:
            await choose_password(window, centre)
        async with busy_hour(centre):
            yield launched


async def test_the_tour_stops_at_every_page() -> None:
    assert {stop.page for stop in STOPS} | ELSEWHERE == {page.name for page in PAGES}


@pytest.mark.parametrize("user", BY_USER, ids=lambda user: user or "nobody")
async def test_axe_finds_nothing(centre: RunningCentre, browser: Browser, user: str) -> None:
    found: list[str] = []
    async with visitor(browser, may_fail=True) as window:
        await come_in(window, centre, user)
        for stop in BY_USER[user]:
            page = await open_stop(window, centre, stop)
            found += await _faults(page, stop.path)
            await page.close()
    assert found == [], "\n".join(found)


async def test_axe_finds_nothing_from_the_offer_to_the_wrap_up(
    centre: RunningCentre, browser: Browser
) -> None:
    found: list[str] = []
    async with visitor(browser, may_fail=True) as window:
        async for moment, page in a_call(window, centre):
            found += await _faults(page, moment)
            await page.set_viewport_size(WIDE)
    assert found == [], "\n".join(found)


async def test_axe_finds_nothing_in_a_conversation(centre: RunningCentre, browser: Browser) -> None:
    found: list[str] = []
    async with visitor(browser, may_fail=True) as window:
        async for moment, page in a_talk(window, centre):
            found += await _faults(page, moment)
            await page.set_viewport_size(WIDE)
    assert found == [], "\n".join(found)


async def _faults(page: Page, name: str) -> list[str]:
    found: list[str] = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        await settled(page)
        found += [f"{name} {scheme}: {fault}" for fault in await axe_finds(page)]
    await page.set_viewport_size(NARROW)
    await settled(page)
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found += [f"{name} narrow: {fault}" for fault in await axe_finds(page)]
    if wide > 0:
        found.append(f"{name} narrow: it is {wide} px wider than the screen")
    return found
