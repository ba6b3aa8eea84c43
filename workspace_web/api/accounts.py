"""Accounts that customers can be written to by, and what each of them can do. They are set up in the setup."""

from ari_app.administration.errors import Unknown
from ari_app.channels.errors import ChannelError
from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND, Problem
from workspace_web.route import Route, route
from workspace_web.text_wire import TextAccountCard, text_account_card
from workspace_web.wire import Shape


class AccountList(Listing[TextAccountCard]):
    """All that are on, by name."""


class AccountPath(Shape):
    account: Word


class MessageTemplate(Shape):
    """A text that the provider has approved, for when one may not write freely."""

    name: str
    language: str
    text: str
    fields: tuple[str, ...]
    category: str


class TemplateList(Listing[MessageTemplate]):
    """Those that may be used now."""


@route("GET", "/accounts", scope="me:read")
async def list_accounts(ask: Ask) -> AccountList:
    """The accounts there are, for whoever writes."""
    accounts = ask.services.centre.catalogue.accounts.values()
    cards = sorted(map(text_account_card, accounts), key=lambda card: (card.name.casefold(), card.id))
    return AccountList(items=tuple(cards))


@route("GET", "/accounts/{account}/templates", scope="me:read", problems=(NOT_FOUND, CONFLICT))
async def list_templates(ask: Ask, path: AccountPath) -> TemplateList:
    """The templates that an account's provider has approved, asked just now."""
    try:
        found = await ask.services.channels.accounts.templates(path.account)
    except Unknown as error:
        raise Problem(NOT_FOUND, str(error)) from error
    except ChannelError as error:
        raise Problem(CONFLICT, str(error)) from error
    return TemplateList(items=tuple(map(MessageTemplate.of, found)))


ROUTES: tuple[Route, ...] = (list_accounts, list_templates)
