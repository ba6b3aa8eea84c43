"""Quick replies: what a message offers to press, and how it reads where nothing can be pressed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ari_app.channels.contract import Outgoing
from ari_app.channels.reading import row, rows, text


@dataclass(frozen=True, slots=True)
class Choice:
    """`id` comes back when it is pressed."""

    id: str
    title: str


def choices_of(message: Outgoing) -> list[Choice]:
    found = [Choice(text(one, "id"), text(one, "title")) for one in rows(message.extra, "choices")]
    return [choice for choice in found if choice.id and choice.title]


def fitting(choices: Sequence[Choice], most: int, id_limit: int) -> bool:
    """Whether the provider takes them all; else they are told in words."""
    return 0 < len(choices) <= most and all(len(choice.id.encode()) <= id_limit for choice in choices)


def in_words(message: str, choices: Sequence[Choice]) -> str:
    """As a text to be answered by writing."""
    lines = [f"{place}. {choice.title}" for place, choice in enumerate(choices, 1)]
    return "\n".join([message, "", *lines] if message and lines else [message, *lines]).strip()


def shortened(title: str, limit: int) -> str:
    return title if len(title) <= limit else title[: limit - 1].rstrip() + "…"


def pressed(choice: str) -> dict[str, str]:
    """The extra of the message that a press is."""
    return {"choice": choice} if choice else {}


def template_of(message: Outgoing) -> tuple[str, str, list[tuple[str, str]]] | None:
    """Name, language and (field, value) pairs of the template that is to be sent, None when it is a message of its own.
    Values without names are the fields 1, 2, …"""
    wanted = row(message.extra, "template")
    if not (name := text(wanted, "name")):
        return None
    match wanted.get("values"):
        case dict(named):
            values = [(str(field), text(named, field)) for field in named]
        case list(listed) | tuple(listed):
            values = [(str(place), str(value)) for place, value in enumerate(listed, 1)]
        case _:
            values = []
    return name, text(wanted, "language"), values
