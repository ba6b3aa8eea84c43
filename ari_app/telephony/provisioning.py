"""Phones and trunks, pushed into a running Asterisk: what differs is written, what is no longer wanted
removed.

Our database is the truth. Asterisk keeps what it was given over its restarts; each endpoint's mark tells
which version that is, so one question for each finds what to do, and nothing is kept here.
"""

import asyncio
import logging
from collections.abc import Iterable
from itertools import count

import orjson

from ari_app.telephony.ari import AriConnection
from ari_app.telephony.endpoints import (
    MARK,
    MARK_PREFIX,
    ConfigObject,
    EndpointSpec,
    identify_name,
    mark_of,
    objects_of,
)
from ari_app.telephony.rest import Done, Request, uri_of

log = logging.getLogger(__name__)

REQUESTS_AT_ONCE = 8
KINDS = ("endpoint", "registration", "identify", "aor", "auth")
"""In the order of removal: first what makes it live."""
IDENTIFIER = "res_pjsip_endpoint_identifier_ip.so"
"""Reloaded after changes: it keeps all identifies in memory, and sees new ones only then (sorcery.conf)."""


class Provisioner:
    """One `provision` at a time; a second one waits for the first."""

    def __init__(self, ari: AriConnection) -> None:
        self._ari = ari
        self._turn = asyncio.Lock()
        self._requests = asyncio.Semaphore(REQUESTS_AT_ONCE)

    async def provision(self, specs: Iterable[EndpointSpec], *, afresh: bool = False) -> int:
        """Make Asterisk know exactly these, beside what a site has in its own files; returns how many
        changed. `afresh` is for an Asterisk that has restarted: it reads the caller id `<unknown>` that it
        keeps for "none" as the number "unknown", and shows that for each call. So the endpoints are put
        again; only those, because an aor that is put forgets who had registered.

        Raises UnsafeEndpoint before anything is written, and AriError when Asterisk refuses or does not
        answer: then call it again, it goes on where it was."""
        wanted = {objects[-1].name: objects for objects in map(objects_of, specs)}
        async with self._turn:
            present = await self._present()
            marks = dict(zip(present, await asyncio.gather(*map(self._mark, present)), strict=True))
            ours = {name for name, mark in marks.items() if mark.startswith(MARK_PREFIX)}
            changed = [objects for name, objects in wanted.items() if marks.get(name) != mark_of(objects)]
            stale = [wanted[name] for name in ours & wanted.keys()] if afresh else []
            unwanted = ours - wanted.keys()
            # A changed one goes first too: its old kind may have needed objects that the new one does not.
            await asyncio.gather(*map(self._remove, unwanted | (ours & {one[-1].name for one in changed})))
            await asyncio.gather(*map(self._write, changed))
            await asyncio.gather(*(self._put(objects[-1]) for objects in stale))
            if changed or unwanted:
                await self._ari.ask(Request("PUT", uri_of("asterisk", "modules", IDENTIFIER)))
        if changed or unwanted:
            log.info("Phones and trunks in Asterisk: %d written, %d removed", len(changed), len(unwanted))
        return len(changed) + len(unwanted)

    async def put(self, spec: EndpointSpec) -> None:
        """Make Asterisk know this one as it is now, whatever it knew. Raises as `provision` does."""
        async with self._turn:
            await self._write(objects_of(spec))

    async def remove(self, name: str) -> None:
        """Make Asterisk forget this one; harmless when it knows none of that name. Raises AriError."""
        async with self._turn:
            await self._remove(name)

    async def _present(self) -> list[str]:
        outcome = await self._ari.ask(Request("GET", uri_of("endpoints", "PJSIP")))
        # Gone is 404: there is none at all yet.
        return (
            [endpoint["resource"] for endpoint in orjson.loads(outcome.body)]
            if isinstance(outcome, Done)
            else []
        )

    async def _mark(self, name: str) -> str:
        async with self._requests:
            outcome = await self._ari.ask(Request("GET", _uri("endpoint", name)))
        if not isinstance(outcome, Done):
            return ""  # in a file of the site's own
        return next(
            (field["value"] for field in orjson.loads(outcome.body) if field["attribute"] == MARK), ""
        )

    async def _write(self, objects: tuple[ConfigObject, ...]) -> None:
        for one in objects:
            await self._put(one)

    async def _put(self, one: ConfigObject) -> None:
        fields = [{"attribute": attribute, "value": value} for attribute, value in one.fields]
        async with self._requests:
            await self._ari.ask(Request("PUT", _uri(one.kind, one.name), {"fields": fields}))

    async def _remove(self, name: str) -> None:
        for kind in KINDS:
            await self._delete(kind, name)
        further = count(1)
        while await self._delete("identify", identify_name(name, next(further))):
            pass

    async def _delete(self, kind: str, name: str) -> bool:
        """Whether it was there; harmless when it was not."""
        async with self._requests:
            return isinstance(await self._ari.ask(Request("DELETE", _uri(kind, name))), Done)


def _uri(kind: str, name: str) -> str:
    return uri_of("asterisk", "config", "dynamic", "res_pjsip", kind, name)
