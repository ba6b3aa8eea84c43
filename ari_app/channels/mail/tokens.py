"""OAuth instead of a password: what opens the mailbox for about an hour is asked for by a refresh token (RFC 6749, 6), or
by the client for itself (RFC 6749, 4.4).

A refresh token may be good for once: the provider gives the next one with each answer, and takes the former one for stolen.
So an account asks once at a time, and the next one is written down before what it brought is used. Microsoft's end after 90
days, unless the newer one is taken (learn.microsoft.com/entra/identity-platform/refresh-tokens)."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ari_app.channels.contract import Account, Http, Response
from ari_app.channels.errors import Misconfigured, OutcomeUnknown, TryLater

_EARLY = 120.0  # seconds before its end a token is no longer used
_REFRESH = "refresh_token"
_CLIENT = ("token_url", "client_id", "client_secret", "scope")


@dataclass(slots=True)
class _Known:
    """Of one account. `client` and `given` are as it was set up; `refresh` is the newest refresh token since, `kept` the one
    that is on disk."""

    client: Mapping[str, str]
    given: str
    refresh: str
    kept: str
    token: str = ""
    until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class Tokens:
    """Those that are good still, by account. `now`: any clock that goes forward."""

    now: Callable[[], float]
    _known: dict[str, _Known] = field(default_factory=dict, repr=False)

    async def access(self, account: Account, http: Http) -> str:
        """Raises `Misconfigured` when the permission was taken back, `TryLater`."""
        known = self._of(account)
        async with known.turn:
            if not known.token or self.now() >= known.until:
                await self._ask(known, http)
            if known.kept != known.refresh:
                await account.keep(_REFRESH, known.refresh)
                known.kept = known.refresh
            return known.token

    def forget(self, account: Account, token: str) -> None:
        """The server does not take it, though its time is not over."""
        known = self._of(account)
        if known.token == token:
            known.token = ""

    def _of(self, account: Account) -> _Known:
        """An account that was set up anew begins anew; one whose refresh token we have changed ourselves does not."""
        client = {name: account.settings.get(name, "") for name in _CLIENT}
        given = account.settings.get(_REFRESH, "")
        known = self._known.get(account.id)
        if known is None or known.client != client or given not in (known.given, known.refresh):
            known = self._known[account.id] = _Known(client, given, given, given)
        return known

    async def _ask(self, known: _Known, http: Http) -> None:
        url = known.client["token_url"]
        try:
            answer = await http.request("POST", url, form=_form(known))
        except OutcomeUnknown as error:
            raise TryLater(str(error)) from error  # of the token: nothing has been sent to anybody
        if answer.status >= 500 or answer.status == 429:
            raise TryLater(f"{url} is in trouble ({answer.status}).")
        said = _read(answer)
        try:
            token, seconds = str(said["access_token"]), float(said.get("expires_in", 3600))
        except (KeyError, TypeError, ValueError) as error:
            raise Misconfigured(_refusal(url, answer.status, said)) from error
        newer = said.get(_REFRESH)
        if known.refresh and isinstance(newer, str) and newer:
            known.refresh = newer
        known.token, known.until = token, self.now() + seconds - _EARLY


def _form(known: _Known) -> dict[str, str]:
    kind = _REFRESH if known.refresh else "client_credentials"
    form = {**known.client, "grant_type": kind, _REFRESH: known.refresh}
    return {name: value for name, value in form.items() if value and name != "token_url"}


def _read(answer: Response) -> Mapping[str, Any]:
    try:
        said = json.loads(answer.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _refusal(url: str, status: int, said: Mapping[str, Any]) -> str:
    """`said`: as RFC 6749, 5.2 has it; never a token."""
    error = str(said.get("error", ""))[:80]
    code = " ".join(filter(None, (str(status), error)))
    match error:
        case "invalid_client" | "unauthorized_client":
            return (
                f"{url} gives no token ({code}): look at the client and its secret, which may have expired."
            )
        case "invalid_scope":
            return f"{url} gives no token ({code}): look at the scope."
        case "invalid_grant":
            return (
                f"{url} gives no token ({code}): the permission has ended. Connect the mailbox again, and enter the new "
                "refresh token."
            )
    return f"{url} gives no token ({code}): look at the address for tokens."
