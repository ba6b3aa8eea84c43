"""How much agents take on at once: as it is now, and as somebody wants it."""

from collections.abc import Iterator

from ari_app.acd.model import Capacity, MediaType
from ari_app.administration.rules import Fault
from ari_app.storage import capacity
from ari_app.storage.reader import Reader
from ari_app.storage.rows.setup import CapacityRuleRow, LabelCapRow


async def read(reader: Reader) -> Capacity:
    """As it ships, where nobody has said otherwise."""
    shipped, rules = Capacity(), await capacity.rules(reader)
    return Capacity(
        units={**shipped.units, **{rule.media_type: rule.units for rule in rules}},
        interrupted_by={
            **shipped.interrupted_by,
            **{rule.media_type: _before(rule) for rule in rules},
        },
        label_caps={cap.label: cap.most for cap in await capacity.label_caps(reader)},
    )


def faults(rules: list[CapacityRuleRow], caps: list[LabelCapRow]) -> Iterator[Fault]:
    """What keeps it from being saved."""
    for rule in rules:
        if rule.media_type.value in rule.interrupted_by:
            yield Fault(f"/rules/{rule.media_type.value}", "Work cannot interrupt its own kind: take it out.")
    before = {rule.media_type.value: set(rule.interrupted_by) for rule in rules}
    for rule in rules:
        for other in sorted(rule.interrupted_by):
            if rule.media_type.value in before.get(other, ()) and other > rule.media_type.value:
                yield Fault(
                    f"/rules/{rule.media_type.value}",
                    f"A {rule.media_type.value} and a {other} cannot interrupt each other: choose which goes first.",
                )
    labels = [cap.label for cap in caps]
    for at, label in enumerate(labels):
        if label in labels[:at]:
            yield Fault(f"/label_caps/{at}/label", "This label has a cap already: one is enough.")


def _before(rule: CapacityRuleRow) -> frozenset[MediaType]:
    """What interrupts it; nothing interrupts its own kind."""
    return frozenset(map(MediaType, rule.interrupted_by)) - {rule.media_type}
