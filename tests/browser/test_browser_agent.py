"""An agent's day in the browser: the page is the phone."""

import re
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from time import monotonic

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.chromium import chromium, hears
from tests.browser.desk import (
    UNHURRIED,
    accept,
    at_work,
    become,
    button,
    consult,
    go_home,
    rings,
    set_queue,
)
from tests.integration.running_centre import RunningCentre
from tests.phone.outgoing import OutgoingCall
from tests.phone.phone import Phone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

AGENT_HZ, COLLEAGUE_HZ, CALLER_HZ = 1230.0, 1730.0, 700.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(Path(tmp_path_factory.mktemp("agent")), AGENT_HZ) as launched:
        yield launched


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def colleagues(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(Path(tmp_path_factory.mktemp("colleague")), COLLEAGUE_HZ) as launched:
        yield launched


async def talk(page: Page, call: OutgoingCall) -> None:
    """Both hear each other."""
    call.send_tone(CALLER_HZ)
    await call.hears(AGENT_HZ)
    await hears(page, CALLER_HZ)


async def test_a_call_from_the_ring_to_the_wrap_up(centre: RunningCentre, browser: Browser) -> None:
    async with at_work(centre, browser, "agent2") as page:
        async with rings(centre, page) as call:
            await expect(page).to_have_title(re.compile("calls"))
            await page.keyboard.press("Alt+a")
            await call.answered()
            await talk(page, call)

            await page.keyboard.press("Alt+m")
            await expect(button(page, "Muted")).to_be_visible()
            await call.hears_no_more(AGENT_HZ)
            await page.keyboard.press("Alt+m")
            await call.hears(AGENT_HZ)

            await button(page, "Hold").click()
            await expect(button(page, "Resume")).to_be_visible()
            await call.hears_no_more(AGENT_HZ)
            await button(page, "Resume").click()
            await call.hears(AGENT_HZ)

            await button(page, "Keypad").click()
            await (
                page.get_by_role("region", name="Keypad").get_by_role("button", name="5", exact=True).click()
            )
            await call.hang_up()
        await expect(page.get_by_role("article", name="Wrap-up")).to_be_visible()
        await page.get_by_role("radio", name="Solved").check()
        await page.get_by_label("Note", exact=True).fill("All is well.")
        await expect(page.get_by_text("Kept", exact=True)).to_be_visible()
        await page.get_by_role("button", name="Done").click()
        await expect(page.locator(".my-state")).to_contain_text("Available")
        await expect(page.get_by_role("region", name="My day")).to_contain_text("Handled1")
        await page.get_by_role("tab", name="History").wait_for()
        await page.locator(".list .item").first.click()
        await expect(page.get_by_label("Note", exact=True)).to_have_value("All is well.")


async def test_a_reload_in_mid_call_costs_seconds_only(centre: RunningCentre, browser: Browser) -> None:
    async with at_work(centre, browser, "agent2") as page, rings(centre, page) as call:
        await accept(page).click()
        await call.answered()
        await talk(page, call)
        page.on("dialog", lambda dialog: dialog.accept())
        back = await seconds_of(reload_and_hear(page, call))
        await button(page, "End call").click()
        await call.ended()
        opened = await seconds_of(reload_and_be_ready(page))
        assert back < max(5.0, 3 * opened), f"{back:.1f} s, with a page that opens in {opened:.1f} s"


async def reload_and_hear(page: Page, call: OutgoingCall) -> None:
    await page.reload()
    await call.hears(AGENT_HZ)
    await hears(page, CALLER_HZ)


async def reload_and_be_ready(page: Page) -> None:
    await page.reload()
    await expect(page.locator(".phone-lamp")).to_contain_text("Phone ready")


async def seconds_of(work: Awaitable[None]) -> float:
    began = monotonic()
    await work
    return monotonic() - began


async def test_a_tab_that_is_gone_comes_back_into_its_call(centre: RunningCentre, browser: Browser) -> None:
    async with at_work(centre, browser, "agent2") as page, rings(centre, page) as call:
        await accept(page).click()
        await call.answered()
        await talk(page, call)
        again = await page.context.new_page()
        await page.close(run_before_unload=False)
        await again.goto(f"{centre.web}/workspace")
        await call.hears(AGENT_HZ)
        await hears(again, CALLER_HZ)
        await call.hang_up()
        await button(again, "Done").click()
        await go_home(centre, again, "agent2")


async def test_who_declines_is_away_until_they_say_otherwise(centre: RunningCentre, browser: Browser) -> None:
    async with at_work(centre, browser, "agent2") as page:
        async with rings(centre, page):
            await button(page, "Decline").click()
            await expect(page.locator(".my-state")).to_contain_text("Away")
            await expect(accept(page)).to_be_hidden()
        await become(page, "Available")


async def test_a_missed_call_leaves_a_trace_and_a_way_back(centre: RunningCentre, browser: Browser) -> None:
    await set_queue(centre, "support", offer_timeout=20)
    async with at_work(centre, browser, "agent2") as page:
        async with rings(centre, page, caller="+15559077"):
            await expect(page.get_by_text("You missed a call of +15559077")).to_be_visible(timeout=90_000)
        await set_queue(centre, "support", **UNHURRIED)
        await button(page, "Be available again").click()
        await expect(page.locator(".my-state")).to_contain_text("Available")
        await expect(page.get_by_text("You missed a call")).to_be_hidden()


async def test_a_desk_phone_rings_instead_and_the_screen_accepts_for_it(
    centre: RunningCentre, browser: Browser
) -> None:
    async with at_work(centre, browser, "agent2") as page:
        await page.locator(".phone-lamp").click()
        await page.get_by_role("menuitemradio", name="Desk phone").click()
        await expect(page.locator(".phone-lamp")).to_contain_text("Desk phone")
        async with Phone(centre.sip, "agent2", centre.passwords["agent2"]) as phone:
            await phone.register()
            async with rings(centre, page) as call:
                ring = await phone.rings()
                ring.answer()
                await call.answered()
                await expect(button(page, "Hold")).to_be_visible()
                await expect(button(page, "Mute")).to_be_hidden()  # the phone has its own
                await button(page, "End call").click()
                await call.ended()
            await phone.unregister()
        await button(page, "Done").click()


async def test_a_second_tab_says_so_and_takes_over(centre: RunningCentre, browser: Browser) -> None:
    async with at_work(centre, browser, "agent2") as first:
        second = await first.context.new_page()
        await second.goto(f"{centre.web}/workspace")
        await expect(second.locator(".phone-lamp")).to_contain_text("Second tab")
        await expect(first.locator(".phone-lamp")).to_contain_text("Phone ready")
        await button(second, "Use the phone here").click()
        await expect(second.locator(".phone-lamp")).to_contain_text("Phone ready")
        await expect(first.locator(".phone-lamp")).to_contain_text("Second tab")
        async with rings(centre, second) as call:
            await accept(second).click()
            await call.answered()
            await talk(second, call)
            await call.hang_up()
        await second.get_by_role("button", name="Done").click()
        await second.close()
        await expect(first.locator(".phone-lamp")).to_contain_text("Phone ready")


async def test_a_colleague_is_asked_then_all_talk_then_they_take_over(
    centre: RunningCentre, browser: Browser, colleagues: Browser
) -> None:
    async with at_work(centre, browser, "agent2") as page, rings(centre, page) as call:
        await accept(page).click()
        await call.answered()
        await talk(page, call)
        async with at_work(centre, colleagues, "agent3") as colleague:
            await consult(page, "agent3")
            await answer_party(colleague)
            await hears(page, COLLEAGUE_HZ, but_not=(CALLER_HZ,))
            await call.hears_not(COLLEAGUE_HZ)

            await button(page, "All together").click()
            await hears(colleague, AGENT_HZ, CALLER_HZ)
            await call.hears(COLLEAGUE_HZ)
            await expect(button(page, "All together")).to_have_count(0)  # it knows of the conference
            await button(page, "End call").click()
            await page.get_by_role("dialog").get_by_role("button", name="End the call").click()
            await call.ended()


async def answer_party(page: Page) -> None:
    """Who is asked by a colleague picks up."""
    await button(page, "Answer").click()


async def test_a_call_is_handed_on_at_once(
    centre: RunningCentre, browser: Browser, colleagues: Browser
) -> None:
    async with at_work(centre, colleagues, "agent3") as colleague:
        await become_away(colleague)
        async with at_work(centre, browser, "agent2") as page, rings(centre, page) as call:
            await accept(page).click()
            await call.answered()
            await talk(page, call)
            await become(colleague, "Available")
            await button(page, "Transfer").click()
            await page.get_by_role("combobox", name="Colleague, queue or number").fill("agent3")
            await page.get_by_role("option", name="Agent3").wait_for()
            await button(page, "Transfer now").click()
            await expect(page.locator(".my-state")).to_contain_text("Wrap-up")
            await accept(colleague).click()
            await call.hears(COLLEAGUE_HZ)
            await button(colleague, "End call").click()
            await call.ended()


async def become_away(page: Page) -> None:
    await page.locator(".my-state").click()
    await page.get_by_role("menuitemradio", name="Away").click()
    await page.get_by_role("dialog").get_by_role("button", name="Go away").click()
    await expect(page.locator(".my-state")).to_contain_text("Away")
