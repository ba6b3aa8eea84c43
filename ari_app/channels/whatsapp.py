"""WhatsApp by Meta's Cloud API: what goes out, and what the account has to know. `whatsapp_inbox.py` reads what comes in.

One may write freely for 24 hours after the customer's last message; after that only templates that Meta has approved. Who
has a WhatsApp user name may be known by an id of the business (`US.1349…`) in place of a number.

source: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages (4,096 characters, 1,024 of a caption
or beside buttons, 3 buttons of 20 characters, 10 rows of 24), .../reference/media (sizes),
.../guides/send-message-templates, /docs/whatsapp/business-management-api/message-templates (list),
/docs/whatsapp/cloud-api/support/error-codes, /documentation/business-messaging/whatsapp/business-scoped-user-ids.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ari_app.acd.model import MediaType
from ari_app.channels import meta, whatsapp_inbox
from ari_app.channels.choices import Choice, choices_of, fitting, in_words, shortened, template_of
from ari_app.channels.contract import (
    Account,
    Http,
    Outgoing,
    OutgoingFile,
    Parsed,
    Request,
    Sent,
    Setting,
    Template,
)
from ari_app.channels.errors import Misconfigured, OutcomeUnknown, SendFailed, TryLater
from ari_app.channels.multipart import multipart
from ari_app.channels.parts import Part, one_by_one, parts_of
from ari_app.channels.reading import Row, row, rows, text
from ari_app.channels.whatsapp_inbox import WHATSAPP
from ari_app.conversation.text_account import AllowedFiles, Facts
from ari_app.storage.choices import IdentityKind, MessageState

CAPTION = 1024
BESIDE_CHOICES = 1024
BUTTONS, BUTTON = 3, 20  # how many, and characters of one
LIST, LIST_ROW = 10, 24
CHOICE_ID = 200
SIZES: Mapping[str, int] = {
    "image": 5_000_000,
    "audio": 16_000_000,
    "video": 16_000_000,
    "document": 100_000_000,
}
PICTURES = ("image/jpeg", "image/png")
SOUNDS = ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg")
FILMS = ("video/mp4", "video/3gpp")
_FIELD = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class WhatsApp:
    facts = Facts(
        name="whatsapp",
        title="WhatsApp",
        media_type=MediaType.MESSAGE,
        known_by=IdentityKind.WHATSAPP,
        text_limit=4096,
        window=86_400.0,
        templates=True,
        files=AllowedFiles(("*/*",), SIZES["document"], 10),
        receipts=frozenset({MessageState.DELIVERED, MessageState.READ, MessageState.FAILED}),
        choices=LIST,
        per_second=80.0,
    )
    settings = (
        Setting(
            "phone_number_id",
            "Phone number ID",
            "developers.facebook.com, your app, WhatsApp, API setup: below the number.",
            pattern=r"\d+",
        ),
        Setting("business_id", "WhatsApp business account ID", "On the same page.", pattern=r"\d+"),
        Setting(
            "access_token",
            "Access token",
            f"{meta.SYSTEM_USER} It needs whatsapp_business_messaging and whatsapp_business_management.",
            secret=True,
        ),
        meta.APP_SECRET,
        meta.VERIFY_TOKEN,
        Setting(
            "files",
            "Files go out",
            "By upload to Meta, or as a link from which Meta fetches them here.",
            required=False,
            default="upload",
            choices=("upload", "link"),
        ),
        Setting(
            "list_button",
            "Words on the button of a list",
            "What customers press to see more than three quick replies; at most 20 characters.",
            required=False,
            default="Choose",
            pattern=r".{1,20}",
        ),
        meta.api_setting(),
    )

    def verify(self, account: Account, request: Request) -> None:
        meta.verify(account, request)

    def parse(self, account: Account, request: Request) -> Parsed:
        return meta.handshake(request) or whatsapp_inbox.parse(account, request)

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        graph = meta.Graph(WHATSAPP, account, http)
        template = template_of(message)

        async def send(body: Mapping[str, Any]) -> str:
            answer = await graph.post(
                f"{account.settings['phone_number_id']}/messages",
                {
                    "messaging_product": "whatsapp",
                    "recipient_type": "individual",
                    **_to(message.address),
                    "biz_opaque_callback_data": message.id,
                    **body,
                },
            )
            sent = rows(answer, "messages")
            if not sent:
                raise OutcomeUnknown("WhatsApp does not say what it calls the message: it may have gone out.")
            return WHATSAPP.id_in(sent[0], "id")

        async def send_part(part: Part) -> str:
            if part.file is None:
                return await send(_text(account, part.text, choices_of(message)))
            return await send(await _file(graph, part.file, part.text))

        if template:
            header = await _media(graph, message.files[0]) if message.files else None
            return Sent(await send(_template(*template, header)))
        return await one_by_one(parts_of(message, CAPTION, _takes_caption), send_part)

    async def templates(self, account: Account, http: Http) -> Sequence[Template]:
        graph = meta.Graph(WHATSAPP, account, http)
        path = f"{account.settings['business_id']}/message_templates?status=APPROVED&limit=100"
        found: list[Template] = []
        after = ""
        for _ in range(20):  # pages; WhatsApp lets nobody have more than some thousands
            answer = await graph.get(path + (f"&after={quote(after)}" if after else ""))
            found += [_read(one) for one in rows(answer, "data") if text(one, "status") == "APPROVED"]
            paging = row(answer, "paging")
            after = text(row(paging, "cursors"), "after")
            if not text(paging, "next") or not after:
                break
        return found

    async def test(self, account: Account, http: Http) -> str:
        fields = "display_phone_number,verified_name,quality_rating"
        path = f"{account.settings['phone_number_id']}?fields={fields}"
        known = await meta.Graph(WHATSAPP, account, http).get(path)
        theirs, ours = (_digits(one) for one in (text(known, "display_phone_number"), account.address))
        if theirs != ours:
            raise Misconfigured(
                f"The phone number ID is that of {text(known, 'display_phone_number') or 'no number'}, not of "
                f"{account.address}."
            )
        return f"WhatsApp knows {account.address} as “{text(known, 'verified_name')}”."

    async def fetch(self, account: Account, source: Mapping[str, Any], http: Http, limit: int) -> bytes:
        """In two steps: where it is (for five minutes), then the file."""
        graph = meta.Graph(WHATSAPP, account, http)
        known = await graph.get(quote(text(source, "media"), safe=""))
        return await graph.download(text(known, "url"), limit)


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def _to(address: str) -> dict[str, str]:
    """A number, or the id of somebody whose number we are not told."""
    return {"to": address} if address.startswith("+") or address.isdigit() else {"recipient": address}


def _text(account: Account, said: str, choices: Sequence[Choice]) -> dict[str, Any]:
    if not fitting(choices, LIST, CHOICE_ID) or not 0 < len(said) <= BESIDE_CHOICES:
        return {"type": "text", "text": {"body": in_words(said, choices), "preview_url": True}}
    if len(choices) <= BUTTONS:
        kind = "button"
        action: dict[str, Any] = {
            "buttons": [
                {"type": "reply", "reply": {"id": choice.id, "title": shortened(choice.title, BUTTON)}}
                for choice in choices
            ]
        }
    else:
        kind = "list"
        lines = [{"id": choice.id, "title": shortened(choice.title, LIST_ROW)} for choice in choices]
        action = {"button": account.settings.get("list_button") or "Choose", "sections": [{"rows": lines}]}
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": said}, "action": action}}


def _kind(file: OutgoingFile) -> str:
    """As what it goes out; what WhatsApp cannot show is a document."""
    for kind, types in (("image", PICTURES), ("audio", SOUNDS), ("video", FILMS)):
        if file.content_type in types and file.size <= SIZES[kind]:
            return kind
    return "document"


def _takes_caption(file: OutgoingFile) -> bool:
    return _kind(file) != "audio"


async def _media(graph: meta.Graph, file: OutgoingFile) -> tuple[str, dict[str, str]]:
    kind = _kind(file)
    if file.size > SIZES["document"]:
        raise SendFailed(f"{file.name} is larger than the 100 MB that WhatsApp takes: send a smaller one.")
    if graph.account.settings.get("files") == "link":
        found = {"link": file.url}
    else:
        fields = {"messaging_product": "whatsapp", "type": file.content_type}
        content_type, body = multipart(fields, "file", file.name, file.content_type, await file.read())
        try:
            answer = await graph.upload(
                f"{graph.account.settings['phone_number_id']}/media", content_type, body
            )
            found = {"id": WHATSAPP.id_in(answer, "id")}
        except OutcomeUnknown as error:
            raise TryLater(f"{file.name} could not be given to WhatsApp: no message went out.") from error
    return kind, found | ({"filename": file.name} if kind == "document" else {})


async def _file(graph: meta.Graph, file: OutgoingFile, caption: str) -> dict[str, Any]:
    kind, found = await _media(graph, file)
    return {"type": kind, kind: found | ({"caption": caption} if caption else {})}


def _template(
    name: str, language: str, values: Sequence[tuple[str, str]], header: tuple[str, dict[str, str]] | None
) -> dict[str, Any]:
    """Fields as `_read` names them: `header.1` above, `1` or `name` in the text, `button.0` of a link."""
    above: list[dict[str, Any]] = [
        _parameter(field.partition(".")[2], value) for field, value in values if field.startswith("header.")
    ]
    if header:
        kind, found = header
        above.append({"type": kind, kind: found})
    numbered = sorted((pair for pair in values if pair[0].isdecimal()), key=lambda pair: int(pair[0]))
    named = [pair for pair in values if not pair[0].isdecimal() and "." not in pair[0]]
    inside = [_parameter(field, value) for field, value in (*numbered, *named)]
    components: list[dict[str, Any]] = [{"type": "header", "parameters": above}] if above else []
    if inside:
        components.append({"type": "body", "parameters": inside})
    components += [
        {
            "type": "button",
            "sub_type": "url",
            "index": field.partition(".")[2],
            "parameters": [{"type": "text", "text": value}],
        }
        for field, value in values
        if field.startswith("button.")
    ]
    return {
        "type": "template",
        "template": {"name": name, "language": {"code": language}, "components": components},
    }


def _parameter(field: str, value: str) -> dict[str, str]:
    return {"type": "text", "text": value} | ({} if field.isdecimal() else {"parameter_name": field})


def _read(template: Row) -> Template:
    """Meta's template as the composer needs it."""
    texts: list[str] = []
    fields: list[str] = []
    for component in rows(template, "components"):
        said = text(component, "text")
        match text(component, "type"):
            case "HEADER":
                fields += [f"header.{field}" for field in _FIELD.findall(said)]
                said = _FIELD.sub(r"{{header.\1}}", said)
            case "BODY":
                fields += _FIELD.findall(said)
            case "BUTTONS":
                fields += [
                    f"button.{place}"
                    for place, button in enumerate(rows(component, "buttons"))
                    if _FIELD.search(text(button, "url"))
                ]
        texts += [said] if said else []
    return Template(
        text(template, "name"),
        text(template, "language"),
        "\n\n".join(texts),
        tuple(dict.fromkeys(fields)),
        text(template, "category").lower(),
    )


CHANNEL = WhatsApp()
