"""Which phones and trunks Asterisk can reach now, for those who look after them."""

from collections.abc import Awaitable, Callable, Mapping

import orjson

from ari_app.telephony.rest import AriError, Done, Gone, Request, uri_of
from workspace_web.ports import Reached

_WORDS = {"online": Reached.ONLINE, "offline": Reached.OFFLINE}


class AsteriskReach:
    """See `workspace_web.ports.Reach`. `ask` puts a request to ARI."""

    def __init__(self, ask: Callable[[Request], Awaitable[Done | Gone]]) -> None:
        self._ask = ask

    async def states(self) -> Mapping[str, Reached]:
        try:
            outcome = await self._ask(Request("GET", uri_of("endpoints", "PJSIP")))
        except AriError:
            return {}
        if not isinstance(outcome, Done):  # there is none at all
            return {}
        return {
            endpoint["resource"]: _WORDS.get(endpoint["state"], Reached.UNKNOWN)
            for endpoint in orjson.loads(outcome.body)
        }
