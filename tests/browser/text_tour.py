"""A walk through a conversation in writing: for screenshots, and to look whether anything stands in anybody's way."""

from collections.abc import AsyncIterator

from playwright.async_api import BrowserContext, Page, expect

from tests.browser.desk import button, go_home, workspace
from tests.browser.writers import connected_system
from tests.integration.running_centre import RunningCentre

CUSTOMER = {"address": "mia@example.org", "name": "Mia Okafor"}
LETTER = """<p>Good morning,</p><p>our order <b>8841</b> is one kettle short.</p>
<blockquote>You ordered: 3 kettles</blockquote><img src="https://shop.example/logo.png" alt="logo">"""
REPLY = {
    "id": "greeting",
    "shortcut": "greeting",
    "title": "Greeting",
    "text": "Hello {customer.first_name}, this is {agent.name}. Is it about your order {order}?",
}


async def a_talk(window: BrowserContext, centre: RunningCentre) -> AsyncIterator[tuple[str, Page]]:
    """agent1, who takes no calls, takes a chat by hand, and an e-mail comes besides: their workspace at each moment, by its
    name."""
    known = await centre.api("GET", "/canned-replies?q=greeting")
    if not known["items"]:
        await centre.api("POST", "/setup/canned-replies", REPLY)
    async with connected_system(
        centre, "Shop chat", "demo-support", attention="chat", addresses="email"
    ) as chat:
        page = await workspace(centre, window, "agent1")
        await page.locator(".my-state").click()
        await page.get_by_role("menuitemradio", name="Away").click()
        await button(page, "Go away").click()
        await chat.writes(
            text="Hello, is anybody there?", **CUSTOMER, context={"page": "https://shop.example/kettles"}
        )
        take = page.get_by_role("button", name="Take Mia Okafor")
        await take.wait_for()
        yield "workspace-chat-waiting", page
        await take.click()
        answer = page.get_by_role("textbox", name="Answer")
        await answer.fill("Hello Mia, how can I help?")
        await page.keyboard.press("Enter")
        await chat.was_told("how can I help")
        await chat.writes(text="One kettle is missing", **CUSTOMER, subject="Order 8841", html=LETTER)
        await expect(page.locator(".mail-body")).to_be_visible()
        await page.keyboard.press("Alt+Shift+N")
        await page.get_by_role("textbox", name="Note for colleagues").fill("The third one this week.")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Alt+Shift+N")
        yield "workspace-chat", page
        await answer.fill("/gree")
        await page.get_by_role("option").first.wait_for()
        yield "workspace-chat-canned", page
        await answer.fill("")
        await page.keyboard.press("Alt+Shift+P")
        await expect(page.get_by_role("region", name="Put aside")).to_contain_text("Mia Okafor")
        yield "workspace-chat-parked", page
        await page.locator(".list .item", has_text="Mia Okafor").click()
        await button(page, "Take up again").click()
        await expect(page.get_by_role("region", name="In hand")).to_contain_text("Mia Okafor")
        await button(page, "Close").click()
        await expect(button(page, "Done")).to_be_visible()
        yield "workspace-chat-wrap-up", page
        await go_home(centre, page, "agent1")
