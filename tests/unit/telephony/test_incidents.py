"""Whoever guesses passwords fills no log."""

import logging

import pytest

from ari_app.telephony.ami import SecurityIncident
from ari_app.telephony.incidents import ADDRESSES, TELL_EVERY, IncidentLog


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def incident(address: str) -> SecurityIncident:
    return SecurityIncident("ChallengeResponseFailed", "PJSIP", "agent1", address)


def test_an_address_is_told_at_once_then_once_in_a_while_with_how_often(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = Clock()
    incidents = IncidentLog(clock)
    for _ in range(100):
        incidents.note(incident("192.0.2.1"))
    incidents.note(incident("192.0.2.2"))
    clock.at = TELL_EVERY
    incidents.note(incident("192.0.2.1"))
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 3
    told = [(record.__dict__["address"], record.__dict__["times"]) for record in caplog.records]
    assert told == [("192.0.2.1", 1), ("192.0.2.2", 1), ("192.0.2.1", 100)]


def test_a_flood_from_invented_addresses_costs_no_memory(caplog: pytest.LogCaptureFixture) -> None:
    incidents = IncidentLog(Clock())
    for number in range(ADDRESSES + 1):
        incidents.note(incident(f"address {number}"))
    incidents.note(incident(f"address {ADDRESSES}"))
    assert len(caplog.records) == ADDRESSES + 1
    incidents.note(incident("address 0"))  # so long ago that it is new again
    assert len(caplog.records) == ADDRESSES + 2
