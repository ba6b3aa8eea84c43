"""WhatsApp: what goes out, and templates."""

import json
from dataclasses import replace
from typing import Any

import pytest

from ari_app.channels.contract import Outgoing, OutgoingFile, Response, Template
from ari_app.channels.double import ScriptedHttp, answered
from ari_app.channels.errors import ChannelError, Misconfigured, OutcomeUnknown, SendFailed, TryLater
from ari_app.channels.whatsapp import CHANNEL
from tests.contract.channels.whatsapp import ACCOUNT

SENT = answered(200, {"messages": [{"id": "wamid.9"}]})
UPLOADED = answered(200, {"id": "media7"})
HELLO = Outgoing("m1", "+15559001000", "", "Ann", "Where to?")


async def content() -> bytes:
    return b"content"


def file(name: str, content_type: str, size: int = 7) -> OutgoingFile:
    return OutgoingFile(name, content_type, size, content, f"https://we.example/f/{name}")


def choices(number: int) -> dict[str, Any]:
    return {"choices": [{"id": f"c{n}", "title": f"A rather long choice number {n}"} for n in range(number)]}


async def sent(
    message: Outgoing, answers: tuple[Response, ...] = (SENT,), **settings: str
) -> list[dict[str, Any]]:
    """The bodies of what was posted as messages."""
    http = ScriptedHttp().will(*answers)
    await CHANNEL.send(replace(ACCOUNT, settings={**ACCOUNT.settings, **settings}), message, http)
    bodies = [asked["json"] for _, url, asked in http.asked if url.endswith("/106540352242922/messages")]
    common = {"messaging_product", "recipient_type", "biz_opaque_callback_data", "to"}
    assert all(body["biz_opaque_callback_data"] == "m1" for body in bodies)
    return [{key: value for key, value in body.items() if key not in common} for body in bodies]


async def test_a_text() -> None:
    assert await sent(HELLO) == [{"type": "text", "text": {"body": "Where to?", "preview_url": True}}]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("+15559001000", {"to": "+15559001000"}),
        ("US.13491208655302741918", {"recipient": "US.13491208655302741918"}),
    ],
)
async def test_who_shows_no_number_is_written_to_all_the_same(address: str, expected: dict[str, str]) -> None:
    http = ScriptedHttp().will(SENT)
    await CHANNEL.send(ACCOUNT, replace(HELLO, address=address), http)
    body = http.asked[0][2]["json"]
    assert {key: body[key] for key in ("to", "recipient") if key in body} == expected


async def test_three_choices_are_buttons() -> None:
    (body,) = await sent(replace(HELLO, extra=choices(3)))
    interactive = body["interactive"]
    assert (interactive["type"], interactive["body"]) == ("button", {"text": "Where to?"})
    buttons = interactive["action"]["buttons"]
    assert buttons[0] == {"type": "reply", "reply": {"id": "c0", "title": "A rather long choic…"}}
    assert [len(button["reply"]["title"]) for button in buttons] == [20, 20, 20]


async def test_ten_choices_are_a_list() -> None:
    (body,) = await sent(replace(HELLO, extra=choices(10)), list_button="Auswählen")
    action = body["interactive"]["action"]
    assert (body["interactive"]["type"], action["button"]) == ("list", "Auswählen")
    (section,) = action["sections"]
    assert len(section["rows"]) == 10
    assert all(len(line["title"]) <= 24 for line in section["rows"])


@pytest.mark.parametrize(("number", "text"), [(11, "Where to?"), (2, "x" * 1025), (2, "")])
async def test_what_does_not_fit_is_told_in_words(number: int, text: str) -> None:
    (body,) = await sent(replace(HELLO, text=text, extra=choices(number)))
    assert body["type"] == "text"
    assert f"{number}. A rather long choice number {number - 1}" in body["text"]["body"]


@pytest.mark.parametrize(
    ("kept", "kind", "more"),
    [
        (file("a.png", "image/png"), "image", {}),
        (file("a.png", "image/png", 5_000_001), "document", {"filename": "a.png"}),
        (file("a.gif", "image/gif"), "document", {"filename": "a.gif"}),
        (file("a.mp4", "video/mp4"), "video", {}),
        (file("a.pdf", "application/pdf"), "document", {"filename": "a.pdf"}),
    ],
)
async def test_a_file_with_a_caption(kept: OutgoingFile, kind: str, more: dict[str, str]) -> None:
    expected = {"type": kind, kind: {"id": "media7", "caption": "Where to?"} | more}
    assert await sent(replace(HELLO, files=[kept]), (UPLOADED, SENT)) == [expected]


async def test_a_sound_takes_no_caption() -> None:
    bodies = await sent(replace(HELLO, files=[file("a.ogg", "audio/ogg")]), (UPLOADED, SENT, SENT))
    assert [body["type"] for body in bodies] == ["audio", "text"]


async def test_a_file_by_link() -> None:
    (body,) = await sent(replace(HELLO, files=[file("a.png", "image/png")]), files="link")
    assert body["image"] == {"link": "https://we.example/f/a.png", "caption": "Where to?"}


async def test_what_was_not_uploaded_was_not_sent() -> None:
    http = ScriptedHttp().will(OutcomeUnknown("no answer"))
    with pytest.raises(TryLater, match="no message went out"):
        await CHANNEL.send(ACCOUNT, replace(HELLO, files=[file("a.png", "image/png")]), http)


async def test_a_file_that_is_too_large() -> None:
    with pytest.raises(SendFailed, match="100 MB"):
        await CHANNEL.send(
            ACCOUNT, replace(HELLO, files=[file("a.zip", "application/zip", 100_000_001)]), ScriptedHttp()
        )


async def test_a_template_with_all_its_fields() -> None:
    values = {"header.1": "Order 7", "2": "Friday", "1": "Ann", "button.0": "o7"}
    template = {"name": "shipped", "language": "en_US", "values": values}
    (body,) = await sent(replace(HELLO, extra={"template": template}))
    assert body["template"] == {
        "name": "shipped",
        "language": {"code": "en_US"},
        "components": [
            {"type": "header", "parameters": [{"type": "text", "text": "Order 7"}]},
            {
                "type": "body",
                "parameters": [{"type": "text", "text": "Ann"}, {"type": "text", "text": "Friday"}],
            },
            {
                "type": "button",
                "sub_type": "url",
                "index": "0",
                "parameters": [{"type": "text", "text": "o7"}],
            },
        ],
    }


async def test_a_template_with_names_and_a_picture_above() -> None:
    template = {"name": "offer", "language": "de", "values": {"name": "Ann"}}
    message = replace(HELLO, extra={"template": template}, files=[file("a.png", "image/png")])
    (body,) = await sent(message, (UPLOADED, SENT))
    assert body["template"]["components"] == [
        {"type": "header", "parameters": [{"type": "image", "image": {"id": "media7"}}]},
        {"type": "body", "parameters": [{"type": "text", "text": "Ann", "parameter_name": "name"}]},
    ]


def listed(name: str, status: str = "APPROVED", *components: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "language": "en",
        "status": status,
        "category": "UTILITY",
        "components": list(components),
    }


async def test_templates_are_read_page_by_page() -> None:
    shipped = listed(
        "shipped",
        "APPROVED",
        {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}"},
        {"type": "BODY", "text": "Hello {{1}}, it comes {{2}}."},
        {"type": "FOOTER", "text": "Acme"},
        {
            "type": "BUTTONS",
            "buttons": [{"type": "URL", "text": "Track", "url": "https://acme.example/{{1}}"}],
        },
    )
    paging = {"cursors": {"after": "QVFI="}, "next": "https://graph.facebook.com/…"}
    http = ScriptedHttp().will(
        answered(200, {"data": [shipped, listed("new", "PENDING")], "paging": paging}),
        answered(200, {"data": [listed("plain", "APPROVED", {"type": "BODY", "text": "Hi."})]}),
    )
    assert await CHANNEL.templates(ACCOUNT, http) == [
        Template(
            "shipped",
            "en",
            "Order {{header.1}}\n\nHello {{1}}, it comes {{2}}.\n\nAcme",
            ("header.1", "1", "2", "button.0"),
            "utility",
        ),
        Template("plain", "en", "Hi.", (), "utility"),
    ]
    assert [url.rpartition("/")[2] for _, url, _ in http.asked] == [
        "message_templates?status=APPROVED&limit=100",
        "message_templates?status=APPROVED&limit=100&after=QVFI%3D",
    ]


async def test_a_file_is_fetched_in_two_steps() -> None:
    http = ScriptedHttp().will(
        answered(200, {"url": "https://lookaside.fbsbx.com/1?mid=2", "mime_type": "image/jpeg"}),
        Response(200, {}, b"jpeg"),
    )
    assert await CHANNEL.fetch(ACCOUNT, {"media": "../me"}, http, 100) == b"jpeg"
    assert [url for _, url, _ in http.asked] == [
        "https://graph.facebook.com/v24.0/..%2Fme",
        "https://lookaside.fbsbx.com/1?mid=2",
    ]
    assert all(asked["headers"] == {"authorization": "Bearer EAAJB"} for _, _, asked in http.asked)


async def test_a_file_that_is_gone() -> None:
    with pytest.raises(ChannelError):
        await CHANNEL.fetch(ACCOUNT, {"media": "1"}, ScriptedHttp().will(answered(404, {})), 100)


async def test_another_number() -> None:
    http = ScriptedHttp().will(answered(200, {"display_phone_number": "+1 555 0100", "verified_name": "X"}))
    with pytest.raises(Misconfigured, match=r"\+1 555 0100"):
        await CHANNEL.test(ACCOUNT, http)


def test_the_settings_are_told_without_the_secrets() -> None:
    assert "EAAJB" not in json.dumps([setting.default for setting in CHANNEL.settings])
