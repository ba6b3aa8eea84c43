"""OAuth instead of a password."""

import asyncio
from typing import Any

import pytest

from ari_app.channels.contract import Account
from ari_app.channels.double import ScriptedHttp, answered
from ari_app.channels.errors import Misconfigured, OutcomeUnknown, TryLater
from ari_app.channels.mail.tokens import Tokens

SETTINGS = {
    "token_url": "https://login.test/token",
    "client_id": "us",
    "client_secret": "s",
    "refresh_token": "r",
}


def account(kept: list[tuple[str, str]] | None = None, **settings: str) -> Account:
    async def keep(name: str, secret: str) -> None:
        if kept is not None:
            kept.append((name, secret))

    return Account("a1", "email", "Help", "help@us.test", SETTINGS | settings, keep=keep)


def forms(http: ScriptedHttp) -> list[dict[str, str]]:
    return [dict(more["form"]) for _, _, more in http.asked]


async def test_a_token_is_asked_for_once_in_its_time() -> None:
    now = [0.0]
    tokens = Tokens(lambda: now[0])
    http = ScriptedHttp().will(
        answered(200, {"access_token": "t1", "expires_in": 3600}), answered(200, {"access_token": "t2"})
    )
    assert await asyncio.gather(*(tokens.access(account(), http) for _ in range(3))) == ["t1"] * 3
    now[0] = 3500.0
    assert await tokens.access(account(), http) == "t2"
    form = {name: value for name, value in SETTINGS.items() if name != "token_url"}
    assert forms(http) == [form | {"grant_type": "refresh_token"}] * 2


async def test_a_token_that_the_server_does_not_take_is_asked_for_again() -> None:
    tokens = Tokens(lambda: 0.0)
    http = ScriptedHttp().will(*(answered(200, {"access_token": name}) for name in ("t1", "t2")))
    assert await tokens.access(account(), http) == "t1"
    tokens.forget(account(), "an older one")
    assert await tokens.access(account(), http) == "t1"
    tokens.forget(account(), "t1")
    assert await tokens.access(account(), http) == "t2"


async def test_a_refresh_token_that_is_good_for_once() -> None:
    """The newer one is kept, and used: by the account as it was handed in before, and as it is read from the database."""
    tokens, kept = Tokens(lambda: 0.0), list[tuple[str, str]]()
    http = ScriptedHttp().will(
        *(
            answered(200, {"access_token": f"t{n}", "refresh_token": f"r{n}", "expires_in": 0})
            for n in (1, 2, 3)
        ),
        answered(200, {"access_token": "t4", "refresh_token": "q4"}),
    )
    for given in ("r", "r", "r2"):
        await tokens.access(account(kept, refresh_token=given), http)
    await tokens.access(account(kept, refresh_token="q"), http)  # the mailbox was connected anew
    assert [form["refresh_token"] for form in forms(http)] == ["r", "r1", "r2", "q"]
    assert kept == [("refresh_token", name) for name in ("r1", "r2", "r3", "q4")]


async def test_what_could_not_be_kept_is_kept_the_next_time() -> None:
    kept: list[str] = []
    failures = [RuntimeError("The database is away.")]

    async def keep(name: str, secret: str) -> None:
        if failures:
            raise failures.pop()
        kept.append(secret)

    one = Account("a1", "email", "Help", "help@us.test", SETTINGS, keep=keep)
    tokens = Tokens(lambda: 0.0)
    http = ScriptedHttp().will(answered(200, {"access_token": "t1", "refresh_token": "r1"}))
    with pytest.raises(RuntimeError):
        await tokens.access(one, http)
    assert await tokens.access(one, http) == "t1"
    assert kept == ["r1"]


async def test_a_client_signs_in_for_itself() -> None:
    http = ScriptedHttp().will(answered(200, {"access_token": "t1", "refresh_token": "unasked"}))
    kept: list[tuple[str, str]] = []
    one = account(kept, refresh_token="", scope="https://outlook.office365.com/.default")
    assert await Tokens(lambda: 0.0).access(one, http) == "t1"
    assert forms(http) == [
        {
            "grant_type": "client_credentials",
            "client_id": "us",
            "client_secret": "s",
            "scope": "https://outlook.office365.com/.default",
        }
    ]
    assert kept == []


@pytest.mark.parametrize(
    ("status", "body", "error", "said"),
    [
        (400, {"error": "invalid_grant"}, Misconfigured, "Connect the mailbox again"),
        (401, {"error": "invalid_client"}, Misconfigured, "look at the client and its secret"),
        (400, {"error": "invalid_scope"}, Misconfigured, "look at the scope"),
        (404, None, Misconfigured, "look at the address for tokens"),
        (200, [], Misconfigured, "look at the address for tokens"),
        (200, {"access_token": "t", "expires_in": "soon"}, Misconfigured, "gives no token"),
        (503, None, TryLater, "in trouble"),
        (429, {}, TryLater, "in trouble"),
    ],
)
async def test_what_goes_wrong(status: int, body: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        await Tokens(lambda: 0.0).access(account(), ScriptedHttp().will(answered(status, body)))


async def test_a_token_that_nobody_answered_for_leaves_nothing_anywhere() -> None:
    """It is no message whose fate is unknown."""
    http = ScriptedHttp().will(OutcomeUnknown("login.test did not answer."))
    with pytest.raises(TryLater, match="did not answer"):
        await Tokens(lambda: 0.0).access(account(), http)
