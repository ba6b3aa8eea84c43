"""How long conversations of an account may rest, as its settings say; where they say nothing, as is usual there. Pure.

A time is a number with its unit: `90 s`, `15 min`, `2 h`, `3 d`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ari_app.administration.rules import Fault
from ari_app.channels.contract import Setting
from ari_app.conversation.text_account import NEVER, Pace, usual_pace

UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
LONGEST = 366 * 86_400.0
"""Seconds: later is a slip of the keyboard, or no time at all."""
SOON = 10.0
"""Seconds: who is given less has no time to answer."""
_TIME = r"([1-9]\d{0,5}) ?(s|min|h|d)"
_TIME_OR_NONE = rf"0|{_TIME}"

RESTS = Setting(
    "inactive_after",
    "Rests after",
    "When our last word has had no answer for so long, the conversation takes none of its agent's attention: such as 90 s,"
    " 15 min, 2 h or 3 d. Empty: 2 min for chats, 15 min for everything else.",
    required=False,
    pattern=_TIME,
)
CLOSED = Setting(
    "close_after",
    "Closed after",
    "When our last word has had no answer for so long, the conversation is closed: such as 10 min or 3 d. 0: never. Empty:"
    " 10 min for chats, 3 d for everything else.",
    required=False,
    pattern=_TIME_OR_NONE,
)
REOPENS = Setting(
    "reopen_within",
    "Goes on within",
    "Who writes again so soon after their agent has closed the conversation comes back to the same queue, without being"
    " asked anything anew: such as 2 h or 3 d. 0: never. Empty: never for chats, 3 d for everything else.",
    required=False,
    pattern=_TIME_OR_NONE,
)
KEPT = Setting(
    "wanted_for",
    "Kept for one agent",
    "Who comes back, or is handed on to an agent, waits so long for that agent before anybody else gets them: such as 5 min."
    " 0: not at all. Empty: 2 min for chats, 15 min for everything else.",
    required=False,
    pattern=_TIME_OR_NONE,
)
SNOOZED = Setting(
    "longest_snooze",
    "Put aside for at most",
    "How long an agent may put a conversation aside: such as 8 h or 30 d. Empty: a year.",
    required=False,
    pattern=_TIME,
)
PACE = (RESTS, CLOSED, REOPENS, KEPT, SNOOZED)


def pace(settings: Mapping[str, object], synchronous: bool) -> Pace:
    """What is not said, or cannot be read, is as usual."""
    usual = usual_pace(synchronous)
    said = {
        setting.name: seconds
        for setting in PACE
        if (seconds := _seconds(setting, str(settings.get(setting.name, "")))) is not None
    }
    found = replace(usual, **said)
    return replace(found, close_after=found.close_after or NEVER)


def faults(settings: Mapping[str, str], synchronous: bool) -> Iterator[Fault]:
    """What is wrong with times that look like some."""
    for setting in PACE:
        seconds = _seconds(setting, settings.get(setting.name, ""))
        if seconds is not None and seconds > LONGEST:
            yield Fault(f"/settings/{setting.name}", "It is more than 366 d: enter a shorter time.")
        elif setting is RESTS and seconds is not None and seconds < SOON:
            yield Fault(f"/settings/{setting.name}", "Nobody answers so soon: enter 10 s or more.")
    wanted = pace(settings, synchronous)
    if wanted.close_after < wanted.inactive_after:
        rests, closed = in_words(wanted.inactive_after), in_words(wanted.close_after)
        if settings.get(CLOSED.name):
            yield Fault(
                f"/settings/{CLOSED.name}", f"It rests after {rests}, and cannot be closed before that."
            )
        else:
            yield Fault(
                f"/settings/{RESTS.name}",
                f"It is closed after {closed}, before it rests: set “Closed after” to a longer time too.",
            )


def in_words(seconds: float) -> str:
    """In the largest unit that needs no fraction: `90 s`, `15 min`."""
    whole = round(seconds)
    unit = next(unit for unit in reversed(UNITS) if whole % UNITS[unit] == 0)
    return f"{whole // UNITS[unit]} {unit}"


def _seconds(setting: Setting, written: str) -> float | None:
    """None of what says nothing."""
    found = re.fullmatch(setting.pattern, written)
    return None if found is None else float(found[1] or 0) * UNITS[found[2] or "s"]
