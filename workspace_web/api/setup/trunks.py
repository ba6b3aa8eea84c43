"""Trunks: carriers that call from an address, and those that we register with."""

from dataclasses import replace
from enum import StrEnum

from pydantic import Field, SecretStr

from ari_app.administration.things import Kind
from ari_app.storage.choices import EndpointKind
from ari_app.storage.rows.setup import EndpointRow
from workspace_web.api.lists import Column
from workspace_web.api.setup.resource import Kept, Resource, Seen, routes_of
from workspace_web.api.setup.spelling import LineId
from workspace_web.wire import Shape


class TrunkKind(StrEnum):
    """Known by its address, or by registering."""

    IP = EndpointKind.TRUNK_IP
    REGISTERING = EndpointKind.TRUNK_REGISTERING


class TrunkCommon(Shape):
    """A carrier's line."""

    kind: TrunkKind = TrunkKind.IP
    address: str | None = Field(
        default=None,
        max_length=200,
        description="Where we call it, as a SIP address.",
        examples=["sip:203.0.113.7"],
    )
    addresses: tuple[str, ...] = Field(
        default=(), max_length=50, description="The addresses and networks that it calls from."
    )
    server: str | None = Field(default=None, max_length=200, examples=["sip.carrier.example"])
    username: str | None = Field(default=None, max_length=100)


class TrunkDraft(TrunkCommon):
    """A carrier's line."""

    password: SecretStr | None = Field(
        default=None, max_length=200, description="The carrier's; null: the one that is kept stays."
    )


class TrunkSetUp(TrunkCommon, Kept):
    """A carrier's line. Its password is never read back."""

    has_password: bool


def _thing(id: str, draft: TrunkDraft, known: EndpointRow | None) -> EndpointRow:
    registers = draft.kind is TrunkKind.REGISTERING
    kept = None if known is None else known.secret
    return replace(
        known or EndpointRow(id, EndpointKind(draft.kind)),
        kind=EndpointKind(draft.kind),
        contact=None if registers else draft.address or None,
        match=", ".join(draft.addresses) or None,
        server_uri=(draft.server or None) if registers else None,
        username=(draft.username or None) if registers else None,
        secret=(draft.password.get_secret_value() if draft.password else kept) if registers else None,
    )


def _show(row: EndpointRow, seen: Seen) -> TrunkSetUp:
    return TrunkSetUp(
        kind=TrunkKind(row.kind),
        address=row.contact,
        addresses=row.addresses,
        server=(row.server_uri or "").removeprefix("sip:") or None,
        username=row.username,
        has_password=bool(row.secret),
        **seen.kept,
    )


ROUTES = routes_of(
    Resource(
        kind=Kind.TRUNK,
        one="trunk",
        many="trunks",
        read_scope="endpoints:read",
        write_scope="endpoints:write",
        id=LineId,
        draft=TrunkDraft,
        card=TrunkSetUp,
        columns=(
            Column("id", lambda card: card.id),
            Column("kind", lambda card: card.kind.value),
            Column("server", lambda card: card.server),
            Column("address", lambda card: card.address),
            Column("addresses", lambda card: card.addresses),
        ),
        thing=_thing,
        show=_show,
    )
)
