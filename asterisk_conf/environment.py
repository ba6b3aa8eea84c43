"""Settings from environment variables: `ASTERISK_SIP_PORT` is the field `sip_port`. For containers."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_type_hints

from asterisk_conf.rules import UnsafeValue
from asterisk_conf.settings import AsteriskSettings

PREFIX = "ASTERISK_"


def settings_from(environment: Mapping[str, str]) -> AsteriskSettings:
    """Every ASTERISK_ variable must be a setting; an empty one counts as not set. Raises UnsafeValue."""
    given = {
        variable.removeprefix(PREFIX).lower(): text
        for variable, text in environment.items()
        if variable.startswith(PREFIX) and text
    }
    types = get_type_hints(AsteriskSettings)
    if unknown := sorted(set(given) - set(types)):
        raise UnsafeValue(PREFIX + unknown[0].upper(), "there is no such setting")
    needed = [field.name for field in fields(AsteriskSettings) if field.default is MISSING]
    if missing := [name for name in needed if name not in given and name != "root"]:
        raise UnsafeValue(PREFIX + missing[0].upper(), "must be set")
    values: dict[str, Any] = {name: _convert(name, text, types[name]) for name, text in given.items()}
    return AsteriskSettings(**{"root": None, **values})


def _convert(name: str, text: str, wanted: Any) -> object:
    if wanted in (int, int | None):
        if not text.isascii() or not text.isdigit():
            raise UnsafeValue(PREFIX + name.upper(), "is not a number")
        return int(text)
    if wanted in (Path, Path | None):
        return Path(text)
    if wanted == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(","))
    return text
