"""What a Telegram bot is told: updates, as they come to a webhook or from `getUpdates`. Pure.

A message is known by its chat and its number there, not by the update: the same update, sent again or asked for again
after a change from one way to the other, brings the same message. Groups are left alone.

source: https://core.telegram.org/bots/api#update, #message, #callbackquery, #chatmemberupdated.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from ari_app.channels.batch import Found
from ari_app.channels.choices import pressed
from ari_app.channels.contract import Account
from ari_app.channels.reading import Row, moment, needed, number, row, rows, text
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived, TextEvent, WriterLeft

WANTED = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of update that we ask for."""
FILES: Mapping[str, str] = {
    "document": "application/octet-stream",
    "voice": "audio/ogg",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "video_note": "video/mp4",
    "sticker": "image/webp",
}


def found(account: Account, update: Row, now: float) -> Found:
    """How this update is read."""
    return partial(_event, account, now), update


def pressed_query(update: Row) -> str:
    """The press that waits to be acknowledged; empty when there is none."""
    return text(row(update, "callback_query"), "id")


def _event(account: Account, now: float, update: Row) -> TextEvent | None:
    if message := row(update, "message"):
        return _message(account, now, message)
    if message := row(update, "edited_message"):
        return _edited(account, now, message)
    if query := row(update, "callback_query"):
        return _press(account, now, query)
    if change := row(update, "my_chat_member"):
        return _left(account, now, needed(update, "update_id"), change)
    return None


def _whom(account: Account, chat: Row, sender: Row) -> Correspondent | None:
    """None in a group."""
    if text(chat, "type") != "private":
        return None
    names = (text(sender, "first_name"), text(sender, "last_name"))
    return Correspondent(
        account.id, needed(chat, "id"), name=" ".join(filter(None, names)) or text(sender, "username")
    )


def _id(message: Row) -> str:
    return f"{needed(row(message, 'chat'), 'id')}:{needed(message, 'message_id')}"


def _message(account: Account, now: float, message: Row) -> MessageArrived | None:
    sender = row(message, "from")
    whom = _whom(account, row(message, "chat"), sender)
    if whom is None:
        return None
    said, extra = _said(message)
    replied = row(message, "reply_to_message")
    if replied:
        extra |= {"reply_to": _id(replied)}
    context = {"language": text(sender, "language_code")} if text(sender, "language_code") else {}
    command, _, parameter = said.partition(" ")
    if command == "/start" and parameter:
        context["start"] = parameter
    return MessageArrived(
        _id(message),
        whom,
        said,
        moment(message, "date", now),
        files=_files(message),
        extra=extra,
        context=context,
    )


def _edited(account: Account, now: float, message: Row) -> TextEvent | None:
    whom = _whom(account, row(message, "chat"), row(message, "from"))
    if whom is None:
        return None
    said, extra = _said(message)
    original, at = _id(message), moment(message, "edit_date", now)
    return MessageArrived(
        f"{original}:edit:{at:.0f}:{len(said)}", whom, said, at, extra=extra | {"edits": original}
    )


def _press(account: Account, now: float, query: Row) -> TextEvent | None:
    """A button under one of our messages: its title is in the message, which Telegram hands back."""
    message = row(query, "message")
    whom = _whom(account, row(message, "chat"), row(query, "from"))
    if whom is None:
        return None
    chosen = text(query, "data")
    titles = {
        text(button, "callback_data"): text(button, "text")
        for line in _lines(row(message, "reply_markup"))
        for button in line
    }
    at = now  # Telegram does not say when it was pressed
    return MessageArrived(
        f"press:{needed(query, 'id')}", whom, titles.get(chosen) or chosen, at, extra=pressed(chosen)
    )


def _lines(markup: Row) -> list[list[Row]]:
    keyboard = markup.get("inline_keyboard")
    lines = keyboard if isinstance(keyboard, list) else []
    return [
        [button for button in line if isinstance(button, dict)] for line in lines if isinstance(line, list)
    ]


def _left(account: Account, now: float, update: str, change: Row) -> TextEvent | None:
    """They blocked the bot."""
    whom = _whom(account, row(change, "chat"), row(change, "from"))
    if whom is None or text(row(change, "new_chat_member"), "status") != "kicked":
        return None
    return WriterLeft(f"left:{update}", whom, moment(change, "date", now))


def _said(message: Row) -> tuple[str, dict[str, Any]]:
    """The text, and what else it is."""
    said = text(message, "text") or text(message, "caption") or text(row(message, "sticker"), "emoji")
    if said or _files(message):
        return said, {}
    if card := row(message, "contact"):
        return _card(card)
    if at := row(message, "location"):
        return _place(at, row(message, "venue"))
    return "[a message of a kind that cannot be shown here]", {}


def _card(card: Row) -> tuple[str, dict[str, Any]]:
    name = " ".join(filter(None, (text(card, "first_name"), text(card, "last_name"))))
    phone = text(card, "phone_number")
    person = {"name": name, "phones": [phone] if phone else [], "emails": []}
    return ", ".join(filter(None, (name, phone))), {"people": [person]}


def _place(at: Row, venue: Row) -> tuple[str, dict[str, Any]]:
    where = {"latitude": number(at, "latitude"), "longitude": number(at, "longitude")}
    named = {"name": text(venue, "title"), "address": text(venue, "address")}
    words = ", ".join(filter(None, named.values())) or f"{where['latitude']}, {where['longitude']}"
    return words, {"location": where | {key: value for key, value in named.items() if value}}


def _files(message: Row) -> tuple[FileArrived, ...]:
    """One; a photo in the largest of its sizes."""
    if sizes := rows(message, "photo"):
        return (_file("photo.jpg", "image/jpeg", sizes[-1]),)
    for kind, content_type in FILES.items():
        if file := row(message, kind):
            name = text(file, "file_name") or kind
            return (_file(name, text(file, "mime_type") or content_type, file),)
    return ()


def _file(name: str, content_type: str, file: Row) -> FileArrived:
    size = number(file, "file_size") or 0
    return FileArrived(name, content_type, max(0, int(size)), source={"file": needed(file, "file_id")})
