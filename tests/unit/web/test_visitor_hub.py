"""A visitor's connection: in order, after its beginning, without a task of its own when nothing is said."""

import asyncio

import pytest

from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.rows.channels import VisitorRow
from workspace_web.visitor_hub import LONGEST_LINE, Connection

WHO = VisitorRow("hash", "webchat", "v-1", "", {}, 1.0, 1.0)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_is_said_before_the_beginning_follows_it() -> None:
    heard: list[bytes] = []

    async def send(what: bytes) -> None:
        heard.append(what)

    connection = Connection(WHO, send, lambda: None)
    connection.say(b"early")
    await settled()
    assert heard == []
    connection.begin(b"first")

    async def later() -> bytes:
        await asyncio.sleep(0)
        return b"read from the database"

    connection.say(later)
    connection.say(b"last")
    await settled()
    assert heard == [b"first", b"early", b"read from the database", b"last"]


async def test_nobody_works_while_nothing_is_said() -> None:
    async def send(what: bytes) -> None: ...

    before = len(asyncio.all_tasks())
    connection = Connection(WHO, send, lambda: None)
    connection.begin(b"first")
    await settled()
    assert len(asyncio.all_tasks()) == before


async def test_a_page_that_does_not_listen_is_let_go() -> None:
    stuck, ended = asyncio.Event(), []

    async def send(what: bytes) -> None:
        await stuck.wait()

    connection = Connection(WHO, send, lambda: ended.append(True))
    connection.begin(b"first")
    await settled()
    for _ in range(LONGEST_LINE + 1):
        connection.say(b"more")
    assert ended
    connection.stop()


async def test_a_page_that_is_gone_ends_it() -> None:
    ended = []

    async def send(what: bytes) -> None:
        raise ConnectionResetError

    connection = Connection(WHO, send, lambda: ended.append(True))
    connection.begin(b"first")
    await settled()
    assert ended == [True]


@pytest.mark.parametrize("trouble", [DatabaseUnavailable("away"), KeyError("a mistake")])
async def test_what_cannot_be_said_ends_the_connection_so_that_the_page_asks_for_it(
    trouble: Exception,
) -> None:
    """The page comes back with the number of the last message that it has."""
    ended: list[bool] = []

    async def send(what: bytes) -> None: ...

    async def a_message_with_a_file() -> bytes:
        raise trouble

    connection = Connection(WHO, send, lambda: ended.append(True))
    connection.begin(b"first")
    connection.say(a_message_with_a_file)
    await settled()
    assert ended == [True]
