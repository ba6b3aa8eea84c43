"""What Meta tells of a WhatsApp number, kind by kind."""

from collections.abc import Mapping
from typing import Any

import pytest

from ari_app.channels.errors import Malformed
from ari_app.channels.whatsapp import CHANNEL
from ari_app.channels.whatsapp_inbox import LASTING, SENTENCES, WINDOW
from ari_app.conversation.text import FileArrived, MessageArrived, ReceiptArrived
from ari_app.storage.choices import Failure, MessageState
from tests.contract.channels.meta_signing import signing
from tests.contract.channels.peer import NOW
from tests.contract.channels.whatsapp import ACCOUNT, HELLO, body, message, status, value

SIGNED = signing(ACCOUNT)


def read(*values: dict[str, Any]) -> list[Any]:
    return list(CHANNEL.parse(ACCOUNT, SIGNED(body(*values), NOW)).events)


def file(name: str, content_type: str) -> tuple[FileArrived, ...]:
    return (FileArrived(name, content_type, source={"media": "7"}),)


@pytest.mark.parametrize(
    ("kind", "said", "text", "extra", "files"),
    [
        ("button", {"text": "Yes", "payload": "y"}, "Yes", {"choice": "y"}, ()),
        (
            "interactive",
            {"type": "list_reply", "list_reply": {"id": "s", "title": "Sales", "description": "…"}},
            "Sales",
            {"choice": "s"},
            (),
        ),
        (
            "interactive",
            {
                "type": "nfm_reply",
                "nfm_reply": {"body": "Sent", "response_json": '{"size": 7, "name": "Ann"}'},
            },
            "Sent",
            {"form": {"size": "7", "name": "Ann"}},
            (),
        ),
        ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "{"}}, "", {"form": {}}, ()),
        (
            "reaction",
            {"message_id": "wamid.9", "emoji": "👍"},
            "👍",
            {"reaction": {"emoji": "👍", "message": "wamid.9"}},
            (),
        ),
        (
            "location",
            {"latitude": 52.5, "longitude": 13.4, "name": "Office", "address": "Street 1"},
            "Office, Street 1",
            {"location": {"latitude": 52.5, "longitude": 13.4, "name": "Office", "address": "Street 1"}},
            (),
        ),
        (
            "location",
            {"latitude": 52.5, "longitude": 13.4},
            "52.5, 13.4",
            {"location": {"latitude": 52.5, "longitude": 13.4}},
            (),
        ),
        (
            "contacts",
            [
                {
                    "name": {"formatted_name": "Bo"},
                    "phones": [{"phone": "+1555"}],
                    "emails": [{"email": "b@x.example"}],
                }
            ],
            "Bo, +1555, b@x.example",
            {"people": [{"name": "Bo", "phones": ["+1555"], "emails": ["b@x.example"]}]},
            (),
        ),
        (
            "audio",
            {"id": "7", "mime_type": "audio/ogg; codecs=opus", "voice": True},
            "",
            {},
            file("voice", "audio/ogg"),
        ),
        (
            "document",
            {"id": "7", "mime_type": "application/pdf", "filename": "a.pdf", "caption": "See"},
            "See",
            {},
            file("a.pdf", "application/pdf"),
        ),
        ("sticker", {"id": "7", "mime_type": "image/webp"}, "", {}, file("sticker", "image/webp")),
        ("unsupported", {}, "[a message of a kind that WhatsApp does not pass on]", {}, ()),
        ("order", {"catalog_id": "1"}, "[a message of a kind that WhatsApp does not pass on]", {}, ()),
    ],
)
def test_kinds(
    kind: str, said: Any, text: str, extra: dict[str, Any], files: tuple[FileArrived, ...]
) -> None:
    (event,) = read(value(messages=[message("wamid.5", kind, said)]))
    assert isinstance(event, MessageArrived)
    assert (event.text, event.extra, event.files) == (text, extra, files)


@pytest.mark.parametrize(
    "quiet",
    [
        message("wamid.5", "system", {"body": "Ann changed her number", "type": "user_changed_number"}),
        message("wamid.5", "reaction", {"message_id": "wamid.9", "emoji": ""}),
        message("wamid.5", "reaction", {"message_id": "wamid.9"}),
    ],
)
def test_what_says_nothing(quiet: dict[str, Any]) -> None:
    assert read(value(messages=[quiet])) == []


def test_who_hides_their_number_is_known_by_an_id() -> None:
    hidden = {key: one for key, one in HELLO.items() if key != "from"} | {"from_user_id": "US.1349"}
    people = [{"profile": {"name": "Ann", "username": "@ann"}, "user_id": "US.1349"}]
    (event,) = read(value(messages=[hidden], contacts=people))
    assert (event.whom.address, event.whom.name) == ("US.1349", "Ann")
    assert event.context == {"whatsapp_user": "US.1349"}


def test_who_comes_from_an_advert() -> None:
    (event,) = read(
        value(messages=[HELLO | {"referral": {"source_url": "https://fb.me/1", "headline": "x"}}])
    )
    assert event.context == {"advert": "https://fb.me/1"}


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("sent", MessageState.SENT),
        ("delivered", MessageState.DELIVERED),
        ("read", MessageState.READ),
        ("played", MessageState.READ),
        ("failed", MessageState.FAILED),
        ("warning", None),
    ],
)
def test_receipts(said: str, state: MessageState | None) -> None:
    events = read(value(statuses=[status("wamid.9", said)]))
    assert [event.state for event in events if isinstance(event, ReceiptArrived)] == (
        [state] if state else []
    )


@pytest.mark.parametrize(
    ("sentences", "failure"),
    [(SENTENCES, Failure.PASSING), (LASTING, Failure.LASTING), (WINDOW, Failure.WINDOW)],
)
def test_a_failure_is_a_sentence(sentences: Mapping[str, str], failure: Failure) -> None:
    for code, sentence in sentences.items():
        errors = [{"code": int(code), "title": "x"}]
        (event,) = read(value(statuses=[status("wamid.9", "failed", errors=errors)]))
        assert isinstance(event, ReceiptArrived)
        assert (event.reason, event.failure) == (sentence, failure)
        assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        (
            [{"code": 1, "error_data": {"details": "More."}, "title": "Less"}],
            "WhatsApp refused it: More (1).",
        ),
        ([{"code": 5, "title": "Less"}], "WhatsApp refused it: Less (5)."),
        ([], "WhatsApp refused it: no reason given."),
        ("x", "WhatsApp refused it: no reason given."),
    ],
)
def test_a_failure_that_we_do_not_know(errors: Any, reason: str) -> None:
    (event,) = read(value(statuses=[status("wamid.9", "failed", errors=errors)]))
    assert event.reason == reason


def test_an_odd_one_in_a_batch_costs_none_of_the_others() -> None:
    odd: list[Any] = [{"type": "text"}, {"from": "1", "type": "text"}, 7, HELLO]
    parsed = CHANNEL.parse(ACCOUNT, SIGNED(body(value(messages=odd)), NOW))
    assert [event.provider_id for event in parsed.events] == ["wamid.1"]
    assert parsed.unread == ("`from` is missing.", "`id` is missing.")


def test_another_number_of_the_same_app_is_left_out_and_told() -> None:
    other = value(messages=[HELLO], metadata={"phone_number_id": "5"})
    parsed = CHANNEL.parse(ACCOUNT, SIGNED(body(other, value(messages=[HELLO])), NOW))
    assert [event.provider_id for event in parsed.events] == ["wamid.1"]
    assert parsed.unread == ("It is of the phone number 5, not of this account.",)


def test_what_is_no_json_is_malformed() -> None:
    with pytest.raises(Malformed):
        CHANNEL.parse(ACCOUNT, SIGNED(b"x", NOW))
