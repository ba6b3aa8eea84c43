"""SMS by SMPP against a real SMS centre (npm's `smpp`): both ways, alphabets, long messages, receipts, restarts, limits."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ari_app.channels.contract import Account, Outgoing
from ari_app.channels.double import ScriptedHttp
from ari_app.channels.errors import Misconfigured, OutcomeUnknown, SendFailed, TryLater, Unreachable
from ari_app.channels.smpp import Smpp
from ari_app.conversation.text import ReceiptArrived, TextEvent
from ari_app.storage.choices import MessageState
from tests.certificates import Authority
from tests.integration.kept_inlet import NOW, KeptInlet
from tests.integration.smsc_server import SmsCentre, sms_centre

US, ANN = "+4930901820", "+491701234567"
NO_HTTP = ScriptedHttp()


@pytest.fixture
async def centre() -> AsyncIterator[SmsCentre]:
    async with sms_centre() as one:
        yield one


def channel(limit: float = 10.0) -> Smpp:
    ids = count(1)
    return Smpp(new_id=lambda: f"in-{next(ids)}", limit=limit)


def account(centre: SmsCentre, **settings: str) -> Account:
    given = {
        "host": "127.0.0.1",
        "port": str(centre.port),
        "security": "none",
        "system_id": "us",
        "password": "secret",
    }
    return Account("sms1", "smpp", "SMS", US, given | settings)


def outgoing(text: str, **more: Any) -> Outgoing:
    return replace(Outgoing(id="0123456789abcdef" * 2, address=ANN, topic="", name="Ann", text=text), **more)


@asynccontextmanager
async def bound(smpp: Smpp, account: Account, inlet: KeptInlet) -> AsyncIterator[None]:
    """It runs meanwhile, and again whenever the connection is lost, as the pollers do it."""

    async def again_and_again() -> None:
        while True:
            with suppress(TryLater):
                await smpp.run(account, inlet, NO_HTTP)
            await asyncio.sleep(0.05)

    running = asyncio.create_task(again_and_again())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def sent(smpp: Smpp, account: Account, message: Outgoing) -> str:
    """Sent as soon as there is a connection: nothing is left with anybody before."""
    async with asyncio.timeout(60):
        while True:
            with suppress(Unreachable):
                return (await smpp.send(account, message, NO_HTTP)).provider_id
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("text", "coding", "arrives"),
    [
        ("Hello {you}, it costs 5 €", 0, "Hello {you}, it costs 5 €"),
        ("Grüße “quoted” – and so on…", 0, 'Grüße "quoted" - and so on...'),
        ("Привет, Анна", 8, "Привет, Анна"),
        ("Done 👍🏽", 8, "Done 👍🏽"),
    ],
)
async def test_texts_in_their_alphabet_both_ways(
    centre: SmsCentre, text: str, coding: int, arrives: str
) -> None:
    smpp, inlet = channel(), KeptInlet()
    async with bound(smpp, account(centre), inlet):
        assert await sent(smpp, account(centre), outgoing(text)) == "m1"
        one = await centre.event("submit")
        assert (one["text"], one["coding"], one["receipt"]) == (arrives, coding, 1)
        assert (one["from"], one["from_ton"], one["to"], one["to_ton"]) == (
            "4930901820",
            1,
            "491701234567",
            1,
        )
        await centre.do("deliver", pdu=incoming(arrives, coding))
        event = await inlet.message()
        assert (event.text, event.whom.address, event.whom.account, event.at) == (arrives, ANN, "sms1", NOW)


def incoming(text: str, coding: int = 0) -> dict[str, Any]:
    return {
        "source_addr": ANN.removeprefix("+"),
        "source_addr_ton": 1,
        "destination_addr": US.removeprefix("+"),
        "data_coding": coding,
        "short_message": text,
    }


async def test_a_long_text_goes_out_in_parts_and_a_receipt_comes_for_the_last(centre: SmsCentre) -> None:
    smpp, inlet = channel(), KeptInlet()
    await centre.do("receipts", stat="DELIVRD")
    text = "Ёжик и 👍 " * 18  # 180 units of UCS-2: three parts
    async with bound(smpp, account(centre), inlet):
        assert await sent(smpp, account(centre), outgoing(text)) == "m3"
        parts = [await centre.event("submit") for _ in range(3)]
        assert "".join(part["text"] for part in parts) == text
        assert [part["receipt"] for part in parts] == [0, 0, 1]
        headers = {part["header"][-4:] for part in parts}
        assert headers == {"0301", "0302", "0303"}
        receipt = await inlet.receipt()
        assert (receipt.message, receipt.state, receipt.provider_id) == (
            "m3",
            MessageState.DELIVERED,
            "m3:DELIVRD",
        )


async def test_a_message_that_did_not_arrive(centre: SmsCentre) -> None:
    smpp, inlet = channel(), KeptInlet()
    await centre.do("receipts", stat="UNDELIV")
    async with bound(smpp, account(centre), inlet):
        await sent(smpp, account(centre), outgoing("Hello"))
        receipt = await inlet.receipt()
        assert (receipt.state, receipt.reason) == (MessageState.FAILED, "It could not be delivered.")


def part(number: int, text: str) -> dict[str, Any]:
    return incoming("") | {"esm_class": 0x40, "hex": (bytes([5, 0, 3, 77, 3, number]) + text.encode()).hex()}


async def test_parts_in_any_order_and_over_a_restart_are_one_message(centre: SmsCentre) -> None:
    inlet = KeptInlet()
    async with bound(channel(), account(centre), inlet):
        await centre.do("deliver", pdu=part(3, "three"))
        await centre.event("acknowledged")
        await centre.do("deliver", pdu=part(1, "one, "))
        await centre.event("acknowledged")
        assert inlet.events == []
    async with bound(channel(), account(centre), inlet):
        await centre.do("deliver", pdu=part(2, "two, "))
        assert (await inlet.message()).text == "one, two, three"
    assert inlet.place["waiting"] == {}


async def test_it_is_acknowledged_only_when_it_is_durable(centre: SmsCentre) -> None:
    inlet, durable, told = KeptInlet(), asyncio.Event(), asyncio.Event()

    async def wait(events: Sequence[TextEvent]) -> None:
        if events:
            told.set()
            await durable.wait()

    inlet.before = wait
    smpp = channel()
    async with bound(smpp, account(centre), inlet):
        await centre.do("deliver", pdu=incoming("Hello"))
        await told.wait()
        assert (
            await sent(smpp, account(centre), outgoing("meanwhile")) == "m1"
        )  # the connection is not held up by it
        await centre.event("submit")
        assert [one["event"] for one in centre.told if one["event"] == "acknowledged"] == []
        durable.set()
        assert (await centre.event("acknowledged"))["status"] == 0


async def test_what_was_taken_but_not_acknowledged_comes_again_and_is_one(centre: SmsCentre) -> None:
    """The connection breaks between our commit and our answer: the centre cannot know."""
    smpp = channel()
    committed = Committing(centre)
    async with bound(smpp, account(centre), committed):
        await centre.do("deliver", pdu=incoming("Hello"))
        await centre.event("acknowledged")
        await centre.do("deliver", pdu=incoming("Hello"))
        await committed.message(2)
    assert committed.taken == 3
    assert [event.text for event in committed.messages] == ["Hello", "Hello"]


class Committing(KeptInlet):
    """The first message is durable, and then the connection breaks."""

    def __init__(self, centre: SmsCentre) -> None:
        super().__init__()
        self.centre = centre
        self.taken = 0

    async def take(self, events: Sequence[TextEvent], cursor: Any = None) -> None:
        await super().take(events, cursor)
        self.taken += len(events)
        if self.taken == 1:
            await self.centre.do("cut")
            raise Unreachable("cut")


async def test_a_centre_that_restarts_is_found_again(centre: SmsCentre) -> None:
    smpp, inlet = channel(), KeptInlet()
    async with bound(smpp, account(centre), inlet):
        await sent(smpp, account(centre), outgoing("before"))
        await centre.restart()
        await centre.event("bound")
        await centre.do("deliver", pdu=incoming("after"))
        assert (await inlet.message()).text == "after"
        assert await sent(smpp, account(centre), outgoing("again")) == "m1"


@pytest.mark.parametrize(
    ("status", "error"), [(0x58, TryLater), (0x14, TryLater), (0x0B, SendFailed), (0x45, SendFailed)]
)
async def test_a_refusal_by_its_status(centre: SmsCentre, status: int, error: type[SendFailed]) -> None:
    smpp = channel()
    await centre.do("refuse", status=status)
    async with bound(smpp, account(centre), KeptInlet()):
        await centre.event("bound")
        with pytest.raises(SendFailed) as raised:
            await sent(smpp, account(centre), outgoing("Hello"))
    assert type(raised.value) is error
    assert centre.told == []


async def test_throttled_in_the_middle_the_rest_follows(centre: SmsCentre) -> None:
    smpp = channel()
    await centre.do("refuse", status=0x58, after=1)
    async with bound(smpp, account(centre), KeptInlet()):
        assert await sent(smpp, account(centre), outgoing("x" * 400)) == "m3"
        parts = [await centre.event("submit") for _ in range(3)]
        assert [len(part["text"]) for part in parts] == [153, 153, 94]


async def test_refused_in_the_middle_it_says_how_much_went_out(centre: SmsCentre) -> None:
    smpp = channel()
    await centre.do("refuse", status=0x45, after=2)
    async with bound(smpp, account(centre), KeptInlet()):
        with pytest.raises(SendFailed, match="Only 2 of 3 parts went out"):
            await sent(smpp, account(centre), outgoing("x" * 400))


async def test_no_answer_is_an_unknown_outcome(centre: SmsCentre) -> None:
    smpp = channel(limit=1.5)
    await centre.do("be_silent", on=True)
    async with bound(smpp, account(centre), KeptInlet()):
        with pytest.raises(OutcomeUnknown):
            await sent(smpp, account(centre), outgoing("Hello"))


async def test_a_connection_that_breaks_before_the_answer_is_an_unknown_outcome(centre: SmsCentre) -> None:
    smpp = channel()
    await centre.do("be_silent", on=True)
    async with bound(smpp, account(centre), KeptInlet()):
        sending = asyncio.create_task(sent(smpp, account(centre), outgoing("Hello")))
        await centre.event("submit")
        await centre.do("cut")
        with pytest.raises(OutcomeUnknown):
            await sending


async def test_without_a_connection_nothing_is_sent(centre: SmsCentre) -> None:
    with pytest.raises(Unreachable):
        await channel().send(account(centre), outgoing("Hello"), NO_HTTP)


async def test_the_test_of_an_account(centre: SmsCentre) -> None:
    smpp = channel()
    assert await smpp.test(account(centre), NO_HTTP) == "The SMS centre lets us in."
    assert (await centre.event("bound"))["system_id"] == "us"
    await centre.event("unbound")
    with pytest.raises(Misconfigured, match="does not let us in"):
        await smpp.test(account(centre, password="wrong"), NO_HTTP)
    with pytest.raises(Unreachable, match="cannot be reached on port 1"):
        await smpp.test(account(centre, port="1"), NO_HTTP)
    async with bound(smpp, account(centre), KeptInlet()):
        await sent(smpp, account(centre), outgoing("Hello"))
        assert await smpp.test(account(centre), NO_HTTP) == "We are connected to the SMS centre."


# --- TLS --------------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def safe_centre(folder: Path, *names: str) -> AsyncIterator[tuple[SmsCentre, str]]:
    """One that speaks TLS alone, with a certificate for these names; and the authority that signed it."""
    authority = Authority()
    issued = authority.issue(*names)
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    key.write_text(issued.key)
    certificate.write_text(issued.certificate)
    async with sms_centre(key, certificate) as centre:
        yield centre, authority.certificate


async def test_both_ways_by_tls(tmp_path: Path) -> None:
    """ASVS 12.3.1."""
    smpp, inlet = channel(), KeptInlet()
    async with safe_centre(tmp_path, "localhost") as (centre, authority):
        safe = account(centre, host="localhost", security="tls", certificate=authority)
        assert await smpp.test(safe, NO_HTTP) == "The SMS centre lets us in."
        await centre.event("unbound")
        await centre.do("receipts", stat="DELIVRD")
        async with bound(smpp, safe, inlet):
            assert await sent(smpp, safe, outgoing("Safely")) == "m1"
            assert (await centre.event("submit"))["text"] == "Safely"
            assert (await inlet.receipt()).state is MessageState.DELIVERED
            await centre.do("deliver", pdu=incoming("And back"))
            assert (await inlet.message()).text == "And back"
            await centre.restart()
            assert await sent(smpp, safe, outgoing("Again")) == "m1"


async def test_whose_certificate_is_refused(tmp_path: Path) -> None:
    """ASVS 12.3.2: neither name nor password is told to who is not believed."""
    smpp = channel()
    async with safe_centre(tmp_path, "smsc.carrier.test") as (centre, authority):
        for settings, said in (
            ({"host": "localhost"}, "nobody whom this machine trusts has signed it .* paste the certificate"),
            (
                {"host": "localhost", "certificate": Authority("Another").certificate},
                "nobody whom this machine trusts",
            ),
            (
                {"host": "localhost", "certificate": authority},
                r"it is not for localhost\. Enter the server by the name",
            ),
        ):
            with pytest.raises(Misconfigured, match=said):
                await smpp.test(account(centre, security="tls", **settings), NO_HTTP)
            with pytest.raises(Misconfigured, match=said):
                await smpp.run(account(centre, security="tls", **settings), KeptInlet(), NO_HTTP)
        assert centre.told == []


async def test_a_centre_without_tls(centre: SmsCentre) -> None:
    with pytest.raises((Misconfigured, Unreachable), match=r"127\.0\.0\.1"):
        await channel(limit=0.5).test(account(centre, security="tls"), NO_HTTP)


async def test_receipts_in_other_numbers(centre: SmsCentre) -> None:
    inlet = KeptInlet()
    async with bound(channel(), account(centre, receipt_ids="decimal"), inlet):
        text = "id:255 sub:001 dlvrd:001 stat:DELIVRD err:000 text:"
        await centre.event("bound")
        await centre.do("deliver", pdu=incoming(text) | {"esm_class": 4})
        assert await inlet.receipt() == ReceiptArrived(
            "FF:DELIVRD", "sms1", "FF", MessageState.DELIVERED, NOW
        )
