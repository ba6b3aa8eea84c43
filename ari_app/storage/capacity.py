"""How much agents take on at once: what work of each media type costs, what interrupts it, and how many of a label."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.setup import CapacityRuleRow, LabelCapRow
from ari_app.storage.statement import Statement, Write, adding, upserting
from ari_app.storage.tables.setup import capacity_rule, label_cap

_RULE = upserting(capacity_rule)
_CAP = adding(label_cap)
_FORGET_RULES = Statement("forget capacity rules", delete(capacity_rule))
_FORGET_CAPS = Statement("forget label caps", delete(label_cap))


def measured(rules: Iterable[CapacityRuleRow], caps: Iterable[LabelCapRow]) -> list[Write]:
    """These rules and caps from now on, and no others. A media type without a rule is as it is when nobody has said."""
    return [
        _FORGET_RULES.write_named(),
        _FORGET_CAPS.write_named(),
        *(
            _RULE.write_named(
                media_type=row.media_type, units=row.units, interrupted_by=sorted(row.interrupted_by)
            )
            for row in rules
        ),
        *(_CAP.write_named(label=row.label, most=row.most) for row in caps),
    ]


async def rules(reader: Reader) -> list[CapacityRuleRow]:
    """In the order of their media types."""
    return await reader.all(select(capacity_rule).order_by(capacity_rule.c.media_type), CapacityRuleRow)


async def label_caps(reader: Reader) -> list[LabelCapRow]:
    """In the order of their labels."""
    return await reader.all(select(label_cap).order_by(label_cap.c.label), LabelCapRow)
