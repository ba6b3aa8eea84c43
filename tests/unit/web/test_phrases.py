"""What a module says to people, however it writes that."""

import ast

import pytest

from workspace_web.locale.phrases import Reasons, refusals, told


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ('raise Conflict("It is over.")', ["It is over."]),
        ('raise NotFound(f"There is no queue {queue!r}.")', ["There is no queue {queue}."]),
        (
            'raise Conflict(f"{self.name} has {len(x)} of {self.most}, {y()} too many.")',
            ["{name} has {what} of {most}, {what4} too many."],
        ),
        ('raise Conflict("One here." if few else f"{n} are here.")', ["One here.", "{n} are here."]),
        ('yield Fault("/queue", "It has " "to be there.")', ["It has to be there."]),
        ('def refusal(a):\n    return "" if a else f"No {a} any more."', ["No {a} any more."]),
        ('raise Conflict(str(error))\nraise Conflict(f"{error}")', []),
        ('raise OSError("Not for people.")\ndef other():\n    return "Nor this."', []),
    ],
)
def test_what_is_refused_is_found_with_its_places(module: str, found: list[str]) -> None:
    assert refusals(ast.parse(module)) == found


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ('"""A module. It says nothing."""\nclass A:\n    """Nor does this."""', []),
        ('OFF = "The account is switched off."', ["The account is switched off."]),
        ('WORDS = {"7": "The phone is off.", "8": "busy now"}', ["The phone is off."]),
        ('def test():\n    return f"Acme knows {name}."', ["Acme knows {name}."]),
        (
            'raise Unreachable(f"{host} cannot be reached: {why_not(error)}")',
            ["{host} cannot be reached: {what}"],
        ),
        ('raise Unreachable("no such host")', ["no such host"]),
        ('def why_not(error):\n    return "no answer"', ["no answer"]),
        ('said = words or "no reason given"', ["no reason given"]),
        ('_log.info("An account is back.", extra={"a": f"It is {b}."})', []),
        ('raise Forged("The signature is wrong.")', []),
        ('Setting("a", "B", f"As in {URL}, or so.")', []),
        ('header = f"{name}: {value}"\nkey = f"{a} {b}."', []),
        ('say(f"It is {x}. So.")', ["It is {x}. So."]),
    ],
)
def test_what_is_told_is_found_wherever_it_stands(module: str, found: list[str]) -> None:
    assert told(ast.parse(module)) == found


def test_reasons_are_found_where_they_are_given() -> None:
    takers = ast.parse(
        """
AWAY = "the centre was away"

class Ended:
    item: str
    reason: str

def end(self, item, reason, now): ...
"""
    )
    givers = ast.parse(
        """
end(item, "hung up", now)
self.rules.end(item, f"failed: {cause}", now)
end(item, given or "declined", now)
Ended("not this", AWAY)
Ended(item="nor this", reason="left")
end(item, reason, now)
other(item, "nor this")
reason = "in queue"
"""
    )
    assert Reasons.of([takers, givers]).given(givers) == [
        "in queue",
        "hung up",
        "failed: {cause}",
        "declined",
        "the centre was away",
        "left",
    ]
