"""A channel without a provider: what a fast test holds in place of one. It passes the same contract suite.

Its provider signs the time and the raw body by HMAC-SHA256, and writes events as we keep them (`incoming.py`). Beside it:
`ScriptedHttp`, a provider that answers as it is told, and `KeptPost`, a spine that keeps what it is brought.
"""

import base64
import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ari_app.acd.model import MediaType
from ari_app.channels.answers import Provider, Refusal
from ari_app.channels.contract import (
    Account,
    Answer,
    Http,
    Outgoing,
    Parsed,
    Request,
    Response,
    Sent,
    Setting,
)
from ari_app.channels.errors import ChannelError, Forged, Malformed, Misconfigured, TryLater, Unreachable
from ari_app.channels.incoming import NotAnEvent, account_of, from_json, to_json
from ari_app.channels.reading import Row, document, number, row, rows, text
from ari_app.channels.signed import insist, sign
from ari_app.conversation.post import NotYetKnown
from ari_app.conversation.text import MessageArrived, MessageMoved, ReceiptArrived, TextEvent
from ari_app.conversation.text_account import AllowedFiles, Facts
from ari_app.storage.choices import IdentityKind, MessageState

TIME, SIGNATURE = "x-double-time", "x-double-signature"
TOLERANCE = 300.0  # seconds between the provider's clock and ours


def _refusal(body: Row) -> Refusal | None:
    error = row(body, "error")
    return Refusal(text(error, "code"), text(error, "message")) if error else None


_PROVIDER = Provider(
    "The double", _refusal, {}, lasting={"blocked": "The customer does not want to be written to."}
)


def signed(secret: str, at: float, body: bytes) -> dict[str, str]:
    """The headers that the provider puts before a body."""
    stamp = f"{at:.0f}"
    return {TIME: stamp, SIGNATURE: sign(secret, stamp.encode() + b"." + body).hex()}


def written(*events: TextEvent) -> bytes:
    """The body in which the provider tells of them."""
    return json.dumps({"events": [to_json(event) for event in events]}).encode()


class DoubleChannel:
    """`Hooked` and `Fetching`."""

    facts = Facts(
        name="double",
        title="A provider of the tests",
        media_type=MediaType.MESSAGE,
        known_by=IdentityKind.PHONE,
        text_limit=1000,
        files=AllowedFiles(("image/*", "application/pdf"), 1 << 20, 3),
        receipts=frozenset({MessageState.DELIVERED, MessageState.READ, MessageState.FAILED}),
        per_second=1000.0,
    )
    settings = (
        Setting("secret", "Secret", "As the provider shows it.", secret=True, pattern=r"\S{8,200}"),
        Setting("url", "Address", "Where it takes messages.", pattern=r"https?://\S+"),
    )

    def verify(self, account: Account, request: Request) -> None:
        stamp = request.headers.get(TIME, "")
        if not stamp.isdecimal() or abs(int(stamp) - request.at) > TOLERANCE:
            raise Forged("The request has no time, or is too old.")
        expected = sign(account.settings["secret"], stamp.encode() + b"." + request.body).hex()
        insist("the double", expected, request.headers.get(SIGNATURE, ""))

    def parse(self, account: Account, request: Request) -> Parsed:
        if request.method == "GET":
            return Parsed(answer=Answer(body=request.query.get("challenge", "").encode()))
        events: list[TextEvent] = []
        unread = []
        for body in rows(document(request.body), "events"):
            try:
                event = from_json(body)
            except NotAnEvent as error:
                unread.append(str(error))
                continue
            if account_of(event) != account.id:
                raise Malformed("An event of another account.")
            events.append(event)
        return Parsed(tuple(events), unread=tuple(unread))

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        said: dict[str, Any] = {"id": message.id, "to": message.address, "text": message.text}
        if message.files:
            said["files"] = [each.url for each in message.files]
        response = await http.request("POST", account.settings["url"], json=said)
        return Sent(_PROVIDER.id_in(_PROVIDER.taken(response), "id"))

    async def test(self, account: Account, http: Http) -> str:
        response = await http.request("GET", account.settings["url"])
        if response.status >= 400:
            raise Misconfigured("The provider does not know this account: look at its secret.")
        return "The provider knows this account."

    async def fetch(self, account: Account, source: Mapping[str, Any], http: Http, limit: int) -> bytes:
        response = await http.request("GET", text(source, "url"), limit=limit)
        if response.status >= 400:
            raise TryLater("The provider does not give the file.", number(response.headers, "retry-after"))
        return response.body


DOUBLE = DoubleChannel()


@dataclass(slots=True)
class ScriptedHttp:
    """Answers in the order that it is given them, raises those that are errors; then it cannot be reached. `asked`:
    method, address and keywords of each request."""

    answers: deque[Response | ChannelError] = field(default_factory=deque)
    asked: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)

    def will(self, *answers: Response | ChannelError) -> "ScriptedHttp":
        self.answers.extend(answers)
        return self

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        limit: int = 1 << 20,
    ) -> Response:
        self.asked.append((method, url, {"headers": headers, "json": json, "form": form, "content": content}))
        answer = self.answers.popleft() if self.answers else Unreachable("The provider is away.")
        if isinstance(answer, ChannelError):
            raise answer
        return Response(answer.status, answer.headers, answer.body[:limit])


def answered(status: int = 200, body: object = None, **headers: str) -> Response:
    """A provider's answer in JSON."""
    return Response(
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        b"" if body is None else json.dumps(body).encode(),
    )


@dataclass(slots=True)
class KeptPost:
    """`postman.Takes` and `sender.Told`. `refusals`: what it raises, by text of the message, before it takes it;
    `unknown`: how often a receipt's message is not known, by its name."""

    taken: list[tuple[int, TextEvent]] = field(default_factory=list)
    moves: list[MessageMoved] = field(default_factory=list)
    refusals: dict[str, deque[Exception]] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)

    async def take(self, inbound_id: int, event: TextEvent) -> None:
        if isinstance(event, ReceiptArrived) and self.unknown.get(event.message):
            self.unknown[event.message] -= 1
            raise NotYetKnown(event.message)
        waiting = self.refusals.get(event.text) if isinstance(event, MessageArrived) else None
        if waiting:
            raise waiting.popleft()
        self.taken.append((inbound_id, event))

    def moved(self, moved: MessageMoved) -> None:
        self.moves.append(moved)


def picture() -> bytes:
    """The smallest PNG."""
    return base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    )


def texts(events: Sequence[TextEvent]) -> list[str]:
    """What messages among them say."""
    return [event.text for event in events if isinstance(event, MessageArrived)]
