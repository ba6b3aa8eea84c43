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
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from ari_app import asterisk
from ari_app.access.reception import Reception
from ari_app.administration.devices import Devices
from ari_app.administration.retention import Retention
from ari_app.administration.service import Administration
from ari_app.administration.users import Users
from ari_app.analytics import history
from ari_app.analytics.today import Today
from ari_app.catalogue_reader import read_catalogue
from ari_app.channels.clean_html import safe
from ari_app.channels.http import AiohttpHttp
from ari_app.channels.service import Channels, Surroundings
from ari_app.channels.visiting import visitors_of
from ari_app.channels.visitor_calls import VisitorCalls
from ari_app.clock import SystemClock
from ari_app.config import Settings
from ari_app.conversation import journal
from ari_app.conversation.centre import CONGESTION, Centre, Limits, Watcher
from ari_app.conversation.changes import Changes
from ari_app.conversation.desk import Desk
from ari_app.conversation.drafts import Drafts
from ari_app.conversation.journal import SqlJournal
from ari_app.conversation.languages import Languages
from ari_app.conversation.line import CallArrived, HangUp, LineEvent, LineGone, SwitchFound
from ari_app.conversation.onlookers import Onlookers
from ari_app.conversation.phones import Phones
from ari_app.conversation.ports import Listener
from ari_app.conversation.post import Post
from ari_app.conversation.restart import SWITCH_IDENTITY, Restart
from ari_app.conversation.supervision_desk import SupervisionDesk
from ari_app.conversation.talks_desk import TalksDesk
from ari_app.conversation.text_desk import TextDesk
from ari_app.customers.recognition import Recognition
from ari_app.customers.service import Customers
from ari_app.customers.wrap_up import WrapUps
from ari_app.flows.prompts import Prompts
from ari_app.flows.service import Flows
from ari_app.flows.simulations import Simulations
from ari_app.flows.steps import StepsToday
from ari_app.front_desk import desk_of, own_address, provider_address, serves_tls
from ari_app.hearing import OneAnswer, SpeechEars
from ari_app.provisioner import Endpoints
from ari_app.reach import AsteriskReach
from ari_app.set_up import SetUp
from ari_app.speech.espeak import Espeak
from ari_app.speech.prompts import PromptCache
from ari_app.speech.recogniser import WorkerRecogniser, speech_recogniser
from ari_app.speech.telephone_wav import to_telephone
from ari_app.status import ChannelStatus, Status
from ari_app.storage import configuration, facts
from ari_app.storage.database import Database
from ari_app.storage.outbox import Outbox
from ari_app.supervision.service import Supervision
from ari_app.telephony.ami import AmiAddress
from ari_app.telephony.endpoints import digest_of
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
    clock = SystemClock(asyncio.get_running_loop())
    where = asterisk.settings_of(settings)
    database = await Database.open(settings.database_url)
    stack.push_async_callback(database.close)
    await database.check_schema()
    switch_listener: list[Centre] = []

    def hear(event: LineEvent) -> None:
        if isinstance(event, CallArrived):
            known = visitor_calls.arrived(event)
            if known is None:
                switch.lines.perform(HangUp(event.line, CONGESTION), "")
                return
            event = known
        switch_listener[0].receive(event)
        if isinstance(event, LineGone):
            visitor_calls.over(event)
        if isinstance(event, SwitchFound):
            endpoints.wake()
            set_up.wake()

    known_identity = await facts.value(database.reader, SWITCH_IDENTITY) or ""
    recogniser, voice = await _make_speech(settings, stack, where)
    prompts = Prompts(database, where.sounds / "recorded", voice, to_telephone, clock.now, _new_id)
    await prompts.load()
    ears = SpeechEars(recogniser)
    stack.push_async_callback(ears.close)
    switch = await _make_switch(settings, where, prompts, ears, hear, known_identity)
    book = SqlJournal(database.writer)
    centre = Centre(
        switch.lines,
        book,
        clock,
        await read_catalogue(database.reader, settings.language),
        new_id=_new_id,
        limits=Limits(settings.max_calls),
    )
    switch_listener.append(centre)
    talks = TalksDesk(centre, settings.max_outside_calls)
    phones = Phones(centre, talks, settings.language)
    post = Post(centre, database.reader, _new_id, safe, Languages().of)
    restart = Restart(centre, lambda: switch.lines.switch_identity)
    centre.attend(desk=phones.asked, switch=restart.switch_changed, endpoint=phones.changed)
    await post.take_up()
    await _take_up(restart, database)

    endpoints = Endpoints(
        database,
        Provisioner(switch.ari),
        bind=settings.bind,
        identity=lambda: switch.lines.switch_identity,
        pushed_to=known_identity,
    )
    visitor_calls = VisitorCalls(database.reader, clock, endpoints.admit, endpoints.dismiss)
    stack.push_async_callback(visitor_calls.close)
    set_up = SetUp(
        lambda: self_test(
            switch.ari, where.spool / "recording", where.log / "messages.log", socket.gethostname()
        )
    )
    status = Status(database, switch, endpoints, set_up, book)
    services = await _make_services(
        Made(
            settings,
            clock,
            database,
            centre,
            talks,
            endpoints,
            switch,
            prompts,
            recogniser,
            post,
            visitor_calls,
        ),
        where.spool / "recording",
        stack,
    )
    sip = Upstream(where.sip_url, lambda: switch.lines.connected)
    pages = _make_pages(settings, services, status, sip)
    _show(pages, services, post)
    await _serve_web(settings, stack, pages.app)

    async def reconfigure(key: str, body: Mapping[str, Any]) -> None:
        centre.configure(await read_catalogue(database.reader, settings.language))
        await services.channels.load()
        endpoints.wake()

    outbox = Outbox(database.reader, database.writer, clock.now, {configuration.CHANGED: reconfigure})
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


def _show(pages: Web, services: Services, post: Post) -> None:
    """Whatever happens is told to the pages, and what agents do there to the customers."""

    def agent_types(thread: str, agent: str, on: bool) -> None:
        pages.agent_types(thread, agent, on)
        services.channels.typing.tell(thread, on)

    services.customers.recognition.told = pages.recognised
    services.channels.fetcher.told = pages.file_changed
    services.text.agent_typing = agent_types
    services.centre.watcher = _watcher(services, pages)
    post.customer_typing = pages.customer_types


@dataclass(frozen=True, slots=True)
class Made:
    """What stands already when the services are made."""

    settings: Settings
    clock: SystemClock
    database: Database
    centre: Centre
    talks: TalksDesk
    endpoints: Endpoints
    switch: Switch
    prompts: Prompts
    recogniser: WorkerRecogniser
    post: Post
    visitor_calls: VisitorCalls


async def _make_services(made: Made, recordings: Path, stack: contextlib.AsyncExitStack) -> Services:
    """What the pages and the API work with."""
    settings, database, centre, now = made.settings, made.database, made.centre, made.clock.now
    zone = ZoneInfo(settings.time_zone)
    await database.writer.flush()  # what the start changed is part of the day
    today = Today(*await history.day_until(database.reader, zone, now()))
    supervision = Supervision(centre, today, database, _new_id)
    await supervision.restore()
    reception = desk_of(settings, database, now)
    stack.push_async_callback(reception.audit.close)
    administration = Administration(database, now, digest_of)
    channels = await _make_channels(made, reception, stack)
    return Services(
        centre=centre,
        channels=channels,
        visitor_calls=made.visitor_calls,
        visitors=visitors_of(database, channels, made.post, centre, _new_id),
        reception=reception,
        desk=Desk(centre),
        talks=made.talks,
        text=TextDesk(centre, database.reader, _new_id),
        drafts=Drafts(database, now),
        supervision_desk=SupervisionDesk(centre),
        reader=database.reader,
        recordings=recordings,
        administration=administration,
        devices=Devices(
            database, made.endpoints.push, now, digest_of, ice_servers=_separated(settings.ice_servers)
        ),
        users=Users(administration, reception.access),
        settings=settings,
        reach=AsteriskReach(made.switch.ari.ask),
        customers=_make_customers(settings, database, now),
        wrap_ups=WrapUps(database, now),
        agent_days=await history.agent_days_until(database.reader, zone, now()),
        today=today,
        supervision=supervision,
        flows=Flows(database, now),
        prompts=made.prompts,
        simulations=Simulations(now, _new_id, OneAnswer(made.recogniser)),
        steps=StepsToday(database.reader, now, zone),
    )


async def _make_channels(made: Made, reception: Reception, stack: contextlib.AsyncExitStack) -> Channels:
    """What brings and takes what is written."""
    settings = made.settings
    http = await stack.enter_async_context(AiohttpHttp(_separated(settings.inside_hosts)))
    around = Surroundings(
        database=made.database,
        sealing=reception.sealing,
        http=http,
        clock=made.clock,
        folder=settings.state / "files",
        public_url=provider_address(settings),
        new_id=_new_id,
        largest_file=settings.largest_file_megabytes << 20,
    )
    channels = Channels(around, made.post)
    made.post.outgoing = lambda account, message: channels.sender.wake()
    channels.sender.name_of = lambda agent: _name_of(made.centre, agent)
    await channels.load()
    return channels


def _name_of(centre: Centre, agent: str) -> str:
    known = centre.catalogue.agents.get(agent)
    return "" if known is None else known.name


def _watcher(services: Services, pages: Web) -> Watcher:
    """Who is told of every change, once it is durable."""
    onlookers = Onlookers(services.centre, services.customers.recognition, services.wrap_ups)
    services.customers.recognition.kinds = onlookers.known_by

    def watch(changes: Changes) -> None:
        onlookers.changed(changes)
        for event in changes.log:
            services.agent_days.take(changes.at, event)
        pages.changed(changes)

    return watch


def _make_customers(settings: Settings, database: Database, now: Callable[[], float]) -> Customers:
    recognition = Recognition(database, _new_id, now, settings.country_code)
    return Customers(database, recognition, _new_id, now, settings.country_code)


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
            origins=frozenset(_separated(settings.allowed_origins)),
            sip=sip,
        )
    )


async def _make_speech(
    settings: Settings, stack: contextlib.AsyncExitStack, where: AsteriskSettings
) -> tuple[WorkerRecogniser, PromptCache]:
    """The ears and the voice of the centre."""
    model = Path(settings.speech_model) if settings.speech_model else None
    recogniser = await stack.enter_async_context(
        speech_recogniser(settings.speech, model, settings.speech_workers)
    )
    now = SystemClock(asyncio.get_running_loop()).now
    cache = PromptCache(where.sounds, await Espeak.find(), to_telephone, now)
    return recogniser, await stack.enter_async_context(cache)


async def _make_switch(
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


def _separated(words: str) -> tuple[str, ...]:
    return tuple(words.replace(",", " ").split())


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
