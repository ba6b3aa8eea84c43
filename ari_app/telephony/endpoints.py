"""Phones and trunks: what each of them is in Asterisk's words. Pure: specs in, configuration objects out.

Six kinds: a softphone or desk phone that registers (`RegisteredPhone`, also the browser's), a desk phone at
a fixed address (`FixedPhone`), the browser of a visitor for one call (`GuestPhone`), a trunk known by its address
(`IpTrunk`), a trunk that we register with (`RegisteringTrunk`).
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

REALM = "trunkline"
"""The same as pjsip.conf's default_realm: a known name must be challenged just like an unknown one."""

MARK = "accountcode"
"""The endpoint's field that says that it is ours, and which version of its spec it was made from."""
MARK_PREFIX = "trunkline-"

PHONE_CODECS = "!all,ulaw,alaw,g722"
BROWSER_CODECS = "!all,opus,ulaw,alaw"
"""What a caller speaks is offered first, whatever the order here (leg.py: `originator`): a call is not converted."""
VANISHED_BROWSER_SECONDS = "8"
"""A page that is reloaded, and a computer that falls asleep, say no BYE; the customer should not wait for them long."""
VANISHED_ON_HOLD_SECONDS = "60"
"""On hold by the phone's own key no sound has to come."""
_BROWSER = {
    "transport": "transport-ws",
    "allow": BROWSER_CODECS,
    # webrtc=yes turns on ICE, DTLS with a certificate of its own, rtcp-mux and AVPF.
    "webrtc": "yes",
    "dtls_auto_generate_cert": "yes",
    "rtp_timeout": VANISHED_BROWSER_SECONDS,
    "rtp_timeout_hold": VANISHED_ON_HOLD_SECONDS,
}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DIGEST = re.compile(r"[0-9a-f]{32}")


class UnsafeEndpoint(ValueError):
    """A phone or trunk whose value Asterisk would read as something else. The value itself is not quoted."""

    def __init__(self, name: str, field: str, reason: str) -> None:
        super().__init__(f"{name!r}: {field} {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredPhone:
    """An agent's phone that registers as `name` with a password, of which we keep only the digest
    (`digest_of`).

    It is rung over whatever it registered by: UDP, TCP or TLS. `browser`: SIP over WebSocket with encrypted
    media, for the softphone in the page.

    `media_address`: the one address of ours that audio uses. Without it Asterisk binds audio to all of them,
    and asks for its own host name's address at each call to name one."""

    name: str
    digest: str
    display_name: str = ""
    browser: bool = False
    media_address: str = ""

    def __post_init__(self) -> None:
        objects_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedPhone:
    """A desk phone that is always at `contact`, such as sip:201@192.0.2.7:5060. It is known by the
    addresses that it calls from (`match`, an IP with or without a port or mask), or without those by its
    digest. Without either it can be rung, but cannot call: that costs nothing, whereas every request from an
    unregistered address looks through all that is matched (300 of them: a tenth of a call's CPU)."""

    name: str
    contact: str
    match: tuple[str, ...] = ()
    digest: str = ""
    display_name: str = ""
    qualify_seconds: int = 60

    def __post_init__(self) -> None:
        objects_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class IpTrunk:
    """A carrier that calls from the addresses in `match`, and that we call at `contact`."""

    name: str
    contact: str
    match: tuple[str, ...]
    qualify_seconds: int = 60

    def __post_init__(self) -> None:
        objects_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteringTrunk:
    """A carrier at `server` (host, or host:port) that we register with as `user`; it calls from `match`.

    The password is needed in clear: we are the one who is challenged."""

    name: str
    server: str
    user: str
    password: str = field(repr=False)
    match: tuple[str, ...]
    qualify_seconds: int = 60

    def __post_init__(self) -> None:
        objects_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestPhone:
    """A browser of somebody who is none of us, for one call: it can be told apart, and dial nothing but the one extension
    of its context. It never registers, so that nobody can ring it. `media_address` as with `RegisteredPhone`."""

    name: str
    digest: str
    media_address: str = ""

    def __post_init__(self) -> None:
        objects_of(self)


EndpointSpec: TypeAlias = RegisteredPhone | FixedPhone | GuestPhone | IpTrunk | RegisteringTrunk


@dataclass(frozen=True, slots=True)
class ConfigObject:
    """One object of Asterisk's res_pjsip: `kind` is auth, aor, identify, registration or endpoint."""

    kind: str
    name: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)


def digest_of(name: str, password: str) -> str:
    """What SIP's digest authentication needs of a password (HA1, RFC 3261): kept instead of it."""
    return hashlib.md5(f"{name}:{REALM}:{password}".encode(), usedforsecurity=False).hexdigest()


def objects_of(spec: EndpointSpec) -> tuple[ConfigObject, ...]:
    """In the order to be written: the endpoint last, because it makes all of it live and carries the mark."""
    match spec:
        case RegisteredPhone():
            objects = _registered_phone(spec)
        case FixedPhone():
            objects = _fixed_phone(spec)
        case GuestPhone():
            objects = _guest_phone(spec)
        case IpTrunk():
            objects = _ip_trunk(spec)
        case RegisteringTrunk():
            objects = _registering_trunk(spec)
        case _:
            assert_never(spec)
    _check(spec.name, objects)
    return _marked(objects)


def mark_of(objects: tuple[ConfigObject, ...]) -> str:
    """What the endpoint among these objects is marked with."""
    return dict(objects[-1].fields)[MARK]


def _registered_phone(spec: RegisteredPhone) -> tuple[ConfigObject, ...]:
    endpoint = {
        "auth": spec.name,
        **_phone(spec.name, spec.display_name, PHONE_CODECS),
        "identify_by": "username",
    }
    endpoint |= _bound_to(spec.media_address)
    if spec.browser:
        endpoint |= _BROWSER
    aor = {
        "max_contacts": "1",
        "remove_existing": "yes",
        "qualify_frequency": "30",
        "minimum_expiration": "30",
    }
    return (
        _auth(spec.name, spec.digest),
        _object("aor", spec.name, aor),
        _object("endpoint", spec.name, endpoint),
    )


def _guest_phone(spec: GuestPhone) -> tuple[ConfigObject, ...]:
    endpoint = {
        "auth": spec.name,
        "identify_by": "username",
        "context": "from-guest",
        "allow_transfer": "no",
        **_common(spec.name, BROWSER_CODECS),
        **_bound_to(spec.media_address),
        **_BROWSER,
    }
    del endpoint["aors"]
    return (_auth(spec.name, spec.digest), _object("endpoint", spec.name, endpoint))


def _bound_to(address: str) -> dict[str, str]:
    return {"media_address": address, "bind_rtp_to_media_address": "yes"} if address else {}


def _fixed_phone(spec: FixedPhone) -> tuple[ConfigObject, ...]:
    objects = [_static_aor(spec.name, spec.contact, spec.qualify_seconds)]
    endpoint = _phone(spec.name, spec.display_name, PHONE_CODECS) | {"transport": "transport-udp"}
    if spec.match:
        objects += _identifies(spec.name, spec.match)
    elif spec.digest:
        objects.insert(0, _auth(spec.name, spec.digest))
        return (
            *objects,
            _object("endpoint", spec.name, endpoint | {"identify_by": "username", "auth": spec.name}),
        )
    endpoint["identify_by"] = "ip"  # without an identify nobody is taken for it
    return (*objects, _object("endpoint", spec.name, endpoint))


def _ip_trunk(spec: IpTrunk) -> tuple[ConfigObject, ...]:
    return (
        _static_aor(spec.name, spec.contact, spec.qualify_seconds),
        *_identifies(spec.name, spec.match),
        _object("endpoint", spec.name, _trunk(spec.name)),
    )


def _registering_trunk(spec: RegisteringTrunk) -> tuple[ConfigObject, ...]:
    auth = {"auth_type": "userpass", "username": spec.user, "password": spec.password}
    registration = {
        "transport": "transport-udp",
        "outbound_auth": spec.name,
        "server_uri": f"sip:{spec.server}",
        "client_uri": f"sip:{spec.user}@{spec.server}",
        "contact_user": spec.user,
        "retry_interval": "30",
        "forbidden_retry_interval": "300",
        "max_retries": "1000000",
        "max_random_initial_delay": "1",
    }
    endpoint = {"outbound_auth": spec.name, "from_user": spec.user, **_trunk(spec.name)}
    return (
        _object("auth", spec.name, auth),
        _static_aor(spec.name, f"sip:{spec.server}", spec.qualify_seconds),
        *_identifies(spec.name, spec.match),
        _object("registration", spec.name, registration),
        _object("endpoint", spec.name, endpoint),
    )


def _object(kind: str, name: str, fields: dict[str, str]) -> ConfigObject:
    return ConfigObject(kind, name, tuple(fields.items()))


def _auth(name: str, digest: str) -> ConfigObject:
    if not _DIGEST.fullmatch(digest):
        raise UnsafeEndpoint(name, "digest", "is not 32 hexadecimal digits; make it with digest_of")
    fields = {"auth_type": "md5", "username": name, "md5_cred": digest, "realm": REALM}
    return _object("auth", name, fields)


def _static_aor(name: str, contact: str, qualify_seconds: int) -> ConfigObject:
    if not re.match(r"sips?:[^\s,]+$", contact):
        raise UnsafeEndpoint(name, "contact", "is not one sip: address")
    return _object("aor", name, {"contact": contact, "qualify_frequency": str(qualify_seconds)})


def identify_name(name: str, number: int) -> str:
    """What the object for the so-many-th address of `name` is called."""
    return name if number == 0 else f"{name}.{number}"


def _identifies(name: str, match: tuple[str, ...]) -> list[ConfigObject]:
    """One for each address: of a list in one object, Asterisk's database keeps the last address only."""
    if not match:
        raise UnsafeEndpoint(name, "match", "is empty: nobody could be known by it")
    return [
        _object("identify", identify_name(name, number), {"endpoint": name, "match": address})
        for number, address in enumerate(match)
    ]


def _common(name: str, codecs: str) -> dict[str, str]:
    return {
        "aors": name,
        "disallow": "all",
        "allow": codecs,
        "direct_media": "no",
        "dtmf_mode": "rfc4733",
        "rtp_symmetric": "yes",
        "force_rport": "yes",
        "rewrite_contact": "yes",
        # Whoever vanishes without BYE sends no sound either, and must not stay in a call for ever.
        "rtp_timeout": "60",
        "rtp_timeout_hold": "3600",
    }


def _phone(name: str, display_name: str, codecs: str) -> dict[str, str]:
    callerid = f'"{display_name}" <{name}>' if display_name else name
    # A REFER of the phone's transfer key comes to us as an event: all its calls say that Asterisk itself must not act on
    # it (PJSIP_TRANSFER_HANDLING, in the dialplan and in leg.py).
    transfer = {"allow_transfer": "yes"}
    return {"context": "from-agent", "callerid": callerid, **transfer, **_common(name, codecs)}


def _trunk(name: str) -> dict[str, str]:
    """By its address only: by name, anybody could claim to be the trunk."""
    return {
        "context": "from-trunk",
        "transport": "transport-udp",
        "identify_by": "ip",
        "trust_id_inbound": "yes",
        # Who talks to whom is not the caller's decision: a REFER is declined by Asterisk itself, at once.
        "allow_transfer": "no",
        **_common(name, PHONE_CODECS),
    }


def _check(name: str, objects: tuple[ConfigObject, ...]) -> None:
    if not _NAME.fullmatch(name):
        raise UnsafeEndpoint(name, "name", "may have letters, digits, '_', '.' and '-' only, up to 64")
    for one in objects:
        for attribute, value in one.fields:
            if _CONTROL.search(value):
                raise UnsafeEndpoint(name, attribute, "holds a line break or another control character")
            if attribute == "callerid" and value.count('"') not in (0, 2):
                raise UnsafeEndpoint(name, "display_name", "holds a quotation mark")


def _marked(objects: tuple[ConfigObject, ...]) -> tuple[ConfigObject, ...]:
    *others, endpoint = objects
    version = hashlib.sha256(repr([(one.kind, one.fields) for one in objects]).encode()).hexdigest()[:16]
    return (
        *others,
        ConfigObject(endpoint.kind, endpoint.name, (*endpoint.fields, (MARK, MARK_PREFIX + version))),
    )
