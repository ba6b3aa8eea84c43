"""Alerts: raised the moment that a threshold is passed, cleared the moment that it is so no more. Nothing polls: a subject
is looked at when something happened to it, and when the next of its thresholds is due."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from ari_app.conversation.ports import Clock
from ari_app.conversation.timers import Timers
from ari_app.storage.choices import AlertLevel, Measure, Subject
from ari_app.storage.rows.supervision import AlertRow
from ari_app.supervision.rules import Finding, Standing, Threshold, findings, next_deadline


class Alerts:
    """`thresholds` are those of the moment, at every look. `standings` tells what is to be measured of a subject now;
    `noted` is told of every change of an alert, to keep it and to show it; `new_id` names a new one."""

    def __init__(
        self,
        clock: Clock,
        thresholds: Mapping[Measure, Threshold],
        standings: Callable[[Subject, str], tuple[Standing, ...]],
        noted: Callable[[AlertRow], None],
        new_id: Callable[[], str],
    ) -> None:
        self._clock = clock
        self._thresholds = thresholds
        self._standings = standings
        self._noted = noted
        self._new_id = new_id
        self._open: dict[tuple[Subject, str], dict[Measure, AlertRow]] = {}
        self._due = Timers(clock, self._rang)

    def __iter__(self) -> Iterator[AlertRow]:
        """The open ones, in the order in which they were raised."""
        rows = [row for each in self._open.values() for row in each.values()]
        return iter(sorted(rows, key=lambda row: (row.raised_at, row.id)))

    def restore(self, rows: Iterable[AlertRow]) -> None:
        """Those that were open before the restart: one that is still so goes on, acknowledged as it was."""
        for row in rows:
            self._open.setdefault((row.subject, row.subject_id), {})[row.measure] = row
        for subject, id in tuple(self._open):
            self.look(subject, id)

    def look(self, subject: Subject, id: str) -> None:
        """Something happened to this one, or its time has come."""
        now, standings = self._clock.now(), self._standings(subject, id)
        found = {finding.measure: finding for finding in findings(standings, self._thresholds, now)}
        known = self._open.setdefault((subject, id), {})
        for measure in known.keys() - found.keys():
            self._noted(replace(known.pop(measure), cleared_at=now))
        for finding in found.values():
            row = self._raised(known.get(finding.measure), subject, id, finding)
            if row is not None:
                known[finding.measure] = row
                self._noted(row)
        if not known:
            del self._open[subject, id]
        self._due.set(f"{subject.value} {id}", next_deadline(standings, self._thresholds, now))

    def acknowledge(self, alert: str, by: str) -> AlertRow | None:
        """Somebody has seen it and sees to it; None when there is no such open alert."""
        row = next((row for row in self if row.id == alert), None)
        if row is None or row.acknowledged_at is not None:
            return row
        row = replace(row, acknowledged_at=self._clock.now(), acknowledged_by=by)
        self._open[row.subject, row.subject_id][row.measure] = row
        self._noted(row)
        return row

    def _raised(self, known: AlertRow | None, subject: Subject, id: str, found: Finding) -> AlertRow | None:
        """The alert as it is from now on; None when nothing is new about it."""
        if known is None:
            at = self._clock.now()
            return AlertRow(self._new_id(), found.measure, subject, id, found.level, found.since, at)
        if known.level is found.level:
            return None
        if found.level is AlertLevel.RED:  # worse: who has seen the amber one has not seen this
            return replace(known, level=found.level, acknowledged_at=None, acknowledged_by=None)
        return replace(known, level=found.level)

    def _rang(self, key: str) -> None:
        subject, _, id = key.partition(" ")
        self.look(Subject(subject), id)
