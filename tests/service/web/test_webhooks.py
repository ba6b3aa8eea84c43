"""Providers call: the exact body and address reach the channel, and nothing is acknowledged that is not kept."""

import io
import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from yarl import URL

from ari_app.channels.account_rules import AccountDraft
from ari_app.channels.contract import Account, Parsed, Request
from ari_app.channels.double import DoubleChannel, picture, signed, written
from ari_app.channels.intake import LARGEST_BODY
from ari_app.clock import HandClock
from ari_app.conversation.text import Correspondent, MessageArrived, ReceiptArrived
from ari_app.storage import configuration, inbound
from ari_app.storage.choices import MessageState
from ari_app.storage.rows.setup import FlowRow
from tests.service.web.conftest import House, catalogue, open_house

SECRET = "a-secret-of-the-tests"
DRAFT = AccountDraft(
    "double", "Tests", "+15550100", "welcome", {"secret": SECRET, "url": "https://p.example/"}
)
HELLO = MessageArrived("m1", Correspondent("d1", "+15559001", name="Ann"), "Hello 👋", 1.0)


async def hired(house: House) -> None:
    """An account of the double: `d1`."""
    flow = FlowRow("welcome", "1", {"id": "welcome"}, published_at=1.0)
    await house.database.writer.commit([configuration.flow_added(flow)])
    await house.services.channels.accounts.add(DRAFT, "admin", "d1")
    await house.services.channels.load()


async def call(
    house: House, body: bytes, headers: dict[str, str] | None = None, path: str = "/in/d1"
) -> tuple[int, bytes]:
    """As the provider does, unless the headers are others."""
    given = signed(SECRET, house.clock.now(), body) if headers is None else headers
    data = body if len(body) < 2**20 else io.BytesIO(body)  # aiohttp warns of much at once
    async with house.client.post(path, data=data, headers=given) as answer:
        return answer.status, await answer.read()


async def kept(house: House) -> list[str]:
    return [row.provider_id for row in await inbound.undone(house.database.reader, 0, 1000)]


async def test_a_signed_message_is_kept_once(house: House) -> None:
    await hired(house)
    body = written(HELLO)
    assert await call(house, body) == (200, b"")
    assert await call(house, body) == (200, b"")
    assert await kept(house) == ["m1"]


async def test_a_handshake_is_answered(house: House) -> None:
    await hired(house)
    headers = signed(SECRET, house.clock.now(), b"")
    async with house.client.get("/in/d1?challenge=42", headers=headers) as answer:
        assert (answer.status, await answer.text()) == (200, "42")


async def test_what_is_not_to_be_taken_is_refused(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Forged, replayed, malformed, too large, for nobody: nothing of it is kept, nothing of it is logged."""
    caplog.set_level(logging.DEBUG)
    await hired(house)
    words = b'{"events": "my card is 4111"}'
    replayed = signed(SECRET, house.clock.now() - 3600, words)
    assert (await call(house, words, headers={}))[0] == 403
    assert (await call(house, words, headers=replayed))[0] == 403
    assert (await call(house, words + b" ", headers=signed(SECRET, house.clock.now(), words)))[0] == 403
    assert (await call(house, b"my card is 4111"))[0] == 400
    assert (await call(house, words, path="/in/nobody"))[0] == 403
    status, body = await call(house, b"x" * (LARGEST_BODY + 1))
    assert status == 413
    assert json.loads(body)["title"] == "The body is too large"
    assert await kept(house) == []
    assert "4111" not in caplog.text
    assert SECRET not in caplog.text


async def test_a_body_of_untold_length_is_limited_too(house: House) -> None:
    await hired(house)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 65536 + 1):
            yield b"x" * 65536

    async with house.client.post("/in/d1", data=endless()) as answer:
        assert answer.status == 413


async def test_a_body_may_be_larger_than_one_of_the_api(house: House) -> None:
    await hired(house)
    big = MessageArrived("m1", HELLO.whom, "ä" * 150_000, 1.0)
    assert (await call(house, written(big)))[0] == 200
    (row,) = await inbound.undone(house.database.reader, 0, 10)
    assert len(row.body["text"]) == 150_000


async def test_what_cannot_be_written_is_not_acknowledged(house: House, tmp_path: Path) -> None:
    """Another process holds the database: the provider is asked to come again, and is then heard once."""
    await hired(house)
    body = written(HELLO)
    house.database.writer._patience = 0.05
    with sqlite3.connect(tmp_path / "centre.db", timeout=60, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        headers = signed(SECRET, house.clock.now(), body)
        async with house.client.post("/in/d1", data=body, headers=headers) as answer:
            assert answer.status == 503
            assert int(answer.headers["Retry-After"]) > 0
        other.execute("ROLLBACK")
    other.close()
    await house.database.writer.flush()
    assert (await call(house, body))[0] == 200
    assert await kept(house) == ["m1"]


class Listening(DoubleChannel):
    """Notes how it was called."""

    def __init__(self) -> None:
        self.heard: list[Request] = []

    def verify(self, account: Account, request: Request) -> None:
        self.heard.append(request)

    def parse(self, account: Account, request: Request) -> Parsed:
        return Parsed()


async def listening(house: House) -> Listening:
    await hired(house)
    channel = Listening()
    channels = house.services.channels
    account, _ = channels.accounts.used["d1"]
    channels.accounts.use({"d1": (account, channel)})
    return channel


async def test_the_body_and_the_address_are_as_they_were_signed(house: House) -> None:
    channel = await listening(house)
    raw = b'{"a":  "\xc3\xa9\\u00e9",\r\n "b": 1.0}'
    address = URL("/in/d1?b=2&a=%2F+1", encoded=True)
    async with house.client.post(address, data=raw, headers={"X-Odd": "1"}) as answer:
        assert answer.status == 200
    (heard,) = channel.heard
    assert (heard.method, heard.body, heard.headers["x-odd"], heard.at) == (
        "POST",
        raw,
        "1",
        house.clock.now(),
    )
    assert heard.query == {"b": "2", "a": "/ 1"}
    assert heard.url == f"http://127.0.0.1:{house.client.port}/in/d1?b=2&a=%2F+1"


async def test_behind_a_proxy_the_address_is_the_one_that_was_called(
    tmp_path: Path, empty_database: Path
) -> None:
    async with open_house(
        tmp_path, empty_database, HandClock(), catalogue(), trusted_proxies="127.0.0.1"
    ) as house:
        channel = await listening(house)
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "Host": "in.example"}
        async with house.client.post("/in/d1?x=1", data=b"{}", headers=headers) as answer:
            assert answer.status == 200
        assert channel.heard[0].url == "https://in.example/in/d1?x=1"


# --- files -----------------------------------------------------------------------------------------------------------


async def test_a_provider_fetches_a_file_by_its_link(house: House) -> None:
    files = house.services.channels.files
    row = await files.keep("", "Größe; 1.png", picture())
    path = files.link(row.id)
    async with house.client.get(path) as answer:
        assert (answer.status, await answer.read()) == (200, picture())
        assert answer.headers["Content-Type"] == "image/png"
        assert (
            answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%3B%201.png"
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    house.clock.advance(3601)
    async with house.client.get(path) as answer:
        assert answer.status == 404


async def test_a_link_is_not_in_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    row = await house.services.channels.files.keep("", "a.png", picture())
    path = house.services.channels.files.link(row.id)
    async with house.client.get(path) as answer:
        assert answer.status == 200
    assert path.rpartition(".")[2] not in caplog.text


async def test_what_meta_has_saved_up_is_taken_in_one_request(house: House) -> None:
    """Up to 3 MB; what is refused is lost."""
    await hired(house)
    body = written(
        *(ReceiptArrived(f"r{n}", "d1", f"wamid.{n}", MessageState.READ, 1.0, "x" * 600) for n in range(4000))
    )
    assert 2_900_000 < len(body) < 3 << 20
    assert (await call(house, body))[0] == 200
    assert await inbound.count_undone(house.database.reader) == 4000


async def test_a_signature_goes_by_the_clock_of_the_day(house: House) -> None:
    """Ours does not go back when somebody sets that right."""
    await hired(house)
    house.clock.set_back(3600.0)
    body = written(HELLO)
    assert (await call(house, body))[0] == 403, "an hour ahead of the provider's clock"
    assert (await call(house, body, signed(SECRET, house.clock.of_day(), body)))[0] == 200
