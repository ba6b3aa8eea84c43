"""The widget on somebody else's page: chat with the bot and with an agent, whatever breaks in between, and a call."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.audits import axe_finds
from tests.browser.chromium import chromium, hears
from tests.browser.desk import accept, at_work
from tests.browser.people import visitor
from tests.browser.shop import Site, box, bubble, leave, panel, say, words
from tests.browser.visits import agent, opened, to_support
from tests.integration.running_centre import RunningCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

VISITOR_HZ, AGENT_HZ = 700.0, 1230.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(Path(tmp_path_factory.mktemp("visitor")), VISITOR_HZ) as launched:
        yield launched


async def test_from_the_bot_to_an_agent_and_a_rating(
    centre: RunningCentre, shop: Site, browser: Browser
) -> None:
    async with opened(shop, browser) as page, agent(centre, browser) as colleague:
        await to_support(page)
        await expect(panel(page)).to_contain_text("You are next")
        interaction = await colleague.takes_the_next(centre)
        await expect(panel(page)).to_contain_text("You are talking to Agent2")
        await colleague.writes(interaction, "How can I help?")
        await expect(words(page).last).to_have_text("How can I help?")
        await page.locator("trunkline-chat input[type=file]").set_input_files(
            {"name": "order.txt", "mimeType": "text/plain", "buffer": b"Order 4711: boots"}
        )
        await say(page, "See the file")
        await expect(panel(page).get_by_role("button", name="Download order.txt")).to_be_visible()
        await colleague.sees(centre, interaction, "See the file")
        await colleague.ask("post", f"/interactions/{interaction}/read")
        await expect(panel(page)).to_contain_text("Read")
        await colleague.ask("post", f"/interactions/{interaction}/close")
        await panel(page).get_by_role("radio", name="5 of 5").check(force=True)
        await panel(page).get_by_role("textbox", name="Anything you would like to add?").fill("Quick!")
        await panel(page).get_by_role("button", name="Send", exact=True).click()
        rated = await centre.event("rated")
        assert rated.data["score"] == 5


async def test_a_reload_and_a_lost_network_lose_and_double_nothing(shop: Site, browser: Browser) -> None:
    async with opened(shop, browser) as page:
        await say(page, "one")
        await expect(words(page).nth(1)).to_contain_text("Trunkline")  # the bot has answered
        await page.context.set_offline(True)
        await page.evaluate("dispatchEvent(new Event('offline'))")
        await say(page, "two")
        await page.context.set_offline(False)
        await page.reload()  # in mid-message
        await expect(words(page).filter(has_text="two")).to_have_count(1)
        await expect(panel(page).locator(".one[data-state=sending]")).to_have_count(0)
        await page.context.set_offline(True)
        await say(page, "three")
        await expect(panel(page).locator(".one[data-state=sending]")).to_have_count(1)
        await page.context.set_offline(False)
        await expect(panel(page).locator(".one[data-state=sending]")).to_have_count(0)
        await page.reload()
        await expect(words(page).filter(has_text="three")).to_have_count(1)
        await expect(panel(page).locator(".one.mine .text")).to_have_text(["one", "two", "three"])


async def test_several_tabs_are_one_visitor(shop: Site, browser: Browser) -> None:
    async with opened(shop, browser) as page:
        other = await shop.visit(page.context)
        await say(page, "from the first")
        await bubble(other).click()
        await expect(words(other).first).to_have_text("from the first")
        await say(other, "from the second")
        await expect(panel(page).locator(".one.mine .text").last).to_have_text("from the second")
        await expect(panel(page).locator(".one.mine")).to_have_count(2)


async def test_by_keyboard_alone(shop: Site, browser: Browser) -> None:
    async with visitor(browser, may_fail=True) as window:
        page = await shop.visit(window)
        await bubble(page).focus()
        await page.keyboard.press("Enter")
        await expect(box(page)).to_be_focused()
        await page.keyboard.type("Hello")
        await page.keyboard.press("Enter")
        quick = panel(page).get_by_role("button", name="Sales", exact=True)
        await expect(quick).to_be_visible()
        await quick.focus()
        await page.keyboard.press("Enter")
        await expect(panel(page).locator(".one.mine .text").last).to_have_text("Sales")
        await page.keyboard.press("Escape")
        await expect(panel(page)).to_be_hidden()
        await expect(bubble(page)).to_be_focused()
        await page.keyboard.press("Enter")
        await leave(page)


@pytest.mark.parametrize(
    "look", [{}, {"dark": True}, {"width": 390, "height": 780}], ids=["light", "dark", "narrow"]
)
async def test_nothing_stands_in_anybodys_way(shop: Site, browser: Browser, look: dict[str, Any]) -> None:
    async with visitor(browser, may_fail=True, **look) as window:
        page = await window.new_page()
        await page.goto(
            f"{shop.centre.web}/demo/shop"
        )  # a policy of ours lets axe in: it is put in by the tests
        await bubble(page).click()
        await expect(box(page)).to_be_visible()
        await say(page, "Hello")
        await expect(panel(page).get_by_role("button", name="Sales", exact=True)).to_be_visible()
        assert await axe_finds(page) == []
        if "width" in look:
            filled = await panel(page).bounding_box()
            assert filled is not None
            assert (filled["width"], filled["height"]) == (390, 780)
        await leave(page)


async def test_its_head_stays_where_it_is_however_much_was_said(shop: Site, browser: Browser) -> None:
    async with opened(shop, browser) as page:
        for number in range(8):
            await say(page, f"Line {number}\n" * 8)
        await expect(words(page).filter(has_text="Line 7")).to_be_visible()
        assert await panel(page).evaluate("(all) => all.scrollHeight - all.clientHeight") == 0


async def test_a_site_that_is_not_listed_gets_nothing(shop: Site, browser: Browser) -> None:
    async with visitor(browser, may_fail=True) as window:
        page = await window.new_page()
        async with page.expect_event("console", lambda said: said.type == "warning"):  # it is told why
            await page.goto(shop.origin.replace("localhost", "127.0.0.1"))
        await expect(page.locator("trunkline-chat")).to_have_count(0)


async def test_a_call_from_the_page_enters_with_the_chat(
    centre: RunningCentre, shop: Site, browser: Browser, tmp_path: Path
) -> None:
    async with (
        chromium(tmp_path, AGENT_HZ) as desk,
        at_work(centre, desk, "agent4") as colleague,
        opened(shop, browser) as page,
    ):
        await say(page, "Hello")
        await expect(panel(page).get_by_role("button", name="Sales", exact=True)).to_be_visible()
        await panel(page).get_by_role("button", name="Call us").first.click()
        await expect(panel(page)).to_contain_text("On a call")
        await panel(page).get_by_role("button", name="Mute").focus()
        await expect(accept(colleague)).to_be_visible(timeout=60_000)  # nobody presses a key: the operator
        await accept(colleague).click()
        await hears(colleague, VISITOR_HZ)
        await hears(page, AGENT_HZ)
        await expect(panel(page).get_by_role("log")).to_contain_text("Call started")
        await panel(page).get_by_role("button", name="Hang up").click()
        await expect(panel(page).get_by_role("log")).to_contain_text("Call ended")


_DIALS = """async (target) => {
  const settings = await (await fetch('/chat/webchat/settings')).json()
  const headers = {
    Authorization: `Bearer ${localStorage.getItem('trunkline:webchat:token')}`, 'Content-Type': 'application/json',
  }
  const phone = await (await fetch('/chat/webchat/calls', {method: 'POST', headers, body: '{}'})).json()
  const { GuestCall } = await import(settings.assets + 'call.js')
  const call = new GuestCall(location.origin + '/chat/webchat', settings.assets, location.origin)
  return await new Promise((done) => {
    call.changed = () => call.talking && done('talks')
    call.over = (fault) => done(fault)
    void call.begin(async () => ({ ...phone, target }))
  })
}"""


async def test_a_visitors_phone_dials_nothing_else(shop: Site, browser: Browser) -> None:
    async with visitor(browser, may_fail=True) as window:
        page = await window.new_page()
        await page.goto(f"{shop.centre.web}/demo/shop")
        await bubble(page).click()
        await say(page, "Hello")
        await expect(panel(page).get_by_role("button", name="Sales", exact=True)).to_be_visible()
        for target in ("sip:+15550101@trunkline", "sip:*1@trunkline"):
            assert await page.evaluate(_DIALS, target) == "call_lost"
        await leave(page)
