"""What is wrong with the settings of an account, and which of them are secret. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ari_app.administration.rules import Fault
from ari_app.channels.account_pace import PACE
from ari_app.channels.contract import Setting

LONGEST = 4096  # characters of a value; keys in PEM are about 1,700
PER_SECOND = "per_second"

COMMON = (
    Setting(
        PER_SECOND,
        "Messages per second",
        "At most so many are sent; empty: what the provider allows everybody.",
        required=False,
        pattern=r"\d{1,4}(\.\d{1,2})?",
    ),
    *PACE,
)
"""What every account may be told."""

PREFIXES = Setting(
    "prefixes",
    "Written to first",
    "How numbers begin that agents may write to first, separated by commas, such as +49, +43. Empty: those that may be"
    " called. Whoever has written to us is always answered.",
    required=False,
    pattern=r"\s*(\+\d{1,15}\s*(,\s*|$))*",
)
"""Where each message costs by where it goes (`Facts.tolls`)."""


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """An account as somebody wants it. A secret that is left out, or empty, stays as it was."""

    channel: str
    name: str
    address: str
    flow: str
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)


def faults(settings: Sequence[Setting], draft: AccountDraft, kept: Mapping[str, str]) -> Iterator[Fault]:
    """`kept`: the secrets that are there already."""
    for at, value in (("/name", draft.name), ("/address", draft.address), ("/flow", draft.flow)):
        if at != "/address" and not value.strip():
            yield Fault(at, "It cannot be empty.")
        elif len(value) > LONGEST or not value.isprintable():
            yield Fault(at, "It has to be one line.")
    known = {setting.name: setting for setting in settings}
    for name in draft.settings.keys() - known.keys():
        yield Fault(f"/settings/{name}", "This channel has no such setting.")
    for name, setting in known.items():
        if (wrong := _wrong(setting, draft.settings.get(name, ""), name in kept)) is not None:
            yield Fault(f"/settings/{name}", wrong)


def _wrong(setting: Setting, value: str, is_kept: bool) -> str | None:
    if not value:
        has_one = bool(setting.default) or (setting.secret and is_kept)
        return "It is needed." if setting.required and not has_one else None
    if len(value) > LONGEST:
        return f"It has more than {LONGEST} characters."
    if setting.choices and value not in setting.choices:
        return f"It is one of: {', '.join(setting.choices)}."
    if setting.pattern and re.fullmatch(setting.pattern, value) is None:
        return f"It does not look right. {setting.help}"
    return None


def parted(settings: Sequence[Setting], given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The open settings, and the secret ones; without the empty ones."""
    secret = {setting.name for setting in settings if setting.secret}
    said = {name: value for name, value in given.items() if value}
    return (
        {name: value for name, value in said.items() if name not in secret},
        {name: value for name, value in said.items() if name in secret},
    )


def prefixes(settings: Mapping[str, object]) -> tuple[str, ...]:
    """How numbers begin that may be written to first; none: the account does not say."""
    return tuple(str(settings.get(PREFIXES.name, "")).replace(",", " ").split())


def completed(settings: Sequence[Setting], said: Mapping[str, str]) -> dict[str, str]:
    """With the defaults of what nobody said."""
    return {setting.name: setting.default for setting in settings if setting.default} | dict(said)
