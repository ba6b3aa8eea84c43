"""Whatever customers use: a call, a chat, an SMS, an e-mail and a WhatsApp message come to one agent, in the order that
capacity and priority say; a call interrupts an e-mail, and the e-mail comes back. Real Asterisk, a real mail server."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from email.message import EmailMessage

import pytest

from tests.integration.mail_server import MailHouse, mail_house
from tests.integration.running_centre import SUPPORT
from tests.integration.town import AGENT, US, town
from tests.integration.voices import both_hear_each_other

pytestmark = pytest.mark.asterisk


@pytest.fixture
async def house() -> AsyncIterator[MailHouse]:
    async with mail_house() as one:
        yield one


def letter(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Erik <erik@customer.test>", US, subject
    mail["Message-ID"] = "<first@customer.test>"
    mail.set_content("My invoice is wrong.\n")
    return mail


async def test_whatever_customers_use_comes_to_one_agent_by_capacity_and_priority(house: MailHouse) -> None:
    async with town("demo-support") as here, AsyncExitStack() as stack:
        await here.open_email(house)
        await here.open_twilio()
        await here.open_whatsapp()
        await here.open_webchat()
        phone = await stack.enter_async_context(here.centre.agent(AGENT))

        # An e-mail is in hand when a call comes: the call goes first, the e-mail is set aside.
        await house.post("erik@customer.test", US, letter("Invoice 42").as_bytes())
        email = await here.takes("email")
        call = await stack.enter_async_context(here.centre.call(SUPPORT))
        ring = await phone.rings()
        ring.answer()
        await both_hear_each_other(call, ring)
        holds = await here.holds()
        assert holds["email"]["interrupted"]
        assert holds["voice"]["state"] == "active"

        # While they talk, nothing else comes: it waits, each at its place.
        await here.sms("SM1", "Where is my parcel?")
        await here.waits(1)
        await here.whatsapp("wamid.1", "Hi, are you there?")
        await here.waits(2)
        await (await here.chat()).says("I cannot pay")
        await here.waits(3)

        # The call is over: the e-mail comes back, and what fits beside it comes in turn, the oldest first.
        await call.hang_up()
        await here.wraps_up("voice")
        await here.takes("twilio")
        assert not (await here.holds())["email"]["interrupted"]
        await here.takes("whatsapp")
        chat = await here.takes("webchat")

        # A chat goes before an e-mail, and when it is over the e-mail is back again.
        holds = await here.holds()
        assert {name for name, hold in holds.items() if hold["interrupted"]} == {"email"}
        await here.ask("POST", f"/interactions/{chat}/close")
        await here.wraps_up("webchat")
        holds = await here.holds()
        assert set(holds) == {"email", "twilio", "whatsapp"}
        assert not any(hold["interrupted"] for hold in holds.values())

        # The answer to the e-mail goes out, in its thread.
        words = {"client_id": "answer-to-erik", "text": "It is corrected."}
        await here.ask("POST", f"/interactions/{email}/messages", words)
        answer = await house.dovecot.mail("erik@customer.test")
        assert answer["In-Reply-To"] == "<first@customer.test>"
        body = answer.get_body(("plain",))
        assert body is not None
        assert "It is corrected." in body.get_content()
        for kind, hold in holds.items():
            await here.ask("POST", f"/interactions/{hold['interaction']}/close")
            await here.wraps_up(kind)
