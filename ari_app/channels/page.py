"""A page of Meta's that people write to: Messenger and Instagram differ in what their facts and settings say, and in little
else. `page_inbox.py` reads what comes in.

source: https://developers.facebook.com/docs/messenger-platform/reference/send-api, .../send-messages/quick-replies (13 of 20
characters), .../send-messages/sender-actions, .../policy/policy-overview (24 hours, HUMAN_AGENT), .../error-codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ari_app.channels import meta, page_inbox
from ari_app.channels.answers import Provider
from ari_app.channels.choices import Choice, choices_of, fitting, in_words, shortened
from ari_app.channels.contract import Account, Http, Outgoing, OutgoingFile, Parsed, Request, Sent, Setting
from ari_app.channels.errors import Misconfigured
from ari_app.channels.parts import Part, one_by_one, parts_of
from ari_app.channels.reading import text
from ari_app.conversation.messages import pieces_of
from ari_app.conversation.text_account import Facts

CHOICES, TITLE, CHOICE_ID = 13, 20, 1000
KINDS = ("image", "video", "audio")
WINDOW = 86_400.0
HUMAN_WINDOW = 7 * 86_400.0
HUMAN_AGENT = Setting(
    "human_agent",
    "Seven days to answer",
    "Yes, when Meta has approved the feature Human Agent for your app: then people may answer for seven days, in place of "
    "24 hours. Flows may not.",
    required=False,
    default="no",
    choices=("no", "yes"),
)
SENTENCES: Mapping[str, str] = {
    "551": "The customer cannot be reached just now: they may have blocked us, or left.",
    "100.2018047": "Meta could not fetch the file from us.",
}
LASTING: Mapping[str, str] = {
    "100.2018001": "Meta does not know this customer any more: reach them another way.",
    "100.2534014": "Meta does not know this customer any more: reach them another way.",
    "200.1545041": "The customer has blocked us: reach them another way.",
    "100.2018109": "The file is larger than Meta takes: send a smaller one.",
}
WINDOW_CLOSED: Mapping[str, str] = {
    "10.2018278": "The window is closed: the customer has to write first.",
    "10.2534022": "The window is closed: the customer has to write first.",
}


@dataclass(frozen=True, slots=True)
class Page:
    """`own`: the setting that has the page's id. `known_by`: what Meta calls that, and the page's name. `in_bytes`: whether
    the limit of a text counts bytes."""

    facts: Facts
    settings: tuple[Setting, ...]
    provider: Provider
    own: str
    known_by: tuple[str, str]
    api: str = meta.API
    in_bytes: bool = False

    def facts_of(self, account: Account) -> Facts:
        return replace(self.facts, window=HUMAN_WINDOW) if _people_have_longer(account) else self.facts

    def verify(self, account: Account, request: Request) -> None:
        meta.verify(account, request)

    def parse(self, account: Account, request: Request) -> Parsed:
        return meta.handshake(request) or page_inbox.parse(account, request, account.settings[self.own])

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        choices = choices_of(message)
        able = fitting(choices, CHOICES, CHOICE_ID)
        said = message.text if able else in_words(message.text, choices)
        pieces = pieces_of(said, self.facts.text_limit, in_bytes=self.in_bytes)
        files = [part for part in parts_of(message, caption=0) if part.file]
        parts = [*files, *(Part(piece, None) for piece in pieces if piece)]
        tagged = _people_have_longer(account) and not message.automatic
        sort = (
            {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
            if tagged
            else {"messaging_type": "RESPONSE"}
        )

        async def send_part(part: Part) -> str:
            body = _file(part.file) if part.file else {"text": part.text}
            if able and part is parts[-1]:
                body |= {"quick_replies": _quick_replies(choices)}
            answer = await self._graph(account, http).post(
                "me/messages", {"recipient": {"id": message.address}, **sort, "message": body}
            )
            return self.provider.id_in(answer, "message_id")

        return await one_by_one(parts, send_part)

    async def typing(self, account: Account, address: str, on: bool, http: Http) -> None:
        action = "typing_on" if on else "typing_off"
        await self._graph(account, http).post(
            "me/messages", {"recipient": {"id": address}, "sender_action": action}
        )

    async def test(self, account: Account, http: Http) -> str:
        id_, name = self.known_by
        known = await self._graph(account, http).get(f"me?fields={id_},{name}")
        if text(known, id_) != account.settings[self.own]:
            raise Misconfigured(
                f"The access token is of “{text(known, name)}”, not of the account with this ID."
            )
        return f"{self.facts.title} knows the account “{text(known, name)}”."

    async def fetch(self, account: Account, source: Mapping[str, Any], http: Http, limit: int) -> bytes:
        return await self._graph(account, http).download(text(source, "url"), limit, public=True)

    def _graph(self, account: Account, http: Http) -> meta.Graph:
        return meta.Graph(self.provider, account, http, self.api)


def _people_have_longer(account: Account) -> bool:
    return account.settings.get("human_agent") == "yes"


def _file(file: OutgoingFile) -> dict[str, Any]:
    """Meta fetches it from us."""
    kind = file.content_type.partition("/")[0]
    return {"attachment": {"type": kind if kind in KINDS else "file", "payload": {"url": file.url}}}


def _quick_replies(choices: list[Choice]) -> list[dict[str, str]]:
    return [
        {"content_type": "text", "title": shortened(choice.title, TITLE), "payload": choice.id}
        for choice in choices
    ]
