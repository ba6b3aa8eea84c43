"""Set: compute variables, one after the other; a later one sees those before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ivr.expressions import Expression
from ivr.faults import Fault
from ivr.node import Exits, Leave, Move, Node, Scene
from ivr.records import Items, Record, given
from ivr.shapes import WRITTEN_VARIABLE, ExpressionText
from ivr.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    variable: str = given(WRITTEN_VARIABLE, "The variable to set.")
    to: Expression = given(ExpressionText(), "Its value, like tries + 1 or 'gold'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNode(Node):
    """Sets variables."""

    kind: ClassVar[str] = "set"

    values: tuple[Assignment, ...] = given(Items(Record(Assignment)), "What to set, in this order.")

    def exits(self) -> Exits:
        return Exits(required=("next",))

    def enter(self, scene: Scene) -> Move:
        variables: dict[str, Value] = {}
        for assignment in self.values:
            variables[assignment.variable] = assignment.to.value({**scene.variables, **variables})
        return Leave("next", variables=variables)

    def check(self) -> Iterator[Fault]:
        if not self.values:
            yield Fault("/values", "no_values", "nothing is set here; add a value, or remove the node")
