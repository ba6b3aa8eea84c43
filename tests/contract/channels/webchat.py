"""Web chat: nothing is sent anywhere, the page comes for it."""

from ari_app.channels.contract import Account
from ari_app.channels.webchat import CHANNEL
from tests.contract.channels.peer import Peer

PEER = Peer(
    channel=CHANNEL,
    account=Account("w1", "webchat", "Shop", "shop.example", {"origins": "https://shop.example"}),
    sends_otherwise="tests/service/web/test_visitors.py",
)
