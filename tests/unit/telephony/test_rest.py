"""What an answer means, how an address is written, and that each request has one answer."""

import asyncio
from collections.abc import Callable

import aiohttp
import pytest

from ari_app.telephony import rest
from ari_app.telephony.rest import (
    AriAddress,
    CannotNow,
    Done,
    Gone,
    Lane,
    Outcome,
    Refused,
    Request,
    Unanswered,
    outcome_of,
    uri_of,
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, Done), (204, Done), (404, Gone), (409, Gone), (400, Refused), (422, Refused), (500, CannotNow)],
)
def test_the_status_says_what_it_means(status: int, kind: type) -> None:
    assert type(outcome_of(status, "{}")) is kind


def test_only_what_may_succeed_later_is_retryable() -> None:
    assert (Refused.retryable, CannotNow.retryable, Unanswered.retryable) == (False, True, True)


def test_every_part_of_an_address_is_quoted() -> None:
    uri = uri_of("channels", "a/b?c", "play", media="sound:/x y&z", timeout=3)
    assert uri == "channels/a%2Fb%3Fc/play?media=sound%3A%2Fx%20y%26z&timeout=3"
    assert uri_of("bridges") == "bridges"


def test_the_events_come_by_websocket_and_the_password_is_not_shown() -> None:
    address = AriAddress("http://127.0.0.1:8088/ari", "user", "s3cret", "trunkline")
    assert str(address.events("trunkline")) == "ws://127.0.0.1:8088/ari/events?app=trunkline"
    assert str(AriAddress("https://h/ari", "u", "p", "a").events("a")).startswith("wss://h/")
    assert str(address.rest("channels/a%2Fb")) == "http://127.0.0.1:8088/ari/channels/a%2Fb"
    assert "s3cret" not in repr(address)


async def test_a_request_that_is_cut_off_while_it_leaves_is_answered_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The socket breaks while Asterisk reads no more: what rings a phone must not be said again by another way, after we
    have been told that it failed."""
    full, said = asyncio.Event(), list[str]()

    class Full(aiohttp.ClientWebSocketResponse):
        def __init__(self) -> None:
            self._gone = asyncio.Event()

        async def send_str(self, data: str, compress: int | None = None) -> None:
            full.set()
            await self._gone.wait()
            raise aiohttp.ClientConnectionResetError("Cannot write to closing transport")

        async def __aenter__(self) -> "Full":
            return self

        async def __aexit__(self, *error: object) -> None: ...

        def __aiter__(self) -> "Full":
            return self

        async def __anext__(self) -> aiohttp.WSMessage:
            await full.wait()
            self._gone.set()
            raise StopAsyncIteration

    async def open_socket(*where: object) -> Full:
        return Full()

    async def over_http(session: object, address: object, request: Request) -> Outcome:
        said.append(request.method)
        return Done("")

    monkeypatch.setattr(rest, "open_socket", open_socket)
    monkeypatch.setattr(rest, "over_http", over_http)
    outcomes: list[Outcome] = []
    async with aiohttp.ClientSession() as session:
        lane = Lane(session, AriAddress("http://127.0.0.1:1/ari", "u", "p", "a"), "lane")
        running = asyncio.create_task(lane.run())
        await _until(lambda: "PUT" in said)  # the events of the socket are muted: it is there
        lane.send(Request("POST", "channels/a/ring", then=outcomes.append))
        lane.send(Request("DELETE", "channels/a"))
        await _until(lambda: "DELETE" in said)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Unanswered]
    assert "POST" not in said


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.001)
