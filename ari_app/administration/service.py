"""Create, change and remove what is set up: one way for all of it.

Each is checked against the whole plan, and committed with its fence (two admins do not overwrite each other) and the
message that makes the running centre take it up.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

from ari_app.access import store as users
from ari_app.acd.model import Capacity
from ari_app.administration import capacity, rules, writes
from ari_app.administration.errors import Conflict, Unfit, Unknown
from ari_app.administration.things import Kind, Plan, Thing, id_of, kind_of, plan_of
from ari_app.storage import (
    canned_replies,
    channel_accounts,
    configuration,
    endpoints,
    recordings,
    revisions,
    settings,
    teams,
    wrap_up_codes,
)
from ari_app.storage.capacity import measured
from ari_app.storage.choices import EndpointKind
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.channels import CannedReplyRow
from ari_app.storage.rows.setup import CapacityRuleRow, EndpointRow, LabelCapRow, NumberRow
from ari_app.storage.statement import Write

PASSWORD_BYTES = 15
SETTINGS = "settings"
CAPACITY = "capacity"


class Administration:
    """`now` in seconds since the epoch. `digest(name, password)`: what is kept of a phone's password. Whatever is made
    is on disk on return; DatabaseUnavailable is raised when it cannot be read."""

    def __init__(
        self, database: Database, now: Callable[[], float], digest: Callable[[str, str], str]
    ) -> None:
        self._reader = database.reader
        self._writer = database.writer
        self._now = now
        self._digest = digest

    async def plan(self) -> Plan:
        """Everything that is set up, as it is now."""
        reader = self._reader
        known = await configuration.read(reader)
        return plan_of(
            [
                *known.agents,
                *await teams.every(reader),
                *known.skills,
                *known.queues,
                *known.calendars,
                *await wrap_up_codes.every(reader),
                *(NumberRow(number, flow) for number, flow in known.numbers.items()),
                *await endpoints.every(reader),
                *known.flows,
                *await users.users(reader),
                *await canned_replies.every(reader),
                *await channel_accounts.every(reader),
            ],
            await revisions.every(reader),
            known.settings.dialable,
        )

    async def create(self, thing: Thing, by: str) -> None:
        """Raises Conflict when there is one already, Unfit."""
        plan, kind, id = await self.plan(), kind_of(thing), id_of(thing)
        if rules.taken(plan, thing):
            raise Conflict(
                f"There is a {kind.value} {id!r} already: choose another name, or change that one."
            )
        self._check(thing, plan)
        if isinstance(thing, EndpointRow) and thing.kind is EndpointKind.REGISTERED:
            _, thing = self._with_password(thing)  # until somebody asks for one, nobody knows it
        thing = self._dated(thing, self._now())
        await self._commit(kind, id, plan.revision(kind, id).version, writes.written(thing), by)

    async def change(self, thing: Thing, seen: int, by: str) -> None:
        """`seen`: the version that the change was made on. Raises Unknown, Conflict, Unfit."""
        plan, kind, id = await self.plan(), kind_of(thing), id_of(thing)
        if id not in plan.of(kind):
            raise Unknown(f"There is no {kind.value} {id!r} any more: somebody removed it.")
        known = plan.revision(kind, id)
        if known.version != seen:
            raise Conflict(_overtaken(kind, id, known.by))
        self._check(thing, plan)
        await self._commit(kind, id, seen, writes.written(self._dated(thing, known.at)), by)

    async def keep_all(self, things: Sequence[Thing], by: str) -> None:
        """All of these, new ones and known ones, or none. Raises Unfit, where a place begins with the thing's number in the
        sequence (`/0/shortcut`), or Conflict."""
        plan = await self.plan()
        by_kind = {kind: dict(known) for kind, known in plan.by_kind.items()}
        for thing in things:
            by_kind[kind_of(thing)][id_of(thing)] = thing
        wanted = replace(plan, by_kind=by_kind)
        if faults := [
            rules.Fault(f"/{place}{fault.at}", fault.message)
            for place, thing in enumerate(things)
            for fault in rules.faults(thing, wanted)
        ]:
            raise Unfit(faults)
        now, changes = self._now(), list[Write]()
        for thing in things:
            kind, id = kind_of(thing), id_of(thing)
            known = plan.revision(kind, id)
            changes.append(revisions.moved(str(kind), id, known.version, now, by))
            changes += writes.written(self._dated(thing, known.at))
        await self._told(changes, by, "list")

    async def remove(self, kind: Kind, id: str, by: str) -> None:
        """Raises Unknown, Conflict when something still uses it."""
        plan = await self.plan()
        if id not in plan.of(kind):
            raise Unknown(f"There is no {kind.value} {id!r}.")
        if why := rules.in_the_way(plan, kind, id):
            raise Conflict(why)
        await self._commit(kind, id, plan.revision(kind, id).version, writes.removed(kind, id), by)

    async def claim(self, kind: Kind, id: str, seen: int, by: str) -> None:
        """The next version of something that another room changes. Raises Conflict when somebody else was faster."""
        known = (await revisions.every(self._reader)).get((kind, id), revisions.NEVER)
        if known.version != seen:
            raise Conflict(_overtaken(kind, id, known.by))
        await self._commit(kind, id, seen, (), by)

    # --- what is special -----------------------------------------------------------------------------------------

    async def new_password(self, phone: str, by: str) -> str:
        """A new password for a phone that registers; it is shown once and kept nowhere. Raises Unknown, Conflict."""
        plan = await self.plan()
        row = plan.of(Kind.PHONE).get(phone)
        if not isinstance(row, EndpointRow):
            raise Unknown(f"There is no phone {phone!r}.")
        if row.kind is not EndpointKind.REGISTERED:
            raise Conflict("Only a phone that registers has a password.")
        secret, row = self._with_password(row)
        await self._commit(
            Kind.PHONE, phone, plan.revision(Kind.PHONE, phone).version, writes.written(row), by
        )
        return secret

    def _with_password(self, row: EndpointRow) -> tuple[str, EndpointRow]:
        """A new password, and the phone that knows it."""
        secret = secrets.token_urlsafe(PASSWORD_BYTES)
        return secret, replace(row, username=row.id, ha1=self._digest(row.id, secret))

    async def mark_voicemail(self, id: str, *, heard: bool) -> None:
        """As heard now, or as new again. It has to be there."""
        await self._writer.commit([recordings.voicemail_heard(id, self._now() if heard else None)])

    async def changeable(self) -> tuple[settings.Changeable, revisions.Revision]:
        known = await revisions.every(self._reader)
        return await settings.read(self._reader), known.get((SETTINGS, SETTINGS), revisions.NEVER)

    async def change_settings(self, wanted: settings.Changeable, seen: int, by: str) -> None:
        """Raises Conflict."""
        _, known = await self.changeable()
        if known.version != seen:
            raise Conflict(_overtaken("settings", "", known.by))
        await self._commit(SETTINGS, SETTINGS, seen, settings.changed(wanted), by)

    async def capacity(self) -> tuple[Capacity, revisions.Revision]:
        """How much agents take on at once."""
        known = await revisions.every(self._reader)
        return await capacity.read(self._reader), known.get((CAPACITY, CAPACITY), revisions.NEVER)

    async def change_capacity(
        self, rules: list[CapacityRuleRow], caps: list[LabelCapRow], seen: int, by: str
    ) -> None:
        """Raises Conflict, Unfit."""
        _, known = await self.capacity()
        if known.version != seen:
            raise Conflict(_overtaken(CAPACITY, "", known.by))
        if faults := list(capacity.faults(rules, caps)):
            raise Unfit(faults)
        await self._commit(CAPACITY, CAPACITY, seen, measured(rules, caps), by)

    # --- shared --------------------------------------------------------------------------------------------------

    def _dated(self, thing: Thing, made: float | None) -> Thing:
        """With the times that people do not say."""
        if not isinstance(thing, CannedReplyRow):
            return thing
        return replace(thing, created_at=thing.created_at or made or self._now(), changed_at=self._now())

    def _check(self, thing: Thing, plan: Plan) -> None:
        if faults := list(rules.faults(thing, plan)):
            raise Unfit(faults)

    async def _commit(self, kind: str, id: str, seen: int, change: Sequence[Write], by: str) -> None:
        fence = revisions.moved(str(kind), id, seen, self._now(), by)
        await self._told([fence, *change], by, f"{kind} {id}")

    async def _told(self, changes: Sequence[Write], by: str, what: str) -> None:
        try:
            await self._writer.commit([*changes, configuration.told(by, self._now())])
        except WriteRefused as error:  # the plan that it was checked against is not true any more
            raise Conflict(_overtaken(what, "", "")) from error


def _overtaken(kind: str, id: str, by: str) -> str:
    who = by or "Somebody else"
    what = f"{kind} {id}".rstrip()
    return f"{who} changed the {what} since you opened it. Look at it as it is now, and save again."
