"""An administrator sets up a channel, a customer writes over it, a supervisor reads along, whispers and takes over."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.audits import axe_finds
from tests.browser.chromium import chromium
from tests.browser.desk import at_work, button
from tests.browser.people import ADMIN, choose_admin_password, sign_in, visitor
from tests.browser.writers import SECRET, ConnectedSystem, connected_system, listening
from tests.integration.running_centre import RunningCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

FLOW = "demo-support"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("channels")) as launched:
        yield launched


async def test_a_supervisor_reads_along_whispers_and_takes_over(
    centre: RunningCentre, browser: Browser
) -> None:
    async with (
        connected_system(centre, "Shop", FLOW, attention="chat") as system,
        at_work(centre, browser, "agent1") as desk,
        visitor(browser, may_fail=True) as window,
    ):
        await system.writes("zoe", "My kettle leaks.")
        await button(desk, "Accept").click()
        await expect(desk.get_by_role("log")).to_contain_text("My kettle leaks.")

        page = await window.new_page()
        await sign_in(page, centre, "supervisor1")
        await page.goto(f"{centre.web}/supervisor")
        await page.get_by_role("tab", name=re.compile("Talking")).click()
        await button(page, "Read along with Agent1").click()
        drawer = page.get_by_role("dialog")
        await expect(drawer.get_by_role("log")).to_contain_text("My kettle leaks.")
        await system.writes("zoe", "And it is hot!")
        await expect(drawer.get_by_role("log")).to_contain_text("And it is hot!")
        assert await axe_finds(page) == []

        await _whisper(drawer.page, "Offer her a new one")
        await expect(desk.get_by_role("log")).to_contain_text("Offer her a new one")
        assert not any("new one" in str(message["text"]) for message in system.taken)

        await drawer.get_by_role("button", name="Take over").click()
        await page.get_by_role("dialog").last.get_by_role("button", name="Take over").click()
        await expect(drawer.get_by_role("link", name="Answer at the workspace")).to_be_visible()
        await expect(desk.get_by_placeholder(re.compile("Write"))).to_be_hidden()
        await drawer.get_by_role("group", name="Step in").get_by_role("button", name="Close").click()
        await page.get_by_role("dialog").last.get_by_role("button", name="Close", exact=True).last.click()


async def test_an_administrator_sets_up_a_channel_and_it_works(
    centre: RunningCentre, browser: Browser
) -> None:
    async with visitor(browser) as window, listening() as (url, taken):
        page = await window.new_page()
        await choose_admin_password(page, centre)
        await page.goto(f"{centre.web}/admin/accounts")
        await button(page, "Add an account").first.click()
        form = page.get_by_role("dialog")
        await form.get_by_text("Connected system").click()
        await form.get_by_label("Name", exact=True).fill("Our app")
        await form.get_by_label("Answered by").select_option(FLOW)
        await form.get_by_label("Address", exact=True).fill(url)
        await form.get_by_label("Secret", exact=True).fill(SECRET)
        await form.get_by_role("button", name="Add an account").click()
        await expect(form.get_by_text("set", exact=True)).to_be_visible()
        address = await form.locator(".to-copy code").inner_text()

        await form.get_by_role("button", name="Test").click()
        await expect(form).to_contain_text("took a signed ping")
        system = ConnectedSystem(centre, address.rpartition("/")[2], taken)
        await system.writes("mia", "Hello?")
        await page.reload()
        facts = page.get_by_role("dialog").locator(".facts > div").filter(has_text="Received last")
        await expect(facts).not_to_contain_text("nothing yet")
        assert await axe_finds(page) == []


async def test_capacity_is_told_in_words_and_saved(centre: RunningCentre, browser: Browser) -> None:
    async with visitor(browser) as window:
        page = await window.new_page()
        await sign_in(page, centre, ADMIN)
        await page.goto(f"{centre.web}/admin/capacity")
        await expect(page.get_by_role("status")).to_contain_text("4 chats")
        await page.get_by_role("spinbutton", name="Units of: Chat").fill("50")
        await expect(page.get_by_role("status")).to_contain_text("2 chats")
        await page.get_by_role("checkbox", name="Chats are set aside for calls").check()
        await button(page, "Save").click()
        await expect(page.get_by_text("works by it already")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("status")).to_contain_text("Calls go before chats")


async def _whisper(page: Page, text: str) -> None:
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("Whisper to Agent1").fill(text)
    await drawer.get_by_role("button", name="Whisper", exact=True).click()
    await expect(drawer.get_by_role("log")).to_contain_text(text)
