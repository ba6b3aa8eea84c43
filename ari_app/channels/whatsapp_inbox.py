"""What Meta tells of a WhatsApp number: messages in batches, and what became of ours, in any order and more than once. Pure.

source: https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples and .../webhooks/components,
/docs/whatsapp/cloud-api/support/error-codes, /documentation/business-messaging/whatsapp/business-scoped-user-ids.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ari_app.channels import meta
from ari_app.channels.batch import Found, batch
from ari_app.channels.choices import pressed
from ari_app.channels.contract import Account, Parsed, Request
from ari_app.channels.errors import Malformed
from ari_app.channels.reading import Row, document, moment, needed, number, phone, row, rows, text, value_of
from ari_app.channels.receipts import receipt
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived, TextEvent
from ari_app.storage.choices import MessageState

STATES: Mapping[str, MessageState] = {
    "sent": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.READ,
    "played": MessageState.READ,
    "failed": MessageState.FAILED,
}
SENTENCES: Mapping[str, str] = {
    "130429": "WhatsApp has too many messages of ours just now.",
    "131005": "WhatsApp does not let this account send: an administrator has to check the token's permissions.",
    "131031": "WhatsApp has locked our account: an administrator has to look at it in Meta's business manager.",
    "131042": "WhatsApp sends nothing for us before Meta is paid: an administrator has to check the payment.",
    "131048": "WhatsApp limits our number, as too many of its messages were reported or blocked.",
    "131049": "WhatsApp does not deliver this now, so that the customer is not sent too much: try tomorrow.",
    "131052": "WhatsApp could not fetch the customer's file.",
    "131056": "Too many messages to this customer in a short time.",
    "133010": "Our number is not registered with WhatsApp: an administrator has to register it.",
}
LASTING: Mapping[str, str] = {
    "130472": "WhatsApp holds this message back, as it tries out how many marketing messages people want: reach the "
    "customer another way.",
    "130497": "WhatsApp does not let our account write to customers in this country: reach them another way.",
    "131008": "WhatsApp misses something in the message: write it anew.",
    "131009": "WhatsApp does not take something in the message: write it anew.",
    "131021": "The message is addressed to our own number: check the customer's.",
    "131026": "WhatsApp cannot deliver to this number, which may have no WhatsApp, or an old one: reach them another way.",
    "131050": "The customer wants no marketing messages from us: send them none.",
    "131051": "WhatsApp does not take this kind of message: send a text.",
    "131053": "WhatsApp does not take this file, for its kind or its size: send another one.",
    "132000": "The template needs another number of values: fill it in anew.",
    "132001": "There is no such template in this language, or it is not approved yet: choose another one.",
    "132005": "The template is too long with these values: shorten them.",
    "132007": "The template breaks a rule of WhatsApp: choose another one.",
    "132012": "A value of the template is of the wrong kind: fill it in anew.",
    "132015": "The template is paused, as customers did not like it: choose another one.",
    "132016": "The template was switched off for good, as customers did not like it: choose another one.",
}
WINDOW: Mapping[str, str] = {"131047": "The 24-hour window is closed: send a template."}
WHATSAPP = meta.provider(
    "WhatsApp",
    SENTENCES,
    LASTING,
    WINDOW,
    later=frozenset({"130429", "131000", "131016", "131056", "133004"}),
)

FILES = ("image", "audio", "video", "document", "sticker")


@dataclass(frozen=True, slots=True)
class _Written:
    """What a message says, whatever kind it is of."""

    text: str = ""
    files: tuple[FileArrived, ...] = ()
    extra: Mapping[str, Any] | None = None


def parse(account: Account, request: Request) -> Parsed:
    """Raises `Malformed`. What is of another number of the same app is left out, and told."""
    found: list[Found] = []
    unread: list[str] = []
    for value in _values(document(request.body)):
        whose = text(row(value, "metadata"), "phone_number_id")
        if whose != account.settings["phone_number_id"]:
            unread.append(f"It is of the phone number {whose or '?'}, not of this account.")
            continue
        people = _people_by_id(value)
        found += [
            (partial(_message, account, people, request.at), message) for message in rows(value, "messages")
        ]
        found += [(partial(_receipt, account, request.at), status) for status in rows(value, "statuses")]
    return batch(found, unread)


def _values(body: Row) -> Iterable[Row]:
    for entry in rows(body, "entry"):
        for change in rows(entry, "changes"):
            if text(change, "field") == "messages":
                yield row(change, "value")


def _people_by_id(value: Row) -> Mapping[str, Row]:
    return {
        key: person
        for person in rows(value, "contacts")
        for key in (text(person, "wa_id"), text(person, "user_id"))
        if key
    }


def _message(account: Account, people: Mapping[str, Row], now: float, message: Row) -> TextEvent | None:
    """None for what says nothing: a reaction that was taken back, a message of WhatsApp itself."""
    kind = text(message, "type")
    if kind == "system" or (kind == "reaction" and not text(row(message, "reaction"), "emoji")):
        return None
    user = text(message, "from_user_id")
    sender = text(message, "from") or user or needed(message, "from")
    profile = row(people.get(sender, people.get(user, {})), "profile")
    written = _written(kind, message)
    replied = text(row(message, "context"), "id")
    referral = row(message, "referral")
    context = {"advert": text(referral, "source_url")} if referral else {}
    return MessageArrived(
        needed(message, "id"),
        Correspondent(account.id, phone(sender), name=text(profile, "name") or text(profile, "username")),
        written.text,
        moment(message, "timestamp", now),
        files=written.files,
        extra=dict(written.extra or {}) | ({"reply_to": replied} if replied else {}),
        context=context | ({"whatsapp_user": user} if user else {}),
    )


def _written(kind: str, message: Row) -> _Written:
    said = row(message, kind)
    match kind:
        case "text":
            return _Written(text(said, "body"))
        case "button":  # a button of a template
            return _Written(text(said, "text"), extra=pressed(text(said, "payload")))
        case "interactive":
            return _interactive(said)
        case "reaction":
            reaction = {"emoji": text(said, "emoji"), "message": text(said, "message_id")}
            return _Written(text(said, "emoji"), extra={"reaction": reaction})
        case "location":
            return _location(said)
        case "contacts":
            return _people(rows(message, "contacts"))
        case _ if kind in FILES:
            return _file(kind, said)
    reason = text(next(iter(rows(message, "errors")), {}), "title")
    return _Written(f"[{reason}]" if reason else "[a message of a kind that WhatsApp does not pass on]")


def _interactive(said: Row) -> _Written:
    kind = text(said, "type")
    reply = row(said, kind)
    if kind == "nfm_reply":  # a form of WhatsApp Flows
        try:
            answers = value_of(text(reply, "response_json").encode())
        except Malformed:
            answers = {}
        form = {key: text(answers, key) for key in answers} if isinstance(answers, dict) else {}
        return _Written(text(reply, "body"), extra={"form": form})
    return _Written(text(reply, "title"), extra=pressed(text(reply, "id")))


def _location(said: Row) -> _Written:
    at = {"latitude": number(said, "latitude"), "longitude": number(said, "longitude")}
    named = {key: text(said, key) for key in ("name", "address") if text(said, key)}
    words = ", ".join(named.values()) or f"{at['latitude']}, {at['longitude']}"
    return _Written(words, extra={"location": at | named})


def _people(cards: Iterable[Row]) -> _Written:
    people = [
        {
            "name": text(row(card, "name"), "formatted_name"),
            "phones": [text(one, "phone") for one in rows(card, "phones")],
            "emails": [text(one, "email") for one in rows(card, "emails")],
        }
        for card in cards
    ]
    return _Written("\n".join(_card(person) for person in people), extra={"people": people})


def _card(person: Mapping[str, Any]) -> str:
    return ", ".join(one for one in (person["name"], *person["phones"], *person["emails"]) if one)


def _file(kind: str, said: Row) -> _Written:
    content_type = text(said, "mime_type").partition(";")[0] or "application/octet-stream"
    name = text(said, "filename") or ("voice" if said.get("voice") is True else kind)
    file = FileArrived(name, content_type, source={"media": needed(said, "id")})
    return _Written(text(said, "caption"), (file,))


def _receipt(account: Account, now: float, status: Row) -> TextEvent | None:
    error = next(iter(rows(status, "errors")), {})
    words = text(row(error, "error_data"), "details") or text(error, "message") or text(error, "title")
    return receipt(
        account,
        STATES,
        text(status, "status"),
        needed(status, "id"),
        moment(status, "timestamp", now),
        why=WHATSAPP.why(text(error, "code"), words),
        ours=text(status, "biz_opaque_callback_data"),
    )
