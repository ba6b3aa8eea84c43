"""Who must not be answered by a machine: other machines (RFC 3834), and whoever writes more than a person can."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

HOUR = 3600.0
_SENDERS = 500  # that are remembered
_ROBOT = re.compile(
    r"^(?:mailer-daemon|postmaster|(?:do[-_.]?)?not?[-_.]?reply|bounces?)(?:[+=_-].*)?$", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"^(?:automatic reply|automatische antwort|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office"
    r"|abwesenheits(?:notiz|nachricht|assistent)|réponse automatique|respuesta automática|risposta automatica)\b",
    re.IGNORECASE,
)


def machine(headers: Mapping[str, str], sender: str, subject: str) -> str:
    """Why we think that no person wrote it; empty when one did. `headers` by their names in lower case. That somebody wants
    no automatic answers (X-Auto-Response-Suppress) does not say that they are a machine: people's Outlook sets it."""
    if headers.get("auto-submitted", "no").split(";")[0].strip().lower() != "no":
        return "Auto-Submitted"
    if headers.get("precedence", "").strip().lower() in {"bulk", "list", "junk", "auto_reply"}:
        return "Precedence"
    for name in (
        "list-id",
        "x-autoreply",
        "x-autorespond",
        "x-auto-reply",
        "x-autoresponder",
        "x-mailer-daemon",
    ):
        if headers.get(name, "no").strip().lower() not in {"no", "false"}:
            return name
    if headers.get("return-path", "?").strip() == "<>":
        return "Return-Path"
    if headers.get("content-type", "").lower().startswith("multipart/report"):
        return "multipart/report"
    if _ROBOT.match(sender.partition("@")[0]):
        return "sender"
    return "subject" if _SUBJECT.match(subject) else ""


@dataclass(slots=True)
class Frequency:
    """When which address has written in the last hour: it is kept with the cursor, so that a restart is no way round it."""

    times: dict[str, list[float]] = field(default_factory=dict)

    @classmethod
    def kept(cls, value: object) -> "Frequency":
        times = value if isinstance(value, dict) else {}
        return cls({str(sender): [float(at) for at in ats] for sender, ats in times.items()})

    def count(self, sender: str, at: float) -> int:
        """How many it is now, with this one."""
        began = at - HOUR
        recent = {one: [time for time in times if time > began] for one, times in self.times.items()}
        recent[sender] = [*recent.pop(sender, []), at][-1000:]
        self.times = {one: times for one, times in list(recent.items())[-_SENDERS:] if times}
        return len(self.times[sender])
