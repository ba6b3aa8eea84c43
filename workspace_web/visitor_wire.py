"""What visitors' pages send and are sent: docs/howto/in-app.md describes it. Pure.

A visitor sees what is said to them and by them, never what agents say among themselves.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from ari_app.acd.model import InteractionState
from ari_app.channels.reading import fit
from ari_app.channels.visitors import Claim, Hours, Said, Wish
from ari_app.channels.webchat import FILES
from ari_app.channels.widget_settings import WidgetSettings
from ari_app.conversation.catalogue import Catalogue
from ari_app.conversation.interaction import Interaction
from ari_app.storage.choices import Author, Direction
from ari_app.storage.rows.channels import FileRow, MessageRow
from workspace_web.wire import Shape

ClientId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Fit = AfterValidator(fit)  # for a database: no NUL
Line = Annotated[str, Field(max_length=300), Fit]
Text = Annotated[str, Field(max_length=4000), Fit]
Page = Annotated[str, Field(max_length=2000), Fit]
Number = Annotated[int, Field(ge=0, le=2**53)]
Token = Annotated[str, Field(max_length=200)]
InteractionId = Annotated[str, Field(max_length=64)]


def page_of(address: str, site: str) -> str:
    """The address of a page as agents may see and open it: one of the web site that it comes from, and nothing behind `?` or
    `#`, which may be somebody's secret. Empty for any other. Without a `site` it is an app, whose screens have any name."""
    if not site:
        return "" if ":" in address else address
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    whole = f"{parts.scheme}://{parts.netloc}"
    return f"{whole}{parts.path}" if whole.lower() == site.lower() and whole.startswith("http") else ""


class Identity(Shape):
    """Who somebody says they are; `token` is a JWT, `hmac` the signature of id, e-mail and name."""

    id: Line = ""
    email: Line = ""
    name: Line = ""
    hmac: Line = ""
    token: Annotated[str, Field(max_length=4096)] = ""

    @property
    def claim(self) -> Claim:
        return Claim(self.id, self.email, self.name, self.hmac, self.token)


class Form(Shape):
    name: Line = ""
    email: Line = ""
    phone: Line = ""
    question: Text = ""

    @property
    def filled(self) -> dict[str, str]:
        return {name: value for name, value in self.model_dump().items() if value}


class Begin(Shape):
    """A new session."""

    identity: Identity | None = None
    form: Form = Form()
    consent: Line = ""
    page: Page = ""
    title: Line = ""
    language: Annotated[str, Field(max_length=35), Fit] = ""

    def wish(self, site: str) -> Wish:
        """`site`: the origin of the page that it comes from."""
        claim = None if self.identity is None else self.identity.claim
        page = page_of(self.page, site)
        return Wish(claim, self.form.filled, self.consent, page, self.title if page else "", self.language)


class Begun(Shape):
    token: str = Field(description="Shown once: the session is resumed with it.")
    name: str
    verified: bool


class Left(Shape):
    """The form for when nobody is there. `website` is for machines: people do not see it."""

    client_id: ClientId
    form: Form
    page: Page = ""
    website: Page = ""


class Hello(Shape):
    """The first message on a socket. `after`: the number of the last message that the page has."""

    type: Literal["hello"]
    token: Token
    after: Number = 0


class Message(Shape):
    type: Literal["message"] = "message"
    client_id: ClientId
    text: Text = ""
    files: Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(max_length=5)] = ()
    choice: Line = ""
    page: Page = ""
    title: Line = ""

    def said(self, site: str) -> Said:
        """`site`: the origin of the page that it comes from."""
        page = page_of(self.page, site)
        return Said(self.client_id, self.text, self.files, self.choice, page, self.title if page else "")


class Typing(Shape):
    type: Literal["typing"]
    on: bool


class Read(Shape):
    """`seq`, `at`: of the last message that was read."""

    type: Literal["read"] = "read"
    seq: Number
    at: float = Field(ge=0)


class Rating(Shape):
    type: Literal["rating"] = "rating"
    interaction: InteractionId
    score: int = Field(ge=1, le=5)
    comment: Annotated[str, Field(max_length=1000), Fit] = ""


class End(Shape):
    type: Literal["end"] = "end"
    interaction: InteractionId


class Transcript(Shape):
    type: Literal["transcript"] = "transcript"
    email: Annotated[str, Field(max_length=254, pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$")]


class Identify(Shape):
    type: Literal["identify"] = "identify"
    identity: Identity


class Ping(Shape):
    type: Literal["ping"]


Deed: TypeAlias = Message | Read | Rating | End | Transcript | Identify
FromPage: TypeAlias = Annotated[Deed | Typing | Ping, Field(discriminator="type")]


class Stage(StrEnum):
    """Where a visitor stands."""

    IDLE = "idle"  # nothing was written yet
    BOT = "bot"
    WAITING = "waiting"
    AGENT = "agent"
    ENDED = "ended"


class State(Shape):
    """`place`: in the queue, 1 is next. `interaction`: what may be ended now, or rated afterwards."""

    at: Stage
    interaction: str | None = None
    place: int | None = None
    agent: str | None = None


IDLE = State(at=Stage.IDLE)
_STAGES: Mapping[InteractionState, Stage] = {
    InteractionState.IN_FLOW: Stage.BOT,
    InteractionState.QUEUED: Stage.WAITING,
    InteractionState.OFFERED: Stage.WAITING,
    InteractionState.CONNECTED: Stage.AGENT,
}


def state_of(item: Interaction | None, last: str | None, catalogue: Catalogue, place: int | None) -> State:
    """`item`: the live one of their thread; `last`: the one before, when there is none."""
    if item is None or item.over:
        over = last if item is None else item.id
        return IDLE if over is None else State(at=Stage.ENDED, interaction=over)
    stage = _STAGES[item.state]
    agent = catalogue.agents.get(item.agent or "") if stage is Stage.AGENT else None
    return State(
        at=stage,
        interaction=item.id,
        place=place if stage is Stage.WAITING else None,
        agent=None if agent is None else agent.name,
    )


def visible(message: MessageRow) -> bool:
    return message.direction is not Direction.INTERNAL


def message_card(row: MessageRow, files: Mapping[str, FileRow], catalogue: Catalogue) -> dict[str, Any]:
    """One message as a visitor sees it."""
    mine = row.direction is Direction.IN
    agent = catalogue.agents.get(row.author_id or "") if row.author is Author.AGENT else None
    card: dict[str, Any] = {
        "id": row.id,
        "seq": row.seq,
        "at": row.at,
        "from": "me" if mine else row.author.value,
        "text": row.text,
    }
    if agent is not None:
        card["name"] = agent.name
    if row.client_id and mine:
        card["client_id"] = row.client_id
    if row.files:
        card["files"] = [file_card(files[id]) for id in row.files if id in files]
    for name in ("choices", "call"):
        if row.extra.get(name):
            card[name] = row.extra[name]
    return card


def file_card(row: FileRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "type": row.content_type,
        "bytes": row.bytes,
        "state": row.state.value,
        "reason": row.reason,
    }


def settings_card(account: str, settings: WidgetSettings, hours: Hours, assets: str) -> dict[str, Any]:
    """What a widget has to know before anybody opens it; nothing of it is secret."""
    return {
        "account": account,
        "assets": assets,
        "open": hours.is_open,
        "opens_at": hours.opens_at,
        "title": settings.title,
        "greeting": settings.greeting,
        "reply_time": settings.reply_time,
        "colour": settings.colour,
        "side": settings.side,
        "theme": settings.theme,
        "language": settings.language,
        "form": [{"name": each.name, "required": each.required} for each in settings.pre_chat],
        "consent": {"text": settings.consent, "version": settings.consent_version}
        if settings.consent
        else None,
        "privacy_url": settings.privacy_url,
        "starters": settings.starters,
        "person": settings.person,
        "files": {"types": FILES.types, "size": FILES.size, "most": FILES.most} if settings.files else None,
        "rating": settings.rating,
        "page": settings.page,
        "transcript": bool(settings.mail_account),
        "call": settings.call,
        "identity_needed": settings.identity_needed,
    }
