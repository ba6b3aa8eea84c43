"""A flow is drawn in the browser, by keyboard and by mouse, tried, published, and called."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.audits import axe_finds
from tests.browser.chromium import chromium
from tests.browser.people import choose_admin_password, visitor
from tests.integration.running_centre import RunningCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

PROMPT_HZ = 700.0
NUMBER = "+15550177"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("flows"), PROMPT_HZ) as launched:
        yield launched


async def test_a_flow_is_drawn_published_and_called(centre: RunningCentre, browser: Browser) -> None:
    async with visitor(browser) as window:
        page = await window.new_page()
        await choose_admin_password(page, centre)
        await page.wait_for_url(lambda address: "set-up" not in address)
        await record_a_prompt(page, centre)
        await begin_a_flow(page, centre)
        await add_by_keyboard(page)
        await connect_by_mouse(page)
        await say_the_prompt(page)
        assert await axe_finds(page) == []
        await try_it(page)
        await publish(page)
    await answer_with_it(centre)
    async with centre.call(NUMBER) as call:
        await call.answered()
        await call.hears(PROMPT_HZ, within=10)  # what was recorded in the browser
        await call.hears_speech(15)  # the menu, by the voice
        call.press("9")
        await call.ended(30)


async def record_a_prompt(page: Page, centre: RunningCentre) -> None:
    await page.goto(f"{centre.web}/prompts")
    await page.get_by_role("button", name="New prompt").first.click()
    await page.get_by_label("Name").fill("Welcome")
    await page.get_by_label("What it says").fill("Welcome to the shop.")
    await page.get_by_role("button", name="Record", exact=True).click()
    await expect(page.get_by_role("button", name=re.compile(r"Stop \(0:(0[2-9]|[1-5]\d)"))).to_be_visible()
    await page.get_by_role("button", name=re.compile(r"Stop \(")).click()
    await expect(page.get_by_role("button", name="New recording")).to_be_visible()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("row", name=re.compile("Welcome"))).to_contain_text("Recorded")


async def begin_a_flow(page: Page, centre: RunningCentre) -> None:
    await page.goto(f"{centre.web}/flows")
    await page.get_by_role("button", name="New flow").first.click()
    await page.get_by_label("Name").fill("The shop")
    await page.get_by_role("button", name="Create").click()
    await page.wait_for_url("**/flows/the-shop")
    await expect(page.locator(".react-flow__node")).to_have_count(2)


async def add_by_keyboard(page: Page) -> None:
    """`A`, the kind, Enter: it follows the selected node where that leads nowhere yet."""
    await page.get_by_role("tab", name="Outline").click()
    await page.get_by_role("button", name="welcome", exact=True).press("Enter")
    await page.get_by_label("Next", exact=True).select_option("")
    await page.get_by_role("tab", name="Add").click()
    await page.locator(".flow-canvas .react-flow__pane").press("a")
    await page.get_by_placeholder("Add a node").type("menu")
    await page.get_by_placeholder("Add a node").press("Enter")
    await expect(page.get_by_role("heading", name="Menu")).to_be_visible()
    await expect(page.get_by_text(re.compile("^[3-9] faults$")).first).to_be_visible()
    await page.get_by_role("tab", name="Faults").click()
    await page.locator(".fault-button", has_text="sales").click()
    await expect(page.get_by_label("sales", exact=True)).to_be_focused()
    await page.get_by_label("sales", exact=True).select_option("goodbye")


async def connect_by_mouse(page: Page) -> None:
    await page.get_by_role("button", name="Arrange the nodes").click()
    await page.get_by_role("button", name="Show everything").click()
    for exit in ("no_input", "no_match"):
        exit_place = page.locator(f'[data-nodeid="menu"][data-handleid="{exit}"]')
        await page.evaluate(_VIEW_STANDS_STILL)
        await exit_place.drag_to(page.locator('[data-nodeid="goodbye"].react-flow__handle-left'))
        await expect(
            page.get_by_role("group", name=re.compile("From menu, .*, to goodbye"))
        ).not_to_have_count(0)
    await expect(page.get_by_role("button", name="No faults")).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(page.get_by_role("button", name="1 fault")).to_be_visible()
    await page.keyboard.press("Control+Shift+z")
    await expect(page.get_by_role("button", name="No faults")).to_be_visible()


_VIEW_STANDS_STILL = """async () => {
  const parts = ".react-flow__viewport, .react-flow__node";
  const places = () => [...document.querySelectorAll(parts)].map((one) => one.style.transform).join();
  const frame = () => new Promise(requestAnimationFrame);
  for (let [before, still] = ["", 0]; still < 20; still += 1) {
    await frame();
    if (before !== (before = places())) still = 0;
  }
}"""


async def say_the_prompt(page: Page) -> None:
    await page.get_by_role("tab", name="Outline").click()
    await page.get_by_role("button", name="welcome", exact=True).click()
    await page.get_by_role("tab", name="Settings").click()
    await page.get_by_label("Sound of: Text").select_option("welcome")
    await expect(page.get_by_text("Draft saved")).to_be_visible()
    await expect(page.get_by_role("button", name="No faults")).to_be_visible()


async def try_it(page: Page) -> None:
    await page.get_by_role("tab", name="Try it").click()
    await page.get_by_role("button", name="Begin", exact=True).click()
    said = page.get_by_role("log", name="What is said")
    await expect(said).to_contain_text("For sales, press 1")
    await expect(page.locator(".flow-node.current")).to_contain_text("menu")
    await page.get_by_role("group", name="Keypad").get_by_role("button", name="1", exact=True).click()
    await expect(said).to_contain_text("ended: resolved")


async def publish(page: Page) -> None:
    await page.get_by_role("button", name="Publish …").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("What is new?").fill("The first one")
    await dialog.get_by_role("button", name="Publish", exact=True).click()
    await expect(dialog).to_have_count(0)
    await expect(page.locator(".flow-state")).to_contain_text("Published")


async def answer_with_it(centre: RunningCentre) -> None:
    await centre.api("POST", "/setup/numbers", {"id": NUMBER, "flow": "the-shop"})
