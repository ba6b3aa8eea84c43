"""What people ask of the customers room: find, read, keep up to date, see what was before, take notes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ari_app.customers import rules
from ari_app.customers.errors import Taken, Unfit, Unknown
from ari_app.customers.merges import Merges, missing
from ari_app.customers.recognition import Recognition
from ari_app.storage import customers, interactions, notes, threads
from ari_app.storage.choices import IdentityKind
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.interactions import Seen
from ari_app.storage.rows.customers import CallerRow, CustomerRow, IdentityRow, NoteRow, WrapUpRow
from ari_app.storage.rows.spine import InteractionRow
from ari_app.storage.statement import Write

_FORM = {
    IdentityKind.PHONE: "a telephone number: write it as +49 30 123456",
    IdentityKind.EMAIL: "an e-mail address",
}
RowT = TypeVar("RowT", NoteRow, WrapUpRow)


@dataclass(frozen=True, slots=True)
class Customer:
    """A profile, and by what its customer is known, oldest first."""

    row: CustomerRow
    identities: tuple[IdentityRow, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What may be changed of a customer; None leaves it as it is. `identities`: kind and text, as people write them."""

    name: str | None = None
    organisation: str | None = None
    language: str | None = None
    identities: Sequence[tuple[IdentityKind, str]] | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """An interaction, with what agents left of it. `recordings`: their ids. Of what is written: the `subject` of the thread,
    the last `words`, and how the customer calls themselves there (`name`)."""

    row: InteractionRow
    customer: str | None
    wrap_ups: tuple[WrapUpRow, ...]
    notes: tuple[NoteRow, ...]
    recordings: tuple[str, ...]
    subject: str = ""
    words: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Customers:
    """What is changed is on disk on return; `errors.py` has what can be refused. `country`: see `rules.phone_number`."""

    database: Database
    recognition: Recognition
    new_id: Callable[[], str]
    now: Callable[[], float]
    country: str = ""

    @property
    def merges(self) -> Merges:
        return Merges(self.database, self.recognition, self.new_id, self.now)

    # --- profiles -----------------------------------------------------------------------------------------------------

    async def one(self, id: str) -> Customer:
        row = await customers.one(self.database.reader, id)
        if row is None:
            raise await missing(self.database, id)
        return (await self._with_identities([row]))[0]

    async def search(
        self, words: str, sort: str, *, descending: bool, offset: int, limit: int
    ) -> tuple[list[Customer], int]:
        """See `storage.customers.search`. A number is found however it is written."""
        as_number = rules.phone_number(words, self.country) if words.strip() else None
        wanted = words.strip() if as_number is None else as_number
        rows, total = await customers.search(
            self.database.reader, wanted, sort, descending=descending, offset=offset, limit=limit
        )
        return await self._with_identities(rows), total

    async def add(self, profile: Profile) -> Customer:
        at = self.now()
        row = CustomerRow(
            self.new_id(), profile.name or "", profile.organisation or "", profile.language or "", at, at
        )
        known = await self._identities(row.id, profile.identities or (), at)
        await self._commit([customers.added(row), *map(customers.known_by, known)])
        return Customer(row, known)

    async def change(self, id: str, profile: Profile) -> Customer:
        before, at = await self.one(id), self.now()
        row = replace(
            before.row,
            name=before.row.name if profile.name is None else profile.name,
            organisation=before.row.organisation if profile.organisation is None else profile.organisation,
            language=before.row.language if profile.language is None else profile.language,
            changed_at=at,
        )
        writes, known = [customers.changed(row)], before.identities
        if profile.identities is not None:
            since = {(each.kind, each.value): each.added_at for each in before.identities}
            known = tuple(
                replace(each, added_at=since.get((each.kind, each.value), at))
                for each in await self._identities(id, profile.identities, at)
            )
            writes += customers.known_by_only(id, known)
        await self._commit(writes)
        return Customer(row, known)

    async def _with_identities(self, rows: Sequence[CustomerRow]) -> list[Customer]:
        found = await customers.identities(self.database.reader, [row.id for row in rows])
        return [Customer(row, tuple(each for each in found if each.customer == row.id)) for row in rows]

    async def _identities(
        self, id: str, wanted: Sequence[tuple[IdentityKind, str]], at: float
    ) -> tuple[IdentityRow, ...]:
        """In their normal form; each once, and nobody else's."""
        normal: dict[tuple[IdentityKind, str], None] = {}
        for kind, text in wanted:
            known = rules.identity(kind, text, self.country)
            if known is None:
                raise Unfit(
                    f"{text!r} is not {_FORM.get(kind, 'a name without blanks, as the provider gives it')}."
                )
            normal[known] = None
        for row in await customers.known(self.database.reader, normal.keys()):
            if row.customer != id:
                owner = (await self.one(row.customer)).row
                raise Taken(
                    f"{row.value} is {owner.name or 'another customer'}'s already (customer {owner.id})."
                )
        return tuple(IdentityRow(kind, value, id, at) for kind, value in normal)

    async def _commit(self, writes: Sequence[Write]) -> None:
        try:
            await self.database.writer.commit(writes)
        except WriteRefused:
            raise Taken("Somebody else was given one of these identities just now. Look again.") from None

    # --- whose an interaction is --------------------------------------------------------------------------------------

    async def is_of(self, interaction: str, customer: str, by: str) -> Customer:
        """Somebody says whose it is: the caller rang from another's phone, or without a number."""
        row = await self._interaction(interaction)
        found = await self.one(customer)
        writes = [customers.said(CallerRow(interaction, customer, by, self.now()))]
        if row.thread is not None:
            writes.append(threads.of_customer(row.thread, customer))
        await self.database.writer.commit(writes)
        self.recognition.is_of(interaction, customer)
        return found

    # --- what was before ----------------------------------------------------------------------------------------------

    async def timeline(self, id: str, seen: Seen, before: tuple[float, str] | None, limit: int) -> list[Past]:
        """What is `seen` of it, newest first, from the one after `before` (its time and id)."""
        await self.one(id)
        return await self._pasts(await customers.timeline(self.database.reader, id, seen, before, limit))

    async def counted(self, id: str, seen: Seen) -> tuple[int, float | None]:
        """How many interactions they had that are `seen`, and when the last one began."""
        return await customers.counted(self.database.reader, id, seen)

    async def handled(self, agent: str, since: float, limit: int) -> list[Past]:
        """What an agent talked to after `since`, the last one first."""
        return await self._pasts(await notes.handled(self.database.reader, agent, since, limit))

    async def _pasts(self, rows: Sequence[InteractionRow]) -> list[Past]:
        reader, ids = self.database.reader, [row.id for row in rows]
        if not ids:
            return []
        wrapped = _by_interaction(await notes.wrap_ups(reader, ids))
        noted = _by_interaction(await notes.of_interactions(reader, ids))
        recorded = await notes.recorded(reader, ids)
        whose = await customers.of_interactions(reader, ids)
        ours = {row.thread for row in rows if row.thread is not None}
        written = await customers.writers(reader, ours) if ours else {}
        words = await customers.last_words(reader, ids) if ours else {}
        return [
            Past(
                row,
                whose.get(row.id),
                tuple(wrapped.get(row.id, ())),
                tuple(noted.get(row.id, ())),
                tuple(recording for interaction, recording in recorded if interaction == row.id),
                written[row.thread].subject if row.thread in written else "",
                words.get(row.id, ""),
                written[row.thread].name if row.thread in written else "",
            )
            for row in rows
        ]

    # --- notes --------------------------------------------------------------------------------------------------------

    async def notes_on_customer(self, id: str) -> list[NoteRow]:
        """Newest first."""
        await self.one(id)
        return await notes.of_customer(self.database.reader, id)

    async def notes_on_interaction(self, id: str) -> list[NoteRow]:
        """Newest first."""
        await self._interaction(id)
        return await notes.of_interactions(self.database.reader, [id])

    async def note(
        self, author: str, text: str, *, customer: str | None = None, interaction: str | None = None
    ) -> NoteRow:
        """On a customer, or on an interaction."""
        if customer is not None:
            await self.one(customer)
        if interaction is not None:
            await self._interaction(interaction)
        row = NoteRow(self.new_id(), customer, interaction, author, text, self.now())
        await self.database.writer.commit([notes.written(row)])
        return row

    async def edit_note(self, author: str, id: str, text: str) -> NoteRow:
        """One's own only: what somebody wrote stays theirs."""
        row = await notes.one(self.database.reader, id)
        if row is None or row.author != author:
            raise Unknown(f"You have no note {id!r}: only your own are yours to change.")
        changed = replace(row, text=text, changed_at=self.now())
        await self.database.writer.commit([notes.edited(id, text, self.now())])
        return changed

    async def _interaction(self, id: str) -> InteractionRow:
        row = await interactions.one(self.database.reader, id)
        if row is None:
            raise Unknown(f"There is no interaction {id!r}.")
        return row


def _by_interaction(rows: Sequence[RowT]) -> dict[str, list[RowT]]:
    found: dict[str, list[RowT]] = {}
    for row in rows:
        if row.interaction is not None:
            found.setdefault(row.interaction, []).append(row)
    return found
