"""E-mail by TLS and STARTTLS, and by tokens instead of a password, against a real dovecot and a real SMTP server: who is let
in, whose certificate is refused and what to do about it, and who is believed to have sent what."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from ari_app.channels import email
from ari_app.channels.account_rules import AccountDraft
from ari_app.channels.contract import Account, Outgoing
from ari_app.channels.double import ScriptedHttp
from ari_app.channels.email import Email
from ari_app.channels.errors import Misconfigured, SignInRefused, TryLater
from ari_app.channels.http import AiohttpHttp
from ari_app.storage import channel_accounts
from tests.certificates import Authority
from tests.integration.kept_inlet import NOW, KeptInlet
from tests.integration.mail_server import HOST, MailHouse, mail_house
from tests.integration.test_mail import reading
from tests.service.channels.conftest import empty_database, open_world

__all__ = ["empty_database"]
US, ANN = "help@trunkline.test", "ann@customer.test"
NO_HTTP = ScriptedHttp()
KEY = b"a key of the tests"
SECURE = pytest.mark.parametrize("security", ["tls", "starttls"])
WELL = "the SMTP server lets us in."


@pytest.fixture
async def house() -> AsyncIterator[MailHouse]:
    async with mail_house(user=US) as one:
        yield one


@pytest.fixture
async def http(house: MailHouse) -> AsyncIterator[AiohttpHttp]:
    """To who gives the tokens, on this machine."""
    async with AiohttpHttp([f"{HOST}:{house.tokens.port}"]) as one:
        yield one


def channel() -> Email:
    """With tokens of its own."""
    return Email(lambda: NOW)


def account(house: MailHouse, **settings: str) -> Account:
    return Account("mail1", "email", "Help", US, house.settings(US) | settings, key=KEY)


def by_tokens(house: MailHouse, security: str = "tls", **settings: str) -> Account:
    return account(house, **house.safe_settings(security) | house.by_tokens() | settings)


def outgoing(text: str = "We look into it.") -> Outgoing:
    return Outgoing(
        id="0123456789abcdef" * 2, address=ANN, topic="", name="Ann", text=text, subject="My order"
    )


def mail(text: str = "Good morning", *above: str) -> bytes:
    """`above`: headers that servers have put there."""
    one = EmailMessage()
    one["From"], one["To"], one["Subject"], one["Message-ID"] = (
        ANN,
        US,
        "My order",
        f"<{hash(text)}@customer.test>",
    )
    one.set_content(text)
    return "".join(f"{header}\r\n" for header in above).encode() + bytes(one)


# --- TLS ----------------------------------------------------------------------------------------------------------


@SECURE
async def test_both_ways_and_safely(house: MailHouse, security: str) -> None:
    """ASVS 12.3.1."""
    safe = account(house, **house.safe_settings(security))
    assert (await channel().test(safe, NO_HTTP)).endswith(WELL)
    async with reading(safe, KeptInlet(), channel()) as inlet:
        await house.post(ANN, US, mail("safely"))
        assert (await inlet.message()).text == "safely"
    sent = await channel().send(safe, outgoing(), NO_HTTP)
    assert (await house.dovecot.mail(ANN))["Message-ID"] == f"<{sent.provider_id}>"


@SECURE
@pytest.mark.parametrize("server", ["imap", "smtp"])
async def test_a_certificate_that_nobody_has_signed_is_refused(
    house: MailHouse, security: str, server: str
) -> None:
    """ASVS 12.3.2. And what to do stands there; another authority does not help."""
    safe = house.safe_settings(security)
    untrusted = {name: value for name, value in safe.items() if name.startswith(server)}
    one = account(house, **untrusted)
    said = rf"certificate of localhost:{untrusted[f'{server}_port']} is refused: nobody whom .* paste the certificate"
    for certificate in ("", Authority().certificate):
        with pytest.raises(Misconfigured, match=said):
            await channel().test(account(house, **untrusted, certificate=certificate), NO_HTTP)
    if server == "smtp":
        with pytest.raises(Misconfigured, match=said):
            await channel().send(one, outgoing(), NO_HTTP)
    else:
        with pytest.raises(Misconfigured, match=said):
            await channel().run(one, KeptInlet(), NO_HTTP)


@pytest.mark.parametrize("server", ["imap", "smtp"])
async def test_a_certificate_for_another_name_is_refused(house: MailHouse, server: str) -> None:
    """ASVS 12.3.2."""
    safe = house.safe_settings("tls") | {f"{server}_host": HOST}
    with pytest.raises(Misconfigured, match=f"it is not for {HOST}. Enter the server by the name"):
        await channel().test(account(house, **safe), NO_HTTP)


async def test_a_certificate_that_has_expired_is_refused(house: MailHouse) -> None:
    issued = house.dovecot.authority.issue("localhost", since=timedelta(days=-2), until=timedelta(minutes=-1))
    await asyncio.to_thread(house.dovecot.stop)
    await asyncio.to_thread(house.dovecot.show, issued)
    await asyncio.to_thread(house.dovecot.start)
    with pytest.raises(Misconfigured, match=r"it has expired\. Whoever runs the server has to renew it"):
        await channel().test(account(house, **house.safe_settings("tls")), NO_HTTP)


async def test_a_port_that_does_not_begin_with_tls(house: MailHouse) -> None:
    for name, port in (("imap_port", house.dovecot.imap_port), ("smtp_port", house.smtp_port)):
        wrong = house.safe_settings("tls") | {name: str(port)}
        with pytest.raises(Misconfigured, match="does not begin with TLS: look at the port"):
            await channel().test(account(house, **wrong), NO_HTTP)


# --- tokens -------------------------------------------------------------------------------------------------------


@SECURE
async def test_by_tokens_in_and_out(house: MailHouse, http: AiohttpHttp, security: str) -> None:
    """One token for all of it, since it is good for an hour."""
    one, both = by_tokens(house, security), channel()
    assert (await both.test(one, http)).endswith(WELL)
    running = asyncio.create_task(both.run(one, inlet := KeptInlet(), http))
    await inlet.placed()
    await house.post(ANN, US, mail("by a token"))
    assert (await inlet.message()).text == "by a token"
    await both.send(one, outgoing(), http)
    await house.dovecot.mail(ANN)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [form["grant_type"] for form in house.tokens.forms] == ["refresh_token"]


async def test_a_token_that_has_ended_is_fetched_anew(house: MailHouse, http: AiohttpHttp) -> None:
    """By our clock it is still good: the server says that it is not."""
    one, both = by_tokens(house), channel()
    await both.test(one, http)
    house.tokens.good.clear()
    assert (await both.test(one, http)).endswith(WELL)
    house.tokens.good.clear()
    await both.send(one, outgoing(), http)
    await house.dovecot.mail(ANN)
    assert len(house.tokens.forms) == 3


async def test_by_our_clock_it_is_fetched_before_it_ends(house: MailHouse, http: AiohttpHttp) -> None:
    now = [NOW]
    one, both = by_tokens(house), Email(lambda: now[0])
    await both.test(one, http)
    now[0] += 3600 - 130
    await both.test(one, http)
    assert len(house.tokens.forms) == 1
    now[0] += 20
    await both.test(one, http)
    assert [form["refresh_token"] for form in house.tokens.forms] == ["refresh-0", "refresh-1"]


async def test_what_is_wrong_with_tokens(house: MailHouse, http: AiohttpHttp) -> None:
    with pytest.raises(Misconfigured, match=r"invalid_client.: look at the client and its secret"):
        await channel().test(by_tokens(house, client_secret="wrong"), http)
    with pytest.raises(SignInRefused, match=r"does not let somebody@else.test in"):
        await channel().test(by_tokens(house, user="somebody@else.test"), http)
    with pytest.raises(
        Misconfigured, match=r"invalid_grant.: the permission has ended. Connect the mailbox again"
    ):
        await channel().test(by_tokens(house, refresh_token="an old one"), http)


async def test_an_smtp_server_that_does_not_take_the_token(house: MailHouse, http: AiohttpHttp) -> None:
    with pytest.raises(SignInRefused, match=r"does not let somebody@else.test in: 535"):
        await channel().send(by_tokens(house, smtp_user="somebody@else.test"), outgoing(), http)
    assert len(house.tokens.forms) == 2  # it was asked for once more


async def test_a_client_that_signs_in_for_itself(house: MailHouse, http: AiohttpHttp) -> None:
    """As Microsoft 365 has it for programs, without a person's consent."""
    one = by_tokens(house, refresh_token="", scope="https://outlook.office365.com/.default")
    assert (await channel().test(one, http)).endswith(WELL)
    assert house.tokens.forms == [
        {
            "grant_type": "client_credentials",
            "client_id": "us",
            "client_secret": "client-secret",
            "scope": "https://outlook.office365.com/.default",
        }
    ]


async def test_the_newer_refresh_token_outlives_the_program(
    house: MailHouse, http: AiohttpHttp, tmp_path: Path, empty_database: Path
) -> None:
    """It is sealed in the database: an account that is opened anew, by a program that has just begun, comes with it; an
    old one would be taken for stolen."""
    async with open_world(tmp_path, empty_database, email.CHANNEL) as world:
        settings = by_tokens(house).settings
        draft = AccountDraft("email", "Help", US, "welcome", {**settings, "token_url": "https://later.test/"})
        await world.channels.accounts.add(draft, "admin", "mail1")
        before = await channel_accounts.one(world.database.reader, "mail1")
        for life in range(3):
            await world.channels.load()
            found = world.channels.accounts.of("mail1")
            assert found is not None
            opened = found[0]
            assert opened.settings["refresh_token"] == f"refresh-{life}"
            here = Account(
                "mail1", "email", "Help", US, {**opened.settings, "token_url": settings["token_url"]},
                key=opened.key, keep=opened.keep,
            )  # fmt: skip
            assert (await channel().test(here, http)).endswith(WELL)
        after = await channel_accounts.one(world.database.reader, "mail1")
        assert before is not None and after is not None and after.secrets is not None
        assert "refresh-3" not in after.secrets
        assert after.changed_at == before.changed_at
    assert not house.tokens.stolen


async def test_who_gives_tokens_is_away(house: MailHouse) -> None:
    with pytest.raises(TryLater):
        await channel().send(by_tokens(house), outgoing(), NO_HTTP)


# --- who has sent it ----------------------------------------------------------------------------------------------

FAILS = "Authentication-Results: mx.trunkline.test;\r\n\tspf=fail smtp.mailfrom=customer.test; dmarc=fail (p=none)"
FORGED = "Authentication-Results: mx.trunkline.test; dmarc=pass header.from=customer.test"


async def test_a_sender_whom_the_server_could_not_verify(house: MailHouse) -> None:
    """It is marked, and does not come into the thread that it names; the customer's own mail does."""
    checked = account(house, authserv_id="mx.trunkline.test")
    async with reading(checked, KeptInlet(), channel()) as inlet:
        await house.post(ANN, US, mail("mine"))
        first = await inlet.message()
        assert "unverified" not in first.extra
        answers = f"In-Reply-To: <{first.provider_id}>"
        await house.post("x@evil.test", US, mail("not mine", FAILS, FORGED, answers, "Reply-To: x@evil.test"))
        stranger = await inlet.message(2)
        assert stranger.extra["unverified"] == "dmarc=fail"
        assert stranger.whom.address == ANN and stranger.whom.topic != first.whom.topic
        assert "reply_to" not in stranger.extra
        await house.post(ANN, US, mail("mine again", FORGED.replace("mx.trunkline", "mx.other"), answers))
        assert (await inlet.message(3)).whom == first.whom
