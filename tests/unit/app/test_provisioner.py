"""A row of the database as what Asterisk is told."""

import pytest

from ari_app.provisioner import spec_of
from ari_app.storage.choices import EndpointKind
from ari_app.storage.rows.setup import EndpointRow
from ari_app.telephony.endpoints import (
    EndpointSpec,
    FixedPhone,
    IpTrunk,
    RegisteredPhone,
    RegisteringTrunk,
    UnsafeEndpoint,
)

HA1 = "0123456789abcdef" * 2
CONTACT = "sip:201@192.0.2.7:5060"


@pytest.mark.parametrize(
    ("row", "spec"),
    [
        (
            EndpointRow("a1", EndpointKind.REGISTERED, ha1=HA1),
            RegisteredPhone(name="a1", digest=HA1, media_address="127.0.0.1"),
        ),
        (  # a browser never takes sound on loopback
            EndpointRow("a1", EndpointKind.REGISTERED, ha1=HA1, webrtc=True),
            RegisteredPhone(name="a1", digest=HA1, browser=True),
        ),
        (  # known by the address that it is called at
            EndpointRow("d1", EndpointKind.FIXED, contact=CONTACT),
            FixedPhone(name="d1", contact=CONTACT),
        ),
        (  # known by its password
            EndpointRow("d1", EndpointKind.FIXED, contact=CONTACT, ha1=HA1),
            FixedPhone(name="d1", contact=CONTACT, digest=HA1),
        ),
        (  # known by addresses of its own, which go before the password
            EndpointRow("d1", EndpointKind.FIXED, contact=CONTACT, ha1=HA1, match="192.0.2.8, 192.0.2.9"),
            FixedPhone(name="d1", contact=CONTACT, match=("192.0.2.8", "192.0.2.9")),
        ),
        (  # calls us, is not called, so it is not asked whether it lives
            EndpointRow("t1", EndpointKind.TRUNK_IP, match="192.0.2.0/24"),
            IpTrunk(name="t1", contact="sip:192.0.2.0", match=("192.0.2.0/24",), qualify_seconds=0),
        ),
        (
            EndpointRow("t1", EndpointKind.TRUNK_IP, match="192.0.2.1", contact="sip:192.0.2.1:5080"),
            IpTrunk(name="t1", contact="sip:192.0.2.1:5080", match=("192.0.2.1",), qualify_seconds=60),
        ),
        (
            EndpointRow(
                "t2",
                EndpointKind.TRUNK_REGISTERING,
                server_uri="sip:sip.example:5070",
                username="u",
                secret="p",
            ),
            RegisteringTrunk(
                name="t2", server="sip.example:5070", user="u", password="p", match=("sip.example",)
            ),
        ),
    ],
)
def test_each_kind_of_row(row: EndpointRow, spec: EndpointSpec) -> None:
    assert spec_of(row, "127.0.0.1") == spec


def test_a_browser_takes_sound_on_the_one_address_of_the_network() -> None:
    row = EndpointRow("a1", EndpointKind.REGISTERED, ha1=HA1, webrtc=True)
    spec = RegisteredPhone(name="a1", digest=HA1, browser=True, media_address="192.0.2.10")
    assert spec_of(row, "192.0.2.10") == spec


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::"])
def test_who_listens_everywhere_names_no_address_for_sound(everywhere: str) -> None:
    row = EndpointRow("a1", EndpointKind.REGISTERED, ha1=HA1)
    assert spec_of(row, everywhere) == RegisteredPhone(name="a1", digest=HA1)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (EndpointRow("a1", EndpointKind.REGISTERED), "digest"),
        (EndpointRow("d1", EndpointKind.FIXED), "contact"),
        (EndpointRow("t1", EndpointKind.TRUNK_IP), "contact"),
        (EndpointRow("t1", EndpointKind.TRUNK_IP, contact="sip:192.0.2.1"), "match"),
        (EndpointRow("a 1", EndpointKind.REGISTERED, ha1=HA1), "name"),
        (EndpointRow("t2", EndpointKind.TRUNK_REGISTERING, username="u", secret="p"), "contact"),
    ],
)
def test_a_row_that_cannot_work_says_why(row: EndpointRow, field: str) -> None:
    with pytest.raises(UnsafeEndpoint, match=field):
        spec_of(row, "127.0.0.1")


def test_a_mobile_is_none_of_asterisks_endpoints() -> None:
    with pytest.raises(UnsafeEndpoint, match="called over a trunk"):
        spec_of(EndpointRow("m1", EndpointKind.MOBILE, contact="+49170@carrier"), "127.0.0.1")
