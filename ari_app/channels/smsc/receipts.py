"""What became of a message of ours: told in words that all centres write nearly alike (SMPP 3.4, appendix B), or in tags.
Pure."""

import re
from dataclasses import dataclass

from ari_app.channels.smsc.pdu import Pdu, Tag
from ari_app.storage.choices import Failure, MessageState

_FIELD = re.compile(r"\b(id|stat|err)\s*:\s*([^\s:]{1,80})", re.IGNORECASE)
_HEX = re.compile(r"[0-9A-Fa-f]{1,40}")
_BY_NUMBER = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
REASONS = {
    "EXPIRED": "The phone could not be reached for too long.",
    "DELETED": "The message was deleted before it was delivered.",
    "UNDELIV": "It could not be delivered.",
    "REJECTD": "The network refused it: check the number, or write it in other words.",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """`message` is the centre's id of it. `state` None: it is on its way, or nobody knows."""

    message: str
    status: str
    state: MessageState | None
    reason: str = ""
    failure: Failure = Failure.PASSING


def is_receipt(pdu: Pdu) -> bool:
    return pdu.number("esm_class") & 0x3C == 0x04


def receipt(pdu: Pdu, ids: str = "same") -> Receipt | None:
    """None when it does not say of which message. `ids`: how this centre writes ids here: the `same` as in its answer, or
    `decimal` or `hex` what was the other there."""
    said = {name.lower(): value for name, value in reversed(_FIELD.findall(pdu.content.decode("latin-1")))}
    tagged = pdu.tags.get(Tag.RECEIPTED_MESSAGE_ID, b"").rstrip(b"\0").decode("latin-1")
    message = tagged or _as_answered(said.get("id", ""), ids)
    if not message:
        return None
    number = pdu.tags.get(Tag.MESSAGE_STATE, b"")
    status = (_BY_NUMBER.get(number[0], "") if number else "") or said.get("stat", "").upper()[:7]
    error = said.get("err", "").strip("0")
    if status == "DELIVRD":
        return Receipt(message, status, MessageState.DELIVERED)
    if status in REASONS:
        failure = Failure.LASTING if status == "REJECTD" else Failure.PASSING
        reason = f"{REASONS[status]} The SMS centre calls it error {error}." if error else REASONS[status]
        return Receipt(message, status, MessageState.FAILED, reason, failure)
    return Receipt(message, status, None)


def _as_answered(id: str, ids: str) -> str:
    """What a receipt says, in the numbers of the answer."""
    match ids:
        case "decimal":
            return f"{int(id):X}" if id.isdecimal() else id
        case "hex":
            return str(int(id, 16)) if _HEX.fullmatch(id) else id
    return id


def same_id(id: str, ids: str) -> str:
    """The id in a centre's answer, as `receipt` will give it."""
    match ids:
        case "decimal":
            return f"{int(id, 16):X}" if _HEX.fullmatch(id) else id
        case "hex":
            return str(int(id)) if id.isdecimal() else id
    return id
