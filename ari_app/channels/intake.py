"""What a provider sends us: shown to be the provider's, understood, written down, and only then acknowledged.

Twice is once, by the account and the provider's own name of it. What becomes of it is `postman.py`'s.

What came in is forgotten after a month, and not every signature says when it was made: whoever has kept such a request could
send it again then. So a message that may be as old as that, or says nothing of its age, is looked for among all that were
written before. A receipt again changes nothing.
"""

import hashlib
import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from ari_app.administration.retention import DAY, KEEP_INBOUND
from ari_app.channels.contract import Account, Answer, Channel, Hooked, Request
from ari_app.channels.errors import ChannelError, Forged, Malformed
from ari_app.channels.gathering import Gathering
from ari_app.channels.incoming import account_of, to_json
from ari_app.channels.reading import fit
from ari_app.channels.recall import Recall
from ari_app.channels.signed import sign
from ari_app.conversation.text import MessageArrived, ReceiptArrived, TextEvent
from ari_app.storage import channel_cursors, inbound
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.writer import Durability

_log = logging.getLogger(__name__)

LONGEST_NAME = 900
"""Bytes of an event's name, or of an address with its topic: PostgreSQL finds nothing again by much more."""
LARGEST_BODY = 4 << 20
"""Bytes of one request. Meta sends 3 MB in one, after it could not reach us for a while: what is refused then is lost."""
MOST_EVENTS = 10_000  # of one request: some thousands of receipts fit into Meta's 3 MB
SURELY_REMEMBERED = KEEP_INBOUND - DAY
"""Seconds, by the provider's clock: what it wrote since then has not been forgotten."""
_NOBODY = "the secret of no account"


class NoSuchAccount(ChannelError):
    """There is no account of this id that a provider calls, or it is switched off."""


class Broken(ChannelError):
    """Our own mistake: the provider may send it again when it is mended."""

    retryable = True


class Enabled(Protocol):
    """The accounts that are switched on."""

    def of(self, id: str) -> tuple[Account, Channel] | None: ...

    def called(self, id: str) -> tuple[Account, Hooked] | None:
        """One whose provider calls us."""
        ...


class Intake:
    """`now` in seconds since the epoch."""

    def __init__(
        self, database: Database, accounts: Enabled, gathering: Gathering, now: Callable[[], float]
    ) -> None:
        self._writer = database.writer
        self._recall = Recall(database.reader)
        self._gathering = gathering
        self._accounts = accounts
        self._now = now
        self.kept = self.forged = self.malformed = 0

    async def receive(self, account_id: str, request: Request) -> Answer:
        """What the provider is answered, once all of it is on disk.

        Raises NoSuchAccount, Forged, Malformed, Broken; DatabaseUnavailable when it cannot be written now: the provider
        has to send it again."""
        found = self._accounts.called(account_id)
        if found is None:
            sign(_NOBODY, request.body)  # so that it takes as long as for one that there is
            raise NoSuchAccount("No provider calls this address: look at the account's settings.")
        account, channel = found
        try:
            channel.verify(account, request)
            parsed = channel.parse(account, request)
        except ChannelError as error:
            self._note(account, error)
            raise
        except Exception as error:
            # Its text may hold some of the body: nothing of it is logged.
            where = traceback.extract_tb(error.__traceback__)[-1]
            _log.error(
                "A channel cannot read a request: %s.",
                type(error).__name__,
                extra={
                    "account": account.id,
                    "channel": account.channel,
                    "at": f"{where.name}:{where.lineno}",
                },
            )
            raise Broken("The request cannot be read because of a mistake here.") from None
        for sentence in parsed.unread:
            _log.warning(
                "Part of a provider's request is left out: %s", sentence, extra={"account": account.id}
            )
        if len(parsed.events) > MOST_EVENTS:
            raise Malformed(f"More than {MOST_EVENTS} events in one request.")
        fresh = await self._fresh(account.id, parsed.events, request.at)
        async with self._gathering.whole(account.id, fresh, request.at) as (events, cursor):
            await self.take(account.id, events, cursor)
        return parsed.answer

    async def _fresh(self, account: str, events: Sequence[TextEvent], at: float) -> Sequence[TextEvent]:
        """Without the messages that were written before."""
        old = {
            _name(event.provider_id)
            for event in events
            if isinstance(event, MessageArrived) and not at - SURELY_REMEMBERED < event.at < at
        }
        known = await self._recall.known(account, old)
        if not known:
            return events
        _log.info("A message came in once more, and is left out.", extra={"account": account})
        return [
            event
            for event in events
            if not (isinstance(event, MessageArrived) and _name(event.provider_id) in known)
        ]

    async def take(
        self, account: str, events: Sequence[TextEvent], cursor: Mapping[str, Any] | None = None
    ) -> None:
        """Durable on return, all or nothing, with how far the account has been read. Raises DatabaseUnavailable: it may be
        written all the same, so give it again."""
        if strange := {account_of(event) for event in events} - {account}:
            raise ValueError(f"events of {sorted(strange)} do not belong to {account!r}")
        at = self._now()
        kept = [fitting for event in events if (fitting := _fitting(event)) is not None]
        if len(kept) < len(events):
            _log.warning(
                "An event of an address that is longer than any is left out.", extra={"account": account}
            )
        writes = [inbound.received(account, event.provider_id, to_json(event), at) for event in kept]
        if cursor is not None:
            writes.append(channel_cursors.reached(account, cursor))
        if not writes:
            return
        if await self._writer.commit(writes) is not Durability.DURABLE:
            raise DatabaseUnavailable("What came in cannot be written down now.")
        self.kept += len(kept)

    async def tell_late(self, account: str) -> None:
        """What waits for a part that stays out, when that is long enough. Raises DatabaseUnavailable."""
        async with self._gathering.whole(account, (), self._now()) as (events, cursor):
            await self.take(account, events, cursor)

    def _note(self, account: Account, error: ChannelError) -> None:
        if isinstance(error, Malformed):
            self.malformed += 1
        else:
            self.forged += 1
        # Why a signature does not fit is said here alone: who forges one is told nothing, not even that the account is
        # there.
        said = str(error) if isinstance(error, Forged) else ""
        _log.warning(
            "A provider's request is refused: %s.",
            type(error).__name__.lower(),
            extra={"account": account.id, "channel": account.channel, "error": said},
        )


def _fitting(event: TextEvent) -> TextEvent | None:
    """An odd name is replaced by its digest, which is as good to know it again by; nobody has so long an address."""
    if not isinstance(event, ReceiptArrived) and _bytes(event.whom.address + event.whom.topic) > LONGEST_NAME:
        return None
    name = _name(event.provider_id)
    return event if name == event.provider_id else replace(event, provider_id=name)


def _name(given: str) -> str:
    """By which it is known again."""
    if _bytes(given) <= LONGEST_NAME:
        return given
    return f"sha256:{hashlib.sha256(fit(given).encode()).hexdigest()}"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
