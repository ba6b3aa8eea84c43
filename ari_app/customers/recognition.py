"""Whose an interaction is: found by the caller's number or the writer's address while it is still in its flow, and written
down with it. Of whom a thread is, of them is all that is written in it.

Whom nobody knows becomes a customer without a name, so that their history begins with their first word. One
reader of one queue, so that two calls of a new number at once are of one customer.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field

from ari_app.customers import rules
from ari_app.storage import customers, threads
from ari_app.storage.choices import IdentityKind
from ari_app.storage.customers import Began, Writer
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.rows.customers import CallerRow, CustomerRow, IdentityRow
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability
from ivr.node import Medium

_log = logging.getLogger(__name__)

AT_ONCE = 200  # arrivals that one look into the database serves
PAUSE = 2.0  # seconds until the database is asked again when it did not answer


@dataclass(slots=True)
class Recognition:
    """`told` hears of each interaction whose customer has become known. `country`: see `rules.phone_number`. `kinds`: by
    what the writers of an account are known."""

    database: Database
    new_id: Callable[[], str]
    now: Callable[[], float]
    country: str = ""
    told: Callable[[str], None] = field(default=lambda interaction: None)
    kinds: Callable[[str], IdentityKind | None] = field(default=lambda account: None)
    _live: set[str] = field(default_factory=set)
    _known: dict[str, str] = field(default_factory=dict)
    _arrived: dict[str, Began] = field(default_factory=dict)
    _unwritten: dict[tuple[IdentityKind, str], str] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def customer_of(self, interaction: str) -> str | None:
        """The customer of a live interaction, None as long as they are not known."""
        return self._known.get(interaction)

    def arrived(self, began: Began) -> None:
        """An interaction began. Returns at once."""
        self._live.add(began.interaction)
        if (
            began.thread is not None
            or self.identity_of(began.medium, began.channel, began.caller) is not None
        ):
            self._arrived[began.interaction] = began
            self._wake.set()

    def identity_of(self, medium: str, channel: str, caller: str) -> tuple[IdentityKind, str] | None:
        """By what we know who comes from there; None for who withholds it."""
        kind = IdentityKind.PHONE if medium == Medium.VOICE.value else self.kinds(channel)
        return None if kind is None else rules.identity(kind, caller, self.country)

    def ended(self, interaction: str) -> None:
        """It is over: it need not be held in memory any longer. Whose it was is still written down."""
        self._live.discard(interaction)
        self._known.pop(interaction, None)

    def is_of(self, interaction: str, customer: str) -> None:
        """It has become known whose it is."""
        if interaction in self._live:
            self._known[interaction] = customer
            self.told(interaction)

    def became(self, before: str, after: str) -> None:
        """A customer has become another one: their live interactions are of that one."""
        for interaction in [live for live, customer in self._known.items() if customer == before]:
            self.is_of(interaction, after)

    async def run(self) -> None:
        """Take up what a former life of the program left, then serve what arrives, for ever."""
        await self._insist(self._take_up)
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._arrived:
                await self._insist(self._recognise_some)

    async def _insist(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Nobody waits for it, so that the database may take its time."""
        while True:
            try:
                return await work()
            except DatabaseUnavailable:
                await asyncio.sleep(PAUSE)

    async def _take_up(self) -> None:
        for row in await customers.of_open_interactions(self.database.reader):
            self._live.add(row.interaction)
            self.is_of(row.interaction, row.customer)
        for began in await customers.unmatched(self.database.reader):
            self.arrived(began)

    async def _recognise_some(self) -> None:
        batch = dict(list(self._arrived.items())[:AT_ONCE])
        try:
            await self._recognise(batch)
        except WriteRefused:
            # Somebody gave one of these numbers to a customer meanwhile: looked at again, each by itself, it is known.
            for began in batch.values():
                await self._recognise_alone(began)

    async def _recognise_alone(self, began: Began) -> None:
        """One that cannot be written costs the others nothing."""
        try:
            await self._recognise({began.interaction: began})
        except WriteRefused:
            del self._arrived[began.interaction]
            _log.error(
                "Who began an interaction could not be written down as a customer.",
                extra={"interaction": began.interaction},
            )

    async def _recognise(self, batch: Mapping[str, Began]) -> None:
        reader = self.database.reader
        writers = await customers.writers(reader, {began.thread for began in batch.values() if began.thread})
        identities = {
            id: identity
            for id, began in batch.items()
            if (identity := self.identity_of(began.medium, began.channel, began.caller)) is not None
        }
        known = self._unwritten | {
            (row.kind, row.value): row.customer
            for row in await customers.known(reader, set(identities.values()))
        }
        at, whose, writes = self.now(), dict[str, str](), list[Write]()
        strangers = dict[tuple[IdentityKind, str], str]()
        for id, began in batch.items():
            writer = writers.get(began.thread or "")
            owner = writer.customer if writer is not None else None
            if owner is None and id in identities:
                if identities[id] not in known:
                    known[identities[id]] = strangers[identities[id]] = stranger = self.new_id()
                    writes += self._stranger(stranger, identities[id], _name_of(writer))
                owner = known[identities[id]]
            if owner is not None:
                whose[id] = owner
                writes.append(customers.matched(CallerRow(id, owner, "", at)))
                if writer is not None and writer.customer is None:
                    writes.append(threads.of_customer(writer.thread, owner))
        if await self.database.writer.commit(writes) is Durability.LATER:
            self._unwritten |= strangers  # the next one of theirs is not looked up in vain
        else:
            self._unwritten.clear()
        for id in batch:
            del self._arrived[id]
            if id in whose:
                self.is_of(id, whose[id])

    def _stranger(self, id: str, identity: tuple[IdentityKind, str], name: str) -> Iterable[Write]:
        """A customer whom nobody knew; their name is what they call themselves."""
        at = self.now()
        yield customers.added(CustomerRow(id, name, "", "", at, at))
        yield customers.known_by(IdentityRow(*identity, id, at))


def _name_of(writer: Writer | None) -> str:
    """As they call themselves; a number is no name."""
    return writer.name if writer is not None and any(map(str.isalpha, writer.name)) else ""
