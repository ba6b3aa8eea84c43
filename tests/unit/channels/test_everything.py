"""Every channel, and what docs/howto/channels.md says that it can do."""

import re
from pathlib import Path

import pytest

from ari_app.channels.everything import CHANNELS, named
from ari_app.conversation.text_account import Facts
from ari_app.storage.choices import MessageState

PAGE = Path(__file__).resolve().parents[3] / "docs/howto/channels.md"
FACTS = {channel.facts.title: channel.facts for channel in CHANNELS}
ROWS = {
    cells[0]: cells[1:]
    for line in re.findall(r"^\| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    if (cells := line.split(" | "))[0] in FACTS and len(cells) == 6
}


def told(facts: Facts) -> str:
    words = [state.value for state in (MessageState.DELIVERED, MessageState.READ) if state in facts.receipts]
    return ", ".join(words) or "nothing"


@pytest.mark.parametrize("title", ROWS)
def test_the_page_says_what_the_facts_say(title: str) -> None:
    facts = FACTS[title]
    text, files, choices, receipts, first = ROWS[title]
    assert text.startswith(f"{facts.text_limit:,}")
    assert files.startswith(str(facts.files.most) if facts.files else "none")
    assert str(facts.choices) in choices if facts.choices else choices == "in words"
    assert receipts in (told(facts), "all")
    assert first == ("by template" if facts.templates else "yes" if facts.starts else "no")


def test_the_page_tells_of_the_providers() -> None:
    assert len(ROWS) >= 7


def test_a_channel_is_found_by_its_name() -> None:
    assert all(named(channel.facts.name) is channel for channel in CHANNELS)
    assert named("pigeon") is None
