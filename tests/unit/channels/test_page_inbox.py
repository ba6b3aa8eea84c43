"""What Messenger and Instagram tell of a page, kind by kind."""

from typing import Any

import pytest

from ari_app.channels.messenger import CHANNEL
from ari_app.conversation.text import FileArrived, MessageArrived, ReceiptArrived, ThreadRead
from ari_app.storage.choices import MessageState
from tests.contract.channels.messenger import ACCOUNT, ANN, AT, HELLO, PAGE, body, happened
from tests.contract.channels.meta_signing import signing
from tests.contract.channels.peer import NOW

SIGNED = signing(ACCOUNT)


def read(*events: dict[str, Any]) -> list[Any]:
    return list(CHANNEL.parse(ACCOUNT, SIGNED(body(*events), NOW)).events)


def attached(*attachments: Any) -> dict[str, Any]:
    return happened(message={"mid": "m_5", "attachments": list(attachments)})


def file(kind: str, content_type: str) -> FileArrived:
    return FileArrived(kind, content_type, source={"url": f"https://cdn.example/{kind}"})


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("image", "image/*"),
        ("video", "video/*"),
        ("audio", "audio/*"),
        ("file", "application/octet-stream"),
        ("story_mention", "image/*"),
        ("a new one", "application/octet-stream"),
    ],
)
def test_attachments(kind: str, content_type: str) -> None:
    (event,) = read(attached({"type": kind, "payload": {"url": f"https://cdn.example/{kind}"}}))
    assert event.files == (file(kind, content_type),)


def test_several_at_once() -> None:
    kinds = ("image", "video")
    (event,) = read(
        attached(*({"type": kind, "payload": {"url": f"https://cdn.example/{kind}"}} for kind in kinds))
    )
    assert [one.name for one in event.files] == ["image", "video"]


def test_a_place() -> None:
    (event,) = read(attached({"type": "location", "payload": {"coordinates": {"lat": 52.5, "long": 13.4}}}))
    assert (event.text, event.extra) == ("52.5, 13.4", {"location": {"latitude": 52.5, "longitude": 13.4}})


@pytest.mark.parametrize(
    "attachments", [[], [{"type": "fallback"}], [{"type": "image", "payload": {}}], "x", [7]]
)
def test_what_is_not_passed_on_is_told(attachments: Any) -> None:
    (event,) = read(happened(message={"mid": "m_5", "attachments": attachments}))
    assert event.text == "[a message of a kind that Meta does not pass on]"


def test_an_answer_to_a_message() -> None:
    (event,) = read(happened(message={"mid": "m_5", "text": "Yes", "reply_to": {"mid": "m_9"}}))
    assert event.extra == {"reply_to": "m_9"}


def test_a_button_of_a_menu() -> None:
    postback = {"mid": "m_6", "title": "Start", "payload": "START", "referral": {"ref": "shop"}}
    (event,) = read(happened(postback=postback))
    assert event == MessageArrived(
        "m_6", ANN, "Start", AT, extra={"choice": "START"}, context={"advert": "shop"}
    )


def test_an_edited_message_is_one_that_corrects() -> None:
    (event,) = read(happened(message_edit={"mid": "m_1", "text": "Hallo", "num_edit": 2}))
    assert event == MessageArrived("m_1:edit:2", ANN, "Hallo", AT, extra={"edits": "m_1"})


def test_read_until_then_and_read_one() -> None:
    until, one = read(happened(read={"watermark": int(AT * 1000)}), happened(read={"mid": "m_9"}))
    assert until == ThreadRead(f"read:6001:{AT}", ANN, AT)
    assert one == ReceiptArrived("m_9:read", "fb", "m_9", MessageState.READ, AT)


@pytest.mark.parametrize(
    "quiet",
    [
        happened(message={"mid": "m_5", "text": "Ours", "is_echo": True}),
        happened(message={"mid": "m_5", "is_deleted": True}),
        happened(delivery={"watermark": 1}),
        happened(delivery={"mids": "x"}),
        happened(reaction={"mid": "m_9", "action": "unreact"}),
        happened(optin={"ref": "x"}),
        happened(),
    ],
)
def test_what_says_nothing(quiet: dict[str, Any]) -> None:
    assert read(quiet) == []


def test_an_odd_one_in_a_batch_costs_none_of_the_others() -> None:
    nobody = {"message": {"mid": "m_5", "text": "x"}}
    parsed = CHANNEL.parse(ACCOUNT, SIGNED(body(nobody, happened(message={"text": "x"}), HELLO), NOW))
    assert [event.provider_id for event in parsed.events] == ["m_1"]
    assert parsed.unread == ("`id` is missing.", "`mid` is missing.")


def test_another_page_of_the_same_app_is_left_out_and_told() -> None:
    parsed = CHANNEL.parse(ACCOUNT, SIGNED(body(HELLO, page="5"), NOW))
    assert (parsed.events, parsed.unread) == ((), ("It is of 5, not of this account.",))
    assert CHANNEL.parse(ACCOUNT, SIGNED(body(HELLO, page=PAGE), NOW)).unread == ()
