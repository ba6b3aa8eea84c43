"""A mailbox; its servers are in tests/integration/test_mail.py."""

from ari_app.channels.contract import Account
from ari_app.channels.email import CHANNEL
from tests.contract.channels.peer import Peer

PEER = Peer(
    channel=CHANNEL,
    account=Account(
        "mail",
        "email",
        "Help",
        "help@we.example",
        {
            "user": "help@we.example",
            "password": "as-the-provider-gave-it",
            "imap_host": "imap.we.example",
            "smtp_host": "smtp.we.example",
        },
    ),
    sends_otherwise="tests/integration/test_mail.py",
)
