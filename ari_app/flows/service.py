"""A flow's way to the callers: drawn as a draft, checked, published, looked back at, rolled back, removed.

A draft is any JSON object that grows towards a flow; only what passes the check is published, in one transaction with the
word to the running centre to take it up. Each save names the revision that it was made from: two windows never write
over each other's work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ari_app.conversation.requests import Conflict, NotFound
from ari_app.flows import rules
from ari_app.storage import configuration, flows, prompts
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.flows import FlowDraftRow, FlowPublicationRow
from ari_app.storage.rows.setup import FlowRow
from ari_app.storage.statement import Write
from ivr import calendar
from ivr.calendar import Calendar
from ivr.check import Known
from ivr.faults import Fault
from ivr.flow import Flow, dump

Document = Mapping[str, Any]
DRAFT = "draft"
"""Stands for the draft where a version is asked for."""


class Faulty(Conflict):
    """The draft cannot work as it is: `faults` says why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        count = len(faults)
        super().__init__(f"The draft has {count} fault{'s' * (count > 1)}; mend them, then publish again.")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class DrawnFlow:
    """All that is known of one flow. `published`: the content that answers; `publication`: who put it there."""

    id: str
    draft: FlowDraftRow | None
    published: FlowRow | None
    publication: FlowPublicationRow | None
    numbers: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.draft.name if self.draft else str(self.body.get("name", self.id))

    @property
    def body(self) -> Document:
        """The draft, or what it would begin from."""
        return self.draft.body if self.draft else self.published.body if self.published else {}

    @property
    def layout(self) -> Document:
        return self.draft.layout if self.draft else self.publication.layout if self.publication else {}

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0

    @property
    def differs(self) -> bool:
        """Whether the draft is another flow than the one that answers."""
        if self.draft is None:
            return False
        return self.published is None or rules.version_of(self.draft.body) != self.published.version


class Flows:
    """Raises NotFound and Conflict, whose messages say what to do."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._now = now

    # --- looking ------------------------------------------------------------------------------------------------------

    async def every(self) -> list[DrawnFlow]:
        """By id."""
        drafts = {row.flow: row for row in await flows.drafts(self._reader)}
        published = {row.id: row for row in await configuration.published_flows(self._reader)}
        noted = {row.flow: row for row in await flows.last_publications(self._reader)}
        numbers = await flows.numbers_of(self._reader)
        return [
            DrawnFlow(id, drafts.get(id), published.get(id), noted.get(id), tuple(numbers.get(id, ())))
            for id in sorted({*drafts, *published})
        ]

    async def one(self, id: str) -> DrawnFlow:
        found = next((flow for flow in await self.every() if flow.id == id), None)
        if found is None:
            raise NotFound(f"There is no flow {id!r}. It may have been removed; list what there is.")
        return found

    async def names(self) -> dict[str, dict[str, str]]:
        """What a flow may refer to just now, by id, with its name for people."""
        stored = await configuration.read(self._reader)
        return {
            "queues": {row.id: row.name for row in stored.queues},
            "skills": {row.id: row.name for row in stored.skills},
            "calendars": {row.id: row.name for row in stored.calendars},
            "prompts": {row.id: row.name for row in await prompts.every(self._reader)},
        }

    async def known(self) -> Known:
        """The same for the check. Mailboxes come to be by the first message that is left in them."""
        names = await self.names()
        return Known(
            queues=frozenset(names["queues"]),
            skills=frozenset(names["skills"]),
            calendars=frozenset(names["calendars"]),
            prompts=frozenset(names["prompts"]),
        )

    async def calendars(self) -> Mapping[str, Calendar]:
        stored = await configuration.read(self._reader)
        return {
            row.id: calendar.parse(
                {"time_zone": row.time_zone, "weekly": row.weekly, "holidays": row.holidays}
            )
            for row in stored.calendars
        }

    async def faults(self, document: Document) -> tuple[Fault, ...]:
        return rules.read(document, await self.known())[1]

    async def versions(self, id: str) -> list[FlowPublicationRow]:
        """Every publication, newest first. One that nobody noted (the set-up's own) stands by its content alone."""
        await self.one(id)
        noted = await flows.publications(self._reader, id)
        versions = {row.version for row in noted}
        seeded = [
            FlowPublicationRow(0, id, row.version, row.published_at, "", "", {})
            for row in await configuration.versions(self._reader, id)
            if row.published_at is not None and row.version not in versions
        ]
        return [*noted, *seeded]

    async def document(self, id: str, version: str) -> Document:
        """The content of a version, or of the draft."""
        if version == DRAFT:
            return (await self.one(id)).body
        row = await flows.version(self._reader, id, version)
        if row is None:
            raise NotFound(f"The flow {id!r} has no version {version!r}. List its versions.")
        return row.body

    # --- drawing ------------------------------------------------------------------------------------------------------

    async def create(self, name: str, body: Document, layout: Document, by: str) -> DrawnFlow:
        """A new flow with a first draft, under an id made of its name."""
        id = rules.id_of(name, {flow.id for flow in await self.every()})
        row = self._draft(id, {**body, "id": id, "name": name}, layout, 1, by)
        await self._commit([flows.draft_begun(row)], _MEANWHILE)
        return await self.one(id)

    async def save(self, id: str, revision: int, body: Document, layout: Document, by: str) -> FlowDraftRow:
        """The draft of `revision` as it is from now on. Raises Conflict when it is not the newest any more."""
        known = await self.one(id)
        row = self._draft(id, {**body, "id": id}, layout, revision + 1, by)
        if known.draft is None and revision == 0:
            await self._commit([flows.draft_begun(row)], _MEANWHILE)
        else:
            await self._commit([flows.draft_saved(row, revision)], _MEANWHILE)
        return row

    async def discard(self, id: str, revision: int, by: str) -> DrawnFlow:
        """Back to what answers. Raises Conflict when nothing does."""
        known = await self.one(id)
        if known.published is None:
            raise Conflict("Nothing of this flow is published yet: there is nothing to go back to.")
        layout = known.publication.layout if known.publication else {}
        await self.save(id, revision, known.published.body, layout, by)
        return await self.one(id)

    async def publish(self, id: str, revision: int, note: str, by: str) -> DrawnFlow:
        """From now on callers hear the draft. Raises Faulty, and Conflict when it is not of `revision` any more."""
        known = await self.one(id)
        if known.revision != revision:
            raise Conflict(_MEANWHILE)
        flow, faults = rules.read(known.body, await self.known())
        if flow is None or faults:
            raise Faulty(faults)
        again = self._draft(id, dump(flow), known.layout, revision + 1, by)
        kept = flows.draft_saved(again, revision) if known.draft else flows.draft_begun(again)
        await self._commit([kept, *self._published(flow, known.layout, note, by)], _MEANWHILE)
        return await self.one(id)

    async def roll_back(self, id: str, version: str, note: str, by: str) -> DrawnFlow:
        """Publish an older content once more. A draft that has gone on since stays as it is."""
        known = await self.one(id)
        flow, faults = rules.read(await self.document(id, version), await self.known())
        if flow is None or faults:
            raise Faulty(faults)
        layout = next((row.layout for row in await self.versions(id) if row.version == version), {})
        writes = self._published(flow, layout, note, by)
        if known.draft is not None and not known.differs:
            row = self._draft(id, dump(flow), layout, known.revision + 1, by)
            writes.append(flows.draft_saved(row, known.revision))
        await self._commit(writes, _MEANWHILE)
        return await self.one(id)

    async def remove(self, id: str, by: str) -> None:
        """With its draft and versions. Raises Conflict while a number leads to it."""
        known = await self.one(id)
        if known.numbers:
            raise Conflict(
                f"{', '.join(known.numbers)} still lead{'s' * (len(known.numbers) == 1)} to this flow: "
                "let another flow answer there first."
            )
        await self._commit([*flows.removed(id), configuration.told(by, self._now())], _MEANWHILE)

    # --- within -------------------------------------------------------------------------------------------------------

    def _draft(self, id: str, body: Document, layout: Document, revision: int, by: str) -> FlowDraftRow:
        name = body.get("name")
        return FlowDraftRow(
            id, name if isinstance(name, str) and name else id, body, layout, revision, self._now(), by
        )

    def _published(self, flow: Flow, layout: Document, note: str, by: str) -> list[Write]:
        now = self._now()
        return [
            configuration.flow_added(FlowRow(flow.id, flow.version, dump(flow))),
            configuration.flow_published(flow.id, flow.version, now),
            flows.publication_noted(flow.id, flow.version, now, by, note, layout),
            configuration.told(by, now),
        ]

    async def _commit(self, writes: list[Write], refused: str) -> None:
        try:
            await self._writer.commit(writes)
        except WriteRefused as error:
            raise Conflict(refused) from error


_MEANWHILE = "Somebody else has changed this flow meanwhile. Look at their draft, then save yours over it or take theirs."
