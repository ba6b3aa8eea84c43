"""What became of a message, as providers say it: a word for how far it is, and why when it failed. Pure."""

from collections.abc import Mapping

from ari_app.channels.answers import Why
from ari_app.channels.contract import Account
from ari_app.conversation.text import ReceiptArrived
from ari_app.storage.choices import MessageState


def receipt(
    account: Account,
    states: Mapping[str, MessageState],
    said: str,
    message: str,
    at: float,
    *,
    why: Why | None = None,
    ours: str = "",
) -> ReceiptArrived | None:
    """None for a word that says nothing new. Said twice, it is one. `why` counts only when it failed; `ours`: our own id,
    where it was handed back."""
    state = states.get(said)
    if state is None:
        return None
    told = why if why is not None and state is MessageState.FAILED else Why("")
    return ReceiptArrived(
        f"{message}:{said}", account.id, message, state, at, told.words, ours or None, told.failure
    )
