"""Instagram, where it is not as Messenger."""

from dataclasses import replace

from ari_app.channels.double import ScriptedHttp, answered
from ari_app.channels.instagram import CHANNEL
from tests.contract.channels.instagram import ACCOUNT, PEER

SENT = answered(200, {"message_id": "m_9"})


async def test_a_text_is_counted_in_bytes() -> None:
    http = ScriptedHttp().will(*[SENT] * 3)
    message = replace(PEER.message, text="😀" * 600)
    await CHANNEL.send(ACCOUNT, message, http)
    texts = [asked["json"]["message"]["text"] for _, _, asked in http.asked]
    assert [len(text) for text in texts] == [250, 250, 100]
    assert "".join(texts) == message.text


async def test_it_has_an_address_of_its_own() -> None:
    http = ScriptedHttp().will(SENT)
    await CHANNEL.send(ACCOUNT, PEER.message, http)
    assert http.asked[0][1] == "https://graph.instagram.com/v24.0/me/messages"


async def test_the_test_says_who_we_are_there() -> None:
    http = ScriptedHttp().will(*PEER.works)
    assert await CHANNEL.test(ACCOUNT, http) == "Instagram knows the account “acme”."
    assert http.asked[0][1].endswith("/me?fields=user_id,username")
