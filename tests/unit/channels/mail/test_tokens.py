"""OAuth instead of a password."""

import pytest

from ari_app.channels.double import ScriptedHttp, answered
from ari_app.channels.errors import Misconfigured, TryLater
from ari_app.channels.mail.tokens import Tokens

SETTINGS = {
    "token_url": "https://login.test/token",
    "client_id": "us",
    "client_secret": "s",
    "refresh_token": "r",
}


async def test_a_token_is_asked_for_once_in_its_time() -> None:
    now = [0.0]
    tokens = Tokens(lambda: now[0])
    http = ScriptedHttp().will(
        answered(200, {"access_token": "t1", "expires_in": 3600}), answered(200, {"access_token": "t2"})
    )
    assert [await tokens.access(SETTINGS, http) for _ in range(2)] == ["t1", "t1"]
    now[0] = 3500.0
    assert await tokens.access(SETTINGS, http) == "t2"


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"error": "invalid_grant"}, Misconfigured),
        (200, [], Misconfigured),
        (503, None, TryLater),
        (429, {}, TryLater),
    ],
)
async def test_what_goes_wrong(status: int, body: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        await Tokens(lambda: 0.0).access(SETTINGS, ScriptedHttp().will(answered(status, body)))
