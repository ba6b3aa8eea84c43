"""In-app messages: nothing is sent anywhere, the app comes for it."""

from ari_app.channels.contract import Account
from ari_app.channels.in_app import CHANNEL
from tests.contract.channels.peer import Peer

PEER = Peer(
    channel=CHANNEL,
    account=Account("i1", "in_app", "Our app", "app", {}),
    sends_otherwise="tests/service/web/test_visitor_routes.py",
)
