"""Accounts of channels: numbers, mailboxes, pages and bots under which customers write to us."""

from http import HTTPStatus
from typing import Annotated, Any

from pydantic import Field, SecretStr, StringConstraints

from ari_app.acd.model import MediaType
from ari_app.administration.errors import Unfit
from ari_app.administration.rules import Fault
from ari_app.administration.things import Kind
from ari_app.channels.account_rules import AccountDraft
from ari_app.channels.contract import Channel, Hooked, Polled, Setting
from ari_app.channels.errors import ChannelError
from ari_app.storage import traffic
from ari_app.storage.revisions import Revision
from ari_app.storage.rows.channels import ChannelAccountRow
from workspace_web.api.lists import Column, ListPage, csv_of, list_query, listed
from workspace_web.api.setup.resource import Kept, telling
from workspace_web.api.setup.spelling import Id, Name
from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND
from workspace_web.route import Route, Table, route
from workspace_web.wire import Epoch, Shape

RECENT = 7 * 24 * 3600.0  # seconds: failures that are older concern nobody any more
Value = Annotated[str, StringConstraints(max_length=4096)]
SettingName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]


class SettingCard(Shape):
    """One thing that an account has to be told."""

    name: str
    title: str
    help: str
    secret: bool = Field(description="It is never shown again.")
    required: bool
    default: str
    pattern: str
    choices: tuple[str, ...]


class ChannelCard(Shape):
    """A kind of channel: what it can do, and what an account of it has to be told."""

    name: str
    title: str
    media_type: MediaType
    synchronous: bool = Field(description="The writer sits there now, and leaves when nobody answers.")
    called_by: bool = Field(description="The provider calls us: it has to be told our address.")
    polled: bool = Field(description="We ask the provider.")
    receipts: bool = Field(description="We are told whether a message was delivered.")
    templates: bool
    files: bool
    settings: tuple[SettingCard, ...]


class ChannelList(Listing[ChannelCard]):
    """All kinds of channels."""


class AccountCommon(Shape):
    """An account as it is to be."""

    channel: Word = Field(description="It stays with its channel.")
    name: Name
    address: Value = Field(default="", description="Ours: the number, the mailbox, the page.")
    flow: Id = Field(description="The flow that answers.")
    enabled: bool = True
    settings: dict[SettingName, Value] = Field(default={}, description="Those that are not secret.")
    secrets: dict[SettingName, SecretStr] = Field(
        default={}, description="Those to be replaced; what is not named stays as it was."
    )


class NewAccount(AccountCommon):
    """A new account."""


class AccountChange(AccountCommon):
    """An account as it is to be."""

    version: int = Field(ge=0, description="The `version` that was read before.")


class AccountSetUp(Kept):
    """An account, and how it fares."""

    channel: str
    channel_title: str
    media_type: MediaType | None
    name: str
    address: str
    flow: str
    enabled: bool
    settings: dict[str, str]
    secrets: tuple[str, ...] = Field(description="The names of those that are there.")
    webhook: str | None = Field(description="Where the provider has to call us.")
    trouble: str = Field(description="What keeps us from it just now; empty when all is well.")
    received_at: Epoch | None = Field(description="Something came in last.")
    sent_at: Epoch | None
    due: int = Field(description="How many messages are still to be sent.")
    failed_at: Epoch | None = Field(description="Within a week.")
    failure: str = Field(description="Why the last message failed.")


class AccountPath(Shape):
    account: Word


class Trial(Shape):
    """What came of trying an account."""

    works: bool
    says: str


_COLUMNS: tuple[Column[AccountSetUp], ...] = (
    Column("name", lambda card: card.name),
    Column("channel", lambda card: card.channel_title),
    Column("address", lambda card: card.address),
    Column("flow", lambda card: card.flow),
    Column("enabled", lambda card: card.enabled, searched=False),
    Column("received_at", lambda card: card.received_at, searched=False),
    Column("failure", lambda card: card.failure),
)
AccountQuery = list_query("AccountQuery", _COLUMNS)


class AccountPage(ListPage[AccountSetUp]):
    """Some of the accounts."""


@route("GET", "/setup/channels", scope="setup:read")
async def list_channels(ask: Ask) -> ChannelList:
    """The kinds of channels there are, and what an account of each has to be told."""
    accounts = ask.services.channels.accounts
    return ChannelList(
        items=tuple(
            _channel(channel, accounts.settings_of(channel.facts.name)) for channel in accounts.channels
        )
    )


@route("GET", "/setup/accounts", scope="setup:read")
async def list_account_set_up(ask: Ask, query: AccountQuery) -> AccountPage:  # type: ignore[valid-type]  # made above
    """The accounts.

    Searched, sorted, page by page."""
    wanted: Any = query
    items, total = listed(await _cards(ask), wanted, _COLUMNS)
    return AccountPage(items=items, total=total, page=wanted.page, size=wanted.size)


@route("GET", "/setup/accounts.csv", scope="setup:read")
async def export_account_set_up(ask: Ask, query: AccountQuery) -> Table:  # type: ignore[valid-type]  # made above
    """The accounts as CSV, all pages."""
    return csv_of(await _cards(ask), query, _COLUMNS, "accounts")


@route("GET", "/setup/accounts/{account}", scope="setup:read", problems=(NOT_FOUND,))
async def read_account_set_up(ask: Ask, path: AccountPath) -> AccountSetUp:
    """One account. Its secrets are not shown."""
    return await _one(ask, path.account)


@route(
    "POST",
    "/setup/accounts",
    scope="setup:write",
    problems=(NOT_FOUND, CONFLICT),
    status=HTTPStatus.CREATED,
    sensitive=True,
)
async def add_account(ask: Ask, body: NewAccount) -> AccountSetUp:
    """Add an account."""
    accounts, by = ask.services.channels.accounts, ask.caller.name
    with telling():
        id = await accounts.add(_draft(ask, body), by)
        if not body.enabled:
            await accounts.enable(id, False, (await accounts.revision(id)).version, by)
    return await _one(ask, id)


@route(
    "PUT", "/setup/accounts/{account}", scope="setup:write", problems=(NOT_FOUND, CONFLICT), sensitive=True
)
async def change_account(ask: Ask, path: AccountPath, body: AccountChange) -> AccountSetUp:
    """Change an account. A secret that is not named stays as it was."""
    accounts, by = ask.services.channels.accounts, ask.caller.name
    with telling():
        row = await accounts.one(path.account)
        await accounts.change(row.id, _draft(ask, body), body.version, by)
        if body.enabled != row.enabled:
            await accounts.enable(row.id, body.enabled, (await accounts.revision(row.id)).version, by)
    return await _one(ask, path.account)


@route("DELETE", "/setup/accounts/{account}", scope="setup:write", problems=(NOT_FOUND, CONFLICT))
async def remove_account(ask: Ask, path: AccountPath) -> None:
    """Remove an account.

    What was written over it stays; its secrets are forgotten."""
    accounts = ask.services.channels.accounts
    with telling():
        seen = (await accounts.revision(path.account)).version
        await accounts.archive(path.account, seen, ask.caller.name)


@route("POST", "/setup/accounts/{account}/test", scope="setup:write", problems=(NOT_FOUND,), patience=40.0)
async def test_account(ask: Ask, path: AccountPath) -> Trial:
    """Try whether an account works, without writing to anybody."""
    with telling():
        try:
            return Trial(works=True, says=await ask.services.channels.accounts.test(path.account))
        except ChannelError as error:
            return Trial(works=False, says=str(error))


def _draft(ask: Ask, body: AccountCommon) -> AccountDraft:
    """Raises a problem for a secret among what is not: the audit log would have it."""
    for each in ask.services.channels.accounts.settings_of(body.channel):
        if each.secret and each.name in body.settings:
            fault = Fault("/settings/" + each.name, "It is a secret: send it in `secrets`.")
            raise Unfit([fault])
    secrets = {name: secret.get_secret_value() for name, secret in body.secrets.items()}
    return AccountDraft(body.channel, body.name, body.address, body.flow, body.settings | secrets)


async def _one(ask: Ask, id: str) -> AccountSetUp:
    with telling():
        await ask.services.channels.accounts.one(id)
    return next(card for card in await _cards(ask) if card.id == id)


async def _cards(ask: Ask) -> list[AccountSetUp]:
    accounts, reader = ask.services.channels.accounts, ask.services.reader
    known = (await ask.services.administration.plan()).revisions
    received, sent = await traffic.last_received(reader), await traffic.sent(reader)
    failures = await traffic.last_failures(reader, ask.services.centre.clock.now() - RECENT)
    channels = {channel.facts.name: channel for channel in accounts.channels}
    return [
        _card(
            row,
            channels.get(row.channel),
            known.get((Kind.ACCOUNT, row.id)),
            (received.get(row.id), sent.get(row.id, traffic.Sent()), failures.get(row.id)),
            accounts.secrets_of(row),
            (accounts.address_of(row.id), ask.services.channels.trouble(row.id)),
        )
        for row in await accounts.every()
    ]


def _card(
    row: ChannelAccountRow,
    channel: Channel | None,
    revision: Revision | None,
    fared: tuple[float | None, traffic.Sent, traffic.Failure | None],
    secrets: frozenset[str],
    reached: tuple[str, str],
) -> AccountSetUp:
    (received_at, sent, failure), (address, trouble) = fared, reached
    told = () if channel is None else channel.settings
    usual = {each.name: each.default for each in told if each.default and not each.secret}
    return AccountSetUp(
        id=row.id,
        version=0 if revision is None else revision.version,
        changed_at=None if revision is None else revision.at,
        changed_by="" if revision is None else revision.by,
        used_by=(),
        channel=row.channel,
        channel_title=row.channel if channel is None else channel.facts.title,
        media_type=None if channel is None else channel.facts.media_type,
        name=row.name,
        address=row.address,
        flow=row.flow,
        enabled=row.enabled,
        settings=usual | {name: str(value) for name, value in row.settings.items()},
        secrets=tuple(sorted(secrets)),
        webhook=address if isinstance(channel, Hooked) else None,
        trouble=trouble,
        received_at=received_at,
        sent_at=sent.last_at,
        due=sent.due,
        failed_at=None if failure is None else failure.at,
        failure="" if failure is None else failure.reason,
    )


def _channel(channel: Channel, settings: tuple[Setting, ...]) -> ChannelCard:
    facts = channel.facts
    return ChannelCard(
        name=facts.name,
        title=facts.title,
        media_type=facts.media_type,
        synchronous=facts.synchronous,
        called_by=isinstance(channel, Hooked),
        polled=isinstance(channel, Polled),
        receipts=bool(facts.receipts),
        templates=facts.templates,
        files=facts.files is not None,
        settings=tuple(map(SettingCard.of, settings)),
    )


ROUTES: tuple[Route, ...] = (
    list_channels,
    list_account_set_up,
    export_account_set_up,
    read_account_set_up,
    add_account,
    change_account,
    remove_account,
    test_account,
)
