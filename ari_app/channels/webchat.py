"""Web chat: the widget on a web site. What we write is kept in the thread, and shown where the visitor's page is open."""

from ari_app.acd.model import MediaType
from ari_app.channels.contract import Account, Http, Outgoing, Sent, Setting
from ari_app.channels.widget_settings import WEB_CHAT
from ari_app.conversation.text_account import AllowedFiles, Facts
from ari_app.storage.choices import IdentityKind, MessageState

NAME, APP = "webchat", "in_app"
FILES = AllowedFiles(
    ("image/*", "application/pdf", "text/plain", "text/csv", "audio/*", "video/mp4", "application/zip"),
    10 << 20,
    5,
)
_TOLD = frozenset({MessageState.DELIVERED, MessageState.READ})


class Visited:
    """A channel whose customers come to us: nothing has to be sent anywhere. It is with them as soon as it is kept, for
    their page asks for all that it has not got, whenever it comes back."""

    def __init__(self, facts: Facts, settings: tuple[Setting, ...]) -> None:
        self._facts = facts
        self._settings = settings

    @property
    def facts(self) -> Facts:
        return self._facts

    @property
    def settings(self) -> tuple[Setting, ...]:
        return self._settings

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        return Sent(message.id)

    async def test(self, account: Account, http: Http) -> str:
        sites = account.settings.get("origins", "").strip()
        if sites:
            return f"It works on {sites} and on pages of this server. Nothing else is needed."
        return "It works on pages of this server alone. Nothing else is needed."


CHANNEL = Visited(
    Facts(
        NAME,
        "Web chat",
        MediaType.CHAT,
        IdentityKind.USER,
        synchronous=True,
        text_limit=4000,
        files=FILES,
        receipts=_TOLD,
        typing=True,
        choices=10,
        per_second=1000.0,
        starts=False,
    ),
    WEB_CHAT,
)
