"""E-mail against a real dovecot and a real SMTP server: in, out, threads, files, bounces, loops, restarts, cut
connections."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope

from ari_app.channels.contract import Account, Outgoing, OutgoingFile
from ari_app.channels.double import ScriptedHttp
from ari_app.channels.email import Email
from ari_app.channels.errors import (
    ChannelError,
    OutcomeUnknown,
    SendFailed,
    TryLater,
    Unreachable,
)
from ari_app.conversation.text import MessageArrived, TextEvent
from ari_app.storage.choices import MessageState
from tests.integration.kept_inlet import NOW, KeptInlet
from tests.integration.mail_server import HOST, Dovecot, MailHouse, mail_house

US, ANN = "help@trunkline.test", "ann@customer.test"
CHANNEL = Email(lambda: NOW)
NO_HTTP = ScriptedHttp()
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8cfc0f01f0005"
    "0001ff56c7d0680000000049454e44ae426082"
)


@pytest.fixture
async def house() -> AsyncIterator[MailHouse]:
    async with mail_house() as one:
        yield one


def account(house: MailHouse, **settings: str) -> Account:
    given = house.settings(US)
    return Account("mail1", "email", "Trunkline Help", US, given | settings, key=b"a key of the tests")


@asynccontextmanager
async def reading(account: Account, inlet: KeptInlet, channel: Email = CHANNEL) -> AsyncIterator[KeptInlet]:
    """Somebody reads the mailbox meanwhile, and begins again whenever the connection is lost, as the pollers do."""

    async def again_and_again() -> None:
        while True:
            with suppress(Unreachable):
                await channel.run(account, inlet, NO_HTTP)
            await asyncio.sleep(0.1)

    running = asyncio.create_task(again_and_again())
    try:
        await inlet.placed()
        yield inlet
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


def mail(text: str = "Good morning", **headers: str) -> EmailMessage:
    one = EmailMessage()
    given = {
        "From": f"Ann <{ANN}>",
        "To": US,
        "Subject": "My order",
        "Message-ID": make_msgid(domain="customer.test"),
    }
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        one[name] = value
    one.set_content(text)
    return one


def outgoing(text: str = "We look into it.", **more: Any) -> Outgoing:
    base = Outgoing(
        id="0123456789abcdef" * 2, address=ANN, topic="", name="Ann", text=text, subject="My order"
    )
    return replace(base, **more)


def to(event: MessageArrived) -> dict[str, Any]:
    """What an answer to it has."""
    return {"address": event.whom.address, "topic": event.whom.topic, "references": (event.provider_id,)}


async def test_a_conversation(house: MailHouse) -> None:
    """In, out to the customer's mailbox, and their answers find the thread: with References, with In-Reply-To only, from a
    colleague; another mail of theirs begins another."""
    async with reading(account(house), KeptInlet()) as inlet:
        first = mail("Where is it?")
        await house.post(ANN, US, bytes(first))
        event = await inlet.message()
        assert (event.text, event.whom.address, event.whom.name, event.subject) == (
            "Where is it?",
            ANN,
            "Ann",
            "My order",
        )
        assert event.provider_id == first["Message-ID"].strip("<>")
        assert not event.automatic

        sent = await CHANNEL.send(
            account(house, signature="{agent}, Help"), outgoing(**to(event), extra={"agent": "Bo"}), NO_HTTP
        )
        answer = await house.dovecot.mail(ANN)
        assert answer["Message-ID"] == f"<{sent.provider_id}>"
        assert (answer["In-Reply-To"], answer["References"]) == (first["Message-ID"],) * 2
        assert (answer["Subject"], answer["From"], answer["To"]) == (
            "Re: My order",
            f"Trunkline Help <{US}>",
            f"Ann <{ANN}>",
        )
        assert answer.get_content().replace("\r\n", "\n") == "We look into it.\n\n-- \nBo, Help\n"
        assert answer["Auto-Submitted"] is None

        quoted = "Thank you!\n\nOn Mon, 11 Jan 2027 at 10:00, Trunkline Help wrote:\n> We look into it.\n"
        references = f"{first['Message-ID']} {answer['Message-ID']}"
        await house.post(
            ANN, US, bytes(mail(quoted, In_Reply_To=answer["Message-ID"], References=references))
        )
        second = await inlet.message(2)
        assert (second.text, second.whom) == ("Thank you!", event.whom)
        assert second.extra["full"].rstrip() == quoted.rstrip()

        await house.post(
            ANN, US, bytes(mail("One more", In_Reply_To=answer["Message-ID"], Subject="Quite another"))
        )
        assert (await inlet.message(3)).whom.topic == event.whom.topic

        colleague = mail("I am her boss.", From="Cy <cy@customer.test>", In_Reply_To=answer["Message-ID"])
        await house.post("cy@customer.test", US, bytes(colleague))
        other = await inlet.message(4)
        assert (other.whom.address, other.whom.topic) == (event.whom.address, event.whom.topic)
        assert other.extra["from"] == "Cy <cy@customer.test>"

        await house.post(ANN, US, bytes(mail("Something else")))
        assert (await inlet.message(5)).whom.topic != event.whom.topic


async def test_files_both_ways(house: MailHouse) -> None:
    async with reading(account(house), KeptInlet()) as inlet:
        one = mail("See below.")
        one.add_alternative(
            '<p>See <b>below</b>.</p><img src="cid:p1"><img src="https://spy.test/x.gif">', subtype="html"
        )
        one.get_payload()[1].add_related(PIXEL, "image", "png", cid="<p1>")  # type: ignore[union-attr, index]
        one.add_attachment(
            b"%PDF-1.4 bill", maintype="application", subtype="pdf", filename="Rechnung März.pdf"
        )
        one.add_attachment(mail("The old one", Subject="Old"))
        await house.post(ANN, US, bytes(one))
        event = await inlet.message()
        assert [(file.name, file.content_type) for file in event.files] == [
            ("file.png", "image/png"),
            ("Rechnung März.pdf", "application/pdf"),
            ("Old.eml", "message/rfc822"),
        ]
        assert inlet.files[event.files[0].id or ""][2] == PIXEL
        assert inlet.files[event.files[1].id or ""][2] == b"%PDF-1.4 bill"
        assert event.html == (
            '<p>See <b>below</b>.</p><img src="/api/v1/files/file-1"><img data-remote="https://spy.test/x.gif">'
        )
        assert event.extra["inline"] == ["file-1"]

    async def content() -> bytes:
        return PIXEL

    file = OutgoingFile("Bild\r\nBcc: x@y.test.png", "image/png", len(PIXEL), content, "https://we.test/f")
    await CHANNEL.send(
        account(house), outgoing("Look", html="<p>Look</p><script>x</script>", files=[file]), NO_HTTP
    )
    answer = await house.dovecot.mail(ANN)
    [attached] = answer.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Bild Bcc: x@y.test.png", PIXEL)
    html = answer.get_body(("html",))
    assert html is not None and "script" not in html.get_content()
    assert answer["Bcc"] is None


async def test_copies_get_it_too_and_hidden_ones_unseen(house: MailHouse) -> None:
    extra = {"cc": ["Cy <cy@customer.test>"], "bcc": ["boss@trunkline.test"]}
    await CHANNEL.send(account(house), outgoing(extra=extra), NO_HTTP)
    for recipient in (ANN, "cy@customer.test", "boss@trunkline.test"):
        one = await house.dovecot.mail(recipient)
        assert (one["To"], one["Cc"], one["Bcc"]) == (f"Ann <{ANN}>", "Cy <cy@customer.test>", None)


async def test_a_bounce_is_the_fate_of_the_message_that_it_is_about(house: MailHouse) -> None:
    async with reading(account(house), KeptInlet()) as inlet:
        sent = await CHANNEL.send(account(house), outgoing(), NO_HTTP)
        ours = bytes(await house.dovecot.mail(ANN))
        await house.post("", US, bounce(ours))
        receipt = await inlet.receipt()
        assert (receipt.message, receipt.ours, receipt.state) == (
            sent.provider_id,
            outgoing().id,
            MessageState.FAILED,
        )
        assert receipt.reason == "550 5.1.1 No such user here"
        assert inlet.messages == []


def bounce(original: bytes) -> bytes:
    headers = original.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"\n").decode()
    return f"""From: Mail Delivery System <MAILER-DAEMON@mx.customer.test>
To: {US}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: <bounce1@mx.customer.test>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.test

Final-Recipient: rfc822; {ANN}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user here

--b
Content-Type: text/rfc822-headers

{headers}

--b--
""".encode()


@asynccontextmanager
async def answering_all(house: MailHouse, inlet: KeptInlet, text: str) -> AsyncIterator[list[MessageArrived]]:
    """A flow that answers whatever no machine wrote."""
    answered: list[MessageArrived] = []

    async def answer(events: Sequence[TextEvent]) -> None:
        for event in events:
            if isinstance(event, MessageArrived) and not event.automatic:
                answered.append(event)
                id = f"{len(answered):032x}"
                await CHANNEL.send(
                    account(house), outgoing(text, **to(event), id=id, automatic=True), NO_HTTP
                )

    inlet.before = answer
    async with reading(account(house, most_per_hour="5"), inlet):
        yield answered


def machine(house: MailHouse, polite: bool) -> Callable[[Envelope], str | None]:
    """The customer's own machine answers every mail it gets; a polite one says that it is one."""

    def answer(envelope: Envelope) -> str | None:
        if ANN in envelope.rcpt_tos:
            note = mail(
                "I am on holiday.", Subject="Away", **({"Auto-Submitted": "auto-replied"} if polite else {})
            )
            house.office.deliver(_enveloped(bytes(note)))
        return None

    return answer


def _enveloped(content: bytes) -> Envelope:
    envelope = Envelope()
    envelope.mail_from, envelope.rcpt_tos, envelope.content = ANN, [US], content
    return envelope


async def test_two_machines_that_say_so_stop_at_once(house: MailHouse) -> None:
    house.office.on_mail = machine(house, polite=True)
    inlet = KeptInlet()
    async with answering_all(house, inlet, "We are closed.") as answered:
        await house.post(ANN, US, bytes(mail()))
        note = await inlet.message(2)
        assert (note.automatic, note.extra["machine"]) == (True, "Auto-Submitted")
        assert len(answered) == 1
        answer = await house.dovecot.mail(ANN)
        assert (answer["Auto-Submitted"], answer["X-Auto-Response-Suppress"]) == ("auto-replied", "All")


async def test_a_machine_that_hides_it_is_answered_a_few_times_only(house: MailHouse) -> None:
    house.office.on_mail = machine(house, polite=False)
    inlet = KeptInlet()
    async with answering_all(house, inlet, "We are closed.") as answered:
        await house.post(ANN, US, bytes(mail()))
        last = await inlet.message(6)
        assert (last.automatic, last.extra["machine"]) == (True, "too many")
        assert len(answered) == 5
        assert len(inlet.place["recent"][ANN]) == 6


async def test_what_came_while_nobody_read_is_there_after_a_restart(house: MailHouse) -> None:
    inlet = KeptInlet()
    async with reading(account(house), inlet):
        await house.post(ANN, US, bytes(mail("before")))
        await inlet.message()
    await house.post(ANN, US, bytes(mail("meanwhile")))
    async with reading(account(house), inlet):
        await house.post(ANN, US, bytes(mail("after")))
        await inlet.message(3)
    assert [event.text for event in inlet.messages] == ["before", "meanwhile", "after"]


async def test_a_mail_that_was_not_durable_comes_again(house: MailHouse) -> None:
    """The database failed: the cursor did not move."""
    inlet = KeptInlet()
    failures = [Unreachable("The database is away.")] * 2

    async def fail(events: Sequence[TextEvent]) -> None:
        if events and failures:
            raise failures.pop()

    inlet.before = fail
    async with reading(account(house), inlet):
        await house.post(ANN, US, bytes(mail("stubborn")))
        assert (await inlet.message()).text == "stubborn"
    assert failures == []
    assert len(inlet.messages) == 1


async def test_the_server_restarts(house: MailHouse) -> None:
    inlet = KeptInlet()
    async with reading(account(house), inlet):
        await asyncio.to_thread(house.dovecot.stop)
        await asyncio.to_thread(house.dovecot.start)
        await house.post(ANN, US, bytes(mail("after the restart")))
        assert (await inlet.message()).text == "after the restart"


async def test_a_mailbox_that_counts_anew_brings_nothing_twice(house: MailHouse) -> None:
    inlet = KeptInlet()
    async with reading(account(house), inlet):
        await house.post(ANN, US, bytes(mail("one")))
        await house.post(ANN, US, bytes(mail("two")))
        await inlet.message(2)
    before = inlet.place["validity"]
    house.dovecot.begin_anew(US)
    await house.post(ANN, US, bytes(mail("three")))
    async with reading(account(house), inlet):
        await inlet.message(3)
        assert inlet.place["validity"] != before
    assert [event.text for event in inlet.messages] == ["one", "two", "three"]


async def test_a_new_account_leaves_old_mail_alone_unless_told(house: MailHouse) -> None:
    await house.post(ANN, US, bytes(mail("old")))
    inlet = KeptInlet()
    async with reading(account(house), inlet):
        await house.post(ANN, US, bytes(mail("new")))
        assert (await inlet.message()).text == "new"
    inlet = KeptInlet()
    async with reading(account(house, begin="all"), inlet):
        await inlet.message(2)
    assert [event.text for event in inlet.messages] == ["old", "new"]


async def test_what_we_took_is_marked_as_read(house: MailHouse) -> None:
    inlet = KeptInlet()
    async with reading(account(house), inlet):
        await house.post(ANN, US, bytes(mail("one")))
        await house.post(ANN, US, bytes(mail("two")))
        await inlet.message(2)
    with house.dovecot.mailbox(US) as imap:
        assert b"1" in imap.uid("SEARCH", "SEEN")[1][0].split()


async def test_a_huge_mail_is_read_in_part(house: MailHouse) -> None:
    one = mail("The words.\n" + "x" * 70 + "\n")
    one.add_attachment(bytes(1_600_000), maintype="application", subtype="zip", filename="big.zip")
    async with reading(account(house, largest="1"), KeptInlet()) as inlet:
        await house.post(ANN, US, bytes(one))
        event = await inlet.message()
    assert event.text.startswith("The words.")
    assert event.extra["truncated"] > 2_000_000
    assert event.files == ()


async def test_a_server_without_idle_is_asked() -> None:
    async with mail_house(idles=False) as house:
        assert "is asked every 30 seconds" in await CHANNEL.test(account(house), NO_HTTP)
        often = Email(lambda: NOW, poll=0.05)
        async with reading(account(house), KeptInlet(), often) as inlet:
            await house.post(ANN, US, bytes(mail("asked for")))
            assert (await inlet.message()).text == "asked for"


async def test_the_test_of_an_account_says_what_is_wrong(house: MailHouse) -> None:
    assert await CHANNEL.test(account(house), NO_HTTP) == (
        "INBOX has 0 e-mails, and the server tells us of new e-mail; the SMTP server lets us in."
    )
    for wrong, said in (
        ({"password": "wrong"}, "does not let help@trunkline.test in"),
        ({"mailbox": "Nowhere"}, "There is no mailbox 'Nowhere'"),
        ({"smtp_password": "wrong"}, "does not let help@trunkline.test in"),
        ({"imap_port": "1"}, "cannot be reached on port 1"),
        ({"smtp_port": "1"}, "cannot be reached on port 1"),
        ({"imap_host": "mail.example.com"}, "Passwords would go to mail.example.com for all to read"),
        ({"smtp_security": "starttls"}, "offers no STARTTLS"),
    ):
        with pytest.raises(ChannelError, match=said):
            await CHANNEL.test(account(house, **wrong), NO_HTTP)


@pytest.mark.parametrize(
    ("answer", "error"),
    [("550 5.1.1 No such user", SendFailed), ("450 4.2.1 Mailbox busy", TryLater)],
)
async def test_a_refusal_by_its_code(house: MailHouse, answer: str, error: type[SendFailed]) -> None:
    house.office.refuses["cy@customer.test"] = answer
    with pytest.raises(SendFailed, match=answer) as raised:
        await CHANNEL.send(account(house), outgoing(extra={"cc": ["cy@customer.test"]}), NO_HTTP)
    assert type(raised.value) is error
    assert await asyncio.to_thread(house.dovecot.mails, ANN) == []


async def test_silence_after_the_content_is_an_unknown_outcome(house: MailHouse) -> None:
    house.office.silent_after_content = True
    with pytest.raises(OutcomeUnknown):
        await CHANNEL.send(account(house), outgoing(), NO_HTTP)


async def test_a_connection_that_is_cut_is_made_anew(house: MailHouse) -> None:
    """Between us and the server stands a relay that is shot down in the middle of a mail."""
    inlet = KeptInlet()
    async with relay(house.dovecot) as (port, cut), reading(account(house, imap_port=str(port)), inlet):
        for text in ("one", "two", "three"):
            cut()
            await house.post(ANN, US, bytes(mail(text)))
        await inlet.message(3)
    assert [event.text for event in inlet.messages] == ["one", "two", "three"]


@asynccontextmanager
async def relay(dovecot: Dovecot) -> AsyncIterator[tuple[int, Callable[[], None]]]:
    open_now: set[asyncio.StreamWriter] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(4096):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_reader, to_writer = await asyncio.open_connection(HOST, dovecot.imap_port)
        both = {writer, to_writer}
        open_now.update(both)
        await asyncio.gather(pump(reader, to_writer), pump(to_reader, writer))
        open_now.difference_update(both)

    def cut() -> None:
        for writer in open_now:
            writer.transport.abort()

    server = await asyncio.start_server(passed_on, HOST, 0)
    async with server:
        yield server.sockets[0].getsockname()[1], cut
        cut()
