"""A web site of somebody else, with our widget on it: on another origin, with a policy and a style of its own."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.integration.running_centre import RunningCentre
from tests.local_server import serving

ACCOUNT = "webchat"
_GOES_ON = re.compile(
    "Our assistant answers|We are getting somebody|You are talking to|This conversation has ended"
)
_HOSTILE = """
* { letter-spacing: 4px !important; text-transform: uppercase }
button, input, textarea { all: unset; background: red !important; font-size: 50px !important; display: none }
div, section, p { position: absolute; color: lime !important }
trunkline-chat { display: none !important; opacity: .1; transform: scale(.1) }
"""


@dataclass(frozen=True, slots=True)
class Site:
    """`address` of its page; `origin` is what the browser says where that is."""

    centre: RunningCentre
    origin: str

    async def visit(self, window: BrowserContext, hash: str = "") -> Page:
        page = await window.new_page()
        await page.goto(f"{self.origin}/{hash}")
        await expect(bubble(page)).to_be_visible()
        return page


@asynccontextmanager
async def site(centre: RunningCentre) -> AsyncIterator[Site]:
    """It is allowed to use the demo's web chat."""

    async def page(request: web.Request) -> web.Response:
        html = (
            f"<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
            f"<title>Shop</title><style>{_HOSTILE}</style><h1>Shop</h1><input id=own>"
            f"<script async src='{centre.web}/widget/loader.js' data-account='{ACCOUNT}'></script></html>"
        )
        socket = centre.web.replace("http", "ws")
        policy = (
            f"default-src 'none'; script-src {centre.web}; connect-src {centre.web} {socket}; "
            "style-src 'unsafe-inline'; img-src blob:; media-src blob:"
        )
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": policy})

    app = web.Application()
    app.router.add_get("/", page)
    async with serving(app) as url:
        origin = url.replace("127.0.0.1", "localhost")  # another site than the centre, not just a port of it
        await set_up(centre, origins=origin)
        yield Site(centre, origin)


async def set_up(centre: RunningCentre, **settings: str) -> None:
    """Change the web chat's settings; on return they are in force."""
    known = await centre.api("GET", f"/setup/accounts/{ACCOUNT}")
    wanted = {name: known[name] for name in ("channel", "name", "address", "flow", "enabled", "version")} | {
        "settings": {**known["settings"], **settings}
    }
    await centre.api("PUT", f"/setup/accounts/{ACCOUNT}", wanted)


def bubble(page: Page) -> Locator:
    return page.locator("trunkline-chat .bubble")


def panel(page: Page) -> Locator:
    return page.locator("trunkline-chat").get_by_role("dialog")


def box(page: Page) -> Locator:
    return panel(page).get_by_role("textbox", name="Write a message…")


def words(page: Page) -> Locator:
    """What was written, oldest first."""
    return panel(page).get_by_role("log").locator(".text:not(.dots)")


async def say(page: Page, text: str) -> None:
    await box(page).fill(text)
    await box(page).press("Enter")


async def leave(page: Page) -> None:
    """End the conversation that goes on, or is about to, so that it waits for nobody."""
    await expect(panel(page).get_by_role("status").first).to_have_text(_GOES_ON)
    if await panel(page).get_by_text("This conversation has ended").is_visible():
        return
    await panel(page).get_by_role("button", name="More").click()
    await panel(page).get_by_role("menuitem", name="End the conversation").click()
    await panel(page).get_by_role("button", name="End the conversation").click()
    await expect(panel(page)).to_contain_text("This conversation has ended")
