"""A row class says what its table says."""

from dataclasses import MISSING, fields
from types import NoneType
from typing import get_args, get_type_hints

import pytest

from ari_app.storage.rows import access, channels, customers, flows, setup, spine, supervision
from ari_app.storage.tables.everything import metadata

ROWS = {
    name: row
    for module in (spine, setup, access, channels, customers, flows, supervision)
    for name, row in vars(module).items()
}
PAIRS = [
    (ROWS[f"{''.join(word.capitalize() for word in name.split('_'))}Row"], table)
    for name, table in metadata.tables.items()
    if name != "state"  # read by value alone
]


@pytest.mark.parametrize(("row", "table"), PAIRS, ids=lambda thing: getattr(thing, "__name__", ""))
def test_fields_are_columns_in_their_order(row: type, table: object) -> None:
    columns = list(table.columns)  # type: ignore[attr-defined]  # a Table
    assert [field.name for field in fields(row)] == [column.name for column in columns]
    hints = get_type_hints(row)
    for field, column in zip(fields(row), columns, strict=True):
        optional = NoneType in get_args(hints[field.name])
        assert optional == column.nullable, f"{table}.{column.name}"
        assert field.default is not None or optional or field.default is MISSING
