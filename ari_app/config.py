"""Every setting, with its help beside its default: one frozen object.

A file (`trunkline.toml`) is overruled by the environment (`TRUNKLINE_SIP_PORT`), which is overruled by flags
(`--sip-port`). A wrong value refuses to start and says which, where it stands and why.
"""

import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import available_timezones

PREFIX = "TRUNKLINE_"
FILE = Path("trunkline.toml")
_PORTS = (
    "sip_port",
    "sip_tls_port",
    "asterisk_http_port",
    "asterisk_ami_port",
    "http_port",
    "audiosocket_port",
)


class WrongSetting(ValueError):
    """A setting that cannot be used. The message names it, the place where it was set, and what would be right."""


@dataclass(frozen=True, slots=True)
class Help:
    """What a setting is for; `check` returns what is wrong with a value, or nothing. A `secret` is never shown."""

    text: str
    check: Callable[[Any], str | None] = lambda value: None
    secret: bool = False


def _port(value: int) -> str | None:
    return None if 1 <= value <= 65535 else "a port is a number from 1 to 65535"


def _port_or_none(value: int) -> str | None:
    return None if value == 0 else _port(value)


def _more_than_zero(value: float) -> str | None:
    return None if value > 0 else "it has to be more than 0"


def _zero_or_more(value: float) -> str | None:
    return None if value >= 0 else "it cannot be less than 0"


def _one_of(*allowed: str) -> Callable[[str], str | None]:
    return lambda value: None if value in allowed else f"it is one of: {', '.join(allowed)}"


def _database(value: str) -> str | None:
    if not value or urlsplit(value).scheme in ("sqlite", "postgresql"):
        return None
    return "write sqlite:////folder/file.db or postgresql://user:password@host/database"


def _one_line(value: str) -> str | None:
    return (
        None
        if value.isprintable() and value.strip() == value
        else "it has to be one line without blanks around it"
    )


def separated(words: str) -> tuple[str, ...]:
    """The words of a setting that takes several, with blanks or commas between them."""
    return tuple(words.replace(",", " ").split())


def _time_zone(value: str) -> str | None:
    return None if value in available_timezones() else "it is a name such as Europe/Berlin or UTC"


def _calling_code(value: str) -> str | None:
    return (
        None
        if not value or (value.isascii() and value.isdigit() and value[0] != "0")
        else "it is digits, such as 49"
    )


def _web_address(value: str) -> str | None:
    parts = urlsplit(value)
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not value or (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and here))):
        return None
    return "it begins with https://, or with http:// on this machine"


def _networks(value: str) -> str | None:
    try:
        for part in filter(None, value.split(",")):
            ip_network(part.strip())
    except ValueError:
        return "it is addresses or networks, such as 127.0.0.1 or 10.1.0.0/16"
    return None


def _given(value: str) -> str | None:
    return _one_line(value) if value else "it cannot be empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The field `sip_port` is `sip_port = 5060` in the file, `TRUNKLINE_SIP_PORT`, and `--sip-port`."""

    state: Annotated[
        Path, Help("folder of all that is kept: database, recordings, logs; docker/state-folder")
    ] = Path("var")
    database: Annotated[
        str, Help("database address; empty: SQLite in the state folder", _database, secret=True)
    ] = field(default="", repr=False)
    bind: Annotated[str, Help("address that SIP and audio listen on", _given)] = "127.0.0.1"
    external_address: Annotated[str, Help("address that peers outside see, when behind NAT", _one_line)] = ""
    sip_port: Annotated[int, Help("port of SIP over UDP and TCP", _port)] = 5060
    sip_tls_port: Annotated[int, Help("port of SIP over TLS; 0: no TLS", _port_or_none)] = 0
    tls_certificate: Annotated[str, Help("certificate chain for HTTPS and for SIP over TLS, a PEM file")] = ""
    tls_key: Annotated[str, Help("private key of that certificate, a PEM file")] = ""
    rtp_start: Annotated[int, Help("first UDP port for audio", _port)] = 10000
    rtp_end: Annotated[int, Help("last UDP port for audio; a call takes two for each party", _port)] = 11999
    asterisk_http_port: Annotated[int, Help("port of Asterisk's ARI, on loopback", _port)] = 8088
    asterisk_ami_port: Annotated[int, Help("port of Asterisk's AMI, on loopback", _port)] = 5038
    asterisk_host: Annotated[
        str, Help("where ARI and AMI are; another host when `trunkline serve` runs apart", _given)
    ] = "127.0.0.1"
    asterisk_user: Annotated[str, Help("system user that Asterisk runs as when started by root", _given)] = (
        "trunkline"
    )
    ari_password: Annotated[
        str, Help("password of ARI; empty: made and kept in the state folder", _one_line, secret=True)
    ] = field(default="", repr=False)
    ami_password: Annotated[
        str, Help("password of AMI; empty: made and kept in the state folder", _one_line, secret=True)
    ] = field(default="", repr=False)
    audiosocket_host: Annotated[str, Help("where the app listens for callers' audio", _given)] = "127.0.0.1"
    audiosocket_port: Annotated[int, Help("port of that listener", _port)] = 9092
    http_bind: Annotated[str, Help("address that the API listens on", _given)] = "127.0.0.1"
    http_port: Annotated[int, Help("port of the API", _port)] = 8080
    allowed_origins: Annotated[
        str, Help("web origins that may open the live socket, separated by commas")
    ] = ""
    ice_servers: Annotated[
        str,
        Help(
            "STUN and TURN servers for browsers' phones, such as stun:stun.example:3478, separated by commas"
        ),
    ] = ""
    web_address: Annotated[
        str,
        Help("how people reach the pages, such as https://centre.example; empty: by http_bind", _web_address),
    ] = ""
    trusted_proxies: Annotated[
        str,
        Help(
            "proxies before us, addresses or networks separated by commas, whose X-Forwarded-For and -Proto count",
            _networks,
        ),
    ] = ""
    public_url: Annotated[
        str,
        Help("how providers reach us, such as https://in.example; empty: as people do", _web_address),
    ] = ""
    inside_hosts: Annotated[
        str,
        Help(
            "hosts of our own network that channels may call, such as gateway.lan:8080, separated by commas"
        ),
    ] = ""
    largest_file_megabytes: Annotated[int, Help("larger files of messages are refused", _more_than_zero)] = 25
    session_idle_minutes: Annotated[
        int, Help("a session ends when no page of it was open for so long", _more_than_zero)
    ] = 60
    session_hours: Annotated[int, Help("a session ends so long after the sign-in", _more_than_zero)] = 12
    openid_issuer: Annotated[
        str, Help("OpenID Connect provider to sign in by; empty: passwords alone", _web_address)
    ] = ""
    openid_client_id: Annotated[str, Help("how the provider knows us", _one_line)] = ""
    openid_client_secret: Annotated[str, Help("our password at the provider", _one_line, secret=True)] = (
        field(default="", repr=False)
    )
    openid_claim: Annotated[str, Help("claim of the provider that is the user name here", _given)] = (
        "preferred_username"
    )
    openid_new_users: Annotated[bool, Help("whoever the provider vouches for is added, as agent")] = False
    speech: Annotated[str, Help("speech recognition", _one_of("auto", "vosk", "pocketsphinx", "off"))] = (
        "auto"
    )
    speech_model: Annotated[str, Help("folder of a Vosk model; empty: the small one that comes along")] = ""
    speech_workers: Annotated[int, Help("processes for speech recognition", _more_than_zero)] = 1
    language: Annotated[str, Help("language of prompts, a tag such as en or en-GB", _given)] = "en"
    time_zone: Annotated[str, Help("where the centre's day begins at midnight", _time_zone)] = "UTC"
    supervision_visible: Annotated[
        bool, Help("agents see who listens to their calls; off, where the law lets you")
    ] = True
    agent_gone_after: Annotated[
        int,
        Help(
            "seconds without a page until an agent is away and their chats are given to others; 0: never",
            _zero_or_more,
        ),
    ] = 120
    country_code: Annotated[
        str, Help("calling code of callers' numbers that come without one, such as 49", _calling_code)
    ] = ""
    max_calls: Annotated[int, Help("live calls beyond which a new one is refused", _more_than_zero)] = 500
    max_outside_calls: Annotated[
        int, Help("outside numbers called at once for agents (transfers, consultations)", _more_than_zero)
    ] = 10
    log_format: Annotated[
        str, Help("log lines for people, or JSON for machines", _one_of("text", "json"))
    ] = "text"
    log_level: Annotated[
        str, Help("least level that is logged", _one_of("debug", "info", "warning", "error"))
    ] = "info"
    demo: Annotated[bool, Help("seed a demo centre into an empty database")] = True

    @property
    def database_url(self) -> str:
        """The database's address; SQLite in the state folder unless set."""
        return self.database or f"sqlite:///{self.state.absolute() / 'trunkline.db'}"


@cache
def helps() -> Mapping[str, tuple[type, Help]]:
    """Each setting's type and help, in order."""
    hints = get_type_hints(Settings, include_extras=True)
    found: dict[str, tuple[type, Help]] = {}
    for item in fields(Settings):
        assert get_origin(hints[item.name]) is Annotated
        kind, meant = get_args(hints[item.name])
        found[item.name] = (kind, meant)
    return found


def load(
    environment: Mapping[str, str], flags: Mapping[str, str] | None = None, file: Path = FILE
) -> Settings:
    """Read file, environment and flags. Raises WrongSetting naming every fault found, not the first only."""
    given: dict[str, tuple[object, str]] = {}
    if file.is_file():
        given |= {name: (found, str(file)) for name, found in _read(file).items()}
    for variable, value in environment.items():
        if variable.startswith(PREFIX):
            given[variable.removeprefix(PREFIX).lower()] = (value, f"the environment ({variable})")
    given |= {name: (value, f"the flag --{name.replace('_', '-')}") for name, value in (flags or {}).items()}

    values: dict[str, Any] = {}
    faults: list[str] = []
    for name, (raw, place) in given.items():
        try:
            values[name] = _value(name, raw)
        except WrongSetting as wrong:
            faults.append(f"{name} in {place}: {wrong}.")
    if faults:
        raise WrongSetting("\n".join(faults))
    if "state" not in values:
        values["state"] = state_folder()
    settings = Settings(**values)
    _check_together(settings)
    return settings


def state_folder() -> Path:
    """The rule of docker/state-folder, which the shell scripts share; `var` here when that script is not at hand."""
    script = Path(__file__).parent.parent / "docker" / "state-folder"
    if not script.is_file():
        return Path("var").absolute()
    return Path(
        subprocess.run([script], capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    )


def _read(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise WrongSetting(f"{file} cannot be read: {error}") from error


def _value(name: str, value: object) -> object:
    if name not in helps():
        raise WrongSetting(f"there is no such setting; `trunkline settings` lists them{_closest(name)}")
    kind, meant = helps()[name]
    converted = _convert(kind, value)
    wrong = meant.check(converted)
    if wrong is not None:
        raise WrongSetting(wrong if meant.secret else f"{value!r} cannot be used: {wrong}")
    return converted


def _closest(name: str) -> str:
    near = get_close_matches(name, helps(), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _convert(kind: type, value: object) -> object:
    if kind is bool:
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        known = words.get(str(value).lower())
        if known is None:
            raise WrongSetting(f"{value!r} is neither true nor false")
        return known
    if kind is int:
        try:
            return int(str(value))
        except ValueError:
            raise WrongSetting(f"{value!r} is not a whole number") from None
    if not isinstance(value, str):
        raise WrongSetting(f"{value!r} is not a text: put it in quotes")
    if kind is not Path:
        return value
    if not value:
        raise WrongSetting("it cannot be empty")
    return Path(value).expanduser().absolute()


def _check_together(settings: Settings) -> None:
    if faults := list(_misfits(settings)):
        raise WrongSetting("\n".join(faults))


def _misfits(settings: Settings) -> Iterator[str]:
    if settings.rtp_end - settings.rtp_start < 3:
        yield "rtp_end: it has to be at least 3 above rtp_start, a call takes four ports."
    if bool(settings.tls_certificate) != bool(settings.tls_key):
        yield "tls_certificate: it goes with tls_key, and neither without the other."
    if settings.sip_tls_port and not (settings.tls_certificate and settings.tls_key):
        yield "sip_tls_port: TLS needs tls_certificate and tls_key too."
    for name in ("tls_certificate", "tls_key"):
        if (file := getattr(settings, name)) and not Path(file).is_file():
            yield f"{name}: there is no file {file}."
    if settings.openid_issuer and not (settings.openid_client_id and settings.openid_client_secret):
        yield "openid_issuer: it needs openid_client_id and openid_client_secret too."
    if settings.speech_model and not Path(settings.speech_model).is_dir():
        yield f"speech_model: there is no folder {settings.speech_model}."
    owners: dict[int, str] = {}
    for name in _PORTS:
        port = getattr(settings, name)
        if port and owners.setdefault(port, name) != name:
            yield f"{name}: port {port} is the {owners[port]} too; each needs its own."
