"""What the server says to people, for the pages to show in their language: why it refuses something, with a place for each
name in it, why a provider did not take a message, and how the settings of channels are called and explained."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from ari_app.channels.account_rules import COMMON
from ari_app.channels.answers import Provider
from ari_app.channels.everything import CHANNELS

ROOT = Path(__file__).parents[2]

# Where what is refused is read by people at a page, and what says it: a class that is raised, or a function.
_SOURCES = (
    "ari_app/conversation/*.py",
    "ari_app/administration/*.py",
    "ari_app/customers/*.py",
    "ari_app/channels/account*.py",
    "ari_app/channels/answers.py",
    "ari_app/channels/file*.py",
    "workspace_web/api/setup/canned_replies.py",
    "workspace_web/api/setup/spelling.py",
    "workspace_web/csv_in.py",
)
_SAYS = {
    "Conflict",
    "NotFound",
    "Refused",
    "FileRefused",
    "OutcomeUnknown",
    "ChannelError",
    "SendFailed",
    "TryLater",
    "Misconfigured",
    "Unknown",
    "Fault",
    "_fault",
    "PydanticCustomError",
    "UnreadableCsv",
    "_spelled",
}
_REFUSES = ("refusal", "_content")  # in the name of a function: what it returns is read


def sentences() -> Iterator[tuple[str, str]]:
    """Where each stands, and the sentence: `There is no queue {queue}.`"""
    for path in (path for pattern in _SOURCES for path in sorted(ROOT.glob(pattern))):
        place = path.relative_to(ROOT).as_posix()
        yield from ((place, sentence) for sentence in of_source(path.read_text(encoding="utf-8")))
    for channel in CHANNELS:
        place = f"ari_app/channels/{channel.facts.name}.py"
        yield place, channel.facts.title
        for known in vars(sys.modules[type(channel).__module__]).values():
            if isinstance(known, Provider):
                yield from ((place, sentence) for sentence in known.sentences.values())
        for setting in (*channel.settings, *COMMON):
            yield place, setting.title
            if setting.help:
                yield place, setting.help


def of_source(text: str) -> list[str]:
    """Those of a module, in order."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _SAYS:
                values = [*node.args, *(keyword.value for keyword in node.keywords)]
                found += _those([part for value in values for part in _either(value)])
            case ast.FunctionDef(name=name) if any(word in name for word in _REFUSES):
                returned = (each.value for each in ast.walk(node) if isinstance(each, ast.Return))
                found += _those([part for value in returned if value is not None for part in _either(value)])
            case _:
                pass
    return found


def _either(value: ast.expr) -> list[ast.expr]:
    """Both sides of `this if so else that`."""
    match value:
        case ast.IfExp(body=one, orelse=other):
            return [*_either(one), *_either(other)]
        case _:
            return [value]


def _those(values: list[ast.expr]) -> list[str]:
    sentences = (_sentence(value) for value in values)
    return [sentence for sentence in sentences if sentence is not None and " " in sentence.strip()]


def _sentence(value: ast.expr) -> str | None:
    """With a place for what is only known at the moment; None for what is no text, or nothing but a place."""
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            names: list[str] = []
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else _place(part, names) for part in parts
            )
            return text if any(isinstance(part, ast.Constant) for part in parts) else None
        case _:
            return None


def _place(part: ast.expr, names: list[str]) -> str:
    """`{queue}` of what the queue is called, each name once."""
    match part:
        case ast.FormattedValue(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            pass
        case _:
            name = "what"
    unique = name if name not in names else f"{name}{len(names) + 1}"
    names.append(unique)
    return f"{{{unique}}}"
