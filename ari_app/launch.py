"""`trunkline run`: everything that a bare machine needs before the first call, then Asterisk and the app together."""

import asyncio
import logging
import time
from collections.abc import Sequence
from ipaddress import ip_address

import aiohttp

from ari_app import addresses, asterisk, demo, ports
from ari_app.config import Settings
from ari_app.front_desk import desk_of, own_address, set_up_address, web_address
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
    credentials, set_up = await _prepare_database(settings)

    programmes = (
        Programme("Asterisk", command(where, user=user)),
        app(["serve", f"--state={settings.state}", *flags]),
    )
    greeter = asyncio.create_task(_greet(settings, credentials, set_up), name="greeting")
    try:
        await Supervisor(programmes).run()
    finally:
        greeter.cancel()
        await asyncio.wait([greeter])
    _log.info("Stopped.")


async def _prepare_database(settings: Settings) -> tuple[demo.Credentials | None, str | None]:
    """The demo's credentials, if it is one; and, while no administrator can sign in, the link by which one begins."""
    database = await Database.open(settings.database_url)
    try:
        await database.upgrade()
        now = time.time  # noqa: TID251 - the launcher is a main of its own and makes its own clock
        reception = desk_of(settings, database, now)
        credentials = None
        if settings.demo:
            credentials = await demo.seed(database, reception, settings.state, now(), addresses.own())
        secret = await reception.links.first()
        return credentials, None if secret is None else set_up_address(settings, secret)
    finally:
        await database.close()


async def _greet(settings: Settings, credentials: demo.Credentials | None, set_up: str | None) -> None:
    """Once the app says that it is ready, say how to use it."""
    web = web_address(settings)
    if not await _ready(f"{own_address(settings)}/readyz"):
        _log.error("The centre is not ready after %.0f s; %s/readyz says what is missing.", READY_WITHIN, web)
        return
    if credentials is None:
        text = f"Trunkline is up: {web}"
        if set_up is not None:
            text += f"\nNobody is its administrator yet. Whoever opens this link within a day is:\n  {set_up}"
    else:
        sip = addresses.reached_at(settings.bind, settings.sip_port)
        is_open = not ip_address(settings.bind).is_loopback
        text = demo.how_to_call(credentials, sip, web, is_open=is_open, set_up=set_up)
    print(text, flush=True)  # noqa: T201 - this is for the person at the terminal


async def _ready(url: str) -> bool:
    loop = asyncio.get_running_loop()
    end = loop.time() + READY_WITHIN
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        while loop.time() < end:
            try:
                # Over TLS the certificate names the host that people use, not this address of our own.
                async with session.get(url, ssl=False) as answer:
                    if answer.status == 200:
                        return True
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.2)
    return False
