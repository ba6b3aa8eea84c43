"""The frame and the components that all pages are made of, in a real browser: by key, in the dark, on a narrow screen."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from ari_app.access.service import Identity
from ari_app.storage.choices import Role
from tests.browser.audits import axe_finds
from tests.browser.chromium import chromium, new_context
from workspace_web import answering
from workspace_web.door import Visitor
from workspace_web.feed import Feed
from workspace_web.locale.catalogue import js_files
from workspace_web.pages import Page as PageRow
from workspace_web.rendering import Pages
from workspace_web.static import FOLDER, Static, read_folder

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPT = Path(__file__).with_name("components.js").read_bytes()
ROWS = tuple(
    PageRow(f"/{name}", name, name.title(), "pages/components.js", "me:read", "workflow")
    for name in ("everything", "supervision", "administration", "prompts", "audit")
)
ANNA = Visitor(Identity("u1", "Anna", Role.SUPERVISOR, None, token=None, session="s1"), csrf="c")


@dataclass
class Site:
    """The pages, and a live stream in the hand of the test."""

    browser: Browser
    address: str = ""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(self, request: web.Request) -> web.WebSocketResponse:
        await self.reached.wait()
        socket = web.WebSocketResponse(protocols=("trunkline.v1",))
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_str(Feed("s", keeps=1).snapshot().decode())
        async for _ in socket:
            pass
        return socket


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async def visitor(request: web.Request) -> Visitor:
        return ANNA

    files = read_folder(FOLDER) | js_files() | {"js/pages/components.js": SCRIPT}
    pages = Pages(Static(files), visitor, time.monotonic, "0", ROWS)
    app = web.Application(middlewares=[answering.answer])
    app[answering.PROBLEM_PAGE] = pages.problem_page
    app[answering.ENCRYPTED] = False
    app.on_response_prepare.append(answering.add_headers)
    pages.add_to(app.router)
    async with chromium(tmp_path_factory.mktemp("components")) as browser:
        made = Site(browser)
        made.reached.set()
        app.router.add_get("/api/v1/live", made.live)
        async with TestServer(app) as server:
            made.address = str(server.make_url("/everything"))
            yield made


@pytest_asyncio.fixture(loop_scope="module")
async def page(site: Site) -> AsyncIterator[Page]:
    """A fresh visitor, who must meet no error, be it of ours or of the policy of what may be loaded."""
    errors: list[str] = []
    context = await new_context(site.browser)
    opened = await context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    await opened.goto(site.address)
    await expect(opened.locator(".lamp")).to_have_text("Live")
    yield opened
    await context.close()
    assert errors == []


@pytest.mark.parametrize("width", [1440, 400])
@pytest.mark.parametrize("dark", [False, True])
async def test_nothing_stands_in_anybodys_way(site: Site, dark: bool, width: int) -> None:
    context = await new_context(site.browser, dark=dark, width=width)
    page = await context.new_page()
    await page.goto(site.address)
    await expect(page.locator("tbody tr").first).to_be_visible()
    assert await axe_finds(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("button", name="More").click()
    assert await axe_finds(page) == []
    await context.close()


@pytest.mark.parametrize("keys", ["Control+k", "?", "Control+,"])
async def test_what_opens_by_key_is_in_nobodys_way_and_closes_by_escape(page: Page, keys: str) -> None:
    await page.keyboard.press(keys)
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await axe_finds(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_the_palette_finds_an_action_and_does_it(page: Page) -> None:
    await page.keyboard.press("Control+k")
    await page.keyboard.type("mu ca")
    await expect(page.get_by_role("dialog").get_by_role("option")).to_have_text(["Mute the callAlt+M"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Muted", exact=True)).to_be_visible()


async def test_keys_are_ones_own_and_stay_so(page: Page) -> None:
    await page.keyboard.press("Control+,")
    await page.get_by_role("button", name="Keys of “Mute the call”").click()
    await page.keyboard.press("Alt+x")
    await page.keyboard.press("Escape")
    await page.reload()
    await expect(page.locator(".lamp")).to_have_text("Live")
    await page.keyboard.press("Alt+m")
    await page.keyboard.press("Alt+x")
    await expect(page.locator(".toast")).to_have_count(1)
    await page.get_by_label("Name").focus()
    await page.keyboard.press("Alt+x")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_form_says_what_is_wrong_at_the_field_and_keeps_what_was_typed(page: Page) -> None:
    name = page.get_by_label("Name")
    await page.get_by_label("Wrap-up (optional)").fill("2")
    await page.get_by_role("button", name="Save").click()
    await expect(name).to_be_focused()
    await expect(name).to_have_accessible_description("As agents see it. This is needed.")
    await expect(page.get_by_text("At least 5.")).to_be_visible()
    await name.fill("Support")
    await page.get_by_label("Wrap-up (optional)").fill("20")
    await page.get_by_role("button", name="Save").click()
    await expect(name).to_have_accessible_description("As agents see it. Taken.")
    await expect(name).to_have_value("Support")


async def test_a_menu_is_gone_through_by_key_and_gives_the_focus_back(page: Page) -> None:
    more = page.get_by_role("button", name="More")
    await more.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Listen")).to_be_focused()
    await page.keyboard.press("t")
    await expect(page.get_by_role("menuitem", name="Take over")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Listening", exact=True)).to_be_visible()
    await expect(more).to_be_focused()


async def test_a_question_that_cannot_be_undone_has_to_be_meant(page: Page) -> None:
    await page.get_by_role("button", name="Remove").click()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_text("Removed")).to_have_count(0)


async def test_a_table_is_searched_sorted_and_walked_by_key(page: Page) -> None:
    rows = page.locator("tbody tr")
    await page.get_by_role("button", name="Name").click()
    await expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    await expect(rows.first).to_contain_text("Agent 59")
    await page.keyboard.press("/")
    await page.keyboard.type("agent 1")
    await expect(page.get_by_text("1 to 12 of 15")).to_be_visible()
    await rows.first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(rows.nth(1)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".toast")).to_contain_text("Agent 41")
    await page.get_by_role("searchbox").fill("nobody")
    await expect(page.get_by_text("Nothing found")).to_be_visible()


async def test_a_lost_line_is_said_and_comes_back(site: Site, page: Page) -> None:
    site.reached.clear()
    await site.sockets[-1].close()
    await expect(page.get_by_text("The connection to the server is lost.")).to_be_visible()
    site.reached.set()
    await expect(page.locator(".lamp")).to_have_text("Live")
    await expect(page.get_by_text("The connection to the server is lost.")).to_have_count(0)


async def test_theme_and_density_hold_from_the_first_byte(page: Page) -> None:
    await page.keyboard.press("Control+,")
    await page.get_by_label("Theme").select_option("dark")
    await page.get_by_label("Density").select_option("compact")
    html = await (await page.request.get(page.url)).text()
    assert 'data-density="compact" data-theme="dark"' in html


async def test_the_page_speaks_german_when_asked(page: Page) -> None:
    await page.keyboard.press("Control+,")
    await page.get_by_label("Language").select_option("de")
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await expect(page.get_by_role("button", name="Speichern")).to_be_visible()
