"""Accounts that we ask: one task each, begun again when it is lost, told in the log once."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ari_app.channels.contract import Account, Http, Inlet
from ari_app.channels.double import DoubleChannel, picture
from ari_app.channels.errors import Misconfigured
from ari_app.channels.pollers import STANDS
from ari_app.conversation.text import Correspondent, MessageArrived
from ari_app.storage import channel_cursors, files, inbound
from tests.service.channels.conftest import DRAFT, World, open_world


class Mailbox(DoubleChannel):
    """`failures`: what the next connections end with; then one stands, and gives what is put into `letters`."""

    def __init__(self) -> None:
        self.failures: list[BaseException] = []
        self.letters: asyncio.Queue[str] = asyncio.Queue()
        self.runs = 0
        self.live = 0
        self.began_at: list[object] = []

    async def run(self, account: Account, inlet: Inlet, http: Http) -> None:
        self.runs += 1
        if self.failures:
            raise self.failures.pop(0)
        self.live += 1
        try:
            cursor = await inlet.cursor()
            self.began_at.append(cursor.get("uid", 0))
            while True:
                text = await self.letters.get()
                uid = int(cursor.get("uid", 0)) + 1
                cursor = {"uid": uid}
                whom = Correspondent(account.id, "ann@example.org")
                await inlet.take([MessageArrived(f"u{uid}", whom, text, 1.0)], cursor)
        finally:
            self.live -= 1


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
async def polled(tmp_path: Path, empty_database: Path, mailbox: Mailbox) -> AsyncIterator[World]:
    async with open_world(tmp_path, empty_database, mailbox) as opened:
        await opened.channels.accounts.add(DRAFT, "admin", "d1")
        await opened.channels.load()
        yield opened


async def kept(world: World) -> list[str]:
    return [row.provider_id for row in await inbound.undone(world.database.reader, 0, 100)]


async def test_what_is_found_is_kept_with_how_far_it_was_read(polled: World, mailbox: Mailbox) -> None:
    polling = polled.start(polled.channels.pollers.run())
    mailbox.letters.put_nowait("one")
    mailbox.letters.put_nowait("two")
    await polled.until(lambda: mailbox.letters.empty())
    await polled.settled()
    assert await kept(polled) == ["u1", "u2"]
    assert await channel_cursors.of(polled.database.reader, "d1") == {"uid": 2}
    await polled.stop(polling)
    assert mailbox.live == 0
    polled.start(polled.channels.pollers.run())
    await polled.until(lambda: mailbox.began_at == [0, 2])


async def test_a_lost_connection_is_begun_again_later_and_later(
    polled: World, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    mailbox.failures = [Misconfigured("The password is wrong."), OSError("x"), KeyError("my card is 4111")]
    polled.start(polled.channels.pollers.run())
    await polled.until(lambda: mailbox.runs == 1)
    await polled.settled()
    assert polled.channels.trouble("d1") == "The password is wrong."
    for runs, pause in ((2, 1.0), (3, 2.0), (4, 4.0)):
        polled.clock.advance(pause)
        await polled.until(lambda runs=runs: mailbox.runs == runs)  # type: ignore[misc]  # a default is no argument to mypy
        await polled.settled()
    assert polled.channels.trouble("d1").startswith("A mistake here: KeyError")
    polled.clock.advance(STANDS)
    await polled.settled()
    assert polled.channels.trouble("d1") == ""
    assert caplog.text.count("is lost") == 1
    assert caplog.text.count("is back") == 1
    assert "4111" not in caplog.text


async def test_what_comes_shows_that_it_is_back(polled: World, mailbox: Mailbox) -> None:
    mailbox.failures = [OSError("x")]
    polled.start(polled.channels.pollers.run())
    await polled.until(lambda: polled.channels.trouble("d1"))
    polled.clock.advance(1.0)
    mailbox.letters.put_nowait("one")
    await polled.until(lambda: not polled.channels.trouble("d1"))


async def test_accounts_come_and_go_while_it_runs(polled: World, mailbox: Mailbox) -> None:
    accounts = polled.channels.accounts
    polled.start(polled.channels.pollers.run())
    await polled.until(lambda: mailbox.live == 1)
    second = await accounts.add(DRAFT, "admin")
    await accounts.load()
    await polled.until(lambda: mailbox.live == 2)
    assert mailbox.runs == 2, "the first one goes on undisturbed"
    await accounts.enable("d1", False, 1, "admin")
    await accounts.load()
    await polled.until(lambda: mailbox.live == 1)
    assert list(polled.channels.pollers.states) == [second]


async def test_a_file_that_comes_along_is_kept(polled: World) -> None:
    seen: list[str] = []

    class Bringing(Mailbox):
        async def run(self, account: Account, inlet: Inlet, http: Http) -> None:
            seen.append(await inlet.keep_file("a.png", "image/png", picture()))
            await asyncio.Event().wait()

    account, _ = polled.channels.accounts.used["d1"]
    polled.channels.accounts.use({"d1": (account, Bringing())})
    polled.start(polled.channels.pollers.run())
    await polled.until(lambda: seen)
    (row,) = await files.several(polled.database.reader, seen)
    assert (row.thread, row.content_type) == ("", "image/png")


async def test_a_connection_that_is_cancelled_beneath_us_is_begun_again(
    polled: World, mailbox: Mailbox
) -> None:
    mailbox.failures = [asyncio.CancelledError()]
    polling = polled.start(polled.channels.pollers.run())
    await polled.until(lambda: polled.channels.trouble("d1"))
    polled.clock.advance(1.0)
    await polled.until(lambda: mailbox.live == 1)
    await polled.stop(polling)
    assert mailbox.live == 0
