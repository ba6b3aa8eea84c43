"""The accounts of channels: set up, tried, switched on and off; and those in use, with their secrets.

Secrets are sealed in the database, bound to their account, and leave this file only in the `Account` that a channel is
handed. Two people do not overwrite each other: a change names the version that it was made on.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from ari_app.access.errors import Unreadable
from ari_app.access.sealing import Sealing
from ari_app.administration.errors import Conflict, Unfit, Unknown
from ari_app.administration.rules import Fault
from ari_app.channels import account_pace
from ari_app.channels.account_rules import COMMON, AccountDraft, completed, faults, parted
from ari_app.channels.contract import (
    Account,
    Channel,
    Hooked,
    Http,
    Setting,
    Template,
    Templated,
    facts_of,
)
from ari_app.storage import channel_accounts, configuration, revisions
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.channels import ChannelAccountRow

_log = logging.getLogger(__name__)

KIND = "account"


class Accounts:
    """`public_url`: where providers reach us, without a slash at the end. `now` in seconds since the epoch."""

    def __init__(
        self,
        database: Database,
        sealing: Sealing,
        http: Http,
        channels: Sequence[Channel],
        *,
        public_url: str,
        now: Callable[[], float],
        new_id: Callable[[], str],
    ) -> None:
        self._database = database
        self._sealing = sealing
        self._http = http
        self._channels = {channel.facts.name: channel for channel in channels}
        self._public_url = public_url.rstrip("/")
        self._now = now
        self._new_id = new_id
        self._used: dict[str, tuple[Account, Channel]] = {}
        self._called: dict[str, tuple[Account, Hooked]] = {}
        self.changed: list[Callable[[], None]] = []

    # --- in use --------------------------------------------------------------------------------------------------

    def of(self, id: str) -> tuple[Account, Channel] | None:
        """One that is switched on."""
        return self._used.get(id)

    def called(self, id: str) -> tuple[Account, Hooked] | None:
        """One that is switched on, and whose provider calls us."""
        return self._called.get(id)

    @property
    def used(self) -> Mapping[str, tuple[Account, Channel]]:
        return self._used

    async def load(self) -> None:
        """As the database has them now; whoever is in `changed` is told."""
        used = {}
        for row in await self.every():
            channel = self._channels.get(row.channel)
            if not row.enabled or channel is None:
                continue
            try:
                used[row.id] = self._opened(row, channel), channel
            except Unreadable as error:
                _log.error("An account cannot be used: %s", error, extra={"account": row.id})
        self.use(used)
        for tell in self.changed:
            tell()

    def use(self, accounts: Mapping[str, tuple[Account, Channel]]) -> None:
        """These, from now on. What each channel is, is looked at once: it takes longer than all the rest of a request."""
        self._used = dict(accounts)
        self._called = {
            id: (account, channel)
            for id, (account, channel) in self._used.items()
            if isinstance(channel, Hooked)
        }

    # --- set up --------------------------------------------------------------------------------------------------

    @property
    def channels(self) -> Sequence[Channel]:
        return tuple(self._channels.values())

    def settings_of(self, channel: str) -> tuple[Setting, ...]:
        """What an account of it may be told. Raises Unknown."""
        found = self._channels.get(channel)
        if found is None:
            raise Unknown(f"There is no channel {channel!r}.")
        return (*found.settings, *COMMON)

    def address_of(self, id: str) -> str:
        """Where its provider calls us."""
        return f"{self._public_url}/in/{id}"

    async def every(self) -> list[ChannelAccountRow]:
        """Those that are not archived; their secrets sealed."""
        return await channel_accounts.every(self._database.reader)

    async def one(self, id: str) -> ChannelAccountRow:
        """Raises Unknown."""
        row = await channel_accounts.one(self._database.reader, id)
        if row is None or row.archived_at is not None:
            raise Unknown(f"There is no account {id!r}.")
        return row

    async def revision(self, id: str) -> revisions.Revision:
        return (await revisions.every(self._database.reader)).get((KIND, id), revisions.NEVER)

    def secrets_of(self, row: ChannelAccountRow) -> frozenset[str]:
        """Which secrets it has, by name: for pages, that show that there is one. Raises Unreadable."""
        return frozenset(self._secrets(row))

    async def add(self, draft: AccountDraft, by: str, id: str | None = None) -> str:
        """A new one, switched on; its id. Raises Unknown (the channel), Unfit, Conflict."""
        await self._check(draft, {})
        now, id = self._now(), id or self._new_id()
        if await channel_accounts.one(self._database.reader, id) is not None:
            raise Conflict(f"There is an account {id!r} already.")
        shown, secret = parted(self.settings_of(draft.channel), draft.settings)
        row = ChannelAccountRow(
            id=id,
            channel=draft.channel,
            name=draft.name.strip(),
            address=draft.address.strip(),
            flow=draft.flow,
            settings=shown,
            secrets=self._sealed(id, secret),
            enabled=True,
            created_at=now,
            changed_at=now,
        )
        await self._commit(row, 0, by)
        return id

    async def change(self, id: str, draft: AccountDraft, seen: int, by: str) -> None:
        """Raises Unknown, Unfit, Conflict."""
        row = await self.one(id)
        if draft.channel != row.channel:
            raise Unfit([Fault("/channel", "An account stays with its channel: add another one.")])
        kept = self._secrets(row)
        await self._check(draft, kept)
        shown, secret = parted(self.settings_of(row.channel), draft.settings)
        changed = replace(
            row,
            name=draft.name.strip(),
            address=draft.address.strip(),
            flow=draft.flow,
            settings=shown,
            secrets=self._sealed(id, kept | secret),
        )
        await self._commit(changed, seen, by)

    async def enable(self, id: str, on: bool, seen: int, by: str) -> None:
        """Switched off, nothing comes in, and what is to go out waits. Raises Unknown, Conflict."""
        await self._commit(replace(await self.one(id), enabled=on), seen, by)

    async def archive(self, id: str, seen: int, by: str) -> None:
        """It is gone, but for what was written over it; its secrets are forgotten. Raises Unknown, Conflict."""
        row = await self.one(id)
        await self._commit(replace(row, enabled=False, secrets=None, archived_at=self._now()), seen, by)

    async def test(self, id: str) -> str:
        """Whether it works, in a sentence. Raises Unknown, and of `errors.ChannelError` with what to do."""
        row = await self.one(id)
        channel = self._channels.get(row.channel)
        if channel is None:
            raise Unknown(f"There is no channel {row.channel!r}.")
        return await channel.test(self._opened(row, channel), self._http)

    async def templates(self, id: str) -> Sequence[Template]:
        """What its provider lets us say when nothing else may be. Raises Unknown, and of `errors.ChannelError`."""
        account, channel = self._used.get(id) or (None, None)
        if account is None:
            raise Unknown(f"There is no account {id!r}, or it is switched off.")
        return await channel.templates(account, self._http) if isinstance(channel, Templated) else ()

    # --- shared --------------------------------------------------------------------------------------------------

    async def _check(self, draft: AccountDraft, kept: Mapping[str, str]) -> None:
        found = list(faults(self.settings_of(draft.channel), draft, kept))
        planned = Account("", draft.channel, draft.name, draft.address, draft.settings)
        facts = facts_of(self._channels[draft.channel], planned)
        found += account_pace.faults(draft.settings, facts.synchronous)
        flows = {row.id for row in await configuration.published_flows(self._database.reader)}
        if draft.flow and draft.flow not in flows:
            found.append(Fault("/flow", "There is no published flow of this id."))
        if found:
            raise Unfit(found)

    async def _commit(self, row: ChannelAccountRow, seen: int, by: str) -> None:
        now = self._now()
        written = channel_accounts.known(replace(row, changed_at=now))
        try:
            await self._database.writer.commit(
                [revisions.moved(KIND, row.id, seen, now, by), written, configuration.told(by, now)]
            )
        except WriteRefused as error:
            raise Conflict("Somebody changed this account meanwhile: look at it again.") from error

    def _opened(self, row: ChannelAccountRow, channel: Channel) -> Account:
        said = {name: str(value) for name, value in row.settings.items()} | self._secrets(row)
        return Account(
            id=row.id,
            channel=row.channel,
            name=row.name,
            address=row.address,
            settings=completed(channel.settings, said),
            public_url=self.address_of(row.id),
            key=self._sealing.derived(f"account {row.id}"),
            keep=partial(self._keep, row.id),
        )

    async def _keep(self, id: str, name: str, secret: str) -> None:
        """A secret that the provider has changed: no change of the account's that anybody made, or has to look at."""
        while True:
            row = await channel_accounts.one(self._database.reader, id)
            secrets = {} if row is None else self._secrets(row)
            if row is None or row.secrets is None or secrets.get(name) == secret:
                return
            changed = channel_accounts.secrets_changed(
                id, row.secrets, self._sealing.seal(json.dumps(secrets | {name: secret}).encode(), _place(id))
            )
            try:
                await self._database.writer.commit([changed])
            except WriteRefused:
                continue  # somebody sets up the account just now
            return

    def _sealed(self, id: str, secrets: Mapping[str, str]) -> str | None:
        return self._sealing.seal(json.dumps(secrets).encode(), _place(id)) if secrets else None

    def _secrets(self, row: ChannelAccountRow) -> dict[str, str]:
        """Raises Unreadable."""
        if row.secrets is None:
            return {}
        opened: dict[str, str] = json.loads(self._sealing.open(row.secrets, _place(row.id)))
        return opened


def _place(id: str) -> str:
    return f"secrets of account {id}"
