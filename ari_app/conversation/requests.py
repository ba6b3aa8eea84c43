"""How a request of a person is made: as a turn of its own, answered once its effect is durable, or refused with the reason.

The desks (`desk.py`, `talks_desk.py`, `supervision_desk.py`) share it."""

import asyncio
from collections.abc import Callable

from ari_app.conversation.centre import Centre


class Refused(Exception):
    """What was asked for cannot be done; the message says why and what to do."""


class NotFound(Refused):
    """No such agent, offer or interaction, or not this agent's."""


class Conflict(Refused):
    """It was possible once, or is not possible yet: the state has moved on."""


class Requests:
    """What every desk needs of the centre."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def known(self, agent: str) -> None:
        """Raises NotFound for an agent that there is not."""
        if agent not in self._centre.catalogue.agents:
            raise NotFound(f"There is no agent {agent!r}.")

    def reachable(self) -> None:
        """Raises Conflict while nothing can be asked of the lines."""
        if self._centre.held:
            raise Conflict("Asterisk cannot be reached just now. Use your phone, or try again in a moment.")

    async def durably(self, turn: Callable[[], None]) -> None:
        """Take the turn, and wait until what it changed is written. What it raises is raised here."""
        done = asyncio.get_running_loop().create_future()

        def answer() -> None:
            if not done.done():
                done.set_result(None)

        def run() -> None:
            try:
                turn()
            except Exception as error:
                done.set_exception(error)
            else:
                self._centre.changes.replies.append(answer)

        self._centre.receive(run)
        await done
