"""`trunkline serve`: the one place that knows every concrete class, makes them, and ties them together."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
import uuid
from collections.abc import Coroutine, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from aiohttp import web

from ari_app import asterisk
from ari_app.access.service import Access
from ari_app.acd.events import AgentRestored
from ari_app.catalogue_reader import read_catalogue
from ari_app.clock import SystemClock
from ari_app.config import Settings
from ari_app.conversation import journal
from ari_app.conversation.centre import Centre, Limits
from ari_app.conversation.desk import Desk
from ari_app.conversation.journal import SqlJournal
from ari_app.conversation.line import LineEvent, SwitchFound
from ari_app.conversation.ports import Listener
from ari_app.conversation.restart import SWITCH_IDENTITY, Restart
from ari_app.hearing import SpeechEars
from ari_app.provisioner import Endpoints
from ari_app.set_up import SetUp
from ari_app.speech.espeak import Espeak
from ari_app.speech.prompts import PromptCache
from ari_app.speech.recogniser import speech_recogniser
from ari_app.speech.telephone_wav import to_telephone
from ari_app.status import Status
from ari_app.storage import agents, facts
from ari_app.storage.database import Database
from ari_app.storage.outbox import Outbox
from ari_app.telephony.ami import AmiAddress, SecurityIncident
from ari_app.telephony.provisioning import Provisioner
from ari_app.telephony.rest import AriAddress
from ari_app.telephony.self_test import self_test
from ari_app.telephony.switch import Switch, SwitchAddress
from asterisk_conf.settings import AsteriskSettings
from workspace_web import serving
from workspace_web.app import Deps, Web
from workspace_web.services import Services

_log = logging.getLogger(__name__)

SWITCH_SECONDS = 0.0005
"""A busy loop gives way to the thread that commits after this long, not after Python's 5 ms: callers wait for it."""

COLLECT_EVERY = (20_000, 20, 50)
"""Garbage is rare, everything frozen having no cycles; Python's own thresholds cost a tenth of the CPU."""

CONFIGURATION = "configuration"
"""Outbox topic: somebody changed what the centre is set up with (`trunkline reload` says so)."""


async def serve(settings: Settings) -> None:
    """Run the app until SIGTERM or SIGINT. Live calls go on in Asterisk; the next start takes them up again.

    Raises TakenOver when another app claims the calls of the same Asterisk."""
    sys.setswitchinterval(SWITCH_SECONDS)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for asked in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(asked, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        works = await _start(settings, stack)
        # What was made until now stays: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECT_EVERY)
        stopping = asyncio.create_task(stop.wait(), name="stop")
        running = [asyncio.create_task(work, name=name) for name, work in works.items()]
        try:
            ended, _ = await asyncio.wait([stopping, *running], return_when=asyncio.FIRST_COMPLETED)
            if stopping not in ended:
                await ended.pop()  # none of them ends but by a failure: raise it
            _log.info("Trunkline stops; calls go on in Asterisk.")
        finally:
            for task in (stopping, *running):
                task.cancel()
            await asyncio.gather(stopping, *running, return_exceptions=True)


async def _start(
    settings: Settings, stack: contextlib.AsyncExitStack
) -> dict[str, Coroutine[Any, Any, None]]:
    """Make everything; what it opens is closed by `stack`. Returns what has to run beside each other."""
    clock = SystemClock(asyncio.get_running_loop())
    where = asterisk.settings_of(settings)
    database = await Database.open(settings.database_url)
    stack.push_async_callback(database.close)
    await database.check_schema()
    switch_listener: list[Centre] = []

    def hear(event: LineEvent) -> None:
        switch_listener[0].receive(event)
        if isinstance(event, SwitchFound):
            endpoints.wake()
            set_up.wake()

    known_identity = await facts.value(database.reader, SWITCH_IDENTITY) or ""
    switch = await _make_switch(settings, stack, where, hear, known_identity)
    book = SqlJournal(database.writer)
    centre = Centre(
        switch.lines,
        book,
        clock,
        await read_catalogue(database.reader),
        new_id=lambda: uuid.uuid4().hex,
        limits=Limits(settings.max_calls),
    )
    switch_listener.append(centre)
    desk = Desk(centre, settings.language)
    restart = Restart(centre, lambda: switch.lines.switch_identity)
    centre.attend(desk=desk.phone_called, switch=restart.switch_changed, endpoint=desk.phone_changed)
    await _take_up(restart, database)

    endpoints = Endpoints(
        database,
        Provisioner(switch.ari),
        bind=settings.bind,
        identity=lambda: switch.lines.switch_identity,
        pushed_to=known_identity,
    )
    set_up = SetUp(
        lambda: self_test(
            switch.ari, where.spool / "recording", where.log / "messages.log", socket.gethostname()
        )
    )
    status = Status(database, switch, endpoints, set_up, book)
    services = Services(
        centre=centre, desk=desk, reader=database.reader, recordings=where.spool / "recording"
    )
    pages = _make_pages(settings, services, Access(database, clock.now), status)
    centre.watcher = pages.changed
    await _serve_web(settings, stack, pages.app)

    async def reconfigure(key: str, body: Mapping[str, Any]) -> None:
        centre.configure(await read_catalogue(database.reader))
        endpoints.wake()

    outbox = Outbox(database.reader, database.writer, clock.now, {CONFIGURATION: reconfigure})
    return {
        "switch": switch.run(),
        "endpoints": endpoints.run(),
        "set-up": set_up.run(),
        "outbox": outbox.run(),
    }


def _make_pages(settings: Settings, services: Services, access: Access, status: Status) -> Web:
    return Web(
        Deps(
            services=services,
            access=access,
            version=version("trunkline"),
            new_stream=lambda: uuid.uuid4().hex,
            health=(status,),
            figures=(status,),
            origins=frozenset(settings.allowed_origins.replace(",", " ").split()),
        )
    )


async def _make_switch(
    settings: Settings,
    stack: contextlib.AsyncExitStack,
    where: AsteriskSettings,
    hear: Listener,
    known_identity: str,
) -> Switch:
    model = Path(settings.speech_model) if settings.speech_model else None
    recogniser = await stack.enter_async_context(
        speech_recogniser(settings.speech, model, settings.speech_workers)
    )
    ears = SpeechEars(recogniser)
    stack.push_async_callback(ears.close)
    now = SystemClock(asyncio.get_running_loop()).now
    voice = await stack.enter_async_context(PromptCache(where.sounds, await Espeak.find(), to_telephone, now))
    address = SwitchAddress(
        ari=AriAddress(where.ari_url, where.ari_user, where.ari_password, where.app),
        ami=AmiAddress(settings.asterisk_host, where.ami_port, where.ami_user, where.ami_password),
        audio_host=where.audiosocket_host,
        audio_port=where.audiosocket_port,
        recordings=where.spool / "recording",
    )
    return Switch(address, voice, ears, hear, on_incident=_note_incident, known_identity=known_identity)


def _note_incident(incident: SecurityIncident) -> None:
    _log.warning(
        "Asterisk refused somebody.",
        extra={"kind": incident.kind, "account": incident.account, "address": incident.address},
    )


async def _serve_web(settings: Settings, stack: contextlib.AsyncExitStack, app: web.Application) -> None:
    runner = serving.runner(app)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, settings.http_bind, settings.http_port).start()
    _log.info(
        "Trunkline serves its API.", extra={"address": f"http://{settings.http_bind}:{settings.http_port}"}
    )


async def _take_up(restart: Restart, database: Database) -> None:
    """What the database holds of before."""
    open_items = await journal.open_interactions(database.reader)
    orders = [item.place.order for item in open_items if item.place is not None]
    stood = [
        AgentRestored(
            row.agent,
            row.state,
            row.reason,
            row.since,
            row.until,
            row.interaction,
            row.next_state,
            row.next_reason,
        )
        for row in await agents.states(database.reader)
    ]
    restart.load(open_items, stood, max(orders, default=0) + 1)
