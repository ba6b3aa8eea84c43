"""An agent at their workspace: the page is the phone."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from playwright.async_api import Browser, BrowserContext, Locator, Page, TimeoutError, expect

from tests.browser.people import sign_in, visitor
from tests.integration.running_centre import SUPPORT, RunningCentre
from tests.phone.outgoing import OutgoingCall
from workspace_web.api.setup.queues import QueueDraft

UNHURRIED = {"offer_timeout": 120, "wrap_up": 300}
"""Settings of a queue: nothing is over before a slow machine has come to it."""


@asynccontextmanager
async def at_work(centre: RunningCentre, browser: Browser, user: str) -> AsyncIterator[Page]:
    """Signed in, the phone is this browser's, available; signed out of the queues at the end."""
    async with visitor(browser, may_fail=True) as window:
        page = await workspace(centre, window, user)
        await become(page, "Available")
        yield page
        if not page.is_closed():
            await go_home(centre, page, user)


async def workspace(centre: RunningCentre, window: BrowserContext, user: str) -> Page:
    page = await window.new_page()
    await sign_in(page, centre, user)
    await page.goto(f"{centre.web}/workspace")
    await use_browser_phone(page)
    return page


async def use_browser_phone(page: Page) -> None:
    lamp = page.locator(".phone-lamp")
    await expect(lamp).to_contain_text(re.compile("Phone ready|Desk phone"))
    if "Desk phone" in await lamp.inner_text():
        await lamp.click()
        await page.get_by_role("menuitemradio", name="This browser").click()
    await expect(lamp).to_contain_text("Phone ready")


async def become(page: Page, state: str, shown: str = "") -> None:
    """Choose a state; `shown` is the one that follows from it, if it is another one."""
    await page.locator(".my-state").click()
    await page.get_by_role("menuitemradio", name=state).click()
    await expect(page.locator(".my-state")).to_contain_text(shown or state)


async def go_home(centre: RunningCentre, page: Page, user: str) -> None:
    """Take no more calls; a wrap-up is over at once, one that is yet to begin too."""
    await page.locator(".my-state").click()
    await page.get_by_role("menuitemradio", name="Take no calls").click()
    done = button(page, "Done").first

    async def gone() -> bool:
        if await done.is_visible():
            with suppress(TimeoutError):  # it goes with the wrap-up, which may be over by now
                await done.click(timeout=2_000)
        return bool((await centre.api("GET", f"/agents/{user}"))["state"] == "signed_out")

    await centre.until(gone, f"{user} to go home")


async def set_queue(centre: RunningCentre, queue: str, **settings: float) -> None:
    """Change a queue's settings; on return they are in force."""
    known = await centre.api("GET", f"/setup/queues/{queue}")
    wanted = {name: known[name] for name in (*QueueDraft.model_fields, "version")}
    await centre.api("PUT", f"/setup/queues/{queue}", wanted | settings)


@asynccontextmanager
async def rings(centre: RunningCentre, page: Page, caller: str = "+15559001") -> AsyncIterator[OutgoingCall]:
    """A call to the support line that rings at the page."""
    async with centre.call(SUPPORT, caller=caller) as call:
        await expect(accept(page)).to_be_visible()
        yield call


async def consult(page: Page, colleague: str) -> None:
    """Ask a colleague while the customer waits."""
    await button(page, "Transfer").click()
    await page.get_by_role("combobox", name="Colleague, queue or number").fill(colleague)
    await page.get_by_role("option", name=colleague.capitalize()).wait_for()
    await button(page, "Ask first").click()


def accept(page: Page) -> Locator:
    return button(page, "Accept")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^{name}"))
