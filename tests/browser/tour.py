"""A walk through every page, in a centre where something goes on: for screenshots, and to look whether anything stands in
somebody's way."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from playwright.async_api import BrowserContext, Page, TimeoutError, ViewportSize, expect

from tests.browser.chromium import stands_still
from tests.browser.desk import accept, become, button, consult, go_home, workspace
from tests.browser.people import ADMIN, choose_admin_password, sign_in
from tests.integration.running_centre import SUPPORT, RunningCentre

NOBODY = ""
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
TALKS = "+15557003"
CALLER_HZ, AGENT_HZ = 600.0, 900.0


@dataclass(frozen=True, slots=True)
class Stop:
    """`page`: its name in `workspace_web.pages`. `user`: who opens it. `press`: how the name of the button begins that
    they press then."""

    name: str
    page: str
    user: str
    path: str
    press: str = ""


STOPS = (
    Stop("sign-in", "sign-in", NOBODY, "/sign-in"),
    Stop("set-up", "set-up", NOBODY, "/set-up"),
    Stop("workspace", "workspace", "agent1", "/workspace"),
    Stop("account", "account", "agent1", "/account"),
    Stop("supervisor", "supervisor", "supervisor1", "/supervisor"),
    Stop("flows", "flows", ADMIN, "/flows"),
    Stop("flow", "flow", ADMIN, "/flows/demo-menu"),
    Stop("prompts", "prompts", ADMIN, "/prompts"),
    Stop("admin", "admin", ADMIN, "/admin"),
    *(
        Stop(f"admin-{section}", "admin-section", ADMIN, f"/admin/{section}")
        for section in (
            "users",
            "agents",
            "teams",
            "skills",
            "queues",
            "capacity",
            "calendars",
            "wrap-up-codes",
            "phones",
            "trunks",
            "numbers",
            "accounts",
            "canned-replies",
            "recordings",
            "voicemails",
            "settings",
        )
    ),
    Stop("admin-queue", "admin-thing", ADMIN, "/admin/queues/support"),
    Stop("admin-hours", "admin-thing", ADMIN, "/admin/calendars/office"),
    Stop("admin-recording", "admin-section", ADMIN, "/admin/recordings", "Hear the recording"),
    Stop("admin-agent", "admin-thing", ADMIN, "/admin/agents/agent1"),
    Stop("admin-account", "admin-thing", ADMIN, "/admin/accounts/new"),
    Stop("admin-reply", "admin-thing", ADMIN, "/admin/canned-replies/new"),
    Stop("health", "health", ADMIN, "/health"),
    Stop("audit", "audit", "auditor", "/audit"),
)


@asynccontextmanager
async def busy_hour(centre: RunningCentre) -> AsyncIterator[None]:
    """Two calls of agent2 are over and a third goes on, one waits for support."""
    async with AsyncExitStack() as stack:
        talker = await stack.enter_async_context(centre.agent("agent2"))
        for caller in ("+15557001", "+15557002", TALKS):
            call = await stack.enter_async_context(centre.call(SUPPORT, caller))
            ring = await talker.rings()
            ring.answer()
            await call.answered()
            if caller != TALKS:
                call.send_tone(CALLER_HZ)
                ring.send_tone(AGENT_HZ)
                await ring.hears(CALLER_HZ)
                await call.hears(AGENT_HZ, seconds=1.5)  # so that there is something to hear afterwards
                await call.hang_up()
                await ring.ended()
                await centre.agent_is("agent2", "wrap_up")
                await centre.dial_code(talker, "agent2", "*3", "available")
        waiting = await stack.enter_async_context(centre.call(SUPPORT, "+15557004"))
        await waiting.answered()
        yield


async def choose_password(window: BrowserContext, centre: RunningCentre) -> None:
    """The administrator's, so that they can sign in later."""
    page = await window.new_page()
    await choose_admin_password(page, centre)
    await page.close()


async def come_in(window: BrowserContext, centre: RunningCentre, user: str) -> None:
    """Sign in, so that all pages of the window are theirs."""
    if user != NOBODY:
        page = await window.new_page()
        await sign_in(page, centre, user)
        await page.close()


async def open_stop(window: BrowserContext, centre: RunningCentre, stop: Stop) -> Page:
    """The page, when it stands still."""
    page = await window.new_page()
    await page.goto(f"{centre.web}{stop.path}")
    await settled(page)
    if stop.press:
        await button(page, stop.press).first.click()
        await settled(page)
    return page


async def a_call(window: BrowserContext, centre: RunningCentre) -> AsyncIterator[tuple[str, Page]]:
    """agent3 takes the call that waits: their workspace at each moment of it, by its name."""
    page = await workspace(centre, window, "agent3")
    await become(page, "Available", "Offered")
    await accept(page).wait_for()
    yield "workspace-offer", page
    await accept(page).click()
    await button(page, "Hold").wait_for()
    yield "workspace-call", page
    await button(page, "Mute").click()
    await button(page, "Hold").click()
    await button(page, "Resume").wait_for()
    yield "workspace-hold", page
    await button(page, "Resume").click()
    await button(page, "Muted").click()
    await button(page, "Hold").wait_for()
    async with centre.agent("agent4") as colleague:
        await consult(page, "agent4")
        ring = await colleague.rings()
        ring.answer()
        await button(page, "All together").wait_for()
        yield "workspace-consult", page
        await button(page, "End call").click()
        await expect(button(page, "Done")).to_be_visible()
        await button(page, "One minute more").click()
        yield "workspace-wrap-up", page
    await go_home(centre, page, "agent3")


async def settled(page: Page) -> None:
    """Everything is fetched, and nothing moves any more. (A frame that is replaced in mid-load seems to load for ever.)"""
    await page.locator("#page > *").first.wait_for(state="attached")
    with suppress(TimeoutError):
        await page.wait_for_load_state("networkidle", timeout=5_000)
    await stands_still(page)
