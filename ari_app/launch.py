"""`trunkline run`: everything that a bare machine needs before the first call, then Asterisk and the app together."""

import asyncio
import logging
import time
from collections.abc import Sequence
from ipaddress import ip_address

import aiohttp

from ari_app import addresses, asterisk, demo, ports
from ari_app.access.service import Access
from ari_app.config import Settings
from ari_app.storage.database import Database
from ari_app.supervisor import Programme, Supervisor, app
from asterisk_conf import render
from asterisk_conf.command import command

_log = logging.getLogger(__name__)

READY_WITHIN = 60.0


async def launch(settings: Settings, flags: Sequence[str]) -> None:
    """Render, migrate, seed, start, say how to call; until Ctrl-C."""
    ports.check(*ports.of_asterisk(settings), *ports.of_app(settings))
    user = asterisk.user(settings)
    where = asterisk.installed(settings)
    await asyncio.to_thread(render.write, where, user=user)
    credentials = await _prepare_database(settings)

    programmes = (
        Programme("Asterisk", command(where, user=user)),
        app(["serve", f"--state={settings.state}", *flags]),
    )
    greeter = asyncio.create_task(_greet(settings, credentials), name="greeting")
    try:
        await Supervisor(programmes).run()
    finally:
        greeter.cancel()
        await asyncio.wait([greeter])
    _log.info("Stopped.")


async def _prepare_database(settings: Settings) -> demo.Credentials | None:
    database = await Database.open(settings.database_url)
    try:
        await database.upgrade()
        if not settings.demo:
            return None
        now = time.time  # noqa: TID251 - the launcher is a main of its own and makes its own clock
        return await demo.seed(database, Access(database, now), settings.state, now(), addresses.own())
    finally:
        await database.close()


async def _greet(settings: Settings, credentials: demo.Credentials | None) -> None:
    """Once the app says that it is ready, say how to use it."""
    web = f"http://{addresses.reached_at(settings.http_bind, settings.http_port)[0]}"
    if not await _ready(f"{web}/readyz"):
        _log.error("The centre is not ready after %.0f s; %s/readyz says what is missing.", READY_WITHIN, web)
        return
    if credentials is None:
        print(f"Trunkline is up: {web}", flush=True)  # noqa: T201 - this is for the person at the terminal
    else:
        sip = addresses.reached_at(settings.bind, settings.sip_port)
        is_open = not ip_address(settings.bind).is_loopback
        print(demo.how_to_call(credentials, sip, web, is_open=is_open), flush=True)  # noqa: T201 - likewise


async def _ready(url: str) -> bool:
    loop = asyncio.get_running_loop()
    end = loop.time() + READY_WITHIN
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        while loop.time() < end:
            try:
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return True
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.2)
    return False
