"""Settings: those that can be changed while the centre runs, and those that it was started with."""

from dataclasses import MISSING, fields
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ari_app.config import PREFIX, Settings, helps
from ari_app.storage.settings import Changeable, SecondFactor
from workspace_web.api.setup.resource import telling
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT
from workspace_web.route import Route, route
from workspace_web.wire import Epoch, Shape

MOST_DIGITS = 15


def _prefix(text: str) -> str:
    digits = text.removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or len(digits) > MOST_DIGITS:
        raise PydanticCustomError(
            "prefix", "Write how the numbers begin, such as +44 or +4930, without blanks."
        )
    return text


Prefix = Annotated[str, AfterValidator(_prefix), Field(max_length=MOST_DIGITS + 1, examples=["+4930"])]
Days = Annotated[int, Field(ge=1, le=3650)]


class ChangeableCommon(Shape):
    """What can be changed while the centre runs."""

    second_factor: SecondFactor = Field(
        default=SecondFactor.OPTIONAL, description="Who has to have one: nobody, all but agents, everyone."
    )
    dialable: tuple[Prefix, ...] = Field(
        default=(),
        max_length=100,
        description="How a number has to begin that may be called; none: nobody may.",
    )
    keep_recordings: Days | None = Field(default=None, description="Days; null: for ever.")
    keep_voicemails: Days | None = Field(default=None, description="Days; null: for ever.")


class SettingsChange(ChangeableCommon):
    """The settings as they are to be."""

    version: int = Field(ge=0, description="The `version` that was read before.")


class FixedSetting(Shape):
    """A setting that the centre was started with."""

    name: str
    value: str = Field(description="Empty for a secret.")
    default: str
    changed: bool = Field(description="It is not as it came.")
    secret: bool
    help: str
    variable: str = Field(description="The environment variable that sets it.")


class SettingsCard(ChangeableCommon):
    """All settings."""

    version: int
    changed_at: Epoch | None
    changed_by: str
    fixed: tuple[FixedSetting, ...]


@route("GET", "/setup/settings", scope="setup:read")
async def read_settings(ask: Ask) -> SettingsCard:
    """All settings: those that can be changed here, and those of the start."""
    found, revision = await ask.services.administration.changeable()
    return SettingsCard(
        second_factor=found.second_factor,
        dialable=tuple(found.dialable),
        keep_recordings=found.keep_recordings,
        keep_voicemails=found.keep_voicemails,
        version=revision.version,
        changed_at=revision.at,
        changed_by=revision.by,
        fixed=fixed(ask.services.settings),
    )


@route("PUT", "/setup/settings", scope="setup:write", problems=(CONFLICT,), sensitive=True)
async def change_settings(ask: Ask, body: SettingsChange) -> SettingsCard:
    """Change what can be changed while the centre runs."""
    wanted = Changeable(
        second_factor=body.second_factor,
        dialable=list(body.dialable),
        keep_recordings=body.keep_recordings,
        keep_voicemails=body.keep_voicemails,
    )
    with telling():
        await ask.services.administration.change_settings(wanted, body.version, ask.caller.name)
    return await read_settings.handler(ask)  # type: ignore[return-value]  # the handler above


def fixed(settings: Settings) -> tuple[FixedSetting, ...]:
    """Each setting of the start with its help; of a secret, only whether it is set."""
    defaults = {item.name: item.default for item in fields(Settings) if item.default is not MISSING}
    return tuple(
        FixedSetting(
            name=name,
            value="" if meant.secret else _written(getattr(settings, name)),
            default=_written(defaults[name]),
            changed=getattr(settings, name) != defaults[name],
            secret=meant.secret,
            help=meant.text,
            variable=PREFIX + name.upper(),
        )
        for name, (_, meant) in helps().items()
    )


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


ROUTES: tuple[Route, ...] = (read_settings, change_settings)
