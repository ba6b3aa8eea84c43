"""People at browsers: signed in as the demo has them, each with a microphone tone of their own."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import new_context
from tests.integration.running_centre import RunningCentre

ADMIN, ADMIN_PASSWORD = "admin", "five green kettles on a shelf"


def password_of(centre: RunningCentre, user: str) -> str:
    """The one that the demo made."""
    if user == ADMIN:
        return ADMIN_PASSWORD
    kept = json.loads((centre.state / "demo-credentials.json").read_text())
    return str(kept["web_passwords"][user])


def set_up_link(centre: RunningCentre) -> str:
    """What the first start printed for the administrator."""
    found = re.search(r"http\S+/set-up#\S+", centre.output.read_text())
    assert found is not None, "the first start prints a set-up link"
    return found.group()


async def choose_admin_password(page: Page, centre: RunningCentre) -> None:
    """The administrator opens the link and chooses a password; they are signed in then."""
    await page.goto(set_up_link(centre))
    await page.get_by_label("New password", exact=True).fill(ADMIN_PASSWORD)
    await page.get_by_role("button", name=re.compile("Set|Save|Continue")).click()
    await page.wait_for_url(lambda address: "/set-up" not in address)


async def sign_in(page: Page, centre: RunningCentre, user: str) -> None:
    """By the sign-in page, as a person does."""
    await page.goto(f"{centre.web}/sign-in")
    await page.get_by_label("User name").fill(user)
    await page.get_by_label("Password", exact=True).fill(password_of(centre, user))
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.wait_for_url(lambda address: "/sign-in" not in address)
    await expect(page.get_by_role("banner")).to_be_visible()


@asynccontextmanager
async def visitor(
    browser: Browser, *, dark: bool = False, width: int = 1440, height: int = 900, may_fail: bool = False
) -> AsyncIterator[BrowserContext]:
    """A browser window of its own. What its pages report as errors fails the test, unless it `may_fail`."""
    context = await new_context(browser, dark=dark, width=width, height=height)
    complaints: list[str] = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    try:
        yield context
    finally:
        await context.close()
    assert may_fail or complaints == [], complaints
