"""How the centre does: the checks behind `/readyz`, and the figures that only `main`'s objects know."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from ari_app.channels.service import Channels
from ari_app.conversation.journal import SqlJournal
from ari_app.storage.database import Database
from ari_app.telephony.self_test import Problem
from ari_app.telephony.switch import Switch
from workspace_web.ports import Check, Figure, FigureKind


class Provisioned(Protocol):
    """Whether the phones and trunks are known to Asterisk; `trouble` says what keeps them from it."""

    @property
    def trouble(self) -> str | None: ...


class Tested(Protocol):
    """What Asterisk's set-up lacks; None when nobody has looked yet."""

    @property
    def problems(self) -> Sequence[Problem] | None: ...


class Status:
    """`HealthSource` and `FigureSource` of the web."""

    def __init__(
        self,
        database: Database,
        switch: Switch,
        provisioner: Provisioned,
        set_up: Tested,
        journal: SqlJournal,
    ) -> None:
        self._database = database
        self._switch = switch
        self._provisioner = provisioner
        self._set_up = set_up
        self._journal = journal

    def checks(self) -> Iterable[Check]:
        """See `HealthSource`."""
        connected = self._switch.lines.connected
        yield Check(
            "asterisk",
            connected,
            "connected" if connected else "not connected",
            "Start Asterisk, or look at asterisk_host, asterisk_http_port and ari_password.",
        )
        trouble = self._provisioner.trouble
        yield Check(
            "phones and trunks",
            trouble is None,
            trouble or "known to Asterisk",
            "See the log for the endpoint that Asterisk refused.",
        )
        health = self._database.writer.health
        yield Check(
            "database",
            health.ok,
            "written" if health.ok else f"not written: {health.trouble}; {health.waiting} turns wait",
            "Free disk space, or look at the database server; nothing is lost meanwhile.",
        )
        manager = self._switch.ami.connected
        yield Check(
            "asterisk manager",
            manager,
            "connected" if manager else "not connected: calls go on, but are not recorded",
            "Look at asterisk_ami_port and ami_password.",
            needed=False,
        )
        yield set_up_check(self._set_up.problems)

    def figures(self) -> Iterable[Figure]:
        """See `FigureSource`."""
        yield Figure("writer_waiting", "Turns that wait to be written", self._database.writer.health.waiting)
        yield Figure(
            "writer_refused", "Turns that the database refused", self._journal.refused, FigureKind.COUNTER
        )
        yield Figure(
            "security_incidents",
            "Requests that Asterisk refused: wrong passwords, forbidden addresses",
            sum(self._switch.ami.incidents.values()),
            FigureKind.COUNTER,
        )


def set_up_check(problems: Sequence[Problem] | None) -> Check:
    """Calls may go on without what is missing, so it is shown and keeps nobody out."""
    if problems is None:
        return Check("asterisk set-up", False, "not looked at yet", "Start Asterisk.", needed=False)
    return Check(
        "asterisk set-up",
        not problems,
        "; ".join(problem.what for problem in problems) or "as it should be",
        "; ".join(problem.cure for problem in problems),
        needed=False,
    )


class ChannelStatus:
    """`HealthSource` and `FigureSource` of what is written."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    def checks(self) -> Iterable[Check]:
        """Calls go on without any of it, so it is shown and keeps nobody out."""
        accounts = self._channels.accounts.used
        troubles = {
            account.name: trouble
            for id, (account, _) in accounts.items()
            if (trouble := self._channels.trouble(id))
        }
        yield Check(
            "accounts",
            not troubles,
            "; ".join(f"{name}: {trouble}" for name, trouble in troubles.items())
            or f"{len(accounts)} in use, none in trouble",
            "Test the account on the page of accounts: it says what to do.",
            needed=False,
        )

    def figures(self) -> Iterable[Figure]:
        """See `FigureSource`."""
        intake, sender, postman = self._channels.intake, self._channels.sender, self._channels.postman
        yield Figure("messages_kept", "Events that providers brought", intake.kept, FigureKind.COUNTER)
        yield Figure(
            "requests_forged", "Requests that were not the provider's", intake.forged, FigureKind.COUNTER
        )
        yield Figure(
            "requests_malformed",
            "Requests of a provider that could not be read",
            intake.malformed,
            FigureKind.COUNTER,
        )
        yield Figure("messages_in_hand", "Events that wait to be understood", postman.in_hand)
        yield Figure("messages_set_aside", "Events that could not be understood", postman.aside)
        yield Figure("messages_sent", "Messages that providers took", sender.sent, FigureKind.COUNTER)
        yield Figure("messages_failed", "Messages that failed", sender.failed, FigureKind.COUNTER)
