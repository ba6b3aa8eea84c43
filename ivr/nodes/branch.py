"""Branch: the first case whose condition holds names the exit, else `else`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ivr.expressions import Expression
from ivr.faults import Fault
from ivr.node import Exits, Leave, Medium, Move, Node, Scene
from ivr.records import Items, Record, given
from ivr.shapes import ID, ExpressionText, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str = given(Text("an exit name (lower-case letters, digits, - and _)", ID), "The exit to take.")
    when: Expression = given(ExpressionText(), "The condition, like tries < 3 and caller != ''.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchNode(Node):
    """Takes the exit of the first case that holds."""

    kind: ClassVar[str] = "branch"

    cases: tuple[Case, ...] = given(Items(Record(Case)), "Tried in this order; none holds: exit 'else'.")

    def exits(self) -> Exits:
        return Exits(required=(*(case.name for case in self.cases), "else"))

    def enter(self, scene: Scene) -> Move:
        holding = (case.name for case in self.cases if case.when.holds(scene.variables))
        return Leave(next(holding, "else"))

    def exits_on(self, medium: Medium) -> tuple[str, ...]:
        """What a condition asks of the medium alone is known beforehand."""
        exits: list[str] = []
        for case in self.cases:
            if case.when.names() != frozenset({"medium"}):
                exits.append(case.name)
            elif case.when.holds({"medium": medium.value}):
                return (*exits, case.name)
        return (*exits, "else")

    def check(self) -> Iterator[Fault]:
        if not self.cases:
            yield Fault("/cases", "no_cases", "a branch needs at least one case; add one, or remove the node")
        seen = {"else"}
        for at, case in enumerate(self.cases):
            if case.name in seen:
                yield Fault(
                    f"/cases/{at}/name",
                    "duplicate_exit",
                    f"the exit {case.name!r} exists already in this branch; give the case a name of its own",
                )
            seen.add(case.name)
