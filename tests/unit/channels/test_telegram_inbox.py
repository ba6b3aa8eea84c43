"""What a Telegram bot is told, kind by kind."""

from typing import Any

import pytest

from ari_app.channels.telegram import CHANNEL
from ari_app.conversation.text import FileArrived, MessageArrived
from tests.contract.channels.telegram import (
    ACCOUNT,
    CHAT,
    KEYBOARD,
    PRESS,
    SENDER,
    message,
    request,
    update,
)

GROUP = {"id": -5, "type": "supergroup"}


def read(**what: Any) -> list[Any]:
    return list(CHANNEL.parse(ACCOUNT, request(update(1, **what))).events)


def file(name: str, content_type: str, size: int = 0) -> tuple[FileArrived, ...]:
    return (FileArrived(name, content_type, size, source={"file": "f"}),)


@pytest.mark.parametrize(
    ("what", "text", "files"),
    [
        (
            {
                "document": {
                    "file_id": "f",
                    "file_name": "a.pdf",
                    "mime_type": "application/pdf",
                    "file_size": 9,
                }
            },
            "",
            file("a.pdf", "application/pdf", 9),
        ),
        ({"voice": {"file_id": "f", "mime_type": "audio/ogg"}}, "", file("voice", "audio/ogg")),
        ({"audio": {"file_id": "f"}, "caption": "Listen"}, "Listen", file("audio", "audio/mpeg")),
        ({"video": {"file_id": "f"}}, "", file("video", "video/mp4")),
        ({"video_note": {"file_id": "f"}}, "", file("video_note", "video/mp4")),
        ({"sticker": {"file_id": "f", "emoji": "😀"}}, "😀", file("sticker", "image/webp")),
        (
            {"animation": {"file_id": "f"}, "document": {"file_id": "f", "mime_type": "video/mp4"}},
            "",
            file("document", "video/mp4"),
        ),
        ({"dice": {"value": 6}}, "[a message of a kind that cannot be shown here]", ()),
        ({"photo": []}, "[a message of a kind that cannot be shown here]", ()),
    ],
)
def test_files(what: dict[str, Any], text: str, files: tuple[FileArrived, ...]) -> None:
    (event,) = read(message=message(5, **what))
    assert isinstance(event, MessageArrived)
    assert (event.text, event.files) == (text, files)


@pytest.mark.parametrize(
    ("what", "text", "extra"),
    [
        (
            {"contact": {"phone_number": "+1555", "first_name": "Bo", "last_name": "Ek"}},
            "Bo Ek, +1555",
            {"people": [{"name": "Bo Ek", "phones": ["+1555"], "emails": []}]},
        ),
        (
            {"location": {"latitude": 52.5, "longitude": 13.4}},
            "52.5, 13.4",
            {"location": {"latitude": 52.5, "longitude": 13.4}},
        ),
        (
            {
                "location": {"latitude": 1, "longitude": 2},
                "venue": {"title": "Office", "address": "Street 1"},
            },
            "Office, Street 1",
            {"location": {"latitude": 1.0, "longitude": 2.0, "name": "Office", "address": "Street 1"}},
        ),
        ({"text": "Yes", "reply_to_message": message(4, text="?")}, "Yes", {"reply_to": "1111:4"}),
    ],
)
def test_other_kinds(what: dict[str, Any], text: str, extra: dict[str, Any]) -> None:
    (event,) = read(message=message(5, **what))
    assert (event.text, event.extra) == (text, extra)


def test_a_press_on_a_message_that_is_too_old_to_be_shown() -> None:
    (event,) = read(callback_query=PRESS | {"message": {"chat": CHAT, "message_id": 9, "date": 0}})
    assert (event.text, event.extra) == ("sales", {"choice": "sales"})


def test_two_edits_are_two() -> None:
    first, second = (
        read(edited_message=message(5, text=text, edit_date=at))[0]
        for text, at in (("a", 1e9), ("b", 1e9 + 1))
    )
    assert first.provider_id != second.provider_id
    assert first.extra == second.extra == {"edits": "1111:5"}


@pytest.mark.parametrize(
    "quiet",
    [
        {"message": message(5, text="x", chat=GROUP)},
        {"edited_message": message(5, text="x", chat=GROUP)},
        {"callback_query": PRESS | {"message": message(5, chat=GROUP, reply_markup=KEYBOARD)}},
        {"my_chat_member": {"chat": GROUP, "from": SENDER, "new_chat_member": {"status": "kicked"}}},
        {"my_chat_member": {"chat": CHAT, "from": SENDER, "new_chat_member": {"status": "member"}}},
        {"callback_query": {"id": "1", "from": SENDER, "inline_message_id": "2", "data": "x"}},
        {"channel_post": message(5, text="x")},
    ],
)
def test_what_is_not_for_us(quiet: dict[str, Any]) -> None:
    assert read(**quiet) == []


@pytest.mark.parametrize(
    ("sender", "name"),
    [({"first_name": "Ann"}, "Ann"), ({"username": "ann7"}, "ann7"), ({}, "")],
)
def test_names(sender: dict[str, str], name: str) -> None:
    (event,) = read(message=message(5, text="x", **{"from": {"id": 1111, **sender}}))
    assert event.whom.name == name


def test_an_odd_one_is_told() -> None:
    parsed = CHANNEL.parse(ACCOUNT, request(update(1, message={"chat": CHAT, "text": "x"})))
    assert (parsed.events, parsed.unread) == ((), ("`message_id` is missing.",))
