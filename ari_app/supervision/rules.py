"""When something lasts too long, or is too much: what is to be measured of an agent and of a queue, and what thresholds
make of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from ari_app.acd.model import AgentState
from ari_app.storage.choices import AlertLevel, Measure, Subject

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `amber` on it is worth a look, from `red` on it is bad; None: never."""

    amber: float | None = None
    red: float | None = None


DEFAULTS: Mapping[Measure, Threshold] = {
    Measure.TALK: Threshold(10 * MINUTE, 20 * MINUTE),
    Measure.HOLD: Threshold(2 * MINUTE, 5 * MINUTE),
    Measure.WRAP_UP: Threshold(1 * MINUTE, 2 * MINUTE),
    Measure.AWAY: Threshold(15 * MINUTE, 30 * MINUTE),
    Measure.NOT_RESPONDING: Threshold(10.0, 2 * MINUTE),
    Measure.WAIT: Threshold(1 * MINUTE, 3 * MINUTE),
    Measure.WAITING: Threshold(5.0, 10.0),
    Measure.SERVICE_LEVEL: Threshold(1.0, 15.0),
}

SUBJECTS: Mapping[Measure, Subject] = {
    Measure.TALK: Subject.AGENT,
    Measure.HOLD: Subject.AGENT,
    Measure.WRAP_UP: Subject.AGENT,
    Measure.AWAY: Subject.AGENT,
    Measure.NOT_RESPONDING: Subject.AGENT,
    Measure.WAIT: Subject.QUEUE,
    Measure.WAITING: Subject.QUEUE,
    Measure.SERVICE_LEVEL: Subject.QUEUE,
}

_LASTING: Mapping[AgentState, Measure] = {
    AgentState.BUSY: Measure.TALK,
    AgentState.WRAP_UP: Measure.WRAP_UP,
    AgentState.AWAY: Measure.AWAY,
    AgentState.NOT_RESPONDING: Measure.NOT_RESPONDING,
}


@dataclass(frozen=True, slots=True)
class Lasting:
    """Something that has been so since then, and grows by itself."""

    measure: Measure
    since: float

    def amount(self, now: float) -> float:
        return now - self.since


@dataclass(frozen=True, slots=True)
class Amount:
    """Something that stays as it is until it is measured again."""

    measure: Measure
    value: float

    def amount(self, now: float) -> float:
        return self.value


Standing = Lasting | Amount


@dataclass(frozen=True, slots=True)
class Finding:
    """A standing beyond a threshold. `since`: of what lasts; of an amount, when it was found."""

    measure: Measure
    level: AlertLevel
    since: float


def of_agent(state: AgentState, since: float, held_since: float | None) -> tuple[Standing, ...]:
    """What there is to measure of an agent, whose customer has been on hold since `held_since`."""
    measure = _LASTING.get(state)
    standing = () if measure is None else (Lasting(measure, since),)
    return standing if held_since is None else (*standing, Lasting(Measure.HOLD, held_since))


def of_queue(
    waiting: int, waiting_since: float | None, service_level: float | None, target: float
) -> tuple[Standing, ...]:
    """What there is to measure of a queue; shares in percent."""
    found: list[Standing] = []
    if waiting_since is not None:
        found.append(Lasting(Measure.WAIT, waiting_since))
    if waiting:
        found.append(Amount(Measure.WAITING, waiting))
    if service_level is not None and service_level < target:
        found.append(Amount(Measure.SERVICE_LEVEL, target - service_level))
    return tuple(found)


def findings(
    standings: tuple[Standing, ...], thresholds: Mapping[Measure, Threshold], now: float
) -> tuple[Finding, ...]:
    """Those that are beyond a threshold now."""
    found = []
    for standing in standings:
        level = _level(standing.amount(now), thresholds[standing.measure])
        if level is not None:
            since = standing.since if isinstance(standing, Lasting) else now
            found.append(Finding(standing.measure, level, since))
    return tuple(found)


def next_deadline(
    standings: tuple[Standing, ...], thresholds: Mapping[Measure, Threshold], now: float
) -> float | None:
    """When one that lasts will be beyond its next threshold; None when none will."""
    return min(
        (
            at
            for standing in standings
            if isinstance(standing, Lasting)
            for limit in (thresholds[standing.measure].amber, thresholds[standing.measure].red)
            if limit is not None and (at := standing.since + limit) > now
        ),
        default=None,
    )


def _level(amount: float, threshold: Threshold) -> AlertLevel | None:
    if threshold.red is not None and amount >= threshold.red:
        return AlertLevel.RED
    if threshold.amber is not None and amount >= threshold.amber:
        return AlertLevel.AMBER
    return None
