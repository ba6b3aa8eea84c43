"""What may be sent, as a table of sentences."""

from dataclasses import replace

import pytest

from ari_app.acd.model import MediaType
from ari_app.conversation import window_rules
from ari_app.conversation.messages import Words
from ari_app.conversation.text_account import AllowedFiles, Facts, TextAccount

NOW = 1_000_000.0
OPEN = TextAccount("a", "Text line", "+1", "f", Facts("sms", "SMS", MediaType.MESSAGE, None, text_limit=10))
BARE_WINDOW = replace(OPEN, name="WhatsApp", facts=replace(OPEN.facts, window=86_400.0, text_limit=1000))
WINDOW = replace(BARE_WINDOW, facts=replace(BARE_WINDOW.facts, templates=True))
FILES = replace(OPEN, facts=replace(OPEN.facts, files=AllowedFiles(("image/*",), 1000, 1)))
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
        (BARE_WINDOW, Words("k", "Hello"), None, "or call them"),
    ],
)
def test_why_it_cannot_go_out(
    account: TextAccount | None, words: Words, last_in_at: float | None, says: str
) -> None:
    refused = window_rules.refusal(account, words, last_in_at, NOW)
    assert (says in refused) if says else refused == ""


ANN = "+491701234567"
TOLLS = replace(OPEN, prefixes=("+49", "+43"))


@pytest.mark.parametrize(
    ("account", "address", "words", "says"),
    [
        (OPEN, ANN, Words("k", "Hello"), ""),
        (None, ANN, Words("k", "Hello"), "no such account"),
        (replace(OPEN, facts=replace(OPEN.facts, starts=False)), ANN, Words("k", "Hello"), "write first"),
        (OPEN, ANN, Words("k", "Hello", internal="note"), "no message"),
        (WINDOW, ANN, Words("k", "Hello"), "template"),
        (OPEN, "anybody", Words("k", "Hello"), ""),
        (TOLLS, ANN, Words("k", "Hello"), ""),
        (TOLLS, ANN, Words("k"), "nothing in it"),
        (TOLLS, "+88213300123", Words("k", "Hello"), "+88213300123 may not be written to first"),
        (replace(TOLLS, prefixes=()), ANN, Words("k", "Hello"), "Nobody may be written to first"),
        (replace(TOLLS, prefixes=("+",)), "+491379000123", Words("k", "Hello"), "premium number"),
        (TOLLS, "Ann", Words("k", "Hello"), "no telephone number"),
    ],
)
def test_why_we_cannot_write_first(
    account: TextAccount | None, address: str, words: Words, says: str
) -> None:
    refused = window_rules.start_refusal(account, address, words, None, NOW)
    assert (says in refused) if says else refused == ""


def test_who_has_written_to_us_is_answered_wherever_they_are() -> None:
    words = Words("k", "Hello")
    assert window_rules.start_refusal(TOLLS, "+88213300123", words, NOW - 9e6, NOW) == ""


def test_until_when_one_may_write_freely() -> None:
    assert window_rules.open_until(OPEN, 5.0) is None
    assert window_rules.open_until(WINDOW, None) == 0.0
    assert window_rules.open_until(WINDOW, 5.0) == 86_405.0
