"""What a phone or trunk is in Asterisk's words, and what is refused."""

from collections.abc import Callable

import pytest

from ari_app.telephony.endpoints import (
    EndpointSpec,
    FixedPhone,
    GuestPhone,
    IpTrunk,
    RegisteredPhone,
    RegisteringTrunk,
    UnsafeEndpoint,
    digest_of,
    identify_name,
    mark_of,
    objects_of,
)

DIGEST = digest_of("agent1", "secret")
SPECS: list[EndpointSpec] = [
    RegisteredPhone(name="agent1", digest=DIGEST),
    RegisteredPhone(name="agent1", digest=DIGEST, browser=True),
    FixedPhone(name="desk", contact="sip:desk@192.0.2.7", match=("192.0.2.7",)),
    FixedPhone(name="desk", contact="sip:desk@192.0.2.7", digest=DIGEST),
    IpTrunk(name="trunk", contact="sip:192.0.2.1", match=("192.0.2.1", "192.0.2.2/31")),
    RegisteringTrunk(name="carrier", server="sip.example.net", user="us", password="s", match=("192.0.2.1",)),
]


def fields(spec: EndpointSpec, kind: str) -> dict[str, str]:
    (one,) = (one for one in objects_of(spec) if one.kind == kind)
    return dict(one.fields)


def test_the_digest_is_that_of_rfc_2617() -> None:
    assert digest_of("agent1", "secret") == "962114fc0885c23aebe10d86b8129ada"


@pytest.mark.parametrize(
    ("spec", "kinds"),
    [
        (SPECS[0], ["auth", "aor", "endpoint"]),
        (SPECS[1], ["auth", "aor", "endpoint"]),
        (SPECS[2], ["aor", "identify", "endpoint"]),
        (SPECS[3], ["auth", "aor", "endpoint"]),
        (SPECS[4], ["aor", "identify", "identify", "endpoint"]),
        (SPECS[5], ["auth", "aor", "identify", "registration", "endpoint"]),
    ],
)
def test_each_kind_is_made_of_its_objects_with_the_endpoint_last(
    spec: EndpointSpec, kinds: list[str]
) -> None:
    assert [one.kind for one in objects_of(spec)] == kinds
    assert {one.name for one in objects_of(spec)} <= {spec.name, identify_name(spec.name, 1)}


@pytest.mark.parametrize("spec", SPECS)
def test_what_every_endpoint_needs(spec: EndpointSpec) -> None:
    endpoint = fields(spec, "endpoint")
    assert endpoint["direct_media"] == "no"
    trunk = "trunk" in type(spec).__name__.lower()
    assert endpoint["allow_transfer"] == ("no" if trunk else "yes")  # toll fraud comes from outside
    assert endpoint["context"] == ("from-trunk" if trunk else "from-agent")


def test_a_phone_that_registers_is_rung_over_whatever_it_registered_by() -> None:
    assert "transport" not in fields(SPECS[0], "endpoint")
    assert fields(SPECS[1], "endpoint")["transport"] == "transport-ws"
    for spec in SPECS[2:]:
        assert fields(spec, "endpoint")["transport"] == "transport-udp"


def test_a_browser_that_vanishes_is_noticed_within_seconds() -> None:
    assert fields(SPECS[1], "endpoint")["rtp_timeout"] == "8"
    assert fields(SPECS[0], "endpoint")["rtp_timeout"] == "60"


def test_a_visitor_can_call_us_and_do_nothing_else() -> None:
    objects = objects_of(GuestPhone(name="guest-1", digest=DIGEST))
    assert [one.kind for one in objects] == ["auth", "endpoint"]  # without an aor nobody can ring it
    endpoint = dict(objects[-1].fields)
    assert (endpoint["context"], endpoint["allow_transfer"], endpoint["webrtc"]) == (
        "from-guest",
        "no",
        "yes",
    )
    assert "aors" not in endpoint


def test_audio_keeps_to_the_one_address_where_there_is_one() -> None:
    bound = fields(RegisteredPhone(name="agent1", digest=DIGEST, media_address="192.0.2.10"), "endpoint")
    assert (bound["media_address"], bound["bind_rtp_to_media_address"]) == ("192.0.2.10", "yes")
    assert not {"media_address", "bind_rtp_to_media_address"} & fields(SPECS[0], "endpoint").keys()


def test_a_trunk_is_known_by_its_address_only() -> None:
    for spec in SPECS[4:]:
        assert fields(spec, "endpoint")["identify_by"] == "ip"
    addresses = [dict(one.fields)["match"] for one in objects_of(SPECS[4]) if one.kind == "identify"]
    assert addresses == ["192.0.2.1", "192.0.2.2/31"]


def test_a_phone_keeps_one_registration_and_its_password_as_a_digest() -> None:
    assert fields(SPECS[0], "aor")["max_contacts"] == "1"
    assert fields(SPECS[0], "auth")["md5_cred"] == DIGEST
    assert "password" not in fields(SPECS[0], "auth")


def test_the_mark_changes_with_any_value_and_only_then() -> None:
    marks = {mark_of(objects_of(spec)) for spec in SPECS}
    assert len(marks) == len(SPECS)
    again = RegisteredPhone(name="agent1", digest=DIGEST)
    assert mark_of(objects_of(again)) == mark_of(objects_of(SPECS[0]))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: RegisteredPhone(name="a b", digest=DIGEST), "name"),
        (lambda: RegisteredPhone(name="agent1", digest="secret"), "digest"),
        (lambda: RegisteredPhone(name="agent1", digest=DIGEST, display_name="A\nB"), "callerid"),
        (lambda: RegisteredPhone(name="agent1", digest=DIGEST, display_name='A" <1>'), "display_name"),
        (lambda: FixedPhone(name="desk", contact="192.0.2.7", digest=DIGEST), "contact"),
        (lambda: FixedPhone(name="desk", contact="sip:1@h,sip:2@h", digest=DIGEST), "contact"),
        (lambda: IpTrunk(name="trunk", contact="sip:192.0.2.1", match=()), "match"),
        (
            lambda: IpTrunk(name="trunk", contact="sip:192.0.2.1", match=("1.2.3.4\nmatch=0.0.0.0/0",)),
            "match",
        ),
        (
            lambda: RegisteringTrunk(name="c", server="h", user="u", password="p\x00", match=("192.0.2.1",)),
            "password",
        ),
    ],
)
def test_what_asterisk_would_misread_cannot_be_made(make: Callable[[], EndpointSpec], reason: str) -> None:
    with pytest.raises(UnsafeEndpoint, match=reason):
        make()


def test_a_secret_is_not_shown() -> None:
    assert "s3cret" not in repr(
        RegisteringTrunk(name="c", server="h", user="u", password="s3cret", match=("192.0.2.1",))
    )


def test_a_fixed_phone_that_nothing_proves_can_be_rung_and_nobody_can_call_as_it() -> None:
    aor, endpoint = objects_of(FixedPhone(name="desk", contact="sip:desk@192.0.2.7"))
    assert dict(aor.fields)["contact"] == "sip:desk@192.0.2.7"
    assert dict(endpoint.fields)["identify_by"] == "ip"  # and no address is matched to it
