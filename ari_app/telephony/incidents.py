"""Who was refused, in the log: once for each address at first, then once in a while with how often, so that whoever guesses
passwords cannot fill the disk too. The counts for machines are in `ami.py`, each single one in Asterisk's security.log."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from ari_app.telephony.ami import SecurityIncident

log = logging.getLogger(__name__)

TELL_EVERY = 60.0
"""Seconds."""
ADDRESSES = 1000
"""So many, the latest, are remembered."""


@dataclass(slots=True)
class _Known:
    told_at: float
    untold: int = 0


class IncidentLog:
    """`now` in seconds, of any clock."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._known: OrderedDict[str, _Known] = OrderedDict()  # by address, longest unheard of first

    def note(self, incident: SecurityIncident) -> None:
        now, known = self._now(), self._known.pop(incident.address, None)
        if known is not None and now - known.told_at < TELL_EVERY:
            known.untold += 1
            self._known[incident.address] = known
            return
        self._known[incident.address] = _Known(now)
        if len(self._known) > ADDRESSES:
            self._known.popitem(last=False)
        log.warning(
            "Asterisk refused somebody.",
            extra={
                "kind": incident.kind,
                "account": incident.account,
                "address": incident.address,
                "times": 1 if known is None else known.untold + 1,
            },
        )
