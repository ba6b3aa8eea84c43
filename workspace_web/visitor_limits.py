"""How much visitors may do: each of them, and each address that they come from. Time is an argument."""

from collections import OrderedDict
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from workspace_web.allowance import Allowance


@dataclass(frozen=True, slots=True)
class Rate:
    """So many each second, and so many at once."""

    each_second: float
    at_once: float


@dataclass(slots=True)
class Shared:
    """An allowance for each of many; the `most` that were used last are remembered, so that a flood costs no memory."""

    rate: Rate
    most: int = 10_000
    _allowances: OrderedDict[str, Allowance] = field(default_factory=OrderedDict)

    def take(self, key: str, now: float, count: float = 1.0) -> bool:
        allowance = self._allowances.get(key)
        if allowance is None:
            allowance = self._allowances[key] = Allowance(self.rate.each_second, self.rate.at_once, now)
            if len(self._allowances) > self.most:
                self._allowances.popitem(last=False)
        self._allowances.move_to_end(key)
        return allowance.take(now, count)

    def wait(self, key: str, count: float = 1.0) -> int:
        """Whole seconds, one at least, until somebody who was just refused may try again."""
        return max(1, ceil(self._allowances[key].wait(count)))


@dataclass(frozen=True, slots=True)
class VisitorRates:
    """Of a visitor: `deeds` (messages, marks), `pages` (of what was written), `files`, `mails` (transcripts), `calls`. Of an
    address: `sessions`, `conversations` (that begin, and may end up with an agent), `notes` (left while closed), `sockets`,
    `megabytes` of files, `mails_from`, `calls_from`. To an e-mail address: `mails_to`. Of an account: `sessions_of`,
    `megabytes_of`. An office is one address for hundreds of people."""

    deeds: Rate = Rate(2.0, 30.0)
    pages: Rate = Rate(1.0, 30.0)
    files: Rate = Rate(0.2, 15.0)
    mails: Rate = Rate(1 / 1800, 2.0)
    calls: Rate = Rate(1 / 60, 3.0)
    sessions: Rate = Rate(0.2, 60.0)
    sessions_of: Rate = Rate(20.0, 3000.0)
    conversations: Rate = Rate(1 / 15, 30.0)
    notes: Rate = Rate(1 / 60, 5.0)
    sockets: Rate = Rate(5.0, 300.0)
    megabytes: Rate = Rate(0.05, 300.0)
    megabytes_of: Rate = Rate(2.0, 4000.0)
    mails_from: Rate = Rate(1 / 600, 10.0)
    mails_to: Rate = Rate(1 / 3600, 2.0)
    calls_from: Rate = Rate(1 / 60, 6.0)


class VisitorLimits:
    def __init__(self, rates: VisitorRates | None = None) -> None:
        rates = rates or VisitorRates()
        self.deeds = Shared(rates.deeds)
        self.pages = Shared(rates.pages)
        self.files = Shared(rates.files)
        self.mails = Shared(rates.mails)
        self.calls = Shared(rates.calls)
        self.sessions = Shared(rates.sessions)
        self.sessions_of = Shared(rates.sessions_of)
        self.conversations = Shared(rates.conversations)
        self.notes = Shared(rates.notes)
        self.sockets = Shared(rates.sockets)
        self.megabytes = Shared(rates.megabytes)
        self.megabytes_of = Shared(rates.megabytes_of)
        self.mails_from = Shared(rates.mails_from)
        self.mails_to = Shared(rates.mails_to)
        self.calls_from = Shared(rates.calls_from)


def neighbours(address: str) -> str:
    """Whom to count as one: an IPv6 address is one of 18 trillions that its owner has."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else address
