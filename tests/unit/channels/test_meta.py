"""What Meta's channels share."""

from dataclasses import replace

import pytest

from ari_app.channels import meta
from ari_app.channels.contract import Request, Response
from ari_app.channels.double import ScriptedHttp, answered
from ari_app.channels.errors import ChannelError, Forged, SendFailed, TryLater
from tests.contract.channels.meta_signing import handshake, signing
from tests.contract.channels.whatsapp import ACCOUNT

SIGNED = signing(ACCOUNT)
PROVIDER = meta.provider("Acme", {"7": "Ours."}, {}, {}, later=frozenset({"8"}))


def test_the_signature_is_of_the_raw_bytes() -> None:
    """The same JSON with its emoji written another way is another body."""
    came = SIGNED(b'{"text": "\\ud83d\\udc4b"}', 0.0)
    meta.verify(ACCOUNT, came)
    with pytest.raises(Forged):
        meta.verify(ACCOUNT, replace(came, body='{"text": "👋"}'.encode()))


def test_the_handshake_gives_the_challenge_back() -> None:
    parsed = meta.handshake(handshake(ACCOUNT))
    assert parsed
    assert (parsed.answer.status, parsed.answer.body) == (200, b"1158201444")
    assert meta.handshake(SIGNED(b"{}", 0.0)) is None


def test_a_handshake_without_a_token_is_forged() -> None:
    with pytest.raises(Forged):
        meta.verify(ACCOUNT, Request("GET", "", {}, {"hub.challenge": "1"}, b"", 0.0))


@pytest.mark.parametrize(
    ("error", "expected", "words"),
    [
        ({"code": 7, "message": "no"}, SendFailed, "Ours."),
        ({"code": 8, "message": "busy"}, TryLater, "Acme refused it: busy"),
        ({"code": 190, "message": "expired"}, SendFailed, "Meta's access token has expired or was withdrawn"),
        ({"code": 190, "error_subcode": 463}, SendFailed, "Meta's access token has expired or was withdrawn"),
        ({"code": 100, "error_data": {"details": "more"}, "message": "no"}, SendFailed, "refused it: more"),
        ({"code": 100, "is_transient": True, "message": "once"}, TryLater, "once"),
        ({"code": 613, "message": "many"}, TryLater, "many"),
    ],
)
async def test_how_it_says_no(error: dict[str, object], expected: type[SendFailed], words: str) -> None:
    http = ScriptedHttp().will(answered(400, {"error": error}))
    with pytest.raises(SendFailed, match=words) as failed:
        await meta.Graph(PROVIDER, ACCOUNT, http).get("me")
    assert type(failed.value) is expected


@pytest.mark.parametrize(
    ("api", "url"),
    [
        ("", "https://graph.facebook.com/v24.0/me"),
        ("https://graph.example/v30/", "https://graph.example/v30/me"),
    ],
)
async def test_where_it_asks(api: str, url: str) -> None:
    http = ScriptedHttp().will(answered(200, {"id": "1"}))
    account = replace(ACCOUNT, settings={**ACCOUNT.settings, "api": api})
    await meta.Graph(PROVIDER, account, http).post("me", {"a": 1})
    assert http.asked == [
        (
            "POST",
            url,
            {"headers": {"authorization": "Bearer EAAJB"}, "json": {"a": 1}, "form": None, "content": None},
        )
    ]


async def test_a_public_file_is_fetched_without_the_token() -> None:
    http = ScriptedHttp().will(Response(200, {}, b"x"), Response(404, {}, b""))
    graph = meta.Graph(PROVIDER, ACCOUNT, http)
    assert await graph.download("https://cdn.example/1", 10, public=True) == b"x"
    assert http.asked[0][2]["headers"] == {}
    with pytest.raises(ChannelError, match="does not give the file"):
        await graph.download("https://cdn.example/1", 10)
    assert http.asked[1][2]["headers"] == graph.key
