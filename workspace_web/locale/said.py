"""What the server says to people, for the pages to show in their language: why it refuses something, with a place for each
name in it, what became of a message, a connection or an offer, and how the settings of channels are called and explained.
`phrases.py` takes the sentences out of a module; here is where they stand."""

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from ari_app.acd.model import OfferState
from ari_app.channels.account_rules import COMMON
from ari_app.channels.everything import CHANNELS
from ari_app.conversation.line import LegFailure
from workspace_web.locale import phrases

ROOT = Path(__file__).parents[2]

# Where what is refused is read by people at a page.
_REFUSING = (
    "ari_app/conversation/*.py",
    "ari_app/administration/*.py",
    "ari_app/customers/*.py",
    "workspace_web/api/setup/canned_replies.py",
    "workspace_web/api/setup/spelling.py",
    "workspace_web/csv_in.py",
)
# Where everything that reads like a sentence is for people: what becomes of messages, and whether an account works.
_TELLING = ("ari_app/channels/*.py", "ari_app/channels/*/*.py")
_NOT_TELLING = frozenset(
    {
        "double",  # tests
        "identity",  # to who writes the software of a customer
        "transcripts",  # to customers, in their own language
        "visitors",  # to the widget, which has words of its own
        "visitor_calls",
    }
)
# Where things are done for a reason, which stands in timelines and beside agents.
_REASONING = ("ari_app/acd/*.py", "ari_app/conversation/*.py", "workspace_web/agent_absences.py")


def sentences() -> Iterator[tuple[str, str]]:
    """Where each stands, and the sentence: `There is no queue {queue}.`"""
    for place, module in _modules(_REFUSING).items():
        yield from ((place, sentence) for sentence in phrases.refusals(module))
    for place, module in _modules(_TELLING).items():
        if Path(place).stem not in _NOT_TELLING:
            yield from ((place, sentence) for sentence in phrases.told(module))
    yield from _reasons()
    for channel in CHANNELS:
        place = f"ari_app/channels/{channel.facts.name}.py"
        yield place, channel.facts.title
        for setting in (*channel.settings, *COMMON):
            yield place, setting.title
            if setting.help:
                yield place, setting.help


def _reasons() -> Iterator[tuple[str, str]]:
    modules = _modules(_REASONING)
    known = phrases.Reasons.of(modules.values())
    for place, module in modules.items():
        yield from ((place, reason) for reason in known.given(module))
    for kind in (LegFailure, OfferState):
        place = sys.modules[kind.__module__].__name__.replace(".", "/") + ".py"
        yield from ((place, each.value.replace("_", " ")) for each in kind)


@cache
def _modules(patterns: tuple[str, ...]) -> Mapping[str, ast.Module]:
    paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}
