"""What an account of web chat or of an app is set to, read out of its settings. Pure.

An account's settings are text, as an administrator writes them on its page; `SETTINGS` is what that page is drawn from.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ari_app.channels.contract import Setting

YES, NO = "yes", "no"
_SWITCH = (YES, NO)
LANGUAGES = ("en", "de")
THEMES = ("auto", "light", "dark")
SIDES = ("right", "left")
ASKED = ("name", "email", "phone", "question")
"""What a form before the chat may ask; with a `*` behind it, it has to be answered."""
_ASKED = r"\s*((name|email|phone|question)\*?\s*(,\s*|$))*"

COMMON = (
    Setting(
        "origins",
        "Web sites",
        "Where the widget may stand, separated by commas: https://shop.example, https://*.shop.example. "
        "Empty: only on pages of this server.",
        required=False,
        pattern=r"\s*(https?://(\*\.)?[A-Za-z0-9.-]+(:\d+)?/?\s*(,\s*|$))*",
    ),
    Setting(
        "identity_secret",
        "Identity secret",
        "With it your server signs who a user is. 16 characters or more, known to your server alone.",
        secret=True,
        required=False,
        pattern=r".{16,200}",
    ),
    Setting("calendar", "Opening hours", "The id of a calendar. Empty: always open.", required=False),
    Setting(
        "mail_account",
        "E-mail account",
        "The id of the account that sends transcripts, and from which messages left outside the hours are answered.",
        required=False,
    ),
    Setting("files", "Files", "Whether visitors may send files.", default=YES, choices=_SWITCH),
    Setting(
        "rating", "Rating", "Whether visitors are asked at the end how it was.", default=YES, choices=_SWITCH
    ),
    Setting(
        "page",
        "Page",
        "Whether agents are told which page a visitor looks at: its title, and its address without what stands behind ?.",
        default=YES,
        choices=_SWITCH,
    ),
    Setting("call", "Call us", "Whether visitors may call from the browser.", default=NO, choices=_SWITCH),
    Setting(
        "calls_at_once",
        "Calls at once",
        "How many visitors may call at once.",
        default="5",
        pattern=r"[1-9]\d{0,2}",
    ),
    Setting(
        "call_minutes",
        "Longest call, in minutes",
        "Then it is ended, so that nobody keeps a line, or a paid number behind it, for days.",
        default="60",
        pattern=r"[1-9]\d{0,2}",
    ),
)
WEB_CHAT = (
    *COMMON,
    Setting("title", "Title", "What stands at the top.", default="Chat with us"),
    Setting(
        "greeting", "Greeting", "What visitors read before they write.", default="Hello! How can we help?"
    ),
    Setting("reply_time", "Usual reply time", "Such as: We usually reply within 5 minutes.", required=False),
    Setting(
        "colour",
        "Colour",
        "Of the button and the visitor's own words.",
        default="#4453d6",
        pattern=r"#[0-9a-fA-F]{6}",
    ),
    Setting("side", "Side", "Where the button stands.", default="right", choices=SIDES),
    Setting(
        "theme", "Light or dark", "As the visitor's system is, or always so.", default="auto", choices=THEMES
    ),
    Setting(
        "language", "Language", "When the page says none that we speak.", default="en", choices=LANGUAGES
    ),
    Setting(
        "pre_chat",
        "Form before the chat",
        "What is asked first: name, email, phone, question; with a * what has to be answered.",
        required=False,
        pattern=_ASKED,
    ),
    Setting(
        "consent",
        "Consent",
        "What visitors agree to before they write. Empty: nothing is asked.",
        required=False,
    ),
    Setting(
        "consent_version", "Version of the consent", "Change it with the text: it is asked anew.", default="1"
    ),
    Setting("privacy_url", "Privacy notice", "Its address.", required=False, pattern=r"https://\S+"),
    Setting("starters", "First questions", "Buttons to begin with, separated by |.", required=False),
    Setting(
        "person",
        "Talk to a person",
        "What is written for the visitor when they press it: what your flow takes for that. Empty: no button.",
        required=False,
    ),
    Setting(
        "gone_after",
        "Gone after",
        "Seconds without an open page after which a visitor who waits for the flow or for an agent has left: 30 or more. "
        "0: never.",
        default="180",
        pattern=r"0|[3-9]\d|[1-9]\d{2,4}",
    ),
)
IN_APP = COMMON


@dataclass(frozen=True, slots=True)
class Question:
    """`name`: of ASKED."""

    name: str
    required: bool


@dataclass(frozen=True, slots=True)
class Origins:
    """Which web sites may use an account. Without any: our own pages alone."""

    exact: frozenset[str] = frozenset()
    below: tuple[tuple[str, str], ...] = ()  # scheme, and how the host ends

    @classmethod
    def of(cls, text: str) -> "Origins":
        listed = [part.strip().rstrip("/").lower() for part in text.split(",") if part.strip()]
        wild = [urlsplit(origin) for origin in listed if "//*." in origin]
        return cls(
            frozenset(origin for origin in listed if "//*." not in origin),
            tuple((parts.scheme, parts.netloc.removeprefix("*")) for parts in wild),
        )

    def allow(self, origin: str) -> bool:
        """`*.shop.example` lets in every host below it, not shop.example itself."""
        origin = origin.lower()
        if origin in self.exact:
            return True
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return any(
            parts.scheme == scheme and parts.netloc.endswith(end) and len(parts.netloc) > len(end)
            for scheme, end in self.below
        )


@dataclass(frozen=True, slots=True)
class WidgetSettings:
    """One account's, understood. `consent` empty: none is asked."""

    origins: Origins
    identity_secret: str
    identity_needed: bool
    calendar: str
    mail_account: str
    files: bool
    rating: bool
    page: bool
    call: bool
    calls_at_once: int
    call_minutes: int
    title: str
    greeting: str
    reply_time: str
    colour: str
    side: str
    theme: str
    language: str
    pre_chat: tuple[Question, ...]
    consent: str
    consent_version: str
    privacy_url: str
    starters: tuple[str, ...]
    person: str
    gone_after: float

    def __repr__(self) -> str:
        return f"WidgetSettings({self.title!r})"  # one of them is a secret

    def wants(self, form: Mapping[str, str]) -> tuple[str, ...]:
        """What is asked, has to be answered, and is not."""
        return tuple(
            each.name for each in self.pre_chat if each.required and not form.get(each.name, "").strip()
        )


def understood(settings: Mapping[str, str], *, in_app: bool) -> WidgetSettings:
    """What is not set is as its default says; what cannot be read, as if it were not set."""
    defaults = {each.name: each.default for each in WEB_CHAT}

    def said(name: str) -> str:
        value = settings.get(name) or defaults[name]
        wanted = next(each for each in WEB_CHAT if each.name == name)
        fits = (not wanted.choices or value in wanted.choices) and (
            not wanted.pattern or re.fullmatch(wanted.pattern, value)
        )
        return value if fits else wanted.default

    questions = [part.strip() for part in said("pre_chat").split(",") if part.strip()]
    return WidgetSettings(
        origins=Origins.of(said("origins")),
        identity_secret=settings.get("identity_secret", ""),
        identity_needed=in_app,
        calendar=said("calendar"),
        mail_account=said("mail_account"),
        files=said("files") == YES,
        rating=said("rating") == YES,
        page=said("page") == YES,
        call=said("call") == YES,
        calls_at_once=int(said("calls_at_once")),
        call_minutes=int(said("call_minutes")),
        title=said("title"),
        greeting=said("greeting"),
        reply_time=said("reply_time"),
        colour=said("colour"),
        side=said("side"),
        theme=said("theme"),
        language=said("language"),
        pre_chat=tuple(Question(each.rstrip("*"), each.endswith("*")) for each in questions),
        consent=said("consent"),
        consent_version=said("consent_version"),
        privacy_url=said("privacy_url"),
        starters=tuple(part.strip() for part in said("starters").split("|") if part.strip())[:4],
        person=said("person"),
        gone_after=float(said("gone_after")),
    )
