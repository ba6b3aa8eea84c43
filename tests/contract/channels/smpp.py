"""An SMS centre; one that answers is in tests/integration/test_smpp.py."""

from ari_app.channels.contract import Account
from ari_app.channels.smpp import CHANNEL
from tests.contract.channels.peer import Peer

PEER = Peer(
    channel=CHANNEL,
    account=Account(
        "smsc",
        "smpp",
        "SMS",
        "+15550100",
        {"host": "smpp.carrier.example", "system_id": "trunkline", "password": "s3cret-8"},
    ),
    sends_otherwise="tests/integration/test_smpp.py",
)
