"""What visitors bring along and are called by: files, forms, old messages, notices, a phone's keyboard."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.audits import axe_finds
from tests.browser.chromium import chromium
from tests.browser.people import visitor
from tests.browser.shop import Site, box, bubble, leave, panel, say, set_up, words
from tests.browser.visits import agent, opened, with_agent
from tests.integration.running_centre import RunningCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(Path(tmp_path_factory.mktemp("visitor"))) as launched:
        yield launched


async def test_who_scrolls_up_finds_what_was_written_before(
    centre: RunningCentre, shop: Site, browser: Browser
) -> None:
    async with opened(shop, browser) as page, agent(centre, browser) as colleague:
        interaction = await with_agent(centre, page, colleague)
        await colleague.writes(interaction, *(f"line {n}" for n in range(120)))
        await expect(words(page).last).to_have_text("line 119")
        await page.reload()
        await expect(words(page).last).to_have_text("line 119")
        await expect(words(page)).to_have_count(100)
        assert await page.evaluate(_SCROLLS_UP) > 0
        await expect(words(page).first).to_have_text("Hello")
        await expect(words(page)).to_have_count(124)
        assert await page.evaluate(_HAS_MOVED) < 2, "what was looked at stays where it was"
        await expect(panel(page).get_by_role("button", name="Show earlier messages")).to_be_hidden()
        await colleague.ask("post", f"/interactions/{interaction}/close")
        await expect(panel(page)).to_contain_text("This conversation has ended")


_SCROLLS_UP = """() => {
  const log = document.querySelector("trunkline-chat").shadowRoot.querySelector(".log");
  const before = log.scrollTop;
  log.dispatchEvent(new WheelEvent("wheel", { deltaY: -1 }));
  log.scrollTop = 120;
  window.looked = log.querySelectorAll(".one")[1];
  window.place = () => looked.offsetTop - log.scrollTop;  // where it is laid out, however it came there
  window.at = place();
  return before - log.scrollTop;
}"""
_HAS_MOVED = "Math.abs(place() - at)"


async def test_a_file_under_way_outlives_a_reload_and_can_be_stopped(shop: Site, browser: Browser) -> None:
    async with opened(shop, browser) as page:
        files = panel(page).locator(".waiting-files li")
        await say(page, "Hello")
        await expect(words(page).nth(1)).to_be_visible()
        held = "**/files?name=*"
        await page.route(held, lambda route: None)  # neither answered nor refused
        for name in ("kept.txt", "stopped.txt"):
            await page.locator("trunkline-chat input[type=file]").set_input_files(
                {"name": name, "mimeType": "text/plain", "buffer": b"Order 4711: boots"}
            )
        await expect(files).to_have_count(2)
        await panel(page).get_by_role("button", name="Remove stopped.txt").click()
        await expect(files).to_have_count(1)

        async def kept() -> bool:
            return bool(await page.evaluate(_KEPT) == ["kept.txt"])

        await shop.centre.until(kept, "the browser to keep the one and forget the other")
        await page.unroute(held)
        await page.reload()
        await expect(files).to_have_attribute("data-state", "there")
        await expect(files).to_contain_text("kept.txt")
        await say(page, "See the file")
        await expect(panel(page).get_by_role("button", name="Download kept.txt")).to_be_visible()
        await page.reload()
        await expect(words(page).filter(has_text="See the file")).to_have_count(1)
        await expect(files).to_have_count(0)


_KEPT = """() => new Promise((done) => {
  const opening = indexedDB.open("trunkline:webchat");
  opening.onsuccess = () => {
    const files = opening.result.transaction("files").objectStore("files").getAll();
    files.onsuccess = () => done(files.result.map((file) => file.name));
    opening.result.close();
  };
})"""


async def test_files_come_by_paste_and_drop_and_what_may_not_is_said(shop: Site, browser: Browser) -> None:
    async with opened(shop, browser) as page:
        files = panel(page).locator(".waiting-files li")
        await page.evaluate(_BRINGS, ["paste", "textarea", "photo.png", "image/png"])
        await expect(files).to_have_attribute("data-state", "there")
        await page.evaluate(_BRINGS, ["drop", ".log", "page.html", "text/html"])
        await expect(panel(page).get_by_role("alert")).to_have_text(
            "page.html is of a kind that we do not take."
        )
        await page.route("**/files?name=*", lambda route: route.abort())
        await page.evaluate(_BRINGS, ["drop", ".log", "lost.png", "image/png"])
        await expect(files.filter(has_text="lost.png")).to_contain_text("Not uploaded.")
        await page.unroute("**/files?name=*")
        await files.get_by_role("button", name="Try again").click()
        await expect(panel(page).locator(".waiting-files li[data-state=there]")).to_have_count(2)
        await say(page, "Two pictures")
        await expect(panel(page).locator(".picture")).to_have_count(2)


_BRINGS = """async ([kind, where, name, type]) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 40 });
  const content = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const data = new DataTransfer();
  data.items.add(new File([content], name, { type }));
  const target = document.querySelector("trunkline-chat").shadowRoot.querySelector(where);
  const given = { bubbles: true, composed: true, cancelable: true };
  target.dispatchEvent(kind === "paste"
    ? new ClipboardEvent("paste", { ...given, clipboardData: data })
    : new DragEvent("drop", { ...given, dataTransfer: data }));
}"""


async def test_an_answer_calls_whoever_looks_elsewhere(
    centre: RunningCentre, shop: Site, browser: Browser
) -> None:
    async with opened(shop, browser) as page, agent(centre, browser) as colleague:
        await page.evaluate(_NOTICES)
        other = await shop.visit(page.context)
        interaction = await with_agent(centre, page, colleague)
        await panel(page).get_by_role("button", name="More").click()
        assert await page.evaluate("notices.asked") == 0, "nobody is asked before they press"
        await panel(page).get_by_role("menuitem", name="Notify me of answers").click()
        assert await page.evaluate("notices.asked") == 1
        await panel(page).get_by_role("button", name="Close chat").click()
        for each in (page, other):
            await expect(each).to_have_title("Shop")
        await other.evaluate(_NOTICES)
        await other.evaluate("Notification.permission = 'granted'")
        for each in (page, other):
            await each.evaluate("hide(true)")
        await colleague.writes(interaction, "Are you there?")
        for each in (page, other):
            await expect(each).to_have_title("(1) Shop")
            await expect(bubble(each)).to_have_accessible_name("Open chat, 1 unread")

        async def shown() -> list[list[str]]:
            return [notice for each in (page, other) for notice in await each.evaluate("notices.shown")]

        await centre.until(shown, "a notice")
        for each in (page, other):
            await each.evaluate("hide(false)")
        await bubble(other).click()
        for each in (page, other):
            await expect(each).to_have_title("Shop")
        await bubble(page).click()
        assert await shown() == [["Agent2", "Are you there?"]], "once, though two tabs are open"
        await colleague.ask("post", f"/interactions/{interaction}/close")
        await expect(panel(page)).to_contain_text("This conversation has ended")


_NOTICES = """() => {
  window.notices = { asked: 0, shown: [] };
  window.Notification = class {
    static permission = "default";
    static async requestPermission() {
      notices.asked += 1;
      return (this.permission = "granted");
    }
    constructor(title, { body }) { notices.shown.push([title, body]); }
    close() {}
  };
  window.hide = (now) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => now });
    document.dispatchEvent(new Event("visibilitychange"));
  };
}"""


async def test_nothing_is_kept_or_called_before_the_visitor_has_agreed(shop: Site, browser: Browser) -> None:
    await set_up(shop.centre, consent="I agree that this is kept.", pre_chat="name*")
    try:
        async with visitor(browser, may_fail=True) as window:
            page = await shop.visit(window)
            await page.evaluate("Trunkline.send('Do you have boots?')")
            start = panel(page).get_by_role("button", name="Start the chat")
            await expect(start).to_be_visible()
            await panel(page).get_by_role("button", name="More").click()
            await expect(panel(page).get_by_role("menuitem", name="Turn sounds off")).to_be_visible()
            await expect(panel(page).get_by_role("menuitem", name="Call us")).to_have_count(0)
            await page.keyboard.press("Escape")
            await start.click()
            await expect(panel(page)).to_contain_text("Please agree first.")
            assert await page.evaluate("localStorage.getItem('trunkline:webchat:token')") is None
            await panel(page).get_by_role("textbox", name="Your name").fill("Ann")
            await panel(page).get_by_role("checkbox").check()
            await start.click()
            await expect(box(page)).to_have_value("Do you have boots?")
            await box(page).press("Enter")
            await expect(words(page).first).to_have_text("Do you have boots?")
            await leave(page)
    finally:
        await set_up(shop.centre, consent="", pre_chat="")


@pytest.mark.parametrize(
    "look", [{}, {"dark": True, "width": 390, "height": 780}], ids=["light", "dark-narrow"]
)
async def test_no_form_and_no_message_stands_in_anybodys_way(
    shop: Site, browser: Browser, look: dict[str, Any]
) -> None:
    await set_up(shop.centre, consent="I agree that this is kept.", pre_chat="name*,email,question")
    try:
        async with visitor(browser, may_fail=True, **look) as window:
            page = await window.new_page()
            await page.goto(f"{shop.centre.web}/demo/shop")
            await bubble(page).click()
            start = panel(page).get_by_role("button", name="Start the chat")
            await start.click()
            await expect(panel(page)).to_contain_text("Please fill this in.")
            assert await axe_finds(page) == []
            await panel(page).get_by_role("textbox", name="Your name").fill("Ann")
            await panel(page).get_by_role("textbox", name="How can we help?").fill("Hello")
            await panel(page).get_by_role("checkbox").check()
            await start.click()
            await expect(words(page).nth(1)).to_be_visible()
            await page.evaluate(_BRINGS, ["drop", ".log", "photo.png", "image/png"])
            await page.evaluate(_BRINGS, ["drop", ".log", "page.html", "text/html"])
            await expect(panel(page).locator(".waiting-files li[data-state=there]")).to_be_visible()
            await panel(page).get_by_role("button", name="More").click()
            assert await axe_finds(page) == []
            await page.keyboard.press("Escape")
            await leave(page)
            await expect(panel(page).get_by_role("radio", name="5 of 5")).to_be_attached()
            assert await axe_finds(page) == []
    finally:
        await set_up(shop.centre, consent="", pre_chat="")


async def test_on_a_phone_the_keyboard_covers_nothing(shop: Site, browser: Browser) -> None:
    async with visitor(browser, may_fail=True, width=390, height=780) as window:
        page = await shop.visit(window)
        await bubble(page).click()
        await expect(box(page)).to_be_visible()
        await page.evaluate(_KEYBOARD_COMES, 430)
        await expect(panel(page)).to_have_css("height", "430px")
        seen = await box(page).bounding_box()
        assert seen is not None
        assert seen["y"] + seen["height"] < 430


_KEYBOARD_COMES = """(height) => {
  Object.defineProperty(visualViewport, "height", { configurable: true, get: () => height });
  visualViewport.dispatchEvent(new Event("resize"));
}"""
