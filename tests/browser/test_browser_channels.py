"""An administrator sets up a channel, a customer writes over it, a supervisor reads along, whispers and takes over."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

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
        sure = page.get_by_role("dialog", name="Take this conversation over?")
        await sure.get_by_role("button", name="Take over").click()
        await expect(drawer.get_by_role("link", name="Answer at the workspace")).to_be_visible()
        await expect(desk.get_by_placeholder(re.compile("Write"))).to_be_hidden()
        await drawer.get_by_role("group", name="Step in").get_by_role("button", name="Close").click()
        sure = page.get_by_role("dialog", name="Close this conversation?")
        await sure.get_by_role("button", name="Close", exact=True).last.click()


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


async def test_replies_come_by_a_file_or_not_at_all(
    centre: RunningCentre, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "replies.csv"
    async with visitor(browser, may_fail=True) as window:  # what is refused is in the browser's log
        page = await window.new_page()
        await sign_in(page, centre, ADMIN)
        await page.goto(f"{centre.web}/admin/canned-replies")
        await button(page, "Import").click()
        dialog = page.get_by_role("dialog")
        file.write_text(
            "shortcut;title;text\nthanks;Thanks;Thank you!\nNot so;Wrong;Wrong.\n", encoding="utf-8"
        )
        await dialog.get_by_label("CSV file").set_input_files(file)
        await dialog.get_by_role("button", name="Import").click()
        await expect(dialog.get_by_role("alert")).to_contain_text("Nothing was taken: 1 place is wrong.")
        await expect(dialog.get_by_role("listitem")).to_contain_text("Line 3, shortcut: Write a short name")
        assert await axe_finds(page) == []
        file.write_text("shortcut;title;text\nthanks;Thanks;Thank you!\n", encoding="utf-8")
        await dialog.get_by_label("CSV file").set_input_files(file)
        await expect(dialog.get_by_role("alert")).to_have_count(0)
        await dialog.get_by_role("button", name="Import").click()
        await expect(page.get_by_text("1 added, 0 changed.")).to_be_visible()
        await expect(dialog).to_have_count(0)
        await expect(page.get_by_role("row", name="/thanks")).to_contain_text("Thank you!")


async def test_a_supervisor_puts_somebody_first(centre: RunningCentre, browser: Browser) -> None:
    """The last of this file: they wait on."""
    async with (
        connected_system(centre, "Portal", FLOW) as system,
        visitor(browser) as window,
    ):
        page = await window.new_page()
        await sign_in(page, centre, "supervisor1")
        await page.goto(f"{centre.web}/supervisor")
        await page.get_by_role("tab", name=re.compile("Waiting")).click()
        waiting = page.locator(".waiting-item")
        for name in ("Early", "Late"):
            await system.writes(name.casefold(), "Hello?", name=name)
            await expect(waiting.filter(has_text=name)).to_be_visible()
        late = waiting.filter(has_text="Late")
        await late.get_by_role("button", name=re.compile("Late")).click()
        await expect(late).to_contain_text(re.compile("goe?s? before it"))
        await late.get_by_role("button", name="Put first").click()
        await expect(waiting.first).to_contain_text("Late")
        await expect(late).to_contain_text(re.compile("supervisor1 put it first at"))
        await expect(late.get_by_role("button", name="Put first")).to_have_count(0)
        assert await axe_finds(page) == []
        early = waiting.filter(has_text="Early")
        await early.get_by_role("button", name=re.compile("Early")).click()
        await expect(early).to_contain_text("supervisor1 put another one first")


async def _whisper(page: Page, text: str) -> None:
    drawer = page.get_by_role("dialog")
    await drawer.get_by_label("Whisper to Agent1").fill(text)
    await drawer.get_by_role("button", name="Whisper", exact=True).click()
    await expect(drawer.get_by_role("log")).to_contain_text(text)
