"""A whole conversation by keyboard alone: no mouse is touched from the offer to the end of the wrap-up."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.audits import axe_finds
from tests.browser.chromium import chromium
from tests.browser.desk import accept, at_work, button
from tests.browser.writers import connected_system
from tests.integration.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANNED = {
    "id": "order",
    "shortcut": "order",
    "title": "Order status",
    "text": "{customer.first_name}, your order {order} has left us. {agent.name}",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("keyboard")) as opened:
        yield opened


async def has_focus(page: Page, name: str) -> None:
    await expect(page.get_by_role("textbox", name=name)).to_be_focused()


async def test_one_conversation_without_a_mouse(centre: RunningCentre, browser: Browser) -> None:
    await centre.api("POST", "/setup/canned-replies", CANNED)
    async with (
        connected_system(centre, "Shop chat", "demo-support", attention="chat") as system,
        at_work(centre, browser, "agent1") as ann,
    ):
        await system.writes("mia", "Where is my order?", name="Mia Okafor")
        await expect(accept(ann)).to_be_visible()
        await ann.keyboard.press("Alt+A")
        await has_focus(ann, "Answer")  # one writes at once

        await ann.keyboard.type("/ord")
        await expect(ann.get_by_role("option")).to_contain_text("Mia, your order {order} has left us. Agent1")
        await ann.keyboard.press("Enter")
        await ann.keyboard.type("8841")  # over the first gap, which is chosen
        await ann.keyboard.press("Enter")
        await system.was_told("Mia, your order 8841 has left us. Agent1")

        await ann.keyboard.press("Alt+Shift+N")
        await has_focus(ann, "Note for colleagues")
        await ann.keyboard.type("She is in a hurry")
        await ann.keyboard.press("Enter")
        await expect(ann.get_by_role("log").locator(".voice-note")).to_contain_text("She is in a hurry")
        await ann.keyboard.press("Alt+Shift+N")

        async with at_work(centre, browser, "agent2") as ben:
            await ann.keyboard.press("Alt+T")
            await expect(ann.get_by_role("combobox", name="Colleague or queue")).to_be_focused()
            await ann.keyboard.type("agent2")
            await expect(ann.get_by_role("option", name="Agent2")).to_be_visible()
            assert await axe_finds(ann) == []
            await ann.keyboard.press("Enter")
            await has_focus(ann, "Note for who gets it")
            await ann.keyboard.type("Please call the courier")
            await ann.keyboard.press("Control+Enter")
            await expect(ann.get_by_role("dialog")).to_have_count(0)

            await expect(accept(ben)).to_be_visible()
            await ben.keyboard.press("Alt+A")
            await has_focus(ben, "Answer")
            await expect(ben.get_by_role("log")).to_contain_text("Please call the courier")
            await ben.keyboard.type("It comes today")
            await ben.keyboard.press("Enter")
            await system.was_told("It comes today")
            await ben.keyboard.press("Alt+Shift+E")
            await expect(button(ben, "Done")).to_be_visible()
            assert await axe_finds(ben) == []
            await ben.keyboard.press("Alt+W")
            await expect(button(ben, "Done")).to_have_count(0)
