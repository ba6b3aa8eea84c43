"""What the pages and the API work with, made once the centre stands, and tied to the pages: for `main`, and for tests."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from ari_app.access.reception import Reception
from ari_app.administration.devices import Devices
from ari_app.administration.service import Administration
from ari_app.administration.users import Users
from ari_app.analytics import history
from ari_app.analytics.today import Today
from ari_app.channels.contract import Channel, Http
from ari_app.channels.everything import CHANNELS
from ari_app.channels.service import Channels, Surroundings
from ari_app.channels.visiting import visitors_of
from ari_app.channels.visitor_calls import VisitorCalls
from ari_app.config import Settings, separated
from ari_app.conversation.centre import Centre, Watcher
from ari_app.conversation.changes import Changes
from ari_app.conversation.desk import Desk
from ari_app.conversation.drafts import Drafts
from ari_app.conversation.onlookers import Onlookers
from ari_app.conversation.post import Post
from ari_app.conversation.supervision_desk import SupervisionDesk
from ari_app.conversation.talks_desk import TalksDesk
from ari_app.conversation.text_desk import TextDesk
from ari_app.customers.recognition import Recognition
from ari_app.customers.service import Customers
from ari_app.customers.wrap_up import WrapUps
from ari_app.flows.prompts import Prompts
from ari_app.flows.service import Flows
from ari_app.flows.simulations import Listener, Simulations
from ari_app.flows.steps import StepsToday
from ari_app.storage.database import Database
from ari_app.supervision.service import Supervision
from ari_app.telephony.endpoints import digest_of
from workspace_web.app import Web
from workspace_web.ports import Reach
from workspace_web.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is there before. `push` tells Asterisk of a phone; `applied` waits for what was set up to be in force;
    `listener` hears what is said to a flow that is tried; `recordings` and `files` are folders, `files` of what is
    written; `public_url`: where providers reach us; `channels`: all kinds that there are."""

    settings: Settings
    database: Database
    centre: Centre
    talks: TalksDesk
    post: Post
    visitor_calls: VisitorCalls
    reception: Reception
    prompts: Prompts
    listener: Listener
    reach: Reach
    push: Callable[[str], Awaitable[None]]
    applied: Callable[[], Awaitable[None]]
    http: Http
    recordings: Path
    files: Path
    public_url: str
    new_id: Callable[[], str]
    channels: Sequence[Channel] = CHANNELS


async def furnish(there: Standing) -> Services:
    """All of them, with what the database holds. Raises DatabaseUnavailable."""
    settings, database, centre, new_id = there.settings, there.database, there.centre, there.new_id
    reader, now, zone = database.reader, centre.clock.now, ZoneInfo(settings.time_zone)
    await database.writer.flush()  # what the start changed is part of the day
    today = Today(*await history.day_until(reader, zone, now()))
    supervision = Supervision(centre, today, database, new_id)
    await supervision.restore()
    administration = Administration(database, now, digest_of)
    channels = await _channels(there)
    visitors = visitors_of(database, channels, there.post, centre, new_id)
    there.visitor_calls.longest = visitors.longest_call
    recognition = Recognition(database, new_id, now, settings.country_code)
    return Services(
        centre=centre,
        channels=channels,
        visitor_calls=there.visitor_calls,
        visitors=visitors,
        reception=there.reception,
        desk=Desk(centre),
        talks=there.talks,
        text=TextDesk(centre, reader, new_id),
        drafts=Drafts(database, now),
        supervision_desk=SupervisionDesk(centre),
        reader=reader,
        recordings=there.recordings,
        administration=administration,
        devices=Devices(
            database, there.push, now, digest_of, there.applied, ice_servers=separated(settings.ice_servers)
        ),
        users=Users(administration, there.reception.access),
        settings=settings,
        reach=there.reach,
        customers=Customers(database, recognition, new_id, now, settings.country_code),
        wrap_ups=WrapUps(database, now),
        agent_days=await history.agent_days_until(reader, zone, now()),
        today=today,
        supervision=supervision,
        flows=Flows(database, now),
        prompts=there.prompts,
        simulations=Simulations(now, new_id, there.listener),
        steps=StepsToday(reader, now, zone),
    )


async def _channels(there: Standing) -> Channels:
    """What brings and takes what is written."""
    around = Surroundings(
        database=there.database,
        sealing=there.reception.sealing,
        http=there.http,
        clock=there.centre.clock,
        folder=there.files,
        public_url=there.public_url,
        new_id=there.new_id,
        channels=there.channels,
        largest_file=there.settings.largest_file_megabytes << 20,
    )
    channels = Channels(around, there.post)
    there.centre.threads.outgoing = lambda account, message: channels.sender.wake()
    channels.sender.name_of = there.centre.name_of
    await channels.load()
    return channels


def tie(pages: Web, services: Services, post: Post) -> None:
    """Whatever happens is told to the pages, and what agents do there to the customers."""

    def agent_types(thread: str, agent: str, on: bool) -> None:
        pages.agent_types(thread, agent, on)
        services.channels.typing.tell(thread, on)

    services.customers.recognition.told = pages.recognised
    services.channels.fetcher.told = pages.file_changed
    services.text.agent_typing = agent_types
    services.centre.watcher = _watcher(services, pages)
    post.customer_typing = pages.customer_types


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
