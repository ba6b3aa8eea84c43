"""Log lines: a sentence for people, fields for machines."""

import json
import logging
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up(level: str, format: str) -> None:
    """Log to stderr, as `text` or one JSON object a line."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if format == "json" else TextLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Each of these has a line for every request or packet, which is ours to write where it matters.
    for chatty in ("aiohttp.access", "aiosqlite", "panoramisk", "asyncio", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def _one_line(text: str) -> str:
    """Strangers choose caller numbers and addresses: none of them may write a line, or colour the screen."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


class TextLines(logging.Formatter):
    """`12:30:01 WARNING A call to an unknown number. called=+15559999`"""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        line = f"{at} {record.levelname:<7} {_one_line(record.getMessage() + fields)}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, message, then the fields."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "at": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line | _fields(record), default=str, ensure_ascii=False)
