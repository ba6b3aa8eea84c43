"""What has to be true of a running centre after a fault: it serves, and nothing is left over."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp

from ari_app.provisioner import spec_of
from ari_app.storage import endpoints
from ari_app.storage.database import Database
from ari_app.storage.rows.spine import EventRow
from ari_app.telephony.endpoints import ConfigObject, objects_of
from tests.integration.running_centre import SUPPORT, RunningCentre
from tests.integration.voices import both_hear_each_other

AFTER_THE_END = {"call_recorded", "offer_closed", "voicemail_left"}
"""Events that may follow an interaction's end: work that is finished once the talk is over."""


@asynccontextmanager
async def survived(centre: RunningCentre) -> AsyncIterator[None]:
    """Whatever happens within: afterwards a call is served as ever, and nothing is stuck or lost."""
    yield
    await centre.ready()
    async with centre.agent("agent2") as agent, centre.call(SUPPORT, "+15550999") as call:
        ring = await agent.rings()
        ring.answer()
        await both_hear_each_other(call, ring)
        await call.hang_up()
    await nothing_is_left(centre)


async def nothing_is_left(centre: RunningCentre) -> None:
    """No live interaction, no agent at work, no channel; each interaction's story is whole and ends once."""

    async def idle() -> bool:
        figures = await centre.metrics()
        live = sum(value for name, value in figures.items() if name.startswith("trunkline_interactions{"))
        at_work = sum(figures[f'trunkline_agents{{state="{state}"}}'] for state in ("offered", "busy"))
        return not (live or at_work or await ari(centre, "GET", "/channels"))

    await centre.until(idle, "all calls to be over, for the app and for Asterisk")
    check_log(await written(centre))


async def written(centre: RunningCentre) -> list[EventRow]:
    """The event log, once nothing waits any more to be written to it."""

    async def all_written() -> bool:
        return (await centre.metrics())["trunkline_writer_waiting"] == 0

    await centre.until(all_written, "the database to have it all")
    return await centre.events()


def check_log(events: Sequence[EventRow]) -> None:
    assert [event.at for event in events] == sorted(event.at for event in events)
    stories: dict[str, list[str]] = {}
    for event in events:
        if event.interaction is not None:
            stories.setdefault(event.interaction, []).append(event.kind)
    for interaction, kinds in stories.items():
        assert kinds[0] == "interaction_arrived", f"{interaction}: {kinds}"
        assert Counter(kinds)["interaction_ended"] == 1, f"{interaction}: {kinds}"
        after = set(kinds[kinds.index("interaction_ended") + 1 :])
        assert after <= AFTER_THE_END, f"{interaction}: {kinds}"


async def ari(centre: RunningCentre, method: str, path: str, body: object = None) -> Any:
    """Asks Asterisk itself."""
    password = json.loads((centre.state / "secrets.json").read_text())["ari_password"]
    url = f"http://127.0.0.1:{centre.environment['TRUNKLINE_ASTERISK_HTTP_PORT']}/ari{path}"
    headers = {"Authorization": aiohttp.encode_basic_auth("trunkline", password)}
    async with aiohttp.ClientSession(headers=headers) as http, http.request(method, url, json=body) as answer:
        assert answer.status < 300, f"{method} {path}: {answer.status} {await answer.text()}"
        return await answer.json() if answer.status == 200 else None


@asynccontextmanager
async def missed_after(centre: RunningCentre, seconds: int, name: str) -> AsyncIterator[None]:
    """Asterisk notices after so many seconds, not after 60, that this phone or trunk sends no sound any more."""
    database = await Database.open(centre.database)
    try:
        (row,) = (row for row in await endpoints.every(database.reader) if row.id == name)
    finally:
        await database.close()
    endpoint = objects_of(spec_of(row, "127.0.0.1"))[-1]
    hasty = tuple((name, str(seconds) if name == "rtp_timeout" else value) for name, value in endpoint.fields)
    await _put(centre, replace(endpoint, fields=hasty))
    try:
        yield
    finally:
        await _put(centre, endpoint)


async def _put(centre: RunningCentre, endpoint: ConfigObject) -> None:
    fields = [{"attribute": name, "value": value} for name, value in endpoint.fields]
    path = f"/asterisk/config/dynamic/res_pjsip/endpoint/{endpoint.name}"
    await ari(centre, "PUT", path, {"fields": fields})
