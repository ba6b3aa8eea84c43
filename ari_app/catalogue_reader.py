"""The catalogue and the endpoints, as the database holds them."""

import json
from collections.abc import Mapping, Sequence
from importlib import resources

from ari_app.acd.model import AgentProfile, MediaType, QueueProfile
from ari_app.administration import capacity, dialling
from ari_app.channels.account_pace import pace
from ari_app.channels.account_rules import prefixes
from ari_app.channels.contract import Account, facts_of
from ari_app.channels.everything import named
from ari_app.conversation.catalogue import REPLIES_WITHIN, Agent, Catalogue, Queue
from ari_app.conversation.text_account import TextAccount
from ari_app.storage import channel_accounts, configuration, endpoints, teams
from ari_app.storage.choices import EndpointKind
from ari_app.storage.configuration import ConfiguredAgent
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import ChannelAccountRow
from ari_app.storage.rows.setup import EndpointRow, QueueRow
from ivr import calendar
from ivr.calendar import Calendar
from ivr.flow import Flow, parse
from ivr.linking import linked


def shipped_flow(name: str) -> Flow:
    """A flow of `ivr/flows/`."""
    return parse(json.loads((resources.files("ivr") / "flows" / f"{name}.json").read_text(encoding="utf-8")))


async def read_catalogue(reader: Reader, language: str = "en") -> Catalogue:
    """What the centre is set up with; agents are spoken to in `language`. Raises FlowFaults when a published flow is not
    one."""
    stored = await configuration.read(reader)
    team_names = {row.id: row.name for row in await teams.every(reader)}
    phones = await endpoints.every(reader)
    in_browser = {row.id for row in phones if row.webrtc}
    mobiles = {
        row.id: row.contact
        for row in phones
        if row.kind is EndpointKind.MOBILE and row.contact and _may_ring(row, stored.settings.dialable)
    }
    calendars = {
        row.id: calendar.parse({"time_zone": row.time_zone, "weekly": row.weekly, "holidays": row.holidays})
        for row in stored.calendars
    }
    return Catalogue(
        unknown_number=shipped_flow("unknown-number"),
        numbers=dict(stored.numbers),
        flows={row.id: linked(parse(row.body), calendars) for row in stored.flows},
        queues={row.id: _queue(row, calendars) for row in stored.queues},
        agents={
            agent.row.id: _agent(
                agent,
                mobiles.get(agent.row.endpoint, agent.row.endpoint),
                team_names.get(agent.row.team or ""),
                in_browser=agent.row.endpoint in in_browser,
            )
            for agent in stored.agents
        },
        dialable=tuple(stored.settings.dialable),
        mobiles=dict.fromkeys(mobiles.values(), language),
        capacity=await capacity.read(reader),
        accounts={
            row.id: account
            for row in await channel_accounts.every(reader)
            if row.enabled and (account := text_account(row, stored.settings.dialable)) is not None
        },
    )


def _queue(row: QueueRow, calendars: Mapping[str, Calendar]) -> Queue:
    return Queue(
        QueueProfile(row.id, dict(row.skills), row.offer_timeout, row.wrap_up, row.wrap_up_mode),
        row.name,
        announce_every=row.announce_every,
        record=row.record,
        target_seconds=row.service_level_seconds,
        target_percent=row.service_level_percent,
        most=row.max_waiting,
        calendar=None if row.calendar is None else calendars.get(row.calendar),
        wrap_up_codes=tuple(row.wrap_up_codes),
        replies_within={
            **REPLIES_WITHIN,
            **{MediaType(name): float(seconds) for name, seconds in (row.targets or {}).items()},
        },
    )


def _agent(stored: ConfiguredAgent, endpoint: str, team_name: str | None, *, in_browser: bool) -> Agent:
    row = stored.row
    units = {MediaType(media_type): units for media_type, units in (row.units or {}).items()}
    return Agent(
        AgentProfile(row.id, stored.queues, dict(stored.skills), units),
        row.name,
        endpoint,
        row.team,
        team_name,
        in_browser,
    )


def text_account(row: ChannelAccountRow, dialable: Sequence[str] = ()) -> TextAccount | None:
    """An account as the spine and the pages see it; None when there is no such channel (any more). `dialable`: how numbers
    begin that may be called, and written to where the account says nothing else."""
    channel = named(row.channel)
    if channel is None:
        return None
    shown = {name: str(value) for name, value in row.settings.items()}
    facts = facts_of(channel, Account(row.id, row.channel, row.name, row.address, shown))
    return TextAccount(
        id=row.id,
        name=row.name,
        address=row.address,
        flow=row.flow,
        facts=facts,
        prefixes=(prefixes(row.settings) or tuple(dialable)) if facts.tolls else None,
        own_pace=pace(row.settings, facts.synchronous),
    )


def _may_ring(mobile: EndpointRow, dialable: Sequence[str]) -> bool:
    """One whose number may not be called any more is out of reach, as a phone that is switched off."""
    number, _ = dialling.own_number(mobile.contact)
    return not dialling.refusal(number, dialable)
