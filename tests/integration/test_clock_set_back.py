"""The machine's clock is set back while the app is not there."""

import asyncio

import aiohttp
from sqlalchemy import select

from ari_app.access.reception import Reception
from ari_app.clock import SystemClock
from ari_app.storage import events
from ari_app.storage.database import Database
from ari_app.storage.tables.channels import message as message_table
from tests.integration.text_centre import TextCentre, message, signed, text_centre

HOUR = 3600.0


async def taken_at(centre: TextCentre) -> float:
    """When the app says that it has heard of the first message."""
    database = await Database.open(centre.database)
    try:
        async with asyncio.timeout(60):
            while True:
                found = await database.reader.value(select(message_table.c.state_at))
                if found is not None:
                    return float(found)
                await asyncio.sleep(0.05)
    finally:
        await database.close()


async def test_what_is_written_after_a_restart_is_later_than_what_was_written_before() -> None:
    """And what was to come at a time comes when that time is reached, not an hour after it. What providers sign is taken by
    the clock of the day all the same."""
    ahead = SystemClock(asyncio.get_running_loop()).now() + HOUR

    async def written_an_hour_ahead(database: Database, reception: Reception) -> None:
        await database.writer.commit([events.appended(ahead, "switch_connection_changed", {})])

    async with text_centre(prepare=written_an_hour_ahead) as centre, aiohttp.ClientSession() as http:
        id, body = message(1, "ann")
        async with http.post(centre.hook, data=body, headers=signed(body, id)) as answer:
            assert answer.status == 200
        assert ahead <= await taken_at(centre) < ahead + HOUR
