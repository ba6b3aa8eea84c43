"""Visitors with the chat open, and agents who answer them by the API."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.browser.people import sign_in, visitor
from tests.browser.shop import Site, box, bubble, leave, panel, say
from tests.integration.running_centre import RunningCentre

_names = itertools.count(1)


@asynccontextmanager
async def opened(shop: Site, browser: Browser, **look: Any) -> AsyncIterator[Page]:
    """A visitor who has the chat open."""
    async with visitor(browser, may_fail=True, **look) as window:
        page = await shop.visit(window)
        await bubble(page).click()
        await expect(box(page)).to_be_visible()
        yield page
        await leave(page)


class Agent:
    """One who works by the API, with the session of a page that is signed in."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def ask(self, verb: str, path: str, body: object = None) -> Any:
        return await self.page.evaluate(
            "async ([verb, path, body]) => (await import('trunkline/core/api.js')).api[verb](path, body ?? undefined)",
            [verb, path, body],
        )

    async def takes_the_next(self, centre: RunningCentre) -> str:
        """Accepts what is offered; the interaction."""
        await self.ask("put", "/me/state", {"state": "available"})
        offers: list[Any] = []

        async def offered() -> bool:
            offers[:] = (await self.ask("get", "/offers"))["items"]
            return bool(offers)

        await centre.until(offered, "an offer")
        await self.ask("post", f"/offers/{offers[0]['id']}/accept")
        return str(offers[0]["interaction"])

    async def sees(self, centre: RunningCentre, interaction: str, text: str) -> None:
        """Until it is the last word of the conversation: acknowledged is not yet understood."""

        async def there() -> bool:
            return bool((await centre.api("GET", f"/interactions/{interaction}"))["preview"] == text)

        await centre.until(there, f"{text!r}")

    async def writes(self, interaction: str, *texts: str) -> None:
        said = [{"client_id": f"agent-{next(_names):08}", "text": text} for text in texts]
        await self.page.evaluate(
            """async ([interaction, said]) => {
              const { api } = await import('trunkline/core/api.js')
              for (const each of said) await api.post(`/interactions/${interaction}/messages`, each)
            }""",
            [interaction, said],
        )


@asynccontextmanager
async def agent(centre: RunningCentre, browser: Browser, user: str = "agent2") -> AsyncIterator[Agent]:
    async with visitor(browser, may_fail=True) as window:
        page = await window.new_page()
        await sign_in(page, centre, user)
        await page.goto(f"{centre.web}/account")
        one = Agent(page)
        yield one
        await one.ask("put", "/me/state", {"state": "signed_out"})
        for hold in (await centre.api("GET", f"/agents/{user}"))["holds"]:
            if hold["state"] == "wrap_up":
                await one.ask("post", f"/me/wrap-up/finish?interaction={hold['interaction']}")


async def to_support(page: Page) -> None:
    await say(page, "Hello")
    await panel(page).get_by_role("button", name="Support", exact=True).click()


async def with_agent(centre: RunningCentre, page: Page, colleague: Agent) -> str:
    """The visitor talks to the colleague; the interaction."""
    await to_support(page)
    interaction = await colleague.takes_the_next(centre)
    await expect(panel(page)).to_contain_text("You are talking to Agent2")
    return interaction
