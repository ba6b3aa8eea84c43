"""The pages of docs/reference/ that are made from the code: `python -m tests.architecture.reference_pages`."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from inspect import cleandoc
from pathlib import Path
from typing import get_args, get_type_hints

from ari_app.config import PREFIX, Settings, helps
from ari_app.conversation import log

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
_COLUMNS = ("interaction", "agent", "queue")
_IN_WORDS: Mapping[object, str] = {
    str: "text",
    str | None: "text or nothing",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Mapping[str, int]: "whole number by name",
}

_SETTINGS = f"""\
# Settings

Made from `ari_app/config.py` by `python -m tests.architecture.reference_pages`; a test compares the two.

Each setting is a line of `trunkline.toml` (in the folder where Trunkline is started), a variable `{PREFIX}...`, and a flag
of every `trunkline` command: `sip_port = 5060`, `{PREFIX}SIP_PORT=5060`, `--sip-port 5060`. The flag wins over the
variable, the variable over the file. `trunkline settings` prints what holds now. A wrong or unknown setting keeps
Trunkline from starting; the message names each one, the place where it stands, and what would be right.

| setting | default | what it is |
|---|---|---|
"""

_EVENTS = """\
# The event log

Made from `ari_app/conversation/log.py` by `python -m tests.architecture.reference_pages`; a test compares the two.

One table, `event`, to which rows are only added. Live figures and reports are counted from it. Every row has:

| column | what it is |
|---|---|
| `seq` | number in the order of the commits; never given twice |
| `at` | seconds since the epoch (UTC) |
| `kind` | one of the kinds below |
| `interaction`, `agent`, `queue` | whom it concerns, null when none |
| `data` | JSON: every other field of the kind |

The API gives the events of one interaction at `/api/v1/interactions/{interaction}/events`.
"""


def settings_page() -> str:
    """docs/reference/settings.md."""
    return _SETTINGS + "".join(f"{row}\n" for row in _setting_rows())


def _setting_rows() -> Iterator[str]:
    defaults = {item.name: item.default for item in fields(Settings)}
    for name, (_, meant) in helps().items():
        assert defaults[name] is not MISSING
        yield f"| `{name}` | {_shown(defaults[name])} | {meant.text} |"


def _shown(default: object) -> str:
    match default:
        case "":
            return ""
        case bool():
            return f"`{str(default).lower()}`"
        case _:
            return f"`{default}`"


def events_page() -> str:
    """docs/reference/events.md."""
    return _EVENTS + "".join(f"\n{section}" for section in map(_event_section, get_args(log.LogEvent)))


def _event_section(event: type[log.LogEvent]) -> str:
    hints = get_type_hints(event)
    columns = [name for name in hints if name in _COLUMNS]
    data = [f"`{name}` ({_written(hint)})" for name, hint in hints.items() if name not in _COLUMNS]
    return "\n".join(
        [
            f"## `{_kind(event)}`",
            "",
            *_meaning(event),
            f"Columns: {', '.join(f'`{name}`' for name in columns) or 'none'}.",
            f"Data: {', '.join(data)}.",
            "",
        ]
    )


def _kind(event: type[log.LogEvent]) -> str:
    """As the log itself says it, which looks at the class alone."""
    return log.kind(object.__new__(event))


def _meaning(event: type[log.LogEvent]) -> Iterator[str]:
    """Its docstring, unless it is the one that every dataclass gets."""
    if event.__doc__ and not event.__doc__.startswith(f"{event.__name__}("):
        yield from (cleandoc(event.__doc__), "")


def _written(hint: object) -> str:
    return _IN_WORDS[hint]


PAGES = {FOLDER / "settings.md": settings_page, FOLDER / "events.md": events_page}

if __name__ == "__main__":
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8")
