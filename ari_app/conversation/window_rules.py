"""Whether a text may be sent to a customer, by what their channel allows. Pure: a sentence for people that says what is
wrong and what to do, or nothing."""

from ari_app.administration import dialling
from ari_app.conversation.messages import Words
from ari_app.conversation.text_account import TextAccount
from ari_app.storage.choices import Failure
from ari_app.storage.rows.channels import MessageRow


def open_until(account: TextAccount, last_in_at: float | None) -> float | None:
    """Until when one may write freely; None: always."""
    if account.facts.window is None:
        return None
    return 0.0 if last_in_at is None else last_in_at + account.facts.window


def refusal(account: TextAccount | None, words: Words, last_in_at: float | None, now: float) -> str:
    """Why these words cannot go out now; empty when they can."""
    if words.internal is not None:
        return "" if words.text.strip() or words.files else "There is nothing in it: write something."
    if account is None:
        return (
            "The account it came in by is no more: nothing can be sent. Call the customer, or write a note."
        )
    if words.template is not None:
        return "" if account.facts.templates else f"{account.name} knows no templates: write a text."
    until = open_until(account, last_in_at)
    if until is not None and now >= until:
        hours, name = round((account.facts.window or 0.0) / 3600), account.name
        if account.facts.templates:
            return f"The customer has not written for {hours} hours, and {name} lets nothing else pass: use a template."
        return (
            f"The customer has not written for {hours} hours, and {name} lets nothing pass: wait until they write, "
            "or call them."
        )
    return _content(account, words)


def again_refusal(row: MessageRow, last_in_at: float | None) -> str:
    """Why a message that failed is not to be sent once more; empty when that can help.

    `last_in_at`: of the customer's last, of which a provider tells the second."""
    match row.failure:
        case Failure.LASTING:
            return f"Sending it again does not help: {row.reason}"
        case Failure.WINDOW if last_in_at is None or last_in_at < int(row.at):
            return f"Sending it again does not help: {row.reason}"
        case _:
            return ""


def _content(account: TextAccount, words: Words) -> str:
    if not words.text.strip() and not words.files:
        return "There is nothing in it: write something, or add a file."
    if len(words.text) > account.facts.text_limit:
        too_many = len(words.text) - account.facts.text_limit
        return f"It is {too_many} characters too long for {account.name}: shorten it, or send it in two messages."
    if words.files and account.facts.files is None:
        return f"{account.name} takes no files: send a link."
    if account.facts.files is not None and len(words.files) > account.facts.files.most:
        return f"{account.name} takes {account.facts.files.most} files in one message: send the others in another one."
    if len(words.choices) > account.facts.choices and words.choices:
        return f"{account.name} shows {account.facts.choices} quick replies at most: leave some out."
    if words.cc and not account.facts.copies:
        return f"{account.name} sends no copies: leave them out."
    return ""


def start_refusal(
    account: TextAccount | None, address: str, words: Words, last_in_at: float | None, now: float
) -> str:
    """Why we cannot write first to this address; empty when we can."""
    if account is None:
        return "There is no such account."
    if not account.facts.starts:
        return f"On {account.name} the customer has to write first."
    if words.internal is not None:
        return "A note is no message: write to the customer first."
    if account.prefixes is not None and last_in_at is None:
        refused = dialling.text_refusal(address, account.prefixes)
        if refused:
            return refused
    return refusal(account, words, last_in_at, now)
