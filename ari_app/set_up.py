"""Whether Asterisk is set up as we need it: looked at when it is found, logged when that changes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from ari_app.telephony.self_test import Problem

_log = logging.getLogger(__name__)


class SetUp:
    """Keeps what the last self-test found. `run` in a task of the owner's; `wake` when Asterisk was found."""

    def __init__(self, test: Callable[[], Awaitable[list[Problem]]]) -> None:
        self._test = test
        self._due = asyncio.Event()
        self.problems: list[Problem] | None = None
        """None: not looked at yet."""

    def wake(self) -> None:
        """Asterisk was found: look at it."""
        self._due.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._due.wait()
            self._due.clear()
            known = self.problems or []
            self.problems = await self._test()
            for problem in self.problems:
                if problem not in known:
                    _log.warning("Asterisk is not set up well: %s. Cure: %s.", problem.what, problem.cure)
