"""What a centre delivers -> events. Two things must outlast a restart, and are kept with the cursor: the parts of a long
message until all are there, and what was taken but perhaps not acknowledged: the centre delivers that again, under no
name by which we could know it. Pure."""

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from ari_app.channels.smsc import alphabet, numbers, parts, receipts
from ari_app.channels.smsc.pdu import Pdu, Tag
from ari_app.conversation.text import Correspondent, MessageArrived, ReceiptArrived, TextEvent

PATIENCE = 6 * 3600.0
"""Seconds after which a message whose last part is missing is shown as far as it came."""

_AGAIN = 30 * 60.0  # seconds in which a centre delivers again what was not acknowledged
_UNSURE = 200  # that a centre leaves without an answer at once, and more
_MOST = 500  # messages in parts at once


@dataclass(frozen=True, slots=True)
class Centre:
    """How this one writes. `latin`: its own alphabet is Latin-1; `ids` as in `receipts.receipt`."""

    account: str
    latin: bool = False
    ids: str = "same"


@dataclass(slots=True)
class Memory:
    """`waiting`: by sender, reference and total, the texts of the parts by number and when the first came. `unsure`: by
    digest, the id under which it was taken, and when."""

    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)
    unsure: dict[str, tuple[str, float]] = field(default_factory=dict)
    former: dict[str, tuple[str, float]] = field(default_factory=dict)  # unsure since an earlier connection

    @classmethod
    def kept(cls, cursor: Mapping[str, Any]) -> "Memory":
        former = {digest: (str(id), float(at)) for digest, (id, at) in dict(cursor.get("unsure", {})).items()}
        return cls(dict(cursor.get("waiting", {})), {}, former)

    def cursor(self) -> Mapping[str, Any]:
        """As it is now: what comes next does not change it."""
        unsure = list((self.former | self.unsure).items())[-_UNSURE:]
        return {"waiting": deepcopy(self.waiting), "unsure": dict(unsure)}

    def acknowledged(self, pdu: Pdu) -> None:
        """The centre has our answer to it: it said something since."""
        self.unsure.pop(digest(pdu), None)

    def name(self, pdu: Pdu, at: float, new_id: str) -> tuple[str, bool]:
        """The id under which it is taken: the former one when it is delivered again, and whether it is."""
        digested = digest(pdu)
        id, since = self.former.pop(digested, (new_id, at))
        again = id != new_id and at - since <= _AGAIN
        self.unsure[digested] = (id if again else new_id, at)
        return self.unsure[digested][0], again


def digest(pdu: Pdu) -> str:
    said = (
        pdu.text("source_addr"),
        pdu.text("destination_addr"),
        pdu.number("esm_class"),
        pdu.number("data_coding"),
    )
    tags = sorted((tag, value) for tag, value in pdu.tags.items())
    return hashlib.sha256(repr((said, pdu.content, tags)).encode()).hexdigest()[:32]


def events(pdu: Pdu, centre: Centre, memory: Memory, at: float, new_id: str) -> list[TextEvent]:
    """What is told at once; `memory` keeps the rest."""
    id, again = memory.name(pdu, at, new_id)
    if receipts.is_receipt(pdu):
        return _receipt(pdu, centre, at)
    sender = numbers.read(pdu.number("source_addr_ton"), pdu.text("source_addr"))
    part, content = _part(pdu)
    text = alphabet.decoded(content, pdu.number("data_coding"), centre.latin)
    text = "(This message is no text: it is made for a phone.)" if text is None else text
    if part is None:
        return [MessageArrived(id, Correspondent(centre.account, sender), text, at)]
    key = f"{sender} {part.reference} {part.total}"
    told: list[TextEvent] = []
    if key not in memory.waiting:
        if again:
            return []  # the whole was told already
    elif memory.waiting[key]["texts"].get(str(part.number), text) != text:
        told = [_as_far_as_it_came(memory.waiting.pop(key), centre, at)]  # the phone began to count anew
    one = memory.waiting.setdefault(key, {"at": at, "id": id, "sender": sender, "texts": {}})
    one["texts"][str(part.number)] = text
    whole = parts.complete({int(number): said for number, said in one["texts"].items()}, part.total)
    if whole is not None:
        del memory.waiting[key]
        told.append(MessageArrived(one["id"], Correspondent(centre.account, sender), whole, at))
    return [*told, *overdue(centre, memory, at)]


def overdue(centre: Centre, memory: Memory, at: float) -> list[TextEvent]:
    """Messages of which a part does not come."""
    late = [key for key, one in memory.waiting.items() if at - one["at"] > PATIENCE]
    late += list(memory.waiting)[: max(0, len(memory.waiting) - _MOST)]
    return [_as_far_as_it_came(memory.waiting.pop(key), centre, at) for key in dict.fromkeys(late)]


def _as_far_as_it_came(one: Mapping[str, Any], centre: Centre, at: float) -> MessageArrived:
    said = [one["texts"][number] for number in sorted(one["texts"], key=int)]
    text = " … ".join(said) + " (A part of this message is missing.)"
    return MessageArrived(one["id"], Correspondent(centre.account, one["sender"]), text, at)


def _part(pdu: Pdu) -> tuple[parts.Part | None, bytes]:
    if pdu.number("esm_class") & 0x40:
        return parts.read(pdu.content)
    tags = (pdu.tags.get(tag) for tag in (Tag.SAR_REFERENCE, Tag.SAR_TOTAL, Tag.SAR_NUMBER))
    return parts.of_tags(*tags), pdu.content


def _receipt(pdu: Pdu, centre: Centre, at: float) -> list[TextEvent]:
    found = receipts.receipt(pdu, centre.ids)
    if found is None or found.state is None:
        return []
    id = f"{found.message}:{found.status}"
    return [
        ReceiptArrived(
            id, centre.account, found.message, found.state, at, found.reason, failure=found.failure
        )
    ]
