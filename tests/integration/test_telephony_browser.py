"""A browser's softphone through the real Asterisk and our own /sip: it registers, rings, talks, vanishes and comes back.

In a network of its own: Asterisk offers no loopback address for media."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Page

from ari_app.access.service import Identity
from ari_app.conversation.line import (
    HangUp,
    Join,
    Joined,
    LegAnswered,
    LegGone,
    LineGone,
    PlayMusic,
    RingLeg,
)
from ari_app.conversation.rejoin_rules import LOST_LEG_CAUSES
from ari_app.storage.choices import Role
from ari_app.telephony.endpoints import IpTrunk, RegisteredPhone, digest_of
from ari_app.telephony.provisioning import Provisioner
from tests.browser.chromium import EXECUTABLE, chromium, hears, new_context
from tests.browser.namespace import NetworkNamespace, NoNamespace
from tests.integration.asterisk_server import AsteriskServer, asterisk
from tests.integration.telephony_world import World, world_on
from tests.integration.voices import MUSIC_HZ, MUSIC_WITHIN
from tests.local_server import serving
from workspace_web.sip_proxy import SipProxy, Upstream

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

PAGE = Path(__file__).with_name("telephony_page.html")
VENDOR = Path(__file__).parents[2] / "workspace_web" / "static" / "vendor"
PHONE = "a-5f0c9e21"
MICROPHONE_HZ = 1500
CALLER_HZ = 700
PCMU = "0"


class Anybody:
    """A door that takes everybody for the agent."""

    async def admit(self, request: web.Request) -> Identity:
        return Identity("u1", "Ada", Role.AGENT, "a1", None)

    async def admit_socket(self, request: web.Request) -> Identity:
        return await self.admit(request)


@pytest.fixture(scope="module")
def network() -> Iterator[None]:
    if not EXECUTABLE.exists():
        pytest.skip(f"{EXECUTABLE} is missing: `docker/install --test` installs it")
    try:
        namespace = NetworkNamespace()
    except NoNamespace as reason:
        pytest.skip(str(reason))
    with namespace.inside():
        yield
    namespace.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory, network: None) -> AsyncIterator[AsteriskServer]:
    async with asterisk(tmp_path_factory.mktemp("asterisk")) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: AsteriskServer) -> AsyncIterator[World]:
    async with world_on(server) as world:
        yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(server: AsteriskServer) -> AsyncIterator[str]:
    """Where the page is, and /sip."""
    settings = server.settings
    proxy = SipProxy(Anybody(), Upstream(settings.sip_url, lambda: True))
    app = web.Application()
    app.cleanup_ctx.append(proxy.running)
    app.router.add_get("/", softphone)
    app.router.add_static("/vendor", VENDOR)
    app.router.add_get("/sip", proxy.serve)
    async with serving(app) as url:
        yield f"{url}/"
        await proxy.close()


async def softphone(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(address: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    async with chromium(tmp_path_factory.mktemp("chromium"), MICROPHONE_HZ) as browser:
        context = await new_context(browser)
        page = await context.new_page()
        yield page


async def test_a_browser_rings_talks_vanishes_and_comes_back(world: World, page: Page, address: str) -> None:
    await registered(world, page, address, "first")
    caller, arrival = await world.call_arrives()
    line = arrival.line
    world.perform(PlayMusic(line), RingLeg(line, "leg-1", PHONE, "+15559001", 20))
    await page.wait_for_function("state.legs.length === 1")
    assert await page.evaluate("state.legs") == ["leg-1"]
    assert await page.evaluate("offered()") == PCMU, "what the caller speaks is offered first"
    await page.evaluate("answer()")
    assert await world.event(LegAnswered) == LegAnswered("leg-1")
    world.perform(Join(line, "leg-1", None))
    await world.event(Joined)
    caller.send_tone(CALLER_HZ)
    await caller.hears(MICROPHONE_HZ)
    await hears(page, CALLER_HZ)

    # The page is loaded anew: nobody says BYE, and yet the leg is soon known to be lost.
    await registered(world, page, address, "second")
    gone = await world.event(LegGone)
    assert gone.leg == "leg-1"
    assert gone.cause in LOST_LEG_CAUSES
    world.perform(PlayMusic(line), RingLeg(line, "leg-2", PHONE, "+15559001", 20, auto_answer=True))
    await caller.hears(MUSIC_HZ, MUSIC_WITHIN)
    await page.wait_for_function("state.legs.length === 1")
    await page.evaluate("answer()")
    assert await world.event(LegAnswered) == LegAnswered("leg-2")
    world.perform(Join(line, "leg-2", None))
    await world.event(Joined)
    await caller.hears(MICROPHONE_HZ)
    await hears(page, CALLER_HZ)

    await page.evaluate("session.terminate()")
    gone = await world.event(LegGone)
    assert (gone.leg, gone.cause) == ("leg-2", 16)
    world.perform(HangUp(line))
    await world.event(LineGone)


async def registered(world: World, page: Page, address: str, password: str) -> None:
    """The page, loaded anew, with the phone's new password."""
    await Provisioner(world.switch.ari).provision(
        [
            IpTrunk(name="trunk", contact="sip:127.0.0.1:9", match=("127.0.0.1",), qualify_seconds=0),
            RegisteredPhone(name=PHONE, digest=digest_of(PHONE, password), browser=True),
        ]
    )
    await page.goto(address)
    await page.wait_for_function("globalThis.state?.loaded")
    await page.evaluate("([user, password]) => register(user, password)", [PHONE, password])
    await page.wait_for_function("state.registered || state.failed")
    assert await page.evaluate("state.failed") is None
