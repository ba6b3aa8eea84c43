"""What may be sent, as a table of sentences."""

from dataclasses import replace

import pytest

from ari_app.acd.model import MediaType
from ari_app.conversation import window_rules
from ari_app.conversation.catalogue import AllowedFiles, TextAccount
from ari_app.conversation.messages import Words

NOW = 1_000_000.0
OPEN = TextAccount("a", "sms", "Text line", "+1", "f", MediaType.MESSAGE, text_limit=10)
WINDOW = replace(OPEN, name="WhatsApp", window=86_400.0, templates=True, text_limit=1000)
FILES = replace(OPEN, files=AllowedFiles(("image/*",), 1000, 1))
TEMPLATE = {"name": "hello", "language": "en", "values": []}


@pytest.mark.parametrize(
    ("account", "words", "last_in_at", "says"),
    [
        (OPEN, Words("k", "Hello"), None, ""),
        (OPEN, Words("k", " "), None, "nothing in it"),
        (OPEN, Words("k", "x" * 12), None, "2 characters too long for Text line"),
        (OPEN, Words("k", "x", files=("f1",)), None, "takes no files"),
        (FILES, Words("k", files=("f1",)), None, ""),
        (FILES, Words("k", files=("f1", "f2")), None, "1 files in one message"),
        (OPEN, Words("k", "x", choices=("a",)), None, "0 quick replies"),
        (OPEN, Words("k", "x", cc=("a@b.test",)), None, "no copies"),
        (OPEN, Words("k", template=TEMPLATE), None, "no templates"),
        (None, Words("k", "Hello"), None, "no more"),
        (None, Words("k", "Hello", internal="note"), None, ""),
        (OPEN, Words("k", "", internal="note"), None, "nothing in it"),
        (WINDOW, Words("k", "Hello"), NOW - 86_399, ""),
        (
            WINDOW,
            Words("k", "Hello"),
            NOW - 86_400,
            "24 hours, and WhatsApp lets nothing else pass: use a template",
        ),
        (WINDOW, Words("k", "Hello"), None, "use a template"),
        (WINDOW, Words("k", template=TEMPLATE), None, ""),
        (replace(WINDOW, templates=False), Words("k", "Hello"), None, "or call them"),
    ],
)
def test_why_it_cannot_go_out(
    account: TextAccount | None, words: Words, last_in_at: float | None, says: str
) -> None:
    refused = window_rules.refusal(account, words, last_in_at, NOW)
    assert (says in refused) if says else refused == ""


@pytest.mark.parametrize(
    ("account", "words", "says"),
    [
        (OPEN, Words("k", "Hello"), ""),
        (None, Words("k", "Hello"), "no such account"),
        (replace(OPEN, starts=False), Words("k", "Hello"), "write first"),
        (OPEN, Words("k", "Hello", internal="note"), "no message"),
        (WINDOW, Words("k", "Hello"), "template"),
    ],
)
def test_why_we_cannot_write_first(account: TextAccount | None, words: Words, says: str) -> None:
    refused = window_rules.start_refusal(account, words, None, NOW)
    assert (says in refused) if says else refused == ""


def test_until_when_one_may_write_freely() -> None:
    assert window_rules.open_until(OPEN, 5.0) is None
    assert window_rules.open_until(WINDOW, None) == 0.0
    assert window_rules.open_until(WINDOW, 5.0) == 86_405.0
