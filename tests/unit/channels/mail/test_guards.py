"""Machines, and those that write too much."""

import pytest

from ari_app.channels.mail.guards import HOUR, Frequency, machine


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({}, ""),
        ({"auto-submitted": "no"}, ""),
        ({"auto-submitted": "No; x=y"}, ""),
        ({"auto-submitted": "auto-generated"}, "Auto-Submitted"),
        ({"auto-submitted": "auto-replied; x=y"}, "Auto-Submitted"),
        ({"precedence": "Bulk"}, "Precedence"),
        ({"precedence": "first-class"}, ""),
        ({"list-id": "<x.y>"}, "list-id"),
        ({"x-autoreply": "yes"}, "x-autoreply"),
        ({"x-autoreply": "no"}, ""),
        ({"return-path": "<>"}, "Return-Path"),
        ({"return-path": "<ann@customer.test>"}, ""),
        ({"content-type": "multipart/report; boundary=b"}, "multipart/report"),
        ({"x-auto-response-suppress": "All"}, ""),
    ],
)
def test_by_what_it_says(headers: dict[str, str], why: str) -> None:
    assert machine(headers, "ann@customer.test", "My order") == why


@pytest.mark.parametrize(
    ("sender", "subject", "why"),
    [
        ("mailer-daemon@x.test", "", "sender"),
        ("MAILER-DAEMON@x.test", "", "sender"),
        ("no-reply@x.test", "", "sender"),
        ("noreply@x.test", "", "sender"),
        ("do_not_reply@x.test", "", "sender"),
        ("donotreply@x.test", "", "sender"),
        ("bounces+123@x.test", "", "sender"),
        ("norbert@x.test", "", ""),
        ("reply@x.test", "", ""),
        ("ann@x.test", "Automatische Antwort: Urlaub", "subject"),
        ("ann@x.test", "Out of Office", "subject"),
        ("ann@x.test", "Automatic door broken", ""),
    ],
)
def test_by_who_it_is_and_its_subject(sender: str, subject: str, why: str) -> None:
    assert machine({}, sender, subject) == why


def test_how_many_in_an_hour() -> None:
    recent = Frequency()
    assert [recent.count("a", at) for at in (0.0, 10.0, 20.0)] == [1, 2, 3]
    assert recent.count("b", 20.0) == 1
    assert recent.count("a", HOUR + 5.0) == 3
    assert recent.count("a", 3 * HOUR) == 1
    assert list(recent.times) == ["a"]


def test_it_is_kept_and_bounded() -> None:
    recent = Frequency()
    for sender in range(2000):
        recent.count(f"s{sender}", 5.0)
    assert len(recent.times) == 500
    assert Frequency.kept(recent.times).count("s1999", 6.0) == 2
    assert Frequency.kept(None).times == {}
