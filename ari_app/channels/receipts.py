"""What became of a message, as providers say it: a word for how far it is, and why when it failed. Pure."""

from collections.abc import Mapping

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
    why: str = "",
    ours: str = "",
) -> ReceiptArrived | None:
    """None for a word that says nothing new. Said twice, it is one. `why` counts only when it failed; `ours`: our own id,
    where it was handed back."""
    state = states.get(said)
    if state is None:
        return None
    reason = why if state is MessageState.FAILED else ""
    return ReceiptArrived(f"{message}:{said}", account.id, message, state, at, reason, ours or None)
