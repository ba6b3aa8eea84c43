"""An agent and a customer at WhatsApp, whose window closes: the whole centre, with Meta's API played by the test."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.audits import axe_finds
from tests.browser.chromium import chromium
from tests.browser.desk import accept, at_work, button
from tests.browser.graph import whatsapp
from tests.integration.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANN = "+15559001000"
DAY = 86_400.0
PATIENCE = 60_000.0  # milliseconds, for what takes as long as it takes


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("whatsapp")) as opened:
        yield opened


def answer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Answer")


async def test_the_window_closes_a_template_goes_out_and_an_answer_opens_it_again(
    centre: RunningCentre, browser: Browser
) -> None:
    async with (
        whatsapp(centre, "WhatsApp", "demo-support") as account,
        at_work(centre, browser, "agent1") as page,
    ):
        # written a day ago but for some seconds: the window closes before the agent's eyes, if it is not closed yet
        await account.writes(ANN, "Ann Example", "Is my order ready?", ago=DAY - 5)
        await accept(page).click()
        log = page.get_by_role("log")
        await expect(log).to_contain_text("Is my order ready?")
        choose = button(page, "Choose a template")
        await expect(choose).to_be_visible(timeout=PATIENCE)
        await expect(page.get_by_text("Window closed")).to_be_visible()
        await expect(page.get_by_text("the provider takes a template only")).to_be_visible()
        await expect(answer(page)).to_have_count(0)
        assert await axe_finds(page) == []

        # colleagues may still be told something
        await page.keyboard.press("Alt+Shift+N")
        await page.get_by_role("textbox", name="Note for colleagues").fill("It is at the depot")
        await page.keyboard.press("Enter")
        await expect(log.locator(".voice-note")).to_contain_text("It is at the depot")
        await page.keyboard.press("Alt+Shift+N")

        # what Meta has approved: ours in the customer's language first, filled in, sent
        await choose.click()
        dialog = page.get_by_role("dialog")
        await expect(dialog.locator(".template strong")).to_have_text(["order_news", "neuigkeit"])
        await button(page, "order_news").click()
        await expect(dialog.get_by_label("Field 1")).to_have_value("Ann Example")
        await expect(dialog.get_by_role("button", name="Send")).to_be_disabled()
        await dialog.get_by_label("Field 2").fill("8841")
        await expect(dialog.locator(".preview")).to_contain_text(
            "Dear Ann Example, your order 8841 is ready."
        )
        assert await axe_finds(page) == []
        await dialog.get_by_role("button", name="Send").click()
        await expect(dialog).to_have_count(0)
        sent = await account.took(1)
        assert (sent["type"], sent["to"]) == ("template", ANN)
        assert sent["template"] == {
            "name": "order_news",
            "language": {"code": "en"},
            "components": [
                {
                    "type": "body",
                    "parameters": [{"type": "text", "text": "Ann Example"}, {"type": "text", "text": "8841"}],
                }
            ],
        }
        await expect(log).to_contain_text("Template order_news")

        # how far it got is told as it gets there
        await account.reports(0, "delivered")
        await expect(log.locator(".delivery.delivered")).to_have_count(1)
        await account.reports(0, "read")
        await expect(log.locator(".delivery.read")).to_have_count(1)

        # the customer answers, and one may write freely
        await account.writes(ANN, "Ann Example", "Tomorrow then")
        await answer(page).fill("We are open from nine")
        await page.keyboard.press("Enter")
        free = await account.took(2)
        assert (free["type"], free["text"]["body"]) == ("text", "We are open from nine")

        # one that did not arrive says so, with the reason, and offers what can help: not to send it again
        await account.reports(1, "failed", errors=[{"code": 131047, "title": "Re-engagement message"}])
        await expect(log).to_contain_text("Not delivered. The 24-hour window is closed: send a template.")
        await expect(button(page, "Send again")).to_have_count(0)
        await button(page, "Send a template").click()
        await expect(dialog.locator(".template strong")).to_have_text(["order_news", "neuigkeit"])
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)

        # once the customer has written, sending it again can help
        await account.writes(ANN, "Ann Example", "Are you there?")
        await expect(button(page, "Send a template")).to_have_count(0)
        await button(page, "Send again").click()
        repeated = await account.took(3)
        assert repeated["text"]["body"] == "We are open from nine"
        await expect(button(page, "Send again")).to_have_count(0)

        # and where nothing helps, nothing is offered
        await account.reports(2, "failed", errors=[{"code": 131026, "title": "Message undeliverable"}])
        await expect(log).to_contain_text("an old one: reach them another way.")
        await expect(button(page, "Send again")).to_have_count(0)
        await expect(button(page, "Send a template")).to_have_count(0)
        assert await axe_finds(page) == []
        await button(page, "Close").click()
        await button(page, "Done").click()
