"""An agent and what is written to them, in real browsers: the whole centre, customers who write over a connected system."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.chromium import chromium
from tests.browser.desk import accept, at_work, button, rings
from tests.browser.writers import ConnectedSystem, connected_system
from tests.integration.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="module")

FLOW = "demo-support"
CANNED = {
    "id": "order",
    "shortcut": "order",
    "title": "Order status",
    "text": "{customer.first_name}, your order {order} has left us.",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def canned(centre: RunningCentre) -> None:
    await centre.api("POST", "/setup/canned-replies", CANNED)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat(centre: RunningCentre) -> AsyncIterator[ConnectedSystem]:
    async with connected_system(centre, "Shop chat", FLOW, attention="chat", addresses="email") as system:
        yield system


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def portal(centre: RunningCentre) -> AsyncIterator[ConnectedSystem]:
    async with connected_system(centre, "Partner portal", FLOW) as system:
        yield system


def answer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Answer")


def log(page: Page) -> Locator:
    return page.get_by_role("log")


def inbox(page: Page, name: str) -> Locator:
    return page.locator(".list .item", has_text=name)


@asynccontextmanager
async def talking(page: Page, system: ConnectedSystem, address: str, name: str) -> AsyncIterator[None]:
    """They write, and the agent at the page takes it; it is closed in the end."""
    await system.writes(address, f"Hello, this is {name}", name=name)
    await expect(page.locator(".offer")).to_contain_text(f"Hello, this is {name}")
    await accept(page).click()
    await expect(log(page)).to_contain_text(f"Hello, this is {name}")
    yield
    await inbox(page, name).first.click()
    await button(page, "Close").click()
    await button(page, "Done").click()


async def test_a_chat_from_the_offer_to_its_end(
    centre: RunningCentre, browser: Browser, chat: ConnectedSystem, tmp_path: Path
) -> None:
    async with (
        at_work(centre, browser, "agent1") as page,
        talking(page, chat, "mia@example.org", "Mia Okafor"),
    ):
        await answer(page).fill("Let me look.\nOne moment.")
        await page.keyboard.press("Enter")
        assert (await chat.was_told("Let me look"))["text"] == "Let me look.\nOne moment."
        await expect(log(page).locator(".delivery.sent, .delivery.delivered")).to_have_count(1)

        # what the customer writes is there at once, and the title counts it while one looks away
        await chat.writes("mia@example.org", "It is order 8841", name="Mia Okafor")
        await expect(log(page)).to_contain_text("It is order 8841")

        # a canned reply: found by a slash, filled in, with the rest to be filled in first
        await answer(page).press_sequentially("/ord")
        await expect(page.get_by_role("option")).to_contain_text("Mia, your order {order} has left us.")
        await page.keyboard.press("Enter")
        await expect(answer(page)).to_have_value("Mia, your order {order} has left us.")
        await expect(button(page, "Send")).to_be_disabled()
        await page.keyboard.type("8841")
        await page.keyboard.press("Enter")
        await chat.was_told("Mia, your order 8841 has left us.")

        # a note stays in the house
        await page.keyboard.press("Alt+Shift+N")
        await page.get_by_role("textbox", name="Note for colleagues").fill("A regular")
        await page.keyboard.press("Enter")
        await expect(log(page).locator(".voice-note")).to_contain_text("A regular")
        await page.keyboard.press("Alt+Shift+N")
        assert not [message for message in chat.taken if "regular" in message["text"]]

        # what the customer may press
        await button(page, "Quick replies").click()
        await page.get_by_role("textbox", name="Quick replies").fill("By post, By courier")
        await answer(page).fill("How shall we send it?")
        await page.keyboard.press("Enter")
        told = await chat.was_told("How shall we send it?")
        assert [choice["title"] for choice in told["choices"]] == ["By post", "By courier"]
        await expect(log(page).locator(".choice")).to_have_text(["By post", "By courier"])

        # a file goes along
        picture = tmp_path / "receipt.txt"
        picture.write_text("Thank you for your order")
        await page.locator("input[type=file]").set_input_files(picture)
        await expect(page.locator(".tray")).to_contain_text("receipt.txt")
        await answer(page).fill("Your receipt")
        await page.keyboard.press("Enter")
        told = await chat.was_told("Your receipt")
        assert [file["name"] for file in told["files"]] == ["receipt.txt"]
        await expect(log(page).get_by_role("link", name="receipt.txt")).to_be_visible()


def drafts_kept(centre: RunningCentre) -> int:
    return len(re.findall(r"PUT \S+/draft: 200", centre.output.read_text()))


async def test_on_a_telephone_what_is_picked_opens(
    browser: Browser, centre: RunningCentre, chat: ConnectedSystem
) -> None:
    async with (
        at_work(centre, browser, "agent1") as page,
        talking(page, chat, "ines@example.org", "Ines Moreau"),
    ):
        wide = page.viewport_size
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.get_by_role("tab", name="Inbox").click()
        await inbox(page, "Ines Moreau").click()
        await expect(page.get_by_role("tab", name="Work")).to_have_attribute("aria-selected", "true")
        await expect(answer(page)).to_be_visible()
        await page.set_viewport_size(wide or {"width": 1440, "height": 900})


async def test_what_was_begun_survives_a_reload(
    centre: RunningCentre, browser: Browser, chat: ConnectedSystem
) -> None:
    async with (
        at_work(centre, browser, "agent1") as page,
        talking(page, chat, "noor@example.org", "Noor Haddad"),
    ):
        before = drafts_kept(centre)
        await answer(page).fill("Dear Noor, I have good")
        await page.goto("about:blank")  # at once: what was typed last goes as the page does

        async def kept() -> bool:
            return drafts_kept(centre) > before

        await centre.until(kept, "the draft to be kept")
        await page.goto(f"{centre.web}/workspace")
        await inbox(page, "Noor Haddad").click()
        await expect(answer(page)).to_have_value("Dear Noor, I have good")
        await answer(page).press_sequentially(" news")
        await page.keyboard.press("Enter")
        await chat.was_told("Dear Noor, I have good news")
        await expect(answer(page)).to_have_value("")


async def test_a_screen_that_is_turned_takes_nothing_out_of_ones_hand(
    centre: RunningCentre, browser: Browser, chat: ConnectedSystem
) -> None:
    async with (
        at_work(centre, browser, "agent1") as page,
        talking(page, chat, "kim@example.org", "Kim Lee"),
    ):
        found = page.get_by_role("option", name="order")
        await answer(page).press_sequentially("/ord")
        await expect(found).to_be_visible()
        for width, parts in ((700, 1), (1440, 0)):
            await page.set_viewport_size({"width": width, "height": 900})
            await expect(page.get_by_role("tab", name="Inbox")).to_have_count(parts)
            await expect(found).to_be_visible()
            await expect(answer(page)).to_be_focused()
        await page.keyboard.press("Alt+o")
        await expect(page.get_by_role("tablist", name="About the customer")).to_have_count(0)
        await expect(found).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(answer(page)).to_have_value("Kim, your order {order} has left us.")


async def test_put_aside_and_back_when_the_customer_writes(
    centre: RunningCentre, browser: Browser, portal: ConnectedSystem
) -> None:
    async with at_work(centre, browser, "agent1") as page, talking(page, portal, "p1", "Northwind"):
        load = page.locator(".load")
        await expect(load).to_contain_text("20")
        await answer(page).focus()
        await page.keyboard.press("Alt+Shift+P")
        await expect(page.get_by_role("region", name="Put aside")).to_contain_text("Northwind")
        await expect(load).to_contain_text(re.compile(r"\b0"))
        await portal.writes("p1", "Any news?", name="Northwind")
        await expect(page.get_by_role("region", name="In hand")).to_contain_text("Any news?")

        await inbox(page, "Northwind").click()
        await page.keyboard.press("Alt+Shift+Z")
        dialog = page.get_by_role("dialog", name="Put aside until")
        await dialog.get_by_role("button", name="Put aside", exact=True).click()
        await expect(inbox(page, "Northwind")).to_contain_text("Snoozed")
        await inbox(page, "Northwind").click()
        await button(page, "Take up again").click()
        await expect(page.get_by_role("region", name="In hand")).to_contain_text("Northwind")


async def test_handed_on_with_a_note_and_two_at_one_conversation(
    centre: RunningCentre, browser: Browser, portal: ConnectedSystem
) -> None:
    async with at_work(centre, browser, "agent1") as ann:
        await portal.writes("p2", "Hello, this is Contoso", name="Contoso")
        await accept(ann).click()
        await expect(log(ann)).to_contain_text("Hello, this is Contoso")
        async with at_work(centre, browser, "agent2") as ben:
            # a colleague is brought in, and each sees that the other writes
            await ann.keyboard.press("Alt+Shift+U")
            await ann.get_by_role("combobox", name="Colleague").fill("agent2")
            await ann.get_by_role("option", name="Agent2").wait_for()
            await ann.get_by_role("button", name="Bring in", exact=True).click()
            await expect(ann.get_by_role("dialog")).to_have_count(0)
            await inbox(ben, "Contoso").click()
            await answer(ben).press_sequentially("I know ")
            await expect(ann.get_by_text("Agent2 is writing here.")).to_be_visible()
            await answer(ben).fill("")
            await button(ben, "Leave").click()

            await ann.keyboard.press("Alt+T")
            await ann.get_by_role("combobox", name="Colleague or queue").fill("agent2")
            await ann.get_by_role("option", name="Agent2").wait_for()
            await ann.get_by_label("Note for who gets it").fill("Wants the new price list")
            await button(ann, "Hand on").click()
            await accept(ben).click()
            await expect(log(ben).locator(".voice-note")).to_contain_text("Wants the new price list")
            await expect(inbox(ann, "Contoso").locator(".rings")).to_have_count(0)
            await button(ben, "Close").click()
            await button(ben, "Done").click()


async def test_a_message_is_taken_by_hand(
    centre: RunningCentre, browser: Browser, portal: ConnectedSystem
) -> None:
    async with at_work(centre, browser, "agent2") as page:
        await page.locator(".my-state").click()
        await page.get_by_role("menuitemradio", name="Away").click()
        await button(page, "Go away").click()
        await expect(page.locator(".my-state")).to_contain_text("Away")
        await portal.writes("p3", "Nobody there?", name="Fabrikam")
        await page.get_by_role("button", name="Take Fabrikam").click()
        await expect(log(page)).to_contain_text("Nobody there?")
        await button(page, "Close").click()
        await button(page, "Done").click()


async def test_a_call_interrupts_a_message_which_comes_back(
    centre: RunningCentre, browser: Browser, portal: ConnectedSystem
) -> None:
    async with at_work(centre, browser, "agent2") as page, talking(page, portal, "p4", "Litware"):
        async with rings(centre, page, caller="+15559044") as call:
            await accept(page).click()
            await call.answered()
            await expect(page.locator(".conversation .clock")).to_be_visible()
            await expect(inbox(page, "Litware")).to_contain_text("Interrupted")
            await button(page, "End call").click()
        await button(page, "Done").click()
        await expect(inbox(page, "Litware")).not_to_contain_text("Interrupted")
        await expect(log(page)).to_contain_text("Litware")
