"""Who hears whom on a whole centre, told by tones: each party says one of their own."""

import asyncio
from array import array

from tests.integration.running_centre import RunningCentre
from tests.phone.call import Call

CALLER_HZ, AGENT_HZ = 600, 1000
MUSIC_HZ = 783.99
"""A G, which our own music on hold has now and then: see MUSIC_WITHIN."""
MUSIC_WITHIN = 45.0
"""The music is a loop of 32 s, in the last two thirds of which there is no such note."""


async def both_hear_each_other(call: Call, ring: Call) -> None:
    call.send_tone(CALLER_HZ)
    ring.send_tone(AGENT_HZ)
    await asyncio.gather(call.hears(AGENT_HZ), ring.hears(CALLER_HZ))


async def hears_music(centre: RunningCentre, call: Call) -> None:
    """From now on, and whatever note of it; nobody says anything to them meanwhile."""
    before = len(call.heard)

    async def loud() -> bool:
        return bool(max(array("h", call.heard[before:]), default=0) > 300)

    await centre.until(loud, "music")
