"""What an answer means, and how an address is written."""

import pytest

from ari_app.telephony.rest import (
    AriAddress,
    CannotNow,
    Done,
    Gone,
    Refused,
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
