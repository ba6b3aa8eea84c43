"""What Messenger and Instagram tell of a page: the same events for both, but for how reading is told. Pure.

source: https://developers.facebook.com/docs/messenger-platform/webhooks and .../reference/webhook-events/messages,
.../message-reads, .../message-deliveries, .../messaging_postbacks, .../message-reactions, .../message-edits,
/docs/messenger-platform/instagram/features/webhook.
"""

from collections.abc import Iterable
from functools import partial

from ari_app.channels.batch import Found, batch
from ari_app.channels.choices import pressed
from ari_app.channels.contract import Account, Parsed, Request
from ari_app.channels.reading import Row, document, moment, needed, number, row, rows, text
from ari_app.conversation.text import (
    Correspondent,
    FileArrived,
    MessageArrived,
    ReceiptArrived,
    TextEvent,
    ThreadRead,
)
from ari_app.storage.choices import MessageState

FILES = {
    "image": "image/*",
    "video": "video/*",
    "audio": "audio/*",
    "file": "application/octet-stream",
    "ig_reel": "video/*",
    "reel": "video/*",
    "story_mention": "image/*",
    "share": "image/*",
}
"""What an attachment is, before anybody has looked into it."""


def parse(account: Account, request: Request, ours: str) -> Parsed:
    """`ours`: the id of the page or the Instagram account. Raises `Malformed`. What is of another page of the same app is
    left out, and told; what another app is to answer (`standby`) too."""
    found: list[Found] = []
    unread: list[str] = []
    for entry in rows(document(request.body), "entry"):
        if text(entry, "id") != ours:
            unread.append(f"It is of {text(entry, 'id') or '?'}, not of this account.")
            continue
        for happened in rows(entry, "messaging"):
            found += _found(account, request.at, happened)
    return batch(found, unread)


def _found(account: Account, now: float, happened: Row) -> Iterable[Found]:
    for key, read in (
        ("message", _message),
        ("message_edit", _edit),
        ("postback", _postback),
        ("reaction", _reaction),
        ("read", _read),
    ):
        if row(happened, key):
            yield partial(read, account, now), happened
    for message in _delivered(happened):
        yield (
            partial(_receipt, account, moment(happened, "timestamp", now, per_second=1000), "delivered"),
            message,
        )


def _delivered(happened: Row) -> Iterable[Row]:
    mids = row(happened, "delivery").get("mids")
    return [{"mid": mid} for mid in mids] if isinstance(mids, list) else []


def _whom(account: Account, happened: Row) -> Correspondent:
    return Correspondent(account.id, needed(row(happened, "sender"), "id"))


def _at(happened: Row, now: float) -> float:
    return moment(happened, "timestamp", now, per_second=1000)


def _message(account: Account, now: float, happened: Row) -> TextEvent | None:
    """None for our own (an echo), and for one that was taken back."""
    message = row(happened, "message")
    if message.get("is_echo") is True or message.get("is_deleted") is True:
        return None
    said = text(message, "text")
    files, location = _attached(message)
    if not said and not files and not location:
        said = "[a message of a kind that Meta does not pass on]"
    replied = text(row(message, "reply_to"), "mid")
    extra = pressed(text(row(message, "quick_reply"), "payload"))
    return MessageArrived(
        needed(message, "mid"),
        _whom(account, happened),
        said or text(location, "words"),
        _at(happened, now),
        files=files,
        extra=extra
        | ({"reply_to": replied} if replied else {})
        | ({"location": {key: location[key] for key in ("latitude", "longitude")}} if location else {}),
    )


def _attached(message: Row) -> tuple[tuple[FileArrived, ...], Row]:
    files: list[FileArrived] = []
    location: Row = {}
    for attached in rows(message, "attachments"):
        kind, payload = text(attached, "type"), row(attached, "payload")
        if kind == "location":
            at = row(payload, "coordinates")
            where = {"latitude": number(at, "lat"), "longitude": number(at, "long")}
            location = where | {"words": f"{where['latitude']}, {where['longitude']}"}
        elif url := text(payload, "url"):
            files.append(FileArrived(kind or "file", FILES.get(kind, FILES["file"]), source={"url": url}))
    return tuple(files), location


def _edit(account: Account, now: float, happened: Row) -> TextEvent | None:
    edit = row(happened, "message_edit")
    mid = needed(edit, "mid")
    return MessageArrived(
        f"{mid}:edit:{text(edit, 'num_edit') or '1'}",
        _whom(account, happened),
        text(edit, "text"),
        _at(happened, now),
        extra={"edits": mid},
    )


def _postback(account: Account, now: float, happened: Row) -> TextEvent | None:
    """A button of a menu or a template."""
    postback = row(happened, "postback")
    whom, at = _whom(account, happened), _at(happened, now)
    referral = text(row(postback, "referral"), "ref")
    return MessageArrived(
        text(postback, "mid") or f"postback:{whom.address}:{at}",
        whom,
        text(postback, "title"),
        at,
        extra=pressed(text(postback, "payload")),
        context={"advert": referral} if referral else {},
    )


def _reaction(account: Account, now: float, happened: Row) -> TextEvent | None:
    reaction = row(happened, "reaction")
    if text(reaction, "action") == "unreact":
        return None
    whom, at, mid = _whom(account, happened), _at(happened, now), needed(reaction, "mid")
    emoji = text(reaction, "emoji") or text(reaction, "reaction")
    return MessageArrived(
        f"reaction:{mid}:{whom.address}:{at}",
        whom,
        emoji,
        at,
        extra={"reaction": {"emoji": emoji, "message": mid}},
    )


def _read(account: Account, now: float, happened: Row) -> TextEvent | None:
    """Messenger: all until then. Instagram: one message."""
    read, at = row(happened, "read"), _at(happened, now)
    if text(read, "mid"):
        return _receipt(account, at, "read", read)
    whom = _whom(account, happened)
    until = moment(read, "watermark", at, per_second=1000)
    return ThreadRead(f"read:{whom.address}:{until}", whom, until)


def _receipt(account: Account, at: float, said: str, message: Row) -> TextEvent | None:
    mid = needed(message, "mid")
    state = MessageState.READ if said == "read" else MessageState.DELIVERED
    return ReceiptArrived(f"{mid}:{said}", account.id, mid, state, at)
