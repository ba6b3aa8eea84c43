"""Customers are shown that somebody writes to them, where their provider can."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ari_app.channels.contract import Account, Http
from ari_app.channels.double import DoubleChannel
from ari_app.channels.errors import Unreachable
from ari_app.channels.typing_shown import AGAIN, WAITING
from tests.service.channels.conftest import DRAFT, World, open_world


class Shows(DoubleChannel):
    """`seen`: to whom, and whether; `away`: cannot be reached."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bool]] = []
        self.away = False

    async def typing(self, account: Account, address: str, on: bool, http: Http) -> None:
        if self.away:
            raise Unreachable("away")
        self.seen.append((address, on))


@pytest.fixture
def channel() -> Shows:
    return Shows()


@pytest.fixture
async def world(tmp_path: Path, empty_database: Path, channel: Shows) -> AsyncIterator[World]:
    async with open_world(tmp_path, empty_database, channel) as opened:
        await opened.channels.accounts.add(DRAFT, "admin", "d1")
        await opened.channels.load()
        await opened.thread("t1", address="+1")
        await opened.thread("t2", address="+2")
        opened.start(opened.channels.typing.run())
        yield opened


async def test_it_is_shown_again_before_it_fades_and_ends_once(world: World, channel: Shows) -> None:
    tell = world.channels.typing.tell
    for thread in ("t1", "t1", "t2"):
        tell(thread, True)
    await world.until(lambda: len(channel.seen) == 2)
    assert sorted(channel.seen) == [("+1", True), ("+2", True)]
    world.clock.advance(AGAIN)
    tell("t1", True)
    tell("t2", False)  # it has faded by itself
    await world.until(lambda: len(channel.seen) == 3)
    tell("t1", False)
    tell("t1", False)
    await world.until(lambda: len(channel.seen) == 4)
    assert channel.seen[2:] == [("+1", True), ("+1", False)]


async def test_trouble_and_strangers_stop_nobody(world: World, channel: Shows) -> None:
    tell = world.channels.typing.tell
    channel.away = True
    tell("t1", True)
    tell("nobody", True)
    await world.settled()
    channel.away = False
    tell("t2", True)
    await world.until(lambda: channel.seen == [("+2", True)])


async def test_what_is_too_much_is_left_out(world: World, channel: Shows) -> None:
    for number in range(WAITING * 2):
        world.channels.typing.tell(f"x{number}", True)
    await world.settled()
    assert channel.seen == []
    world.channels.typing.tell("t1", True)
    await world.until(lambda: channel.seen == [("+1", True)])


async def test_a_channel_that_cannot_is_not_asked(tmp_path: Path, empty_database: Path) -> None:
    async with open_world(tmp_path, empty_database) as plain:
        await plain.channels.accounts.add(DRAFT, "admin", "d1")
        await plain.channels.load()
        await plain.thread("t1")
        plain.start(plain.channels.typing.run())
        plain.channels.typing.tell("t1", True)
        await plain.settled()
        assert plain.http.asked == []
