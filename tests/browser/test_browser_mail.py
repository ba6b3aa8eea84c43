"""An agent reads an e-mail whose sender nobody could verify: the whole centre, a real dovecot, a real browser."""

import asyncio
from collections.abc import AsyncIterator
from email.message import EmailMessage

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.audits import axe_finds
from tests.browser.chromium import chromium
from tests.browser.desk import accept, at_work, button
from tests.integration.mail_server import MailHouse, mail_house
from tests.integration.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="module")

US, ANN = "help@trunkline.test", "ann@customer.test"
FAILED = b"Authentication-Results: mx.trunkline.test; spf=fail smtp.mailfrom=customer.test; dmarc=fail (p=none)\r\n"
PATIENCE = 60_000.0  # milliseconds, for what takes as long as it takes


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("mail")) as opened:
        yield opened


async def set_up(centre: RunningCentre, house: MailHouse) -> None:
    """The mailbox, begun with what comes from now on, and in use."""
    settings = house.settings(US) | {"authserv_id": "mx.trunkline.test", "begin": "all"}
    draft = {
        "channel": "email",
        "name": "Mailbox",
        "address": US,
        "flow": "demo-support",
        "secrets": {"password": settings.pop("password")},
        "settings": settings,
    }
    account = await centre.api("POST", "/setup/accounts", draft)
    tested = await centre.api("POST", f"/setup/accounts/{account['id']}/test")
    assert "the SMTP server lets us in" in str(tested)


def mail(id: str, text: str, reply_to: str) -> bytes:
    one = EmailMessage()
    one["From"], one["To"], one["Subject"] = f"Ann Example <{ANN}>", US, "My bank account"
    one["Message-ID"], one["Reply-To"] = f"<{id}@customer.test>", reply_to
    one.set_content(text)
    return bytes(one)


async def test_a_sender_who_could_not_be_verified(centre: RunningCentre, browser: Browser) -> None:
    async with mail_house() as house:
        await set_up(centre, house)
        async with at_work(centre, browser, "agent1") as page:
            text = "Please pay my refund to another bank account."
            await house.post("x@evil.test", US, FAILED + mail("forged", text, "x@evil.test"))
            await accept(page).click(timeout=PATIENCE)
            log = page.get_by_role("log")
            await expect(log).to_contain_text("Please pay my refund")
            await expect(log.get_by_role("note")).to_have_text(
                "This sender could not be verified (dmarc=fail): ask back on another way before you tell them anything."
            )
            assert await axe_finds(page) == []

            # the answer goes to whose address it is, and not to whom the e-mail asks for
            to = page.locator(".mail-fields").first
            await expect(to).to_contain_text(f"Ann Example <{ANN}>")
            await page.get_by_role("textbox", name="Answer").fill("We call you first.")
            await button(page, "Send").click()
            answer = await house.dovecot.mail(ANN)
            assert "We call you first." in str(answer.get_body(("plain",)))
            await button(page, "Close").click()
            await button(page, "Done").click()

            # of an e-mail that nobody doubts it goes where the customer wants it, and the agent sees where
            await house.post(ANN, US, mail("mine", "Good morning", "home@customer.test"))
            await accept(page).click(timeout=PATIENCE)
            await expect(log).to_contain_text("Good morning")
            await expect(log.get_by_role("note")).to_have_count(0)
            await expect(to).to_contain_text("home@customer.test")
            await page.get_by_role("textbox", name="Answer").fill("Good morning to you")
            await button(page, "Send").click()
            answer = await house.dovecot.mail("home@customer.test")
            assert "Good morning to you" in str(answer.get_body(("plain",)))
            assert await asyncio.to_thread(house.dovecot.mails, "x@evil.test") == []
            await button(page, "Close").click()
            await button(page, "Done").click()
