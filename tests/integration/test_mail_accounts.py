"""Accounts of e-mail and of SMPP as the centre has them: sealed settings, pollers, intake, files on disk, sender; over
SQLite, with a real mail house and a real SMS centre."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from ari_app.channels import email, smpp
from ari_app.channels.account_rules import AccountDraft
from ari_app.conversation.text import MessageArrived, ReceiptArrived
from ari_app.storage import channel_cursors, files, messages
from ari_app.storage.choices import Direction, MessageState
from tests.integration.mail_server import HOST, mail_house
from tests.integration.smsc_server import sms_centre
from tests.service.channels.conftest import World, empty_database, open_world

__all__ = ["empty_database"]
US, ANN = "help@trunkline.test", "ann@customer.test"
LIMIT = 60.0


@pytest.fixture
async def world(tmp_path: Path, empty_database: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, empty_database, email.CHANNEL, smpp.CHANNEL) as opened:
        yield opened


def begin(world: World) -> None:
    for work in world.channels.works().values():
        world.start(work)


async def arrived(world: World, count: int) -> MessageArrived | ReceiptArrived:
    async with asyncio.timeout(LIMIT):
        while len(world.post.taken) < count:  # noqa: ASYNC110 - the post of the tests tells nobody
            await asyncio.sleep(0.01)
    _, event = world.post.taken[-1]
    assert isinstance(event, MessageArrived | ReceiptArrived)
    return event


async def sent(world: World, id: str) -> str:
    async with asyncio.timeout(LIMIT):
        while (row := await world.message(id)).state is not MessageState.SENT:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return row.provider_id or ""


async def test_an_account_of_e_mail(world: World) -> None:
    async with mail_house() as house:
        settings = house.settings(US)
        await world.channels.accounts.add(
            AccountDraft("email", "Help", US, "welcome", settings), "admin", "mail1"
        )
        await world.channels.load()
        assert "1 e-mails" not in await world.channels.accounts.test("mail1")
        begin(world)
        async with asyncio.timeout(LIMIT):
            while not await channel_cursors.of(world.database.reader, "mail1"):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

        await house.post(ANN, US, bytes(mail()))
        event = await arrived(world, 1)
        assert isinstance(event, MessageArrived)
        assert (event.text, event.whom.address, event.whom.account) == ("Look", ANN, "mail1")
        assert event.extra["refused"] == [
            {"name": "run.exe", "reason": "Files that end in .exe are not let in: they could run."}
        ]
        [row] = await files.several(world.database.reader, [event.files[0].id or ""])
        assert (row.name, row.content_type) == ("notes.txt", "text/plain")

        await world.thread("t1", "mail1", ANN)
        id = await world.write("Thank you.")
        provider_id = await sent(world, id)
        answer = await house.dovecot.mail(ANN)
        assert answer["Message-ID"] == f"<{provider_id}>"

        await asked_to_answer(world, id, "Lee <lee@customer.test>")
        await sent(world, await world.write("Here you are."))
        assert (await house.dovecot.mail("lee@customer.test"))["To"] == "Lee <lee@customer.test>"
        assert len(await asyncio.to_thread(house.dovecot.mails, ANN)) == 1


async def asked_to_answer(world: World, id: str, address: str) -> None:
    """The customer's last e-mail, before this one of ours, has a Reply-To."""
    ours = await world.message(id)
    extra = {"reply_to": [address]}
    row = replace(ours, id="in-1", seq=0, direction=Direction.IN, extra=extra, provider_id="in-1")
    await world.database.writer.commit([messages.added(row)])


def mail() -> EmailMessage:
    one = EmailMessage()
    one["From"], one["To"], one["Message-ID"] = ANN, US, "<first@customer.test>"
    one.set_content("Look")
    one.add_attachment(b"words", "text", "plain", filename="notes.txt")
    one.add_attachment(b"MZ", "application", "octet-stream", filename="run.exe")
    return one


async def test_an_account_of_smpp(world: World) -> None:
    async with sms_centre() as centre:
        settings = {
            "host": HOST,
            "port": str(centre.port),
            "security": "none",
            "system_id": "us",
            "password": "secret",
        }
        draft = AccountDraft("smpp", "SMS", "+4930901820", "welcome", settings)
        await world.channels.accounts.add(draft, "admin", "sms1")
        await world.channels.load()
        await centre.do("receipts", stat="DELIVRD")
        begin(world)
        await centre.event("bound")
        await world.thread("t1", "sms1", "+491701234567")
        assert await sent(world, await world.write("Hello")) == "m1"
        receipt = await arrived(world, 1)
        assert isinstance(receipt, ReceiptArrived)
        assert (receipt.message, receipt.state) == ("m1", MessageState.DELIVERED)
        await centre.do(
            "deliver", pdu={"source_addr": "491701234567", "source_addr_ton": 1, "short_message": "Hi"}
        )
        event = await arrived(world, 2)
        assert isinstance(event, MessageArrived)
        assert (event.text, event.whom.address) == ("Hi", "+491701234567")
