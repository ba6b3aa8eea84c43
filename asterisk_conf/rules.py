"""Which values may enter Asterisk's files. Pure: a wrong one is refused with its name and the reason.

Asterisk reads its files by line, takes `;` for a comment, trims the ends of a value and expands `${...}`
in the dialplan. A value that would be read as anything but itself never gets as far as a file.
"""

import ipaddress
import re
from dataclasses import fields
from pathlib import Path

from asterisk_conf.settings import AsteriskSettings

SOCKET_PATH_BYTES = 107
"""The longest path of a Unix socket (sun_path without its final zero)."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_SOUND = re.compile(r"[A-Za-z0-9/][A-Za-z0-9_./-]*")
_MODULE = re.compile(r"[a-z0-9_]+\.so")

_NAMES = ("ari_user", "ami_user", "app", "language", "tones")
_SOUNDS = ("away_message", "closed_message")
_PORTS = ("sip_port", "sip_tls_port", "rtp_start", "rtp_end", "http_port", "ami_port", "audiosocket_port")
_ADDRESSES = ("bind", "control_bind")
_HOSTS = ("external_address", "audiosocket_host")


class UnsafeValue(ValueError):
    """A setting that Asterisk would read as something else, or could not use."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


def check(settings: AsteriskSettings) -> None:
    """Raise UnsafeValue for the first setting that must not be written. The value itself is never quoted."""
    for field in fields(settings):
        value = getattr(settings, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, str | Path):
                _check_text(field.name, str(part))
    _check_words(settings)
    _check_network(settings)
    _check_paths(settings)


def _check_text(name: str, text: str) -> None:
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise UnsafeValue(name, "a line break or control character would start another setting")
    if ";" in text:
        raise UnsafeValue(name, "a semicolon would start a comment")
    if not text or text != text.strip():
        raise UnsafeValue(name, "is empty or has spaces at its ends, which Asterisk removes")


def _check_words(settings: AsteriskSettings) -> None:
    for name in _NAMES:
        if not _NAME.fullmatch(getattr(settings, name)):
            raise UnsafeValue(name, "only letters, digits, '_', '.' and '-' are allowed")
    for name in ("ari_user", "ami_user"):
        if getattr(settings, name) == "general":
            raise UnsafeValue(name, "'general' is the name of a section of the file")
    for name in _SOUNDS:
        if not _SOUND.fullmatch(getattr(settings, name)):
            raise UnsafeValue(name, "a sound is a name or an absolute path without spaces and without suffix")
    for module in settings.extra_modules:
        if not _MODULE.fullmatch(module):
            raise UnsafeValue("extra_modules", "a module is named like app_queue.so")
    if settings.away_music_seconds < 1:
        raise UnsafeValue("away_music_seconds", "must be at least 1")


def _check_network(settings: AsteriskSettings) -> None:
    for name in _PORTS:
        port = getattr(settings, name)
        if port is not None and not 0 < port < 65536:
            raise UnsafeValue(name, "a port is a number from 1 to 65535")
    if settings.rtp_end - settings.rtp_start < 3:
        raise UnsafeValue(
            "rtp_end", "must be at least 3 above rtp_start: one call takes two ports for each party"
        )
    for name in _ADDRESSES:
        try:
            ipaddress.ip_address(getattr(settings, name))
        except ValueError:
            raise UnsafeValue(name, "is not an IP address") from None
    for name in _HOSTS:
        host = getattr(settings, name)
        if host is not None and not _NAME.fullmatch(host):
            raise UnsafeValue(name, "is neither a host name nor an IPv4 address")
    for network in settings.local_networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise UnsafeValue("local_networks", "is not a network such as 10.0.0.0/8") from None
    tls = (settings.sip_tls_port, settings.tls_certificate, settings.tls_key)
    if any(part is not None for part in tls) and None in tls:
        raise UnsafeValue("sip_tls_port", "TLS needs all three: sip_tls_port, tls_certificate and tls_key")


def _check_paths(settings: AsteriskSettings) -> None:
    for name in ("root", "etc", "state", "tls_certificate", "tls_key", "music"):
        path = getattr(settings, name)
        if path is not None and not path.is_absolute():
            raise UnsafeValue(name, "must be an absolute path")
    if len(bytes(settings.run / "asterisk.ctl")) > SOCKET_PATH_BYTES:
        raise UnsafeValue("state", "is too long a path: the control socket in it would pass 107 bytes")
