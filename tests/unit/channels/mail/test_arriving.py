"""Mails of all kinds of programs: who writes, in which thread, what they wrote this time, and whether a person did."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.mail import arriving, bounces, names, reading
from ari_app.channels.mail.arriving import House, Refused
from ari_app.conversation.text import FileArrived, MessageArrived
from ari_app.storage.choices import Failure, MessageState
from tests.unit.channels.mail.letters import NAMES, letter, raw

KEY = b"a key of the tests"
HOUSE = House("a1", "help@trunkline.test", KEY)
OURS = names.message_id(KEY, names.Named("message-1", "ann@customer.test", "topic"), "trunkline.test")
FORGED = names.message_id(
    b"another key", names.Named("message-1", "ann@customer.test", "topic"), "trunkline.test"
)


def event_of(content: bytes, house: House = HOUSE, count: int = 1) -> MessageArrived:
    one = reading.letter(reading.parsed(content))
    files = [
        (file, FileArrived(file.name, file.content_type, 0, f"f{at}")) for at, file in enumerate(one.files)
    ]
    return arriving.event(arriving.arrived(one, content, 5.0, len(content), house), files, [], house, count)


def mail(headers: str = "", text: str = "Hello", sender: str = "Ann <ann@customer.test>") -> bytes:
    base = f"From: {sender}\nTo: help@trunkline.test\nMessage-ID: <m1@customer.test>\n"
    return f"{base}{headers}\n{text}\n".encode()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gmail_reply", "That worked, thank you! One question: does the blue one cost €20 as well?"),
        (
            "outlook_german",
            "Guten Tag,\n\nanbei die Rechnung. Der Betrag ist 20 € zu hoch.\n\nMit freundlichen Grüßen\nJörg Müller",
        ),
        ("outlook_classic", "It still blinks red."),
        ("apple_mail", "Here it is.\n\nKind regards\nAnna"),
        ("iphone_english", "Ten o’clock is fine 👍"),
        ("iphone_german", "Zehn Uhr passt."),
        ("android_german", "Geht auch Dienstag?"),
        ("mailing_list", "What happened in January."),
        ("vacation", "I am away until Friday."),
        ("contact_form", "Name: Ann Lee\n\nI need a new part (https://shop.example/x)."),
        ("broken", "Hello €\ncafé  end"),
    ],
)
def test_what_was_written_this_time(name: str, text: str) -> None:
    event = event_of(raw(name))
    assert event.text == text
    whole = letter(name).text
    assert event.extra.get("full", "") == ("" if whole.strip() == text else whole)


def test_who_writes_between_the_lines_is_shown_as_they_wrote() -> None:
    event = event_of(raw("thunderbird_between_the_lines"))
    assert event.text.startswith(
        "Am 11.01.27 um 12:58 schrieb Trunkline Help:\n> Which browser is it?\n\nFirefox."
    )
    assert "full" not in event.extra


def test_html_without_the_quote() -> None:
    event = event_of(raw("gmail_reply"))
    assert event.html == (
        "<div>That worked, thank you! One question: does the <b>blue</b> one cost €20 as well?</div><br>"
    )
    assert "switch it off" in event.extra["full_html"]
    outlook = event_of(raw("outlook_german"))
    assert outlook.html is not None
    assert "Jörg Müller" in outlook.html
    assert "Gesendet" not in outlook.html
    assert "schicken" not in outlook.html


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("mailing_list", "Precedence"),
        ("vacation", "Auto-Submitted"),
        ("contact_form", "sender"),
        *((name, "") for name in NAMES if name not in ("mailing_list", "vacation", "contact_form")),
    ],
)
def test_who_is_a_machine(name: str, why: str) -> None:
    event = event_of(raw(name))
    assert (event.extra.get("machine", ""), event.automatic) == (why, bool(why))


def test_everybody_else_is_kept_for_an_answer() -> None:
    event = event_of(raw("outlook_german"))
    assert event.whom.address == "joerg.mueller@firma.example"
    assert (event.whom.name, event.subject) == ("Müller, Jörg", "AW: Rückfrage zur Rechnung")
    assert event.extra["cc"] == ["Eva Kurz <eva.kurz@firma.example>"]
    assert "to" not in event.extra
    assert [file.name for file in event.files] == ["Rechnung März.pdf"]


def test_a_form_of_a_web_site() -> None:
    """By default it is the site that writes; an account may say that it is whom the site asks us to answer."""
    event = event_of(raw("contact_form"))
    assert (event.whom.address, event.extra["reply_to"]) == (
        "no-reply@shop.example",
        ['"Lee, Ann" <ann@customer.test>'],
    )
    event = event_of(raw("contact_form"), replace(HOUSE, by_reply_to=True))
    assert (event.whom.address, event.whom.name) == ("ann@customer.test", "Lee, Ann")
    assert (event.automatic, event.subject) == (False, "Kontakt: Grüße aus Köln")


TOPIC = names.topic_of("first@customer.test")


@pytest.mark.parametrize(
    ("headers", "topic"),
    [
        ("", names.topic_of("m1@customer.test")),
        ("References: <first@customer.test> <x@y.test>\n", TOPIC),
        ("In-Reply-To: <first@customer.test>\n", TOPIC),
        (f"In-Reply-To: <{OURS}>\n", "topic"),
        (f"References: <first@customer.test> <{OURS}>\n", "topic"),
        (f"References: <first@customer.test>\n\t<{OURS}>\nIn-Reply-To: <x@y.test>\n", "topic"),
        (f"References: <first@customer.test>\nIn-Reply-To: <{FORGED}>\n", TOPIC),
        (f"Subject: Re: Hi {names.tag(KEY, TOPIC)}\n", TOPIC),
        (f"Subject: Re: Hi {names.tag(b'another', TOPIC)}\n", names.topic_of("m1@customer.test")),
    ],
)
def test_the_thread(headers: str, topic: str) -> None:
    event = event_of(mail(headers))
    assert (event.whom.address, event.whom.topic) == ("ann@customer.test", topic)


CHECKED = replace(HOUSE, server="mx.trunkline.test")
FAILS = "Authentication-Results: mx.trunkline.test; dmarc=fail header.from=customer.test\n"
OWN = names.topic_of("doubted:m1@customer.test")
CY, ANN = "cy@customer.test", "ann@customer.test"


@pytest.mark.parametrize(
    ("sender", "headers", "whom"),
    [
        # Nobody comes into a thread of another address by a Message-ID that they have guessed, or seen,
        (CY, "References: <first@customer.test>\n", (CY, TOPIC)),
        (CY, f"References: <{FORGED}>\n", (CY, names.topic_of(FORGED))),
        (CY, f"Subject: Re: Hi {names.tag(KEY, TOPIC)}\n", (CY, TOPIC)),
        # but a colleague whom the customer has given our answer,
        (CY, f"In-Reply-To: <{OURS}>\n", (ANN, "topic")),
        # unless the sender is doubted: then it is a thread of its own,
        (CY, f"{FAILS}In-Reply-To: <{OURS}>\n", (CY, OWN)),
        (ANN, f"{FAILS}In-Reply-To: <first@customer.test>\n", (ANN, OWN)),
        (ANN, f"{FAILS}Subject: Re: Hi {names.tag(KEY, TOPIC)}\n", (ANN, OWN)),
        (ANN, FAILS, (ANN, OWN)),
        # but for who has what we wrote to this very address.
        (ANN, f"{FAILS}In-Reply-To: <{OURS}>\n", (ANN, "topic")),
    ],
)
def test_nobody_comes_into_the_thread_of_another(sender: str, headers: str, whom: tuple[str, str]) -> None:
    event = event_of(mail(headers, sender=sender), CHECKED)
    assert (event.whom.address, event.whom.topic) == whom
    assert event.extra.get("unverified", "") == ("dmarc=fail" if FAILS in headers else "")


@pytest.mark.parametrize(
    ("sender", "headers", "goes"),
    [
        (ANN, "", ["x@else.test"]),
        (ANN, FAILS, []),
        (CY, f"In-Reply-To: <{OURS}>\n", []),
    ],
)
def test_only_the_customer_says_where_answers_go(sender: str, headers: str, goes: list[str]) -> None:
    event = event_of(mail(f"{headers}Reply-To: x@else.test\n", sender=sender), CHECKED)
    assert event.extra.get("reply_to", []) == goes


def test_somebody_else_may_answer_in_a_thread_when_we_signed_for_it() -> None:
    event = event_of(mail(f"In-Reply-To: <{OURS}>\n", sender="Cy <cy@customer.test>"))
    assert (event.whom.address, event.whom.name, event.extra["from"]) == (
        "ann@customer.test",
        "",
        "Cy <cy@customer.test>",
    )
    forged = event_of(mail(f"In-Reply-To: <{FORGED}>\n", sender="Cy <cy@customer.test>"))
    assert forged.whom.address == "cy@customer.test"


def test_the_subject_is_shown_without_our_tag() -> None:
    assert event_of(mail(f"Subject: Re: Hi {names.tag(KEY, TOPIC)} there\n")).subject == "Re: Hi there"


@pytest.mark.parametrize(
    ("sender", "count", "why"),
    [
        ("ann@customer.test", 20, ""),
        ("ann@customer.test", 21, "too many"),
        ("help@trunkline.test", 1, "own address"),
        ("", 1, "no sender"),
    ],
)
def test_whom_no_flow_answers(sender: str, count: int, why: str) -> None:
    event = event_of(mail(sender=sender), count=count)
    assert (event.extra.get("machine", ""), event.automatic) == (why, bool(why))


def test_a_mail_without_a_message_id_has_a_digest_of_its_own() -> None:
    one, two = (event_of(f"From: ann@customer.test\n\n{text}".encode()) for text in ("Hello", "Hallo"))
    assert one.provider_id.startswith("none:")
    assert one.provider_id != two.provider_id
    assert one.whom.topic != two.whom.topic


def test_what_we_sent_ourselves_is_known() -> None:
    for name, ours in ((OURS, True), (FORGED, False), ("m1@customer.test", False)):
        content = f"From: help@trunkline.test\nMessage-ID: <{name}>\n\nHi".encode()
        one = reading.letter(reading.parsed(content))
        assert arriving.is_ours(arriving.arrived(one, content, 0.0, len(content), HOUSE), HOUSE) is ours


def test_files_that_are_not_let_in_are_named() -> None:
    content = mail()
    one = arriving.arrived(reading.letter(reading.parsed(content)), content, 0.0, len(content) + 1, HOUSE)
    event = arriving.event(one, [], [Refused("a.exe", "It could run.")], HOUSE, 1)
    assert event.extra["refused"] == [{"name": "a.exe", "reason": "It could run."}]
    assert event.extra["truncated"] == len(content) + 1


def test_what_cannot_be_read_is_a_file() -> None:
    file = FileArrived("message.eml", "message/rfc822", 3, "f1")
    event = arriving.unreadable(b"xyz", [file], HOUSE, 5.0)
    assert (event.whom.address, event.files, event.automatic) == (arriving.NOBODY, (file,), True)


# --- what becomes of ours ----------------------------------------------------------------------------------------


def report(status: str, original: str = OURS, kind: str = "delivery-status") -> bytes:
    return f"""From: MAILER-DAEMON@mx.customer.test
Message-ID: <b1@mx.customer.test>
Content-Type: multipart/report; report-type={kind}; boundary=b

--b
Content-Type: text/plain

It did not go well.
--b
Content-Type: message/{kind}

{status}
--b
Content-Type: text/rfc822-headers

References: <first@customer.test> <{names.message_id(KEY, names.Named("older", "ann@customer.test", "t"), "x")}>
Message-ID: <{original}>
Subject: Hi
--b--
""".encode()


def recipient(
    action: str,
    address: str = "ann@customer.test",
    diagnosis: str = "smtp; 550 no such user",
    status: str = "",
) -> str:
    said = f"Final-Recipient: rfc822; {address}\nAction: {action}\nDiagnostic-Code: {diagnosis}\n"
    return f"Reporting-MTA: dns; x\n\n{said}" + (f"Status: {status}\n" if status else "")


READ = f"Original-Message-ID: <{OURS}>\nDisposition: manual-action/MDN-sent-manually; displayed\n"
FAILED = bounces.Fate(OURS, "message-1", MessageState.FAILED, "550 no such user")
FOR_GOOD = replace(FAILED, failure=Failure.LASTING)


@pytest.mark.parametrize(
    ("content", "fates"),
    [
        (report(recipient("failed")), (FAILED,)),
        (report(recipient("failed", status="5.1.1")), (FOR_GOOD,)),
        (report(recipient("failed", status="5.2.2")), (FAILED,)),
        (report(recipient("failed", status="4.4.7")), (FAILED,)),
        (report(recipient("failed", "ANN@Customer.test")), (FAILED,)),
        (report(recipient("failed", "cy@customer.test")), ()),
        (report(recipient("delayed")), ()),
        (report(recipient("delivered")), (bounces.Fate(OURS, "message-1", MessageState.DELIVERED),)),
        (report(recipient("failed"), original=FORGED), ()),
        (
            report(READ, kind="disposition-notification"),
            (bounces.Fate(OURS, "message-1", MessageState.READ),),
        ),
        (report(READ.replace("displayed", "deleted"), kind="disposition-notification"), ()),
        (report("garbage"), ()),
        (
            f"From: postmaster@x.test\nReturn-Path: <>\n\nNot delivered:\n> Message-ID: <{OURS}>\n".encode(),
            (bounces.Fate(OURS, "message-1", MessageState.FAILED, f"Not delivered: > Message-ID: <{OURS}>"),),
        ),
        (mail(f"In-Reply-To: <{OURS}>\n"), ()),
    ],
)
def test_what_became_of_ours(content: bytes, fates: tuple[bounces.Fate, ...]) -> None:
    message = reading.parsed(content)
    one = arriving.arrived(reading.letter(message), content, 5.0, len(content), HOUSE)
    receipts = arriving.receipts(one, message, HOUSE)
    assert [(each.message, each.ours, each.state, each.reason) for each in receipts] == [
        (fate.message_id, fate.message, fate.state, fate.reason) for fate in fates
    ]


# --- whatever comes ----------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(
            b"From: ",
            b"To: ",
            b"Content-Type: multipart/mixed; boundary=b\n",
            b"\n--b\n",
            b"--b--\n",
            b"\n\n",
            b"=?utf-8?b?4oKs?=",
            b"=?x?q?=",
        ),
        *(
            b"Content-Type: text/html; charset=",
            b"utf-7",
            b"Content-Transfer-Encoding: base64\n",
            b"message/rfc822",
            b"Message-ID: <",
            b">",
        ),
        *(
            b"multipart/report",
            b"Content-Type: message/delivery-status\n\n",
            b"\xff\xfe",
            b"\0",
            b"filename*0*=utf-8''%",
            b"<blockquote type=cite>",
        ),
        *(
            b"References: ",
            b"a@b.c",
            b"(",
            b"<<",
            b'"',
            b"Content-Disposition: attachment;\n",
            b"On x wrote:",
            b"> ",
            b"\n",
        ),
    ]
)
GARBAGE = st.one_of(
    st.binary(max_size=300), st.lists(st.one_of(PIECES, st.binary(max_size=6)), max_size=30).map(b"".join)
)


@pytest.mark.parametrize(
    "content",
    [
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n\n" * 500_000,
        b"a:b\n" * 2_000_000,
        b"Content-Type: text/plain; " + b'a*0=";' * 500_000 + b"\n\nHello",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(2000)),
    ],
    ids=["parts", "headers", "a header", "parts in parts"],
)
def test_v15_2_2_a_letter_that_is_made_to_keep_us_busy_is_not_taken_apart(content: bytes) -> None:
    """It is shown as a file."""
    began = time.process_time()
    with pytest.raises(reading.Unreadable):
        reading.letter(reading.parsed(content))
    assert time.process_time() - began < 30.0  # seconds of the processor, on however slow a machine


def survives(content: bytes) -> None:
    """Something comes out that a database and a page take, or it says that it cannot be read."""
    try:
        message = reading.parsed(content)
        one = arriving.arrived(reading.letter(message), content, 0.0, len(content), HOUSE)
    except reading.Unreadable:
        return
    arriving.receipts(one, message, HOUSE)
    files = [
        (file, FileArrived(file.name, file.content_type, 0, f"f{at}"))
        for at, file in enumerate(one.letter.files)
    ]
    event = arriving.event(one, files, [], HOUSE, 1)
    said = (event.provider_id, event.text, event.html or "", event.subject, event.whom.name, str(event.extra))
    assert not any("\0" in each or any("\ud800" <= char <= "\udfff" for char in each) for each in said)
    assert event.provider_id
    assert "\n" not in event.subject


@given(GARBAGE)
def test_no_mail_stops_us(content: bytes) -> None:
    survives(content)


@given(st.sampled_from(NAMES), st.data())
def test_no_damaged_mail_stops_us(name: str, data: st.DataObject) -> None:
    whole = raw(name)
    at = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 60))
    survives(whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + length :])


def test_parts_within_parts_end() -> None:
    content = b"From: a@b.test\n"
    for depth in range(300):
        content += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
    survives(content + b"\ntext")
