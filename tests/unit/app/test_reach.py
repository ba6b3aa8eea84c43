"""Which phones and trunks Asterisk can reach."""

import json

from ari_app.reach import AsteriskReach
from ari_app.telephony.rest import AriError, Done, Gone, Request
from workspace_web.ports import Reached


async def test_each_endpoint_as_asterisk_says() -> None:
    async def answer(request: Request) -> Done | Gone:
        states = {"desk-1": "online", "desk-2": "offline", "trunk": "unknown"}
        return Done(json.dumps([{"resource": name, "state": state} for name, state in states.items()]))

    assert await AsteriskReach(answer).states() == {
        "desk-1": Reached.ONLINE,
        "desk-2": Reached.OFFLINE,
        "trunk": Reached.UNKNOWN,
    }


async def test_nothing_is_known_while_asterisk_is_away_or_has_none() -> None:
    async def away(request: Request) -> Done | Gone:
        raise AriError("not connected")

    async def none(request: Request) -> Done | Gone:
        return Gone(404, "none")

    assert await AsteriskReach(away).states() == {}
    assert await AsteriskReach(none).states() == {}
