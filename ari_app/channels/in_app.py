"""Messages inside an app of our own, by REST and WebSocket: as web chat, but the app vouches for who each user is, and they
read it later."""

from ari_app.acd.model import MediaType
from ari_app.channels.webchat import APP, FILES, Visited
from ari_app.channels.widget_settings import IN_APP
from ari_app.conversation.text_account import Facts
from ari_app.storage.choices import IdentityKind, MessageState

CHANNEL = Visited(
    Facts(
        APP,
        "In-app messages",
        MediaType.MESSAGE,
        IdentityKind.USER,
        text_limit=4000,
        files=FILES,
        receipts=frozenset({MessageState.DELIVERED, MessageState.READ}),
        typing=True,
        choices=10,
        per_second=1000.0,
    ),
    IN_APP,
)
