"""Phones on desks and mobiles: those that register with us, those at a fixed address, those called by their number."""

from dataclasses import replace
from enum import StrEnum

from pydantic import Field

from ari_app.administration import dialling
from ari_app.administration.things import Kind
from ari_app.storage.choices import EndpointKind
from ari_app.storage.rows.setup import EndpointRow
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of, telling
from workspace_web.api.setup.spelling import Id, LineId
from workspace_web.api.shapes import Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.wire import Shape


class PhoneKind(StrEnum):
    """It registers with a password, is always at one address, or is called by its number over a trunk."""

    REGISTERED = EndpointKind.REGISTERED
    FIXED = EndpointKind.FIXED
    MOBILE = EndpointKind.MOBILE


class PhoneDraft(Shape):
    """A phone."""

    kind: PhoneKind = PhoneKind.REGISTERED
    agent: Id | None = Field(default=None, description="Whose phone it is.")
    address: str | None = Field(
        default=None, max_length=200, description="Fixed: where it is.", examples=["sip:201@192.0.2.7:5060"]
    )
    addresses: tuple[str, ...] = Field(
        default=(),
        max_length=20,
        description="Fixed: the addresses that it calls from; none: it cannot call.",
    )
    number: str | None = Field(
        default=None,
        max_length=40,
        description="Mobile: its number, which the settings have to allow. Who picks up is asked to press 1.",
        examples=["+491701234567"],
    )
    trunk: LineId | None = Field(default=None, description="Mobile: the trunk that it is called by.")


class PhoneSetUp(PhoneDraft, Kept):
    """A phone. Its password was shown once and is kept nowhere."""


class Password(Shape):
    """Shown this once: write it into the phone now."""

    username: str
    password: str


class PhonePath(Shape):
    phone: Word


def _thing(id: str, draft: PhoneDraft, known: EndpointRow | None) -> EndpointRow:
    fixed, mobile = draft.kind is PhoneKind.FIXED, draft.kind is PhoneKind.MOBILE
    number = f"{dialling.tidy(draft.number or '')}@{draft.trunk or ''}"
    return replace(
        known or EndpointRow(id, EndpointKind(draft.kind)),
        kind=EndpointKind(draft.kind),
        agent=draft.agent,
        contact=number if mobile else draft.address if fixed else None,
        match=", ".join(draft.addresses) or None if fixed else None,
    )


def _show(row: EndpointRow, seen: Seen) -> PhoneSetUp:
    mobile = row.kind is EndpointKind.MOBILE
    number, trunk = dialling.own_number(row.contact) if mobile else (None, None)
    return PhoneSetUp(
        kind=PhoneKind(row.kind),
        agent=row.agent,
        address=None if mobile else row.contact,
        number=number,
        trunk=trunk,
        addresses=row.addresses,
        **seen.kept,
    )


@route("POST", "/setup/phones/{phone}/password", scope="endpoints:write", problems=(NOT_FOUND, CONFLICT))
async def renew_phone_password(ask: Ask, path: PhonePath) -> Password:
    """A new password for a phone that registers.

    It is shown this once. The old one is no longer good as soon as Asterisk has heard of it, a moment later."""
    with telling():
        secret = await ask.services.administration.new_password(path.phone, ask.caller.name)
    return Password(username=path.phone, password=secret)


ROUTES: tuple[Route, ...] = (
    *routes_of(
        Resource(
            kind=Kind.PHONE,
            one="phone",
            many="phones",
            read_scope="endpoints:read",
            write_scope="endpoints:write",
            id=LineId,
            draft=PhoneDraft,
            card=PhoneSetUp,
            columns=(
                Column("id", lambda card: card.id),
                Column("kind", lambda card: card.kind.value),
                Column("agent", lambda card: card.agent),
                Column("address", lambda card: card.address),
                Column("number", lambda card: card.number),
            ),
            thing=_thing,
            show=_show,
            hides=lambda row: row.webrtc,  # the browsers' come and go by themselves
        )
    ),
    renew_phone_password,
)
