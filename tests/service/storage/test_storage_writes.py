"""What is written, and what is refused: stories for SQLite and PostgreSQL alike."""

from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import delete, update

from ari_app.acd.model import InteractionState, OfferState
from ari_app.storage import events, facts, interactions, offers
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.statement import Statement, Write
from ari_app.storage.tables.spine import event
from ari_app.storage.writer import Durability
from tests.service.storage.examples import CALL, NOW, OFFER, call, offer

CONNECTED = InteractionState.CONNECTED


def happened(number: int) -> Write:
    return events.appended(NOW, "flow_stepped", {"number": number}, interaction="call-1")


async def numbers(database: Database) -> list[int]:
    return [row.data["number"] for row in await events.since(database.reader, 0)]


async def test_an_interaction_comes_back_as_it_was_written(database: Database) -> None:
    waiting = replace(
        CALL,
        state=InteractionState.QUEUED,
        session={"node": "wait", "variables": {"näme": "Žofie 😀", "digits": [1, 2, 3], "nothing": None}},
        queue="support",
        skills={"french": 5},
        priority=3,
        queued_at=NOW + 1.25,
        queue_order=2**40,
        answered=True,
        variables={"account": "42"},
    )
    assert await database.writer.commit([interactions.added(waiting)]) is Durability.DURABLE
    assert await interactions.one(database.reader, "call-1") == waiting
    assert await interactions.still_open(database.reader) == [waiting]


async def test_a_turn_saves_the_row_that_it_was_made_from(database: Database) -> None:
    await database.writer.commit([interactions.added(CALL)])
    first = replace(CALL, version=1, reason="first")
    await database.writer.commit([interactions.saved(first, 0)])
    with pytest.raises(WriteRefused, match="0 rows"):
        await database.writer.commit(
            [happened(1), interactions.saved(replace(CALL, version=1, reason="late"), 0)]
        )
    assert await interactions.one(database.reader, "call-1") == first
    assert await numbers(database) == [], "what came with a refused turn is not written either"


async def test_one_bad_submit_does_not_hurt_its_neighbours(database: Database) -> None:
    told: list[tuple[int, Durability]] = []

    def tell(number: int, durability: Durability) -> None:
        told.append((number, durability))

    await database.writer.commit([interactions.added(CALL)])
    for number in range(20):
        writes = [happened(number)]
        if number == 7:
            writes.append(interactions.added(CALL))  # it is there already
        if number == 11:
            writes.append(Write(facts.noted("x", 1).statement, (b"no text", object())))  # type: ignore[arg-type]
        database.writer.submit(writes, partial(tell, number))
    await database.writer.flush()
    assert [number for number, _ in told] == list(range(20)), "callbacks come in the order of the submits"
    assert [number for number, durability in told if durability is Durability.REFUSED] == [7, 11]
    assert await numbers(database) == [number for number in range(20) if number not in (7, 11)]


async def test_many_submits_keep_their_order(database: Database) -> None:
    told: list[int] = []

    def tell(number: int, _: Durability) -> None:
        told.append(number)

    assert await events.last_at(database.reader) == 0.0
    for number in range(3000):
        database.writer.submit([happened(number)], partial(tell, number))
    await database.writer.flush()
    assert told == list(range(3000))
    last, found = 0, []
    while page := await events.since(database.reader, last):
        found += [row.data["number"] for row in page]
        last, at = page[-1].seq, page[-1].at
    assert found == list(range(3000))
    assert await events.last_seq(database.reader) == last
    assert await events.last_at(database.reader) == at


async def test_an_agent_has_one_live_call_and_one_pending_offer(database: Database) -> None:
    submit = database.writer.commit
    await submit([interactions.added(call("a", agent="agent1", state=CONNECTED)), offers.made(OFFER)])
    with pytest.raises(WriteRefused):
        await submit([interactions.added(call("b", agent="agent1", state=InteractionState.OFFERED))])
    with pytest.raises(WriteRefused):
        await submit([offers.made(offer("offer-2"))])

    ended = call("a", agent="agent1", state=InteractionState.HANDLED, ended_at=NOW, version=1)
    await submit([interactions.saved(ended, 0), offers.closed("offer-1", OfferState.ACCEPTED, "", NOW)])
    await submit(
        [interactions.added(call("b", agent="agent1", state=CONNECTED)), offers.made(offer("offer-2"))]
    )
    assert [row.id for row in await interactions.still_open(database.reader)] == ["b"]
    assert [row.id for row in await offers.pending(database.reader)] == ["offer-2"]
    assert [row.state for row in await offers.of_interaction(database.reader, "call-1")] == [
        OfferState.ACCEPTED,
        OfferState.PENDING,
    ]


async def test_an_offer_is_closed_once(database: Database) -> None:
    await database.writer.commit([offers.made(OFFER)])
    await database.writer.commit([offers.closed("offer-1", OfferState.EXPIRED, "no answer", NOW + 20)])
    await database.writer.commit([offers.closed("offer-1", OfferState.ACCEPTED, "too late", NOW + 21)])
    [row] = await offers.of_interaction(database.reader, "call-1")
    assert (row.state, row.reason, row.closed_at) == (OfferState.EXPIRED, "no answer", NOW + 20)


@pytest.mark.parametrize(
    "change",
    [
        Statement("change the past", update(event).values(kind="never_happened")),
        Statement("forget the past", delete(event)),
    ],
    ids=lambda statement: statement.name,
)
async def test_the_log_is_append_only(database: Database, change: Statement) -> None:
    await database.writer.commit([happened(1)])
    with pytest.raises(WriteRefused, match="append-only"):
        await database.writer.commit([change.write(tuple("never_happened" for _ in change.names))])
    [row] = await events.of_interaction(database.reader, "call-1")
    assert (row.kind, row.at) == ("flow_stepped", NOW)


async def test_text_that_no_database_takes_is_repaired_rather_than_lost(database: Database) -> None:
    odd = replace(CALL, caller="\0+1555\udc801234", session={"heard\0": ["x\udfff", "\0"]})
    await database.writer.commit([interactions.added(odd)])
    stored = await interactions.one(database.reader, "call-1")
    assert stored is not None
    assert stored.caller == "\ufffd+1555\ufffd1234"
    assert stored.session == {"heard\ufffd": ["x\ufffd", "\ufffd"]}


async def test_what_changes_after_the_write_was_made_is_not_written(database: Database) -> None:
    fact = {"order": 1}
    write = facts.noted("queue_order", fact)
    fact["order"] = 2
    await database.writer.commit([write])
    assert await facts.value(database.reader, "queue_order") == {"order": 1}
    await database.writer.commit([facts.noted("queue_order", 5)])
    assert await facts.value(database.reader, "queue_order") == 5
    assert await facts.value(database.reader, "unheard of") is None
