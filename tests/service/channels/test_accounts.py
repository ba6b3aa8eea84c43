"""Accounts: set up, in use, with secrets that nobody gets to see."""

import json
import logging
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from ari_app.administration.errors import Conflict, Unfit, Unknown
from ari_app.catalogue_reader import text_account
from ari_app.channels.account_rules import AccountDraft
from ari_app.channels.double import answered
from ari_app.channels.errors import ChannelError
from ari_app.channels.everything import CHANNELS
from ari_app.conversation.text_account import AT_ONCE, IN_TIME
from ari_app.storage import channel_accounts, configuration
from ari_app.storage.rows.spine import OutboxRow
from ari_app.storage.tables.spine import outbox
from tests.contract.channels.double import SECRET
from tests.service.channels.conftest import DRAFT, URL, World, open_world

NEEDED = {"host": "smsc.test", "imap_host": "imap.test", "smtp_host": "smtp.test"}


def places(error: pytest.ExceptionInfo[Unfit]) -> list[str]:
    return [fault.at for fault in error.value.faults]


async def test_an_account_is_in_use_once_it_is_loaded(world: World) -> None:
    accounts = world.channels.accounts
    id = await accounts.add(replace(DRAFT, name="Second"), "admin")
    assert accounts.of(id) is None
    told: list[bool] = []
    accounts.changed.append(lambda: told.append(True))
    await accounts.load()
    found = accounts.of(id)
    assert found is not None
    assert (found[0].name, found[0].settings["secret"]) == ("Second", SECRET)
    assert found[0].public_url == f"https://we.example/in/{id}"
    assert told == [True]


async def test_a_secret_that_the_provider_has_changed_is_kept(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """It is nobody's change: who looks at the account just then may go on."""
    accounts = world.channels.accounts
    found = accounts.of("d1")
    assert found is not None
    seen = (await accounts.revision("d1")).version
    await found[0].keep("secret", "a newer one, by the provider")
    await accounts.change("d1", replace(DRAFT, name="Renamed", settings={"url": URL}), seen, "admin")
    await accounts.load()
    after = accounts.of("d1")
    assert after is not None
    assert (after[0].name, after[0].settings["secret"]) == ("Renamed", "a newer one, by the provider")
    assert after[0].key == found[0].key != b""
    await world.database.writer.flush()
    with sqlite3.connect(world.folder / "centre.db", timeout=60) as file:
        assert "a newer one" not in "\n".join(file.iterdump())
    file.close()
    await accounts.archive("d1", seen + 1, "admin")
    await after[0].keep("secret", "too late")
    assert (await channel_accounts.one(world.database.reader, "d1")) is not None


async def test_who_may_be_written_to_first_by_sms(tmp_path: Path, empty_database: Path) -> None:
    """As the account says; else as numbers are called; where it costs the same to all, anybody."""
    async with open_world(tmp_path, empty_database, *CHANNELS) as world:
        reader = world.database.reader
        for id, channel, said in (
            ("own", "smpp", {"prefixes": "+49, +41"}),
            ("shared", "smpp", {}),
            ("mail", "email", {}),
        ):
            made = next(one for one in CHANNELS if one.facts.name == channel)
            needed = {
                setting.name: NEEDED.get(setting.name, "x")
                for setting in made.settings
                if setting.required and not setting.default
            }
            await world.channels.accounts.add(
                AccountDraft(channel, id, "+4930", "welcome", needed | said), "admin", id
            )
        accounts = {row.id: text_account(row, ["+43"]) for row in await channel_accounts.every(reader)}
        assert {id: account.prefixes for id, account in accounts.items() if account} == {
            "own": ("+49", "+41"),
            "shared": ("+43",),
            "mail": None,
        }


async def test_an_account_has_a_pace_of_its_own(tmp_path: Path, empty_database: Path) -> None:
    """What it does not say is as usual for who writes there: in the very form that says who that is."""
    async with open_world(tmp_path, empty_database, *CHANNELS) as world:
        accounts, reader = world.channels.accounts, world.database.reader
        secret = "whsec_" + "A" * 44
        said = {"url": "https://x.example", "secret": secret, "inactive_after": "12 min"}
        draft = AccountDraft("webhook", "Ours", "", "welcome", said)
        await accounts.add(draft, "admin", "ours")

        chat = replace(draft, settings={**said, "attention": "chat"})
        with pytest.raises(Unfit) as unfit:
            await accounts.change("ours", chat, 1, "admin")
        assert places(unfit) == ["/settings/inactive_after"], "a chat is closed after 10 min"
        row = await accounts.one("ours")
        account = text_account(row)
        assert account is not None and account.pace == replace(IN_TIME, inactive_after=720.0)

        longer = replace(chat, settings={**chat.settings, "close_after": "20 min"})
        await accounts.change("ours", longer, 1, "admin")
        (account,) = [text_account(each) for each in await channel_accounts.every(reader)]
        assert account is not None
        assert account.pace == replace(AT_ONCE, inactive_after=720.0, close_after=1200.0)


async def test_secrets_are_neither_in_the_file_nor_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await world.channels.accounts.load()
    row = await world.channels.accounts.one("d1")
    assert "secret" not in row.settings
    assert world.channels.accounts.secrets_of(row) == {"secret"}
    await world.database.writer.flush()
    with sqlite3.connect(world.folder / "centre.db", timeout=60) as file:
        dump = "\n".join(file.iterdump())
    file.close()
    assert SECRET not in dump
    assert SECRET not in caplog.text
    assert SECRET not in repr(row)
    assert SECRET not in repr(world.channels.accounts.of("d1"))


async def test_a_sealed_secret_belongs_to_its_account(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever may write into the database cannot move it to another one."""
    accounts = world.channels.accounts
    other = await accounts.add(DRAFT, "admin")
    with sqlite3.connect(world.folder / "centre.db", timeout=60) as file:
        file.execute(
            "UPDATE channel_account SET secrets = (SELECT secrets FROM channel_account WHERE id = 'd1') WHERE id = ?",
            (other,),
        )
    file.close()
    await accounts.load()
    assert accounts.of(other) is None
    assert accounts.of("d1") is not None
    assert "cannot be decrypted" in caplog.text


async def test_a_change_keeps_the_secret_that_is_left_out(world: World) -> None:
    accounts = world.channels.accounts
    await accounts.change("d1", replace(DRAFT, name="New", settings={"url": "https://x.example"}), 1, "admin")
    await accounts.load()
    found = accounts.of("d1")
    assert found is not None
    assert (found[0].name, found[0].settings) == ("New", {"url": "https://x.example", "secret": SECRET})


async def test_two_people_do_not_overwrite_each_other(world: World) -> None:
    accounts = world.channels.accounts
    seen = (await accounts.revision("d1")).version
    await accounts.change("d1", replace(DRAFT, name="Mine"), seen, "one")
    with pytest.raises(Conflict):
        await accounts.change("d1", replace(DRAFT, name="Yours"), seen, "two")
    assert (await accounts.one("d1")).name == "Mine"


async def test_what_is_wrong_is_told_where(world: World) -> None:
    accounts = world.channels.accounts
    with pytest.raises(Unfit) as unfit:
        await accounts.add(replace(DRAFT, flow="nowhere", settings={"url": "ftp://x"}), "admin")
    assert places(unfit) == ["/settings/secret", "/settings/url", "/flow"]
    with pytest.raises(Unknown):
        await accounts.add(replace(DRAFT, channel="pigeon"), "admin")
    with pytest.raises(Unfit) as moved:
        await accounts.change("d1", replace(DRAFT, channel="pigeon"), 1, "admin")
    assert places(moved) == ["/channel"]


async def test_an_archived_one_is_gone_with_its_secrets(world: World) -> None:
    accounts = world.channels.accounts
    await accounts.archive("d1", 1, "admin")
    await accounts.load()
    assert accounts.of("d1") is None
    assert await accounts.every() == []
    with pytest.raises(Unknown):
        await accounts.one("d1")
    with sqlite3.connect(world.folder / "centre.db", timeout=60) as file:
        (secrets,) = file.execute("SELECT secrets FROM channel_account").fetchone()
    file.close()
    assert secrets is None


async def test_the_centre_is_told_of_each_change(world: World) -> None:
    rows = await world.database.reader.all(select(outbox), OutboxRow)
    assert [row.topic for row in rows] == [configuration.CHANGED]
    assert SECRET not in json.dumps([row.body for row in rows])


async def test_it_can_be_tried(world: World) -> None:
    world.http.will(answered(200), answered(403))
    assert await world.channels.accounts.test("d1") == "The provider knows this account."
    with pytest.raises(ChannelError, match="look at its secret"):
        await world.channels.accounts.test("d1")
