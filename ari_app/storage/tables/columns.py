"""How every table is made: its metadata, the kinds of its columns.

Times are seconds since the epoch (UTC) as float, ids are text, JSON is JSONB on PostgreSQL, text on SQLite. A column
is as its row class in `rows/` says, in the same order.
"""

from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.type_api import TypeEngine

Member = TypeVar("Member", bound=StrEnum)


class Choice(TypeDecorator[Member], Generic[Member]):
    """Text in the database, a member of the enumeration in Python."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[Member]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: Member | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Member | None:
        return None if value is None else self.enum(value)


# Named by rule, so that a migration can name what it drops.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Counter = BigInteger().with_variant(
    Integer, "sqlite"
)  # SQLite numbers rows itself only in an INTEGER PRIMARY KEY

Kind = TypeEngine[Any] | type[TypeEngine[Any]]


def key(name: str, kind: Kind = Text, *parts: SchemaItem) -> Column[Any]:
    return Column(name, kind, *parts, primary_key=True)


def has(name: str, kind: Kind = Text, *parts: SchemaItem) -> Column[Any]:
    return Column(name, kind, *parts, nullable=False)


def may_have(name: str, kind: Kind = Text) -> Column[Any]:
    return Column(name, kind)
