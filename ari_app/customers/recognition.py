"""Whose call it is: found by the caller's number while the call is still in its flow, and written down with it.

A caller whom nobody knows becomes a customer without a name, so that their history begins with their first call. One
reader of one queue, so that two calls of a new number at once are of one customer.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field

from ari_app.customers.rules import phone_number
from ari_app.storage import customers
from ari_app.storage.choices import IdentityKind
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.rows.customers import CallerRow, CustomerRow, IdentityRow
from ari_app.storage.statement import Write

_log = logging.getLogger(__name__)

AT_ONCE = 200  # arrivals that one look into the database serves
PAUSE = 2.0  # seconds until the database is asked again when it did not answer


@dataclass(slots=True)
class Recognition:
    """`told` hears of each interaction whose customer has become known. `country`: see `rules.phone_number`."""

    database: Database
    new_id: Callable[[], str]
    now: Callable[[], float]
    country: str = ""
    told: Callable[[str], None] = field(default=lambda interaction: None)
    _live: set[str] = field(default_factory=set)
    _known: dict[str, str] = field(default_factory=dict)
    _arrived: dict[str, str] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    def customer_of(self, interaction: str) -> str | None:
        """The customer of a live interaction, None as long as they are not known."""
        return self._known.get(interaction)

    def arrived(self, interaction: str, caller: str) -> None:
        """An interaction began, by a caller of this number (empty when withheld). Returns at once."""
        self._live.add(interaction)
        if phone_number(caller, self.country) is not None:
            self._arrived[interaction] = caller
            self._wake.set()

    def ended(self, interaction: str) -> None:
        """It is over: it need not be held in memory any longer. Whose it was is still written down."""
        self._live.discard(interaction)
        self._known.pop(interaction, None)

    def is_of(self, interaction: str, customer: str) -> None:
        """It has become known whose it is."""
        if interaction in self._live:
            self._known[interaction] = customer
            self.told(interaction)

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
        for interaction, caller in await customers.unmatched(self.database.reader):
            self.arrived(interaction, caller)

    async def _recognise_some(self) -> None:
        batch = dict(list(self._arrived.items())[:AT_ONCE])
        try:
            await self._recognise(batch)
        except WriteRefused:
            # Somebody gave one of these numbers to a customer meanwhile: looked at again, each by itself, it is known.
            for interaction, caller in batch.items():
                await self._recognise_alone(interaction, caller)

    async def _recognise_alone(self, interaction: str, caller: str) -> None:
        """One that cannot be written costs the others nothing."""
        try:
            await self._recognise({interaction: caller})
        except WriteRefused:
            del self._arrived[interaction]
            _log.error(
                "A caller could not be written down as a customer.", extra={"interaction": interaction}
            )

    async def _recognise(self, batch: Mapping[str, str]) -> None:
        numbers = {
            interaction: number
            for interaction, caller in batch.items()
            if (number := phone_number(caller, self.country)) is not None
        }
        known = await self._known_by(numbers.values())
        writes = list(self._strangers(numbers.values(), known))
        at = self.now()
        writes += [
            customers.matched(CallerRow(interaction, known[number], "", at))
            for interaction, number in numbers.items()
        ]
        await self.database.writer.commit(writes)
        for interaction, number in numbers.items():
            del self._arrived[interaction]
            self.is_of(interaction, known[number])

    async def _known_by(self, numbers: Iterable[str]) -> dict[str, str]:
        wanted = {(IdentityKind.PHONE, number) for number in numbers}
        return {row.value: row.customer for row in await customers.known(self.database.reader, wanted)}

    def _strangers(self, numbers: Iterable[str], known: dict[str, str]) -> Iterable[Write]:
        """A customer for each number that nobody is known by; `known` learns of them."""
        at = self.now()
        for number in dict.fromkeys(numbers):
            if number not in known:
                known[number] = id = self.new_id()
                yield customers.added(CustomerRow(id, "", "", "", at, at))
                yield customers.known_by(IdentityRow(IdentityKind.PHONE, number, id, at))
