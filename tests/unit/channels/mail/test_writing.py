"""Our e-mails: whole, and nothing that anybody enters becomes a header."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.contract import Outgoing
from ari_app.channels.errors import SendFailed
from ari_app.channels.mail import names
from ari_app.channels.mail.writing import Attachment, Sender, written

KEY = b"a key of the tests"
SENDER = Sender("help@us.test", "Help", KEY)
MESSAGE = Outgoing(
    "m-1", "ann@customer.test", "topic", "Ann", "Hello", subject="My order", references=("a@b.test",)
)
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version"}
HEADERS |= {"Content-Type", "Content-Transfer-Encoding"}


def mail(message: Outgoing, sender: Sender = SENDER, files: tuple[Attachment, ...] = ()) -> EmailMessage:
    return message_from_bytes(written(message, sender, files, 1_800_000_000.0).content, policy=policy.default)


def test_an_answer() -> None:
    one = mail(MESSAGE)
    assert set(one.keys()) == HEADERS
    assert (one["From"], one["To"], one["Subject"]) == (
        "Help <help@us.test>",
        "Ann <ann@customer.test>",
        "Re: My order",
    )
    assert one["Date"] == "Fri, 15 Jan 2027 08:00:00 +0000"
    assert list(names.own(KEY, one["Message-ID"])) == [names.Named("m-1", "ann@customer.test", "topic")]


@pytest.mark.parametrize(
    ("subject", "references", "shown"),
    [
        ("My order", (), "My order"),
        ("My order", ("a@b.test",), "Re: My order"),
        ("AW: My order", ("a@b.test",), "AW: My order"),
        ("Re[2]: My order", ("a@b.test",), "Re[2]: My order"),
        ("", ("a@b.test",), "Re:"),
        ("Grüße aus Köln", (), "Grüße aus Köln"),
    ],
)
def test_the_subject(subject: str, references: tuple[str, ...], shown: str) -> None:
    assert mail(replace(MESSAGE, subject=subject, references=references))["Subject"] == shown


def test_the_subject_with_a_tag_has_it_once() -> None:
    tag = names.tag(KEY, "abcdefghijklmnop")
    message = replace(MESSAGE, topic="abcdefghijklmnop", subject=f"Re: My order {tag}")
    assert mail(message, replace(SENDER, tagged=True))["Subject"] == f"Re: My order {tag}"


def test_long_ids_stay_whole_and_what_is_no_id_is_left_out() -> None:
    long = "x" * 300 + "@outlook.test"
    many = tuple(f"{number}@b.test" for number in range(50))
    references = ("first@b.test", *many, "none:1234", "evil@b.test>\r\nBcc: x@y.test", long)
    one = written(replace(MESSAGE, references=references), SENDER, (), 0.0).content
    assert f"<{long}>\r\n".encode() in one
    assert b"=?" not in one.partition(b"\r\n\r\n")[0]
    assert b"Bcc" not in one
    found = message_from_bytes(one)["References"].split()
    assert (len(found), found[0], found[-1]) == (13, "<first@b.test>", f"<{long}>")
    assert message_from_bytes(one)["In-Reply-To"] == f"<{long}>"
    assert max(map(len, one.split(b"\r\n"))) < 998


EVIL = "x\r\nBcc: evil@spy.test\r\n\r\n<script>"


@pytest.mark.parametrize(
    "evil",
    [
        {"subject": EVIL},
        {"name": EVIL},
        {"extra": {"agent": EVIL}},
        {"extra": {"cc": [f'"{EVIL}" <cc@x.test>']}},
        {"text": EVIL},
        {"subject": "x\x00\x0b\x0c\u2028\u2029\x85y"},
    ],
)
def test_nothing_becomes_a_header(evil: dict[str, Any]) -> None:
    """ASVS 1.3.11: nothing that anybody writes adds a header, or somebody who gets it."""
    sender = replace(SENDER, name="{agent} of Help", signature="{agent}")
    one = mail(replace(MESSAGE, **evil), sender, (Attachment(EVIL, f"text/x{EVIL}", b"x"),))
    assert set(one.keys()) - {"Cc"} == HEADERS - {"Content-Transfer-Encoding"}
    assert written(replace(MESSAGE, **evil), sender, (), 0.0).recipients in (
        ("ann@customer.test",),
        ("ann@customer.test", "cc@x.test"),
    )


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_entered(subject: str, name: str, text: str) -> None:
    one = written(replace(MESSAGE, subject=subject, name=name, text=text), SENDER, (), 0.0)
    parsed = message_from_bytes(one.content)
    assert set(parsed.keys()) == HEADERS
    assert one.recipients == ("ann@customer.test",)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "@x.test",
        "ann@",
        "a b@x.test",
        "ann@x.test\r\nRCPT TO:<evil@spy.test>",
        "ann@x.test>",
        "änn@x.test",
        "a@b@c.test,d@e.test",
    ],
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(SendFailed, match="is no e-mail address"):
        mail(replace(MESSAGE, address=address))
    with pytest.raises(SendFailed):
        mail(replace(MESSAGE, extra={"cc": [address or "x"]}))


def test_a_domain_in_other_letters() -> None:
    assert written(replace(MESSAGE, address="ann@müller.test"), SENDER, (), 0.0).recipients == (
        "ann@xn--mller-kva.test",
    )


def test_whom_else() -> None:
    extra = {
        "to": ["Lee <lee@customer.test>"],
        "cc": ['"Kurz, Eva" <eva@x.test>', "ann@customer.test"],
        "bcc": ["boss@us.test"],
    }
    one = written(replace(MESSAGE, extra=extra), SENDER, (), 0.0)
    assert one.recipients == ("lee@customer.test", "eva@x.test", "ann@customer.test", "boss@us.test")
    parsed = message_from_bytes(one.content, policy=policy.default)
    assert (parsed["To"], parsed["Cc"]) == (
        "Lee <lee@customer.test>",
        '"Kurz, Eva" <eva@x.test>, ann@customer.test',
    )
    assert b"boss@us.test" not in one.content


def test_a_machine_says_so() -> None:
    one = mail(replace(MESSAGE, automatic=True))
    assert (one["Auto-Submitted"], one["X-Auto-Response-Suppress"]) == ("auto-replied", "All")


def test_the_signature_in_both_forms() -> None:
    message = replace(MESSAGE, html="<p>Hello</p><img src=x onerror=alert(1)>", extra={"agent": "Bo <b>"})
    one = mail(message, replace(SENDER, signature="{agent}\nHelp"))
    text, html = (one.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and html is not None
    assert text.get_content().replace("\r", "") == "Hello\n\n-- \nBo <b>\nHelp\n"
    assert (
        html.get_content().replace("\r", "")
        == "<html><body><p>Hello</p><img><p>-- <br>Bo &lt;b&gt;<br>Help</p></body></html>\n"
    )
