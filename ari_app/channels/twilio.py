"""SMS and MMS by Twilio.

Webhooks come as forms, signed over the public address and the sorted fields; times are not in them, so a message has the
time at which it arrived here. Status callbacks carry our own id of the message in their address.

source: https://www.twilio.com/docs/usage/security (signatures), /docs/messaging/guides/webhook-request (incoming),
/docs/messaging/api/message-resource (sending, 1600 characters, 10 files), /docs/messaging/guides/accepted-mime-types (5
MB), /docs/messaging/guides/outbound-message-status-in-status-callbacks, /docs/api/errors (codes).
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from ari_app.acd.model import MediaType
from ari_app.channels.account_rules import PREFIXES
from ari_app.channels.answers import Provider, Refusal
from ari_app.channels.choices import choices_of, in_words
from ari_app.channels.contract import Account, Answer, Http, Outgoing, Parsed, Request, Sent, Setting
from ari_app.channels.errors import ChannelError, Forged, Malformed, Misconfigured, SendFailed
from ari_app.channels.reading import Row, fit, form, needed, phone, row, rows, text
from ari_app.channels.receipts import receipt
from ari_app.channels.signed import basic, in_base64, insist, same, sign
from ari_app.conversation.text import (
    Correspondent,
    FileArrived,
    MessageArrived,
)
from ari_app.conversation.text_account import AllowedFiles, Facts
from ari_app.storage.choices import IdentityKind, MessageState

API = "https://api.twilio.com"
FORM = "application/x-www-form-urlencoded"
NO_ANSWER = Answer(body=b"<Response/>", content_type="text/xml")
"""TwiML that says nothing: what we answer is sent by the API, when there is something to say."""
MOST_FILES = 10
REDIRECTS = range(301, 309)

STATES: Mapping[str, MessageState] = {
    "sent": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.READ,
    "undelivered": MessageState.FAILED,
    "failed": MessageState.FAILED,
    "canceled": MessageState.FAILED,
}
"""The others (accepted, scheduled, queued, sending) are before what we call sent, and say nothing new."""

KEYWORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "help", "info"}
)
"""What Twilio answers by itself, and after most of which it lets nothing through to the customer."""

SENTENCES: Mapping[str, str] = {
    "20003": "Twilio does not accept the account's key: an administrator has to enter it anew.",
    "20404": "Twilio does not know the account: an administrator has to check the account SID.",
    "20429": "Twilio has too many messages of ours just now.",
    "21408": "The Twilio account may not send to this country: an administrator can allow it in Twilio's geo permissions.",
    "21606": "Twilio says that our number cannot send messages: an administrator has to check it.",
    "21609": "Twilio cannot call us at our address: an administrator has to set public_url to one in the internet.",
    "21611": "Twilio's queue for our number is full.",
    "21620": "Twilio does not take the address of the file: an administrator has to set public_url to one in the internet.",
    "21660": "Our number belongs to another Twilio account: an administrator has to check it.",
    "14107": "Twilio holds back messages to this customer for half a minute: there were more than 30 in so short a time.",
    "21730": "Twilio is being maintained just now.",
    "30001": "Twilio's queue for our number is full.",
    "30002": "Twilio has suspended our account: an administrator has to ask Twilio.",
    "30003": "The customer's phone cannot be reached: it is off, or out of range.",
    "30008": "The operator did not deliver the message, and does not say why.",
    "30034": "Our number is not registered for messages to the United States (A2P 10DLC).",
    "63038": "The Twilio account has sent as many messages today as it may.",
}
LASTING: Mapping[str, str] = {
    "21211": "Twilio says that the customer's number is no number to send to: check it.",
    "21610": "The customer has opted out: they wrote STOP, and nothing may be sent until they write START.",
    "21612": "Twilio has no way from our number to the customer's: reach them another way.",
    "21614": "The customer's number is not a mobile one: call them.",
    "21617": "The message is longer than the 1,600 characters that Twilio takes: shorten it.",
    "21623": "Twilio takes 10 files in one message at most: send the others in another one.",
    "30004": "The customer's operator blocks messages to this phone: reach them another way.",
    "30005": "The customer's number is not in service: check it.",
    "30006": "The customer's number is a landline, or its operator takes no messages: call them.",
    "30007": "The operator took the message for spam, and did not deliver it: write it in other words.",
}
LATER = frozenset({"14107", "20429", "21611", "21730", "30001"})
"""source of each: www.twilio.com/docs/api/errors/<code>, which says to wait and to try again (21611: ten hours of messages
wait there). 63038, too many in a day, comes with HTTP 429, and is tried again by that."""


def _refusal(body: Row) -> Refusal | None:
    code = text(body, "code")
    return Refusal(code, text(body, "message")) if code else None


TWILIO = Provider("Twilio", _refusal, SENTENCES, LASTING, later=LATER)


class Twilio:
    facts = Facts(
        name="twilio",
        title="SMS (Twilio)",
        media_type=MediaType.MESSAGE,
        known_by=IdentityKind.PHONE,
        text_limit=1600,
        files=AllowedFiles(
            ("image/*", "audio/*", "video/*", "application/pdf", "text/vcard"), 5_000_000, MOST_FILES
        ),
        receipts=frozenset({MessageState.DELIVERED, MessageState.FAILED}),
        per_second=10.0,
        tolls=True,
    )
    settings = (
        Setting(
            "account_sid",
            "Account SID",
            "Twilio console, Account info on the first page; begins with AC.",
            pattern=r"AC[0-9a-fA-F]{32}",
        ),
        Setting(
            "auth_token",
            "Auth token",
            "Beside the account SID. It signs the webhooks, and opens the API.",
            secret=True,
        ),
        Setting(
            "service_sid",
            "Messaging service SID",
            "Only when a messaging service sends; begins with MG. Else our number is the sender.",
            required=False,
            pattern=r"(MG[0-9a-fA-F]{32})?",
        ),
        Setting(
            "keywords",
            "STOP and HELP",
            "Who answers these words: Twilio does, unless it was told not to.",
            required=False,
            default="twilio",
            choices=("twilio", "flow"),
        ),
        Setting(
            "api",
            "API address",
            f"{API}, or that of your Twilio region.",
            required=False,
            default=API,
            pattern=r"https?://.+",
        ),
        PREFIXES,
    )

    def verify(self, account: Account, request: Request) -> None:
        if _is_form(request):
            try:
                fields = form(request.body)
            except Malformed as odd:
                raise Forged("What is no form is not signed by Twilio.") from odd
        else:
            fields = []
            if not same(
                hashlib.sha256(request.body).hexdigest(), request.query.get("bodySHA256", "").lower()
            ):
                raise Forged("The body is not the one that Twilio signed.")
        _insist(account, request, fields)

    def parse(self, account: Account, request: Request) -> Parsed:
        if not _is_form(request):
            return Parsed()
        fields = {key: fit(value) for key, value in form(request.body)}
        status = fields.get("MessageStatus", "")
        if status and status not in ("received", "receiving"):
            event = receipt(
                account,
                STATES,
                status,
                needed(fields, "MessageSid"),
                request.at,
                why=TWILIO.why(fields.get("ErrorCode", ""), fields.get("ErrorMessage", "")),
                ours=fit(request.query.get("message", "")),
            )
            return Parsed((event,) if event else ())
        return Parsed((_message(account, fields, request.at),), NO_ANSWER)

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        service = account.settings.get("service_sid")
        callback = f"{account.public_url}?{urlencode({'message': message.id})}"
        fields = [
            ("To", message.address),
            ("MessagingServiceSid", service) if service else ("From", account.address),
            ("Body", in_words(message.text, choices_of(message))),
            ("StatusCallback", callback),
            *(("MediaUrl", file.url) for file in message.files),
        ]
        response = await http.request(
            "POST",
            f"{_api(account)}/Messages.json",
            headers=_key(account) | {"content-type": FORM},
            content=urlencode(fields).encode(),
        )
        taken = TWILIO.taken(response)
        if text(taken, "status") in ("failed", "undelivered"):
            why = TWILIO.why(text(taken, "error_code"), text(taken, "error_message"))
            raise SendFailed(why.words, why.failure)
        return Sent(TWILIO.id_in(taken, "sid"))

    async def test(self, account: Account, http: Http) -> str:
        query = urlencode({"PhoneNumber": account.address})
        url = f"{_api(account)}/IncomingPhoneNumbers.json?{query}"
        answer = TWILIO.taken(await http.request("GET", url, headers=_key(account)))
        known = rows(answer, "incoming_phone_numbers")
        if not known:
            raise Misconfigured(
                f"The Twilio account works, but the number {account.address} is not one of its numbers: check it under "
                "Phone numbers, Active numbers."
            )
        able = row(known[0], "capabilities")
        if not able.get("sms"):
            raise Misconfigured(f"Twilio knows the number {account.address}, but it cannot do SMS.")
        if able.get("mms"):
            return f"Twilio knows the number {account.address}: SMS and MMS in and out."
        return f"Twilio knows the number {account.address}: SMS in and out."

    async def fetch(self, account: Account, source: Mapping[str, Any], http: Http, limit: int) -> bytes:
        """With the key, as accounts may insist on; the storage that Twilio then sends us to gets no key."""
        url = text(source, "url")
        if _origin(url) not in (_origin(_base(account)), _origin(API)):
            raise ChannelError("The file is not with Twilio.")
        response = await http.request("GET", url, headers=_key(account), limit=limit)
        if response.status in REDIRECTS:
            response = await http.request("GET", response.headers.get("location", ""), limit=limit)
        return TWILIO.file(response)


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM


def _insist(account: Account, request: Request, fields: Sequence[tuple[str, str]]) -> None:
    """Signed with SHA-1 by the auth token, or as the request says with SHA-256 by a shared key in its place."""
    said = "".join(key + value for key, value in sorted(set(fields)))
    given = request.headers.get("x-twilio-signature", "")
    newer = "HMAC_SHA256" in request.headers.get("x-twilio-webhooks-signature-settings", "").upper()
    by = hashlib.sha256 if newer else hashlib.sha1
    key = account.settings["auth_token"]
    plain, with_port = (
        in_base64(sign(key, f"{url}{said}".encode(), by)) for url in _with_port_and_without(request.url)
    )
    insist("Twilio", with_port if same(with_port, given) else plain, given)


def _with_port_and_without(url: str) -> tuple[str, str]:
    """The address without its port, and with it: Twilio signs one or the other, and its own libraries take both."""
    scheme, _, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    host, _, port = place.rpartition(":")
    if not port.isdecimal():
        host, port = place, "443" if scheme == "https" else "80"
    return f"{scheme}://{host}{slash}{path}", f"{scheme}://{host}:{port}{slash}{path}"


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _base(account: Account) -> str:
    return (account.settings.get("api") or API).rstrip("/")


def _api(account: Account) -> str:
    return f"{_base(account)}/2010-04-01/Accounts/{account.settings['account_sid']}"


def _key(account: Account) -> dict[str, str]:
    return basic(account.settings["account_sid"], account.settings["auth_token"])


def _message(account: Account, fields: Mapping[str, str], at: float) -> MessageArrived:
    said = fields.get("Body", "")
    opted = fields.get("OptOutType", "").lower()
    automatic = account.settings.get("keywords") != "flow" and (
        bool(opted) or said.strip().lower() in KEYWORDS
    )
    return MessageArrived(
        needed(fields, "MessageSid"),
        Correspondent(account.id, phone(needed(fields, "From")), name=fields.get("ProfileName", "")),
        said,
        at,
        files=tuple(_files(fields)),
        extra={"opt_out": opted} if opted else {},
        automatic=automatic,
    )


def _files(fields: Mapping[str, str]) -> list[FileArrived]:
    many = fields.get("NumMedia") or "0"
    if not (many.isascii() and many.isdigit()):
        raise Malformed("`NumMedia` is not a number.")
    found = []
    for place in range(min(int(many[:3]), MOST_FILES)):
        url = fields.get(f"MediaUrl{place}", "")
        if url:
            content_type = fields.get(f"MediaContentType{place}", "application/octet-stream")
            kind = content_type.partition("/")[0]
            found.append(FileArrived(f"{kind}-{place + 1}", content_type, source={"url": url}))
    return found


CHANNEL = Twilio()
