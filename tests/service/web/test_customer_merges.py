"""Two customers who are one, and two again: as if it had never been."""

import asyncio
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ari_app.customers.merges import Merges
from ari_app.customers.recognition import Recognition
from ari_app.storage import customers, interactions, notes
from ari_app.storage.choices import IdentityKind
from ari_app.storage.database import Database
from ari_app.storage.rows.customers import CallerRow, CustomerRow, IdentityRow, NoteRow
from tests.service.storage.examples import NOW, call
from tests.service.web.conftest import House

ANN = {"name": "Ann Lee", "identities": [{"kind": "phone", "value": "+15559009000"}]}
MAIL = {"name": "ann lee", "organisation": "ACME", "identities": [{"kind": "email", "value": "ann@x.org"}]}


async def two(house: House) -> tuple[str, str]:
    added = [(await house.ask("POST", "/customers", "a1", body=body)).body["id"] for body in (ANN, MAIL)]
    return added[0], added[1]


async def test_two_become_one_and_two_again(house: House) -> None:
    ann, mail = await two(house)
    before = [(await house.ask("GET", f"/customers/{id}", "a1")).body for id in (ann, mail)]
    await house.ask("POST", f"/customers/{mail}/notes", "a1", body={"text": "Wrote us."})

    merge = await house.ask("POST", f"/customers/{ann}/merge", "a1", body={"with": mail})
    assert (merge.status, merge.body["merged_name"], merge.body["by"]) == (201, "ann lee", "a1")
    one = (await house.ask("GET", f"/customers/{ann}", "a1")).body
    assert [each["value"] for each in one["identities"]] == ["+15559009000", "ann@x.org"]
    assert (one["name"], one["organisation"]) == ("Ann Lee", "ACME")
    assert [
        note["text"] for note in (await house.ask("GET", f"/customers/{ann}/notes", "a1")).body["items"]
    ] == ["Wrote us."]
    gone = await house.ask("GET", f"/customers/{mail}", "a1")
    assert gone.status == 404
    assert ann in gone.detail
    (listed,) = (await house.ask("GET", f"/customers/{ann}/merges", "a1")).body["items"]
    assert (listed["id"], listed["undone_at"]) == (merge.body["id"], None)

    undo = f"/customer-merges/{merge.body['id']}/undo"
    assert (await house.ask("POST", undo, "a2")).status == 200
    again = [(await house.ask("GET", f"/customers/{id}", "a1")).body for id in (ann, mail)]
    assert [{**each, "changed_at": 0} for each in again] == [{**each, "changed_at": 0} for each in before]
    assert (await house.ask("POST", undo, "a2")).status == 409


async def names(house: House, *ids: str) -> list[str]:
    return [(await house.ask("GET", f"/customers/{id}", "a1")).body["name"] for id in ids]


async def test_a_chain_is_undone_from_its_beginning(house: House) -> None:
    """Who takes over a name by two merges gives it back; who had the same name before keeps their own."""
    for ours in ("", "Bob"):
        first, middle, last = [
            (await house.ask("POST", "/customers", "a1", body={"name": name, "organisation": org})).body["id"]
            for name, org in (("Bob", ""), ("", "ACME"), (ours, ""))
        ]
        chain = []
        for kept, merged in ((middle, first), (last, middle)):
            merge = await house.ask("POST", f"/customers/{kept}/merge", "a1", body={"with": merged})
            chain.append(merge.body["id"])
        assert await names(house, last) == ["Bob"]
        for merge_id in chain:
            assert (await house.ask("POST", f"/customer-merges/{merge_id}/undo", "a1")).status == 200
        assert await names(house, first, middle, last) == ["Bob", "", ours]


async def test_what_cannot_be_merged_says_why(house: House) -> None:
    ann, _ = await two(house)
    assert (await house.ask("POST", f"/customers/{ann}/merge", "a1", body={"with": ann})).status == 422
    assert (await house.ask("POST", f"/customers/{ann}/merge", "a1", body={"with": "none"})).status == 404
    assert (await house.ask("POST", "/customer-merges/none/undo", "a1")).status == 404


async def test_who_may_be_the_same_is_suggested(house: House) -> None:
    ann, mail = await two(house)
    national = {"identities": [{"kind": "phone", "value": "5559009000"}]}
    other = (await house.ask("POST", "/customers", "a1", body=national)).body["id"]
    await house.ask("POST", "/customers", "a1", body={"name": "Bob"})
    alike = (await house.ask("GET", f"/customers/{ann}/alike", "a1")).body["items"]
    assert [(each["customer"]["id"], each["why"]) for each in alike] == [(mail, "name"), (other, "number")]
    assert (await house.ask("GET", f"/customers/{other}/alike", "a1")).body["items"][0]["customer"][
        "id"
    ] == ann


async def test_a_call_that_goes_on_is_of_whom_they_became(house: House) -> None:
    _, mail = await two(house)
    interaction = await house.connected("a1")
    await house.ask("PUT", f"/interactions/{interaction}/customer", "a1", body={"customer": mail})
    kept = (await house.ask("POST", "/customers", "a1", body={"name": "Kept"})).body["id"]
    merge = (await house.ask("POST", f"/customers/{kept}/merge", "a1", body={"with": mail})).body["id"]
    recognition = house.services.customers.recognition
    assert recognition.customer_of(interaction) == kept
    await house.ask("POST", f"/customer-merges/{merge}/undo", "a1")
    assert recognition.customer_of(interaction) == mail


# --- whatever happens in between --------------------------------------------------------------------------------------

NUMBERS = [f"+1555900900{n}" for n in range(4)]


@dataclass
class World:
    """A database of its own, and what happens to its customers. `a` and `b` are there, with two numbers each."""

    database: Database
    recognition: Recognition
    merges: Merges
    at: list[float] = field(default_factory=lambda: [NOW])

    @classmethod
    async def open(cls, file: Path) -> "World":
        database = await Database.open(f"sqlite:///{file}")
        at, ids = [NOW], iter(range(1000))

        def now() -> float:
            at[0] += 1
            return at[0]

        recognition = Recognition(database, lambda: f"new{next(ids)}", now)
        world = cls(database, recognition, Merges(database, recognition, lambda: f"m{next(ids)}", now), at)
        for id, name, numbers in (("a", "", NUMBERS[:2]), ("b", "Bob", NUMBERS[2:])):
            await database.writer.commit(
                [
                    customers.added(CustomerRow(id, name, "", "", NOW, NOW)),
                    *(customers.known_by(IdentityRow(IdentityKind.PHONE, n, id, NOW)) for n in numbers),
                    notes.written(NoteRow(f"note-{id}", id, None, "x", "x", NOW)),
                ]
            )
        return world

    async def does(self, n: int, what: tuple[str, Any]) -> None:
        """One thing that happens; the same whether or not they are one."""
        match what:
            case ("call", number):
                row = call(f"call{n}", caller=number)
                (known,) = await customers.known(self.database.reader, {(IdentityKind.PHONE, number)})
                await self.database.writer.commit(
                    [
                        interactions.added(row),
                        customers.matched(CallerRow(row.id, known.customer, "", self.merges.now())),
                    ]
                )
            case ("note", _):
                await self.database.writer.commit([notes.written(NoteRow(f"n{n}", "a", None, "x", "x", NOW))])
            case ("rename", name):
                await self.database.writer.commit(
                    [customers.changed(CustomerRow("a", name, "", "", NOW, NOW))]
                )

    async def picture(self) -> Any:
        """All that is whose."""
        reader = self.database.reader
        return {
            id: (
                [(row.name, row.organisation) for row in await customers.some(reader, [id])],
                {row.value for row in await customers.identities(reader, [id])},
                {note.id for note in await notes.of_customer(reader, id)},
                {
                    interaction
                    for interaction, whose in (
                        await customers.of_interactions(reader, [f"call{n}" for n in range(30)])
                    ).items()
                    if whose == id
                },
            )
            for id in ("a", "b")
        }


THINGS = st.one_of(
    st.tuples(st.just("call"), st.sampled_from(NUMBERS)),
    st.tuples(st.just("note"), st.none()),
    st.tuples(st.just("rename"), st.sampled_from(["Ann", "Zoe"])),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(THINGS, max_size=3), between=st.lists(THINGS, max_size=5))
def test_merged_and_undone_is_as_if_it_had_never_been(
    empty_database: Path, before: list[tuple[str, Any]], between: list[tuple[str, Any]]
) -> None:
    async def told(folder: str, *, merged: bool) -> Any:
        file = Path(folder) / f"{merged}.db"
        shutil.copy(empty_database, file)
        world = await World.open(file)
        try:
            for n, what in enumerate(before):
                await world.does(n, what)
            merge = await world.merges.merge("a", "b", "x") if merged else None
            for n, what in enumerate(between, len(before)):
                await world.does(n, what)
            if merge is not None:
                await world.merges.undo(merge.id)
            return await world.picture()
        finally:
            await world.database.close()

    with TemporaryDirectory() as folder:
        assert asyncio.run(told(folder, merged=True)) == asyncio.run(told(folder, merged=False))
