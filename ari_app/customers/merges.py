"""Two customers turn out to be one: what of the one becomes the other's, and how it is undone.

To undo it gives back what is still there, and what came in meanwhile under what goes back: as if they had never been one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ari_app.customers import rules
from ari_app.customers.errors import Taken, Unfit, Unknown
from ari_app.customers.recognition import Recognition
from ari_app.storage import customers, merges
from ari_app.storage.choices import IdentityKind
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.merges import PROFILE, Belongings
from ari_app.storage.rows.channels import CustomerMergeRow
from ari_app.storage.rows.customers import CustomerRow
from ari_app.storage.statement import Write
from ivr.node import Medium

SUGGESTED = 10  # customers who may be the same


@dataclass(frozen=True, slots=True)
class Alike:
    """Who may be the same customer: of the same name, or else known by a number that ends alike."""

    row: CustomerRow
    by_name: bool


@dataclass(frozen=True, slots=True)
class Merges:
    """What is changed is on disk on return."""

    database: Database
    recognition: Recognition
    new_id: Callable[[], str]
    now: Callable[[], float]

    async def merge(self, kept: str, merged: str, by: str) -> CustomerMergeRow:
        """All that is `merged`'s becomes `kept`'s, who takes over of the profile what theirs lacks."""
        if kept == merged:
            raise Unfit("These are one customer already: choose another one to merge with.")
        stays, goes = await self._customer(kept), await self._customer(merged)
        has = await merges.belongings(self.database.reader, merged)
        filled = {
            name: text for name in PROFILE if not getattr(stays, name) and (text := getattr(goes, name))
        }
        row = CustomerMergeRow(
            self.new_id(),
            kept,
            merged,
            {"profile": asdict(goes), "filled": filled, **_plain(has)},
            by,
            self.now(),
        )
        writes = merges.merged(row, has)
        if filled:
            writes.append(customers.changed(_with(stays, filled, row.at)))
        await self._commit(writes, "One of the two was changed just now. Look again, then merge them.")
        self.recognition.became(merged, kept)
        return row

    async def undo(self, id: str) -> CustomerMergeRow:
        """They are two again."""
        reader, at = self.database.reader, self.now()
        row = await merges.one(reader, id)
        if row is None:
            raise Unknown(f"There is no merge {id!r} to undo.")
        if row.undone_at is not None:
            raise Taken("They are two again already: somebody has undone it.")
        others = [each for each in await merges.of_customer(reader, row.kept) if each.id != row.id]
        standing = [each for each in others if each.undone_at is None]
        had = await self._with_what_came(row, _belongings(row.moved))
        goes = CustomerRow(**_profile_before(row, others))
        writes = [customers.added(goes), *merges.undone(row, had, _carried(row, standing), at)]
        await self._commit(writes, "They are two again already: somebody has undone it.")
        for interaction, customer in (await customers.of_interactions(reader, had.callers)).items():
            self.recognition.is_of(interaction, customer)
        return CustomerMergeRow(row.id, row.kept, row.merged, row.moved, row.by, row.at, at)

    async def of_customer(self, id: str) -> list[CustomerMergeRow]:
        """Those who were merged into them, undone ones too, newest first."""
        await self._customer(id)
        return await merges.of_customer(self.database.reader, id)

    async def alike(self, id: str) -> list[Alike]:
        """Who may be the same customer, by name first."""
        reader, row = self.database.reader, await self._customer(id)
        endings = {
            ending
            for each in await customers.identities(reader, [id])
            if (ending := rules.ending(each.kind, each.value)) is not None
        }
        found = dict(await merges.alike(reader, id, row.name, endings, SUGGESTED))
        rows = await customers.some(reader, found.keys())
        return sorted(
            (Alike(each, found[each.id]) for each in rows), key=lambda one: (not one.by_name, one.row.name)
        )

    async def _with_what_came(self, row: CustomerMergeRow, had: Belongings) -> Belongings:
        """With the threads and interactions that began since, under an identity or in a thread that goes back."""
        reader, identities = self.database.reader, set(had.identities)

        def goes_back(medium: str, channel: str, address: str) -> bool:
            return self.recognition.identity_of(medium, channel, address) in identities

        threads = set(had.threads) | {
            writer.thread
            for writer in await customers.writers_since(reader, row.kept, row.at)
            if goes_back(Medium.TEXT.value, writer.account, writer.address)
        }
        callers = set(had.callers) | {
            each.interaction
            for each in await merges.since(reader, row.kept, row.at)
            if (each.thread in threads if each.thread else goes_back(each.medium, each.channel, each.caller))
        }
        return Belongings(had.identities, tuple(callers), had.notes, tuple(threads), had.merges)

    async def _customer(self, id: str) -> CustomerRow:
        row = await customers.one(self.database.reader, id)
        if row is None:
            raise await missing(self.database, id)
        return row

    async def _commit(self, writes: list[Write], refused: str) -> None:
        try:
            await self.database.writer.commit(writes)
        except WriteRefused:
            raise Taken(refused) from None


async def missing(database: Database, id: str) -> Unknown:
    """Why there is no such customer: they may have become another one."""
    row = await merges.into(database.reader, id)
    if row is None:
        return Unknown(f"There is no customer {id!r}.")
    return Unknown(f"The customer {id!r} was merged: they are {row.kept!r} now.")


def _with(row: CustomerRow, filled: Mapping[str, str], at: float) -> CustomerRow:
    return CustomerRow(**{**asdict(row), **filled, "changed_at": at})


def _carried(row: CustomerMergeRow, through: Iterable[CustomerMergeRow]) -> dict[str, str]:
    """What it filled in that later merges of its customer, among `through`, filled in too. Somebody who had the same of
    their own keeps it."""
    later = [each.moved["filled"] for each in through if row.id in each.moved["merges"]]
    return {
        name: text
        for name, text in row.moved["filled"].items()
        if all(filled.get(name) == text for filled in later)
    }


def _profile_before(row: CustomerMergeRow, others: Iterable[CustomerMergeRow]) -> dict[str, Any]:
    """Of who goes back, without what merges had brought them that were undone since."""
    profile = dict(row.moved["profile"])
    before = [each for each in others if each.id in row.moved["merges"]]
    for undone in (each for each in before if each.undone_at is not None and each.undone_at >= row.at):
        for name, text in _carried(undone, before).items():
            if profile[name] == text:
                profile[name] = ""
    return profile


def _plain(has: Belongings) -> dict[str, Any]:
    return {**asdict(has), "identities": [[kind.value, value] for kind, value in has.identities]}


def _belongings(moved: Mapping[str, Any]) -> Belongings:
    return Belongings(
        tuple((IdentityKind(kind), value) for kind, value in moved["identities"]),
        *(tuple(moved[name]) for name in ("callers", "notes", "threads", "merges")),
    )
