"""Nothing on any page stands in anybody's way, in light and in dark, on a wide screen and on a narrow one."""

from collections.abc import AsyncIterator
from itertools import groupby

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.audits import axe_finds
from tests.browser.chromium import chromium
from tests.browser.people import visitor
from tests.browser.tour import STOPS, busy_hour, choose_password, come_in, open_stop, settled
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


@pytest.mark.timeout(180)
@pytest.mark.parametrize("user", BY_USER, ids=lambda user: user or "nobody")
async def test_axe_finds_nothing(centre: RunningCentre, browser: Browser, user: str) -> None:
    found: list[str] = []
    async with visitor(browser, may_fail=True) as window:
        await come_in(window, centre, user)
        for stop in BY_USER[user]:
            page = await open_stop(window, centre, stop)
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme)
                await settled(page)
                found += [f"{stop.path} {scheme}: {fault}" for fault in await axe_finds(page)]
            await page.set_viewport_size({"width": 390, "height": 844})
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found += [f"{stop.path} narrow: {fault}" for fault in await axe_finds(page)]
            if wide > 0:
                found.append(f"{stop.path} narrow: it is {wide} px wider than the screen")
            await page.close()
    assert found == [], "\n".join(found)
