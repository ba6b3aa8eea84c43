"""What can be set about Asterisk: one frozen object, with the help beside each default."""

import ipaddress
import platform
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskSettings:
    """Everything that the templates and the start command need to know."""

    root: Annotated[Path | None, "folder of the Asterisk root; none: the Asterisk on the PATH"]
    etc: Annotated[Path, "folder that the configuration is written to"]
    state: Annotated[Path, "folder of Asterisk's own state: database, recordings, control socket, logs"]

    ari_user: Annotated[str, "user of the REST interface"] = "trunkline"
    ari_password: Annotated[str, "password of the REST interface"] = field(repr=False)
    ami_user: Annotated[str, "user of the manager interface"] = "trunkline"
    ami_password: Annotated[str, "password of the manager interface"] = field(repr=False)

    bind: Annotated[str, "address that SIP and audio listen on"] = "127.0.0.1"
    sip_port: Annotated[int, "port of SIP over UDP and TCP"] = 5060
    sip_tls_port: Annotated[int | None, "port of SIP over TLS; none: no TLS"] = None
    tls_certificate: Annotated[Path | None, "certificate chain for SIP over TLS, PEM"] = None
    tls_key: Annotated[Path | None, "private key of that certificate, PEM"] = None
    external_address: Annotated[str | None, "address that peers outside see, when behind NAT"] = None
    local_networks: Annotated[tuple[str, ...], "networks that need no NAT, such as 10.0.0.0/8"] = ()
    rtp_start: Annotated[int, "first UDP port for audio"] = 10000
    rtp_end: Annotated[int, "last UDP port for audio; a call takes two for each party"] = 11999

    control_bind: Annotated[str, "address that HTTP (ARI, SIP over WebSocket) and AMI listen on"] = (
        "127.0.0.1"
    )
    http_port: Annotated[int, "port of ARI and of SIP over WebSocket"] = 8088
    ami_port: Annotated[int, "port of the manager interface"] = 5038

    app: Annotated[str, "name of the Stasis application that takes every call"] = "trunkline"
    audiosocket_host: Annotated[str, "where the app listens for callers' audio (context ear)"] = "127.0.0.1"
    audiosocket_port: Annotated[int, "port of that listener"] = 9092

    language: Annotated[str, "language of Asterisk's own sounds"] = "en"
    tones: Annotated[str, "country of the tones: us, gb or de"] = "us"
    music: Annotated[Path | None, "folder of the music on hold; none: our own loop in the state folder"] = (
        None
    )
    away_message: Annotated[str, "sound for callers while the app is away"] = "one-moment-please"
    away_music_seconds: Annotated[int, "music between two offers of a waiting caller to the app"] = 10
    closed_message: Annotated[str, "sound for agents who dial while the app is away"] = (
        "please-try-call-later"
    )
    extra_modules: Annotated[tuple[str, ...], "modules to load beside ours, such as app_queue.so"] = ()

    @property
    def libraries(self) -> Path | None:
        """Where the root keeps its shared libraries: Debian names that folder after the architecture."""
        return self.root and self.root / "usr/lib" / f"{platform.machine()}-linux-gnu"

    @property
    def binds_everywhere(self) -> bool:
        return ipaddress.ip_address(self.bind).is_unspecified

    @property
    def lib(self) -> Path:
        """Asterisk's database, which holds the pushed agents, phones and trunks."""
        return self.state / "lib"

    @property
    def spool(self) -> Path:
        """Recordings: `recording` holds those made through ARI, `monitor` those of MixMonitor."""
        return self.state / "spool"

    @property
    def run(self) -> Path:
        """The control socket and the process id."""
        return self.state / "run"

    @property
    def log(self) -> Path:
        """`messages.log` (notice and worse) and `security.log` (one line for each security event)."""
        return self.state / "log"

    @property
    def sounds(self) -> Path:
        """Our own prompts, which Asterisk plays by their absolute path."""
        return self.state / "sounds"

    @property
    def music_folder(self) -> Path:
        return self.music or self.state / "music"

    @property
    def ari_url(self) -> str:
        return f"http://{self.control_bind}:{self.http_port}/ari"

    @property
    def sip_url(self) -> str:
        """SIP over WebSocket, for the app to pass browsers' phones on to."""
        return f"ws://{self.control_bind}:{self.http_port}/ws"
