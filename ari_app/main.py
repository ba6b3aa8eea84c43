"""`trunkline serve`: the one place that knows every concrete class, makes them, and ties them together."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
import uuid
from collections.abc import Callable, Coroutine, Mapping
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any

from aiohttp import web

from ari_app import asterisk
from ari_app.administration.retention import Retention
from ari_app.catalogue_reader import read_catalogue
from ari_app.channels.clean_html import safe
from ari_app.channels.http import AiohttpHttp
from ari_app.channels.visitor_calls import VisitorCalls
from ari_app.clock import SystemClock
from ari_app.config import Settings, separated
from ari_app.conversation import journal
from ari_app.conversation.centre import CONGESTION, Centre
from ari_app.conversation.journal import SqlJournal
from ari_app.conversation.languages import Languages
from ari_app.conversation.line import CallArrived, HangUp, LineEvent, LineGone, SwitchFound
from ari_app.conversation.phones import Phones
from ari_app.conversation.ports import Listener
from ari_app.conversation.post import Post
from ari_app.conversation.restart import SWITCH_IDENTITY, Restart
from ari_app.conversation.talks_desk import TalksDesk
from ari_app.flows.prompts import Prompts
from ari_app.front_desk import desk_of, own_address, provider_address, serves_tls
from ari_app.furnishing import Standing, furnish, tie
from ari_app.hearing import OneAnswer, SpeechEars
from ari_app.provisioner import Endpoints
from ari_app.reach import AsteriskReach
from ari_app.set_up import SetUp
from ari_app.speaking import SpeechVoice
from ari_app.speech.espeak import Espeak
from ari_app.speech.prompts import PromptCache
from ari_app.speech.recogniser import WorkerRecogniser, speech_recogniser
from ari_app.speech.telephone_wav import to_telephone
from ari_app.status import ChannelStatus, Status
from ari_app.storage import configuration, events, facts
from ari_app.storage.database import Database
from ari_app.storage.outbox import Outbox
from ari_app.telephony.ami import AmiAddress
from ari_app.telephony.incidents import IncidentLog
from ari_app.telephony.provisioning import Provisioner
from ari_app.telephony.rest import AriAddress
from ari_app.telephony.self_test import self_test
from ari_app.telephony.switch import Switch, SwitchAddress
from asterisk_conf.settings import AsteriskSettings
from workspace_web import serving
from workspace_web.app import Deps, Web
from workspace_web.services import Services
from workspace_web.sip_proxy import Upstream

_log = logging.getLogger(__name__)

SWITCH_SECONDS = 0.0005
"""A busy loop gives way to the thread that commits after this long, not after Python's 5 ms: callers wait for it."""

COLLECT_EVERY = (20_000, 20, 50)
"""Garbage is rare, everything frozen having no cycles; Python's own thresholds cost a tenth of the CPU."""


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
    where = asterisk.settings_of(settings)
    database = await _open_database(settings, stack)
    clock = SystemClock(asyncio.get_running_loop(), written_at=await events.last_at(database.reader))
    known_identity = await facts.value(database.reader, SWITCH_IDENTITY) or ""
    recogniser, prompts = await _make_speech(settings, stack, where, database, clock.now)
    ears = SpeechEars(recogniser)
    stack.push_async_callback(ears.close)

    def tell(event: LineEvent) -> None:
        """The switch is made before those who hear it, since they need it; it tells nothing until it runs."""
        hear(event)

    switch = _make_switch(settings, where, prompts, ears, tell, known_identity)
    book = SqlJournal(database.writer)
    centre, talks, post = await _make_centre(settings, database, switch, book, clock)
    endpoints = _make_endpoints(settings, database, switch, known_identity)
    visitor_calls = _make_visitor_calls(stack, database, clock, switch, endpoints)
    set_up = _make_set_up(where, switch)
    hear: Listener = _listener(switch, centre, visitor_calls, endpoints, set_up)
    reception = desk_of(settings, database, clock.of_day)  # one-time passwords go by the clock of the day
    stack.push_async_callback(reception.audit.close)
    services = await furnish(
        Standing(
            settings=settings,
            database=database,
            centre=centre,
            talks=talks,
            post=post,
            visitor_calls=visitor_calls,
            reception=reception,
            prompts=prompts,
            listener=OneAnswer(recogniser),
            reach=AsteriskReach(switch.ari.ask),
            push=endpoints.push,
            applied=lambda: outbox.caught_up(configuration.CHANGED),
            http=await stack.enter_async_context(AiohttpHttp(separated(settings.inside_hosts))),
            recordings=where.spool / "recording",
            files=settings.state / "files",
            public_url=provider_address(settings),
            new_id=_new_id,
        )
    )
    outbox: Outbox = _make_outbox(settings, database, clock, services, endpoints)
    sip = Upstream(where.sip_url, lambda: switch.lines.connected)
    pages = _make_pages(settings, services, Status(database, switch, endpoints, set_up, book), sip)
    tie(pages, services, post)
    await _serve_web(settings, stack, pages.app)
    return {
        "switch": switch.run(),
        "endpoints": endpoints.run(),
        "set-up": set_up.run(),
        "outbox": outbox.run(),
        "retention": Retention(database, where.spool / "recording", clock.now).run(),
        "recognition": services.customers.recognition.run(),
        "post": post.run(),
        **services.channels.works(),
    }


def _new_id() -> str:
    return uuid.uuid4().hex


def _make_pages(settings: Settings, services: Services, status: Status, sip: Upstream) -> Web:
    channels = ChannelStatus(services.channels)
    return Web(
        Deps(
            services=services,
            version=version("trunkline"),
            new_stream=_new_id,
            health=(status, channels),
            figures=(status, channels),
            origins=frozenset(separated(settings.allowed_origins)),
            sip=sip,
        )
    )


async def _open_database(settings: Settings, stack: contextlib.AsyncExitStack) -> Database:
    database = await Database.open(settings.database_url)
    stack.push_async_callback(database.close)
    await database.check_schema()
    return database


async def _make_speech(
    settings: Settings,
    stack: contextlib.AsyncExitStack,
    where: AsteriskSettings,
    database: Database,
    now: Callable[[], float],
) -> tuple[WorkerRecogniser, Prompts]:
    """The ears and the voice of the centre."""
    model = Path(settings.speech_model) if settings.speech_model else None
    recogniser = await stack.enter_async_context(
        speech_recogniser(settings.speech, model, settings.speech_workers)
    )
    cache = PromptCache(where.sounds, await Espeak.find(), to_telephone, now)
    voice = SpeechVoice(await stack.enter_async_context(cache))
    prompts = Prompts(database, where.sounds / "recorded", voice, to_telephone, now, _new_id)
    await prompts.load()
    return recogniser, prompts


def _make_switch(
    settings: Settings,
    where: AsteriskSettings,
    voice: Prompts,
    ears: SpeechEars,
    hear: Listener,
    known_identity: str,
) -> Switch:
    address = SwitchAddress(
        ari=AriAddress(where.ari_url, where.ari_user, where.ari_password, where.app),
        ami=AmiAddress(settings.asterisk_host, where.ami_port, where.ami_user, where.ami_password),
        audio_host=where.audiosocket_host,
        audio_port=where.audiosocket_port,
        recordings=where.spool / "recording",
    )
    incidents = IncidentLog(monotonic)
    return Switch(address, voice, ears, hear, on_incident=incidents.note, known_identity=known_identity)


async def _make_centre(
    settings: Settings, database: Database, switch: Switch, book: SqlJournal, clock: SystemClock
) -> tuple[Centre, TalksDesk, Post]:
    """The centre with all who take part in it, come back to what the database holds."""
    catalogue = await read_catalogue(database.reader, settings.language)
    centre = Centre(switch.lines, book, clock, catalogue, new_id=_new_id, most_calls=settings.max_calls)
    talks = TalksDesk(centre, settings.max_outside_calls)
    post = Post(centre, database.reader, _new_id, safe, Languages().of)
    phones = Phones(centre, talks, settings.language)
    restart = Restart(centre, lambda: switch.lines.switch_identity)
    centre.attend(desk=phones.asked, switch=restart.switch_changed, endpoint=phones.changed)
    await post.take_up()
    await _take_up(restart, database)
    return centre, talks, post


def _make_endpoints(settings: Settings, database: Database, switch: Switch, known_identity: str) -> Endpoints:
    return Endpoints(
        database,
        Provisioner(switch.ari),
        bind=settings.bind,
        identity=lambda: switch.lines.switch_identity,
        pushed_to=known_identity,
    )


def _make_visitor_calls(
    stack: contextlib.AsyncExitStack,
    database: Database,
    clock: SystemClock,
    switch: Switch,
    endpoints: Endpoints,
) -> VisitorCalls:
    visitor_calls = VisitorCalls(
        database.reader,
        clock,
        endpoints.admit,
        endpoints.dismiss,
        lambda line: switch.lines.perform(HangUp(line), ""),
    )
    stack.push_async_callback(visitor_calls.close)
    return visitor_calls


def _make_set_up(where: AsteriskSettings, switch: Switch) -> SetUp:
    recordings, messages = where.spool / "recording", where.log / "messages.log"
    return SetUp(lambda: self_test(switch.ari, recordings, messages, socket.gethostname()))


def _listener(
    switch: Switch, centre: Centre, visitor_calls: VisitorCalls, endpoints: Endpoints, set_up: SetUp
) -> Listener:
    """Who is told what happens on the lines: the centre of all, the others of what concerns them."""

    def hear(event: LineEvent) -> None:
        match event:
            case CallArrived():
                known = visitor_calls.arrived(event)
                if known is None:
                    switch.lines.perform(HangUp(event.line, CONGESTION), "")
                else:
                    centre.receive(known)
            case SwitchFound():
                centre.receive(visitor_calls.found(event, centre.interactions.values()))
                endpoints.wake()
                set_up.wake()
            case _:
                centre.receive(event)
                if isinstance(event, LineGone):
                    visitor_calls.over(event)

    return hear


def _make_outbox(
    settings: Settings, database: Database, clock: SystemClock, services: Services, endpoints: Endpoints
) -> Outbox:
    """It brings into force what was set up."""

    async def reconfigure(key: str, body: Mapping[str, Any]) -> None:
        services.centre.configure(await read_catalogue(database.reader, settings.language))
        await services.channels.load()
        endpoints.wake()

    return Outbox(database.reader, database.writer, clock.now, {configuration.CHANGED: reconfigure})


async def _serve_web(settings: Settings, stack: contextlib.AsyncExitStack, app: web.Application) -> None:
    runner = serving.runner(app)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    tls = serving.tls(settings.tls_certificate, settings.tls_key) if serves_tls(settings) else None
    await web.TCPSite(runner, settings.http_bind, settings.http_port, ssl_context=tls).start()
    _log.info("Trunkline serves its pages and its API.", extra={"address": own_address(settings)})


async def _take_up(restart: Restart, database: Database) -> None:
    """What the database holds of before."""
    open_items = await journal.open_interactions(database.reader)
    orders = [item.place.order for item in open_items if item.place is not None]
    restart.load(open_items, await journal.standing(database.reader), max(orders, default=0) + 1)
