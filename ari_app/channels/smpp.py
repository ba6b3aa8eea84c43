"""SMS by SMPP 3.4, straight to a centre of a carrier. `ari_app/channels/smsc/` speaks with it.

The connection is held by `run`; `send` uses the one of its account, and there is nothing to send by when it is away. A long
text goes out in parts, and the receipt is asked for the last of them.
"""

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from ari_app.acd.model import MediaType
from ari_app.channels import tls
from ari_app.channels.account_rules import PREFIXES
from ari_app.channels.contract import Account, Http, Inlet, Outgoing, Sent, Setting
from ari_app.channels.errors import Misconfigured, OutcomeUnknown, SendFailed, TryLater, Unreachable
from ari_app.channels.smsc import alphabet, incoming, numbers, parts, receipts
from ari_app.channels.smsc.bind import Bind, Centre, bound, together
from ari_app.channels.smsc.pdu import Command, Pdu
from ari_app.conversation.text_account import Facts
from ari_app.storage.choices import IdentityKind, MessageState

_CONCATENATED, _RECEIPT = 0x40, 0x01
_PAUSES = (1.0, 2.0, 4.0)
"""Seconds before the rest of a message is tried again, whose first part is out already: nobody else could go on from
there."""

_OVERDUE = 600.0  # seconds between looks for messages that stayed without a part

_FACTS = Facts(
    name="smpp",
    title="SMS (SMPP)",
    media_type=MediaType.MESSAGE,
    known_by=IdentityKind.PHONE,
    text_limit=1530,
    receipts=frozenset({MessageState.DELIVERED, MessageState.FAILED}),
    per_second=10.0,
    tolls=True,
)
_SETTINGS = (
    Setting(
        "host",
        "Server",
        "The SMS centre, such as smpp.carrier.example.",
        pattern=r"[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?",
    ),
    Setting(
        "port",
        "Port",
        "2775, or 3550 with TLS; the carrier says.",
        default="2775",
        pattern=r"[1-9][0-9]{0,4}",
    ),
    Setting(
        "security",
        "Security",
        "TLS, or none when the carrier gives a tunnel or a private line.",
        default="tls",
        choices=("tls", "none"),
    ),
    tls.AUTHORITY,
    Setting("system_id", "System ID", "Our name there.", pattern=r"[\x21-\x7e]{1,15}"),
    Setting(
        "password", "Password", "At most 8 characters in SMPP.", secret=True, pattern=r"[\x21-\x7e]{1,32}"
    ),
    Setting(
        "system_type",
        "System type",
        "Only when the carrier asks for one.",
        required=False,
        pattern=r"[\x20-\x7e]{0,12}",
    ),
    Setting(
        "alphabet",
        "Its alphabet",
        "What the centre reads as its default (data_coding 0).",
        default="gsm",
        choices=("gsm", "latin1"),
    ),
    Setting(
        "receipt_ids",
        "Numbers in receipts",
        "The same as in its answers; or written decimal, or hexadecimal, what is the other there.",
        default="same",
        choices=("same", "decimal", "hex"),
    ),
    Setting(
        "window",
        "Window",
        "How many messages may wait for an answer at once.",
        default="10",
        pattern=r"[1-9][0-9]{0,2}",
    ),
    PREFIXES,
)


@dataclass(slots=True)
class Smpp:
    """`new_id`: a new one each time. `limit`: seconds that an answer may take."""

    new_id: Callable[[], str]
    limit: float = 10.0
    facts: Facts = _FACTS
    settings: tuple[Setting, ...] = _SETTINGS
    _binds: dict[str, Bind] = field(default_factory=dict, repr=False)

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        source, destination = numbers.written(account.address), numbers.written(message.address)
        if source is None:
            raise Misconfigured(
                f"{account.address!r} is neither a number nor a name of at most 11 characters."
            )
        if destination is None or destination.is_name:
            raise SendFailed(f"{message.address!r} is no telephone number: check it.")
        encoding, units = alphabet.units(message.text, _value(account, "alphabet") == "latin1")
        contents = parts.cut(encoding, units, zlib.crc32(message.id.encode()))
        bind = self._binds.get(account.id)
        if bind is None:
            raise Unreachable("There is no connection to the SMS centre now.")
        id = ""
        for number, content in enumerate(contents, 1):
            last = number == len(contents)
            one = _submission(
                source, destination, encoding.coding, content, parts=len(contents), receipt=last
            )
            id = await _part_out(bind, one, number, len(contents))
        return Sent(receipts.same_id(id, _value(account, "receipt_ids")))

    async def test(self, account: Account, http: Http) -> str:
        if account.id in self._binds:
            return "We are connected to the SMS centre."
        async with bound(self._centre(account)):
            return "The SMS centre lets us in."

    async def run(self, account: Account, inlet: Inlet, http: Http) -> None:
        writes = incoming.Centre(
            account.id, _value(account, "alphabet") == "latin1", _value(account, "receipt_ids")
        )
        memory = incoming.Memory.kept(await inlet.cursor())
        turn = asyncio.Lock()

        async def deliver(pdu: Pdu) -> None:
            async with turn:
                events = incoming.events(pdu, writes, memory, inlet.now(), self.new_id())
                await inlet.take(events, memory.cursor())

        async def give_up_on_parts() -> None:
            while True:
                async with turn:
                    if late := incoming.overdue(writes, memory, inlet.now()):
                        await inlet.take(late, memory.cursor())
                await asyncio.sleep(_OVERDUE)

        async with bound(self._centre(account)) as bind:
            self._binds[account.id] = bind
            try:
                await together(bind.serve(deliver, memory.acknowledged), give_up_on_parts())
            finally:
                if self._binds.get(account.id) is bind:
                    del self._binds[account.id]

    def _centre(self, account: Account) -> Centre:
        return Centre(
            _value(account, "host"),
            int(_value(account, "port")),
            _value(account, "system_id"),
            _value(account, "password"),
            _value(account, "system_type"),
            tls.context(_value(account, "certificate")) if _value(account, "security") == "tls" else None,
            int(_value(account, "window")),
            self.limit,
        )


def _submission(
    source: numbers.Written,
    destination: numbers.Written,
    coding: int,
    content: bytes,
    *,
    parts: int,
    receipt: bool,
) -> Pdu:
    fields: dict[str, int | bytes] = {
        "source_addr_ton": source.ton,
        "source_addr_npi": source.npi,
        "source_addr": source.digits,
        "dest_addr_ton": destination.ton,
        "dest_addr_npi": destination.npi,
        "destination_addr": destination.digits,
        "esm_class": _CONCATENATED if parts > 1 else 0,
        "registered_delivery": _RECEIPT if receipt else 0,
        "data_coding": coding,
        "short_message": content,
    }
    return Pdu(Command.SUBMIT_SM, 0, fields=fields)


async def _part_out(bind: Bind, one: Pdu, number: int, total: int) -> str:
    """Its id. Parts before it are out: when this one cannot follow, nobody may begin from the first again."""
    pauses = iter(_PAUSES if number > 1 else ())
    while True:
        try:
            return await bind.submit(one)
        except OutcomeUnknown as error:
            raise OutcomeUnknown(f"Part {number} of {total}: {error}") from error
        except SendFailed as error:
            if number == 1:
                raise
            pause = next(pauses, None) if isinstance(error, TryLater) else None
            if pause is None:
                said = f"Only {number - 1} of {total} parts went out: {error}"
                raise SendFailed(said, error.failure) from error
            await asyncio.sleep(pause)


def _value(account: Account, name: str) -> str:
    default = next(setting.default for setting in _SETTINGS if setting.name == name)
    return account.settings.get(name, "").strip() or default


CHANNEL = Smpp(new_id=lambda: uuid4().hex)
