"""The same figures from the database: what was written is read again, in the order in which it was written."""

from collections.abc import AsyncIterator, Collection
from datetime import tzinfo

from ari_app.analytics import agent_days, channel_figures
from ari_app.analytics.agent_days import AgentDays
from ari_app.analytics.channel_figures import ChannelFigures
from ari_app.analytics.figures import COUNTED, Figures, bounds_of_day
from ari_app.conversation import log
from ari_app.storage import events
from ari_app.storage.reader import Reader
from ari_app.storage.rows.spine import EventRow

LOOK_BACK = 6 * 3600.0  # seconds before the day: who waited, or talked, at midnight
LOOK_BACK_AT_WRITING = 14 * 24 * 3600.0  # what is written goes on for days
LOOK_BACK_AT_AGENTS = 24 * 3600.0  # who stands for longer in one state is not at work
AT_ONCE = 5000  # rows in memory


async def day_until(reader: Reader, zone: tzinfo, now: float) -> tuple[Figures, ChannelFigures]:
    """The day that `now` is in, so far. Raises DatabaseUnavailable."""
    figures, channels = Figures(zone), ChannelFigures(zone)
    begins, _ = bounds_of_day(now, zone)
    start = begins - LOOK_BACK
    kinds = [log.kind_of(event) for event in channel_figures.COUNTED]
    for row in await events.of_written(reader, kinds, begins - LOOK_BACK_AT_WRITING, start, begins):
        if (event := _event_of(row)) is not None:
            figures.take(row.at, event)
            channels.take(row.at, event)
    async for at, event in _events(reader, {*COUNTED, *channel_figures.COUNTED}, start):
        figures.take(at, event)
        channels.take(at, event)
    figures.day_begins(now)
    return figures, channels


async def agent_days_until(reader: Reader, zone: tzinfo, now: float) -> AgentDays:
    """The same for agents. Where each stood at midnight is known to whom has changed since the day before."""
    days = AgentDays(zone)
    begins, _ = bounds_of_day(now, zone)
    async for at, event in _events(reader, agent_days.COUNTED, begins - LOOK_BACK_AT_AGENTS):
        days.take(at, event)
    return days


async def _events(
    reader: Reader, wanted: Collection[type[log.LogEvent]], start: float
) -> AsyncIterator[tuple[float, log.LogEvent]]:
    """Each with its time, in the order in which they were written."""
    kinds = [log.kind_of(event) for event in wanted]
    seq, more = 0, True
    while more:
        rows = await events.counted(reader, kinds, start, seq, AT_ONCE)
        for row in rows:
            if (event := _event_of(row)) is not None:
                yield row.at, event
        more = len(rows) == AT_ONCE
        seq = rows[-1].seq if rows else seq


def _event_of(row: EventRow) -> log.LogEvent | None:
    return log.event_of(row.kind, row.interaction, row.agent, row.queue, row.data)
