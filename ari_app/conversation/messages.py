"""A message before it is a row: what rules want written, what people want to say, what is in it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ari_app.storage.choices import Author, Direction
from ari_app.storage.rows.channels import MessageRow

PREVIEW_LENGTH = 120
MOST_LINKS = 20


@dataclass(frozen=True, slots=True)
class NewMessage:
    """One more in the thread. `id`: only where it must be the same when it is taken again; else one is made. `sends`: it
    goes to the customer; else it only stands there (what came in, notes, what happened)."""

    direction: Direction
    author: Author
    text: str
    author_id: str | None = None
    html: str | None = None
    files: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    client_id: str | None = None
    provider_id: str | None = None
    id: str | None = None
    at: float | None = None

    @property
    def sends(self) -> bool:
        return self.direction is Direction.OUT and "call" not in self.extra


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wants to say. `client_id`: their program's own name of it: given twice, it is one message.
    `internal`: `note` (for all agents) or `whisper` (for the agent), which never leave the house. `template`: {name,
    language, values}, for when one may not write freely. `choices`: quick replies."""

    client_id: str
    text: str = ""
    html: str | None = None
    files: tuple[str, ...] = ()
    subject: str = ""
    cc: tuple[str, ...] = ()
    template: Mapping[str, Any] | None = None
    choices: tuple[str, ...] = ()
    internal: str | None = None

    def extra(self) -> dict[str, Any]:
        """What the message's row keeps besides text and files."""
        said: dict[str, Any] = {
            "subject": self.subject,
            "cc": list(self.cc),
            "template": None if self.template is None else dict(self.template),
            "choices": [{"id": title, "title": title} for title in self.choices],
            "internal": self.internal,
        }
        return {name: value for name, value in said.items() if value}

    @classmethod
    def again(cls, client_id: str, row: MessageRow) -> "Words":
        """What was said to the customer before."""
        extra = row.extra
        return cls(
            client_id,
            row.text,
            row.html,
            tuple(row.files),
            subject=extra.get("subject", ""),
            cc=tuple(extra.get("cc", ())),
            template=extra.get("template"),
            choices=tuple(choice["title"] for choice in extra.get("choices", ())),
        )


def preview(message: NewMessage) -> str:
    """How it begins, on one line."""
    text = " ".join(message.text.split())
    return text if len(text) <= PREVIEW_LENGTH else text[: PREVIEW_LENGTH - 1] + "…"


_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'`]{2,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?'\"*_~"
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}


def links(text: str) -> list[str]:
    """The addresses in a text, in order, each once, as they may be opened. What ends the sentence is not part of one."""
    found = (_trimmed(match.group()) for match in _LINK.finditer(text))
    whole = (link if "://" in link else f"https://{link}" for link in found if "." in link or "://" in link)
    return list(dict.fromkeys(link for link in whole if len(link) > len("https://")))[:MOST_LINKS]


def _trimmed(link: str) -> str:
    """A closing bracket belongs to it only when it was opened inside."""
    left = {bracket: link.count(bracket) for pair in _PAIRS.items() for bracket in pair}
    end = len(link)
    while end:
        last = link[end - 1]
        if last in _PAIRS and left[last] > left[_PAIRS[last]]:
            left[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return link[:end]


def numbered(text: str, choices: Sequence[Mapping[str, str]]) -> str:
    """The question with its choices as lines, where a channel has no buttons for them."""
    lines = [f"{choice['id']}: {choice['title']}" for choice in choices]
    return "\n".join([text, *lines]) if text else "\n".join(lines)


def pieces_of(text: str, limit: int, *, in_bytes: bool = False) -> list[str]:
    """A text in pieces of at most `limit` characters (or bytes of UTF-8), between words where it can."""
    pieces = []
    while len(text.encode() if in_bytes else text) > limit:
        head = text.encode()[:limit].decode(errors="ignore") if in_bytes else text[:limit]
        cut = max(head.rfind("\n"), head.rfind(" "))
        head = head[:cut] if cut > 0 else head
        pieces.append(head)
        text = text[len(head) :].lstrip()
    return [*pieces, text]
