"""When something lasts too long, or is too much."""

import pytest

from ari_app.acd.model import AgentState
from ari_app.storage.choices import AlertLevel, Measure
from ari_app.supervision.rules import (
    DEFAULTS,
    SUBJECTS,
    Amount,
    Lasting,
    Threshold,
    findings,
    next_deadline,
    of_agent,
    of_queue,
)

NOW = 1_800_000_000.0
WRAP_UP = {**DEFAULTS, Measure.WRAP_UP: Threshold(60.0, 120.0)}


def test_every_measure_has_a_default_and_a_subject() -> None:
    assert set(DEFAULTS) == set(SUBJECTS) == set(Measure)


@pytest.mark.parametrize(
    ("seconds", "level", "next_in"),
    [
        (0, None, 60),
        (59.9, None, 0.1),
        (60, AlertLevel.AMBER, 60),
        (119, AlertLevel.AMBER, 1),
        (120, AlertLevel.RED, None),
        (9999, AlertLevel.RED, None),
    ],
)
def test_what_lasts_passes_one_threshold_after_the_other(
    seconds: float, level: AlertLevel | None, next_in: float | None
) -> None:
    standings = of_agent(AgentState.WRAP_UP, NOW - seconds, None)
    assert [found.level for found in findings(standings, WRAP_UP, NOW)] == ([level] if level else [])
    deadline = next_deadline(standings, WRAP_UP, NOW)
    assert deadline == (None if next_in is None else pytest.approx(NOW + next_in))


def test_a_threshold_that_is_none_is_never_passed() -> None:
    off = {**DEFAULTS, Measure.AWAY: Threshold(None, None), Measure.TALK: Threshold(None, 10.0)}
    away, talk = of_agent(AgentState.AWAY, 0.0, None), of_agent(AgentState.BUSY, NOW, None)
    assert findings(away, off, NOW) == ()
    assert next_deadline(away, off, NOW) is None
    assert next_deadline(talk, off, NOW) == NOW + 10


@pytest.mark.parametrize("state", [AgentState.AVAILABLE, AgentState.OFFERED, AgentState.SIGNED_OUT])
def test_some_states_may_last(state: AgentState) -> None:
    assert of_agent(state, 0.0, None) == ()


def test_a_customer_on_hold_is_measured_beside_the_talk() -> None:
    assert of_agent(AgentState.BUSY, 1.0, 2.0) == (Lasting(Measure.TALK, 1.0), Lasting(Measure.HOLD, 2.0))


def test_a_queue_is_measured_by_who_waits_and_by_what_is_missing_to_its_target() -> None:
    assert of_queue(0, None, None, 80.0) == ()
    assert of_queue(0, None, 80.0, 80.0) == ()
    assert of_queue(2, 5.0, 70.0, 80.0) == (
        Lasting(Measure.WAIT, 5.0),
        Amount(Measure.WAITING, 2),
        Amount(Measure.SERVICE_LEVEL, 10.0),
    )


def test_an_amount_needs_no_clock_and_is_found_when_it_is_looked_at() -> None:
    (found,) = findings((Amount(Measure.WAITING, 7),), DEFAULTS, NOW)
    assert (found.level, found.since) == (AlertLevel.AMBER, NOW)
    assert next_deadline((Amount(Measure.WAITING, 7),), DEFAULTS, NOW) is None
