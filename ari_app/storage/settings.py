"""What may be changed while the centre runs. A setting that nobody changed is as `Changeable` says."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.setup import SettingRow
from ari_app.storage.statement import Write, upserting
from ari_app.storage.tables.setup import setting

_UPSERT = upserting(setting)


class SecondFactor(StrEnum):
    """Who has to have one."""

    OPTIONAL = "optional"
    STAFF = "staff"  # all but agents
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Changeable:
    """`dialable`: how a number has to begin that may be called or transferred to, in E.164; without any, none may.
    `keep_recordings`, `keep_voicemails`: days until they are deleted, None: for ever."""

    second_factor: SecondFactor = SecondFactor.OPTIONAL
    dialable: Sequence[str] = ()
    keep_recordings: int | None = None
    keep_voicemails: int | None = None


def changed(settings: Changeable) -> list[Write]:
    return [_UPSERT.write_named(key=key, value={"is": value}) for key, value in asdict(settings).items()]


async def read(reader: Reader) -> Changeable:
    return _made({row.key: row.value["is"] for row in await reader.all(select(setting), SettingRow)})


def _made(stored: Mapping[str, Any]) -> Changeable:
    known = {field.name: stored[field.name] for field in fields(Changeable) if field.name in stored}
    if "second_factor" in known:
        known["second_factor"] = SecondFactor(known["second_factor"])
    return Changeable(**known)
