"""OAuth instead of a password: a refresh token is changed into one that opens the mailbox for about an hour (RFC 6749,
6)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ari_app.channels.contract import Http
from ari_app.channels.errors import Misconfigured, TryLater

_EARLY = 120.0  # seconds before its end a token is no longer used
_ACCOUNTS = 1000


@dataclass(slots=True)
class Tokens:
    """Those that are good still, by the refresh token they came from. `now`: any clock that goes forward."""

    now: Callable[[], float]
    _good: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False)

    async def access(self, settings: Mapping[str, str], http: Http) -> str:
        """Raises `Misconfigured` when the permission was taken back, `TryLater`."""
        refresh = settings["refresh_token"]
        token, until = self._good.get(refresh, ("", 0.0))
        if token and self.now() < until:
            return token
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh,
            "client_id": settings.get("client_id", ""),
            "client_secret": settings.get("client_secret", ""),
        }
        url = settings.get("token_url", "")
        response = await http.request(
            "POST", url, form={name: value for name, value in form.items() if value}
        )
        if response.status >= 500 or response.status == 429:
            raise TryLater(f"{url} is in trouble ({response.status}).")
        try:
            said = json.loads(response.body)
            token, seconds = str(said["access_token"]), float(said.get("expires_in", 3600))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Misconfigured(
                f"{url} gives no token ({response.status}): connect the mailbox again and enter the new refresh token."
            ) from error
        if len(self._good) >= _ACCOUNTS:
            self._good.clear()
        self._good[refresh] = (token, self.now() + seconds - _EARLY)
        return token
