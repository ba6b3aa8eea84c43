"""A supervisor listens in from the browser: who hears whom, told by tones."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.chromium import chromium, hears
from tests.browser.people import sign_in, visitor
from tests.integration.running_centre import SUPPORT, RunningCentre
from tests.phone.call import Call

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

CALLER_HZ, AGENT_HZ, SUPERVISOR_HZ = 610.0, 1010.0, 1530.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(inside: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    async with chromium(tmp_path_factory.mktemp("supervisor"), SUPERVISOR_HZ) as launched:
        yield launched


@asynccontextmanager
async def conversation(centre: RunningCentre) -> AsyncIterator[tuple[Call, Call]]:
    """The caller's end and the agent's: both speak, and hear each other."""
    async with centre.agent("agent2") as phone, centre.call(SUPPORT) as caller:
        agent = await phone.rings()
        agent.answer()
        await caller.answered()
        caller.send_tone(CALLER_HZ)
        agent.send_tone(AGENT_HZ)
        await caller.hears(AGENT_HZ)
        await agent.hears(CALLER_HZ)
        yield caller, agent


@asynccontextmanager
async def supervising(centre: RunningCentre, browser: Browser) -> AsyncIterator[Page]:
    """The supervisor's page, where the agent talks; the browser is the supervisor's phone."""
    async with visitor(browser) as window:
        page = await window.new_page()
        await sign_in(page, centre, "supervisor1")
        await page.goto(f"{centre.web}/supervisor")
        await expect(page.get_by_role("row", name=re.compile("Agent2"))).to_contain_text("Busy")
        yield page


async def test_listen_whisper_barge_and_leave(centre: RunningCentre, browser: Browser) -> None:
    async with conversation(centre) as (caller, agent), supervising(centre, browser) as page:
        await page.get_by_role("row", name=re.compile("Agent2")).get_by_role("button", name="Listen").click()
        bar = page.get_by_role("region", name="Supervision")
        await expect(bar).to_contain_text("Nobody hears you")
        await hears(page, CALLER_HZ, AGENT_HZ)
        await agent.hears_not(SUPERVISOR_HZ)
        await caller.hears_not(SUPERVISOR_HZ)

        await bar.get_by_role("button", name=re.compile("^Whisper")).click()
        await expect(bar).to_contain_text("Only Agent2 hears you")
        await agent.hears(SUPERVISOR_HZ)
        await caller.hears_not(SUPERVISOR_HZ)
        await hears(page, CALLER_HZ, AGENT_HZ)

        await bar.get_by_role("button", name=re.compile("^Barge in")).click()
        await expect(bar).to_contain_text("Everybody hears you")
        await agent.hears(SUPERVISOR_HZ)
        await caller.hears(SUPERVISOR_HZ)

        await page.keyboard.press("l")
        await expect(bar).to_contain_text("Nobody hears you")
        await caller.hears_no_more(SUPERVISOR_HZ)

        await bar.get_by_role("button", name=re.compile("^Leave")).click()
        await expect(bar).to_be_hidden()
        await caller.hears(AGENT_HZ)
        await agent.hears(CALLER_HZ)


async def test_taking_over_frees_the_agent(centre: RunningCentre, browser: Browser) -> None:
    async with conversation(centre) as (caller, agent), supervising(centre, browser) as page:
        await page.get_by_role("row", name=re.compile("Agent2")).get_by_role("button", name="Listen").click()
        bar = page.get_by_role("region", name="Supervision")
        await hears(page, CALLER_HZ, AGENT_HZ)
        await bar.get_by_role("button", name=re.compile("^Take over")).click()
        confirm = page.get_by_role("dialog").get_by_role("button", name="Take over")
        await confirm.click()
        await agent.ended()
        await centre.agent_is("agent2", "wrap_up")
        await caller.hears(SUPERVISOR_HZ)
        await hears(page, CALLER_HZ, but_not=(AGENT_HZ,))
        await page.get_by_role("region", name="Your call").get_by_role("button", name="Hang up").click()
        await caller.ended()
