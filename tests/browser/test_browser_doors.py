"""The first start, and signing in, as a person does it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.chromium import chromium
from tests.browser.people import choose_admin_password, set_up_link, sign_in, visitor
from tests.integration.running_centre import RunningCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(Path(tmp_path_factory.mktemp("browser"))) as launched:
        yield launched


async def test_the_first_start_prints_a_link_that_works_once(centre: RunningCentre, browser: Browser) -> None:
    async with visitor(browser) as window:
        page = await window.new_page()
        await choose_admin_password(page, centre)
        await expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    async with visitor(browser, may_fail=True) as window:
        page = await window.new_page()
        await page.goto(set_up_link(centre))
        await expect(page.get_by_text("used")).to_be_visible()


async def test_a_wrong_password_says_what_to_do_and_a_right_one_opens(
    centre: RunningCentre, browser: Browser
) -> None:
    async with visitor(browser, may_fail=True) as window:
        page = await window.new_page()
        await page.goto(f"{centre.web}/workspace")
        await page.get_by_label("User name").fill("agent1")
        await page.get_by_label("Password", exact=True).fill("not this one")
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("wrong")
        await sign_in(page, centre, "agent1")
