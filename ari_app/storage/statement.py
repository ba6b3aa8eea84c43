"""Statements, made once from SQLAlchemy Core, and `Write`: one of them with its values.

Going through SQLAlchemy for every write costs ten times the write itself, so a statement is compiled once per
dialect and the writers hand its SQL text and plain values straight to the driver. Values are made plain when
the `Write` is made: JSON becomes text then, so that later changes of a mapping cannot reach the database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import orjson
from sqlalchemy import JSON, Delete, Insert, Update, bindparam, insert
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import Table

Plain: TypeAlias = str | int | float | None
Value: TypeAlias = Plain | Mapping[str, Any] | Sequence[Any]

SQLITE = pysqlite.dialect()
POSTGRES: Dialect = asyncpg.dialect()  # type: ignore[no-untyped-call]  # so in SQLAlchemy


# A tuple, for it is made many times a call: a frozen dataclass costs three times as much.
class Write(NamedTuple):
    """One statement to perform. With `expect_rows`, any other count of rows refuses the whole submit."""

    statement: "Statement"
    values: tuple[Plain, ...]
    expect_rows: int | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """`sql` as the driver takes it, with `arrange` putting the values into the order of its placeholders."""

    sql: str
    arrange: Callable[[tuple[Plain, ...]], tuple[Plain, ...]]


class Statement:
    """A prebuilt INSERT, UPDATE or DELETE; `names` are its parameters, in the order that `write` wants their
    values.

    `append`: it only adds a row that nothing else in a transaction reads or touches, so that the writer may
    write all such rows of a transaction at its end, at once.
    """

    def __init__(self, name: str, sqlite: Any, postgres: Any = None, *, append: bool = False) -> None:
        self.name = name
        self.append = append
        self._core: Mapping[str, Insert | Update | Delete] = {
            SQLITE.name: sqlite,
            POSTGRES.name: sqlite if postgres is None else postgres,
        }
        compiled = self._compile(SQLITE)
        self.names: tuple[str, ...] = tuple(dict.fromkeys(compiled.positiontup or ()))
        self._json = tuple(
            i for i, name in enumerate(self.names) if isinstance(compiled.binds[name].type, JSON)
        )

    def write(self, values: tuple[Value, ...], expect_rows: int | None = None) -> Write:
        """With `values` in the order of `names`."""
        if len(values) != len(self.names):
            raise TypeError(
                f"{self.name} takes {len(self.names)} values ({', '.join(self.names)}), not {len(values)}"
            )
        plain = list(values)
        for i in self._json:
            plain[i] = json_text(plain[i])
        for i, value in enumerate(plain):
            if isinstance(value, str) and (type(value) is not str or "\0" in value or not value.isascii()):
                plain[i] = clean(value)
        return Write(self, tuple(plain), expect_rows)  # type: ignore[arg-type]  # plain by now

    def write_named(self, expect_rows: int | None = None, /, **values: Value) -> Write:
        """With the values by name; a missing or unknown one is a TypeError."""
        if values.keys() != set(self.names):
            raise TypeError(f"{self.name} takes {', '.join(self.names)}, not {', '.join(values)}")
        return self.write(tuple(values[name] for name in self.names), expect_rows)

    @cached_property
    def for_sqlite(self) -> Compiled:
        return self._prepare(self._compile(SQLITE))

    @cached_property
    def for_postgres(self) -> Compiled:
        return self._prepare(self._compile(POSTGRES))

    def _compile(self, dialect: Dialect) -> SQLCompiler:
        compiled = self._core[dialect.name].compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        return compiled

    def _prepare(self, compiled: SQLCompiler) -> Compiled:
        places = tuple(self.names.index(name) for name in compiled.positiontup or ())
        if places == tuple(range(len(self.names))):
            return Compiled(str(compiled), _as_given)
        return Compiled(str(compiled), lambda values: tuple([values[place] for place in places]))


def inserting(table: Table, *, append: bool = False) -> Statement:
    """INSERT of a whole row, but for a number that the database gives."""
    names = [column.name for column in table.columns if column is not table.autoincrement_column]
    return Statement(f"insert {table.name}", _whole_row(insert(table), names), append=append)


def adding(table: Table) -> Statement:
    """INSERT of a whole row, unless its key is there already."""
    names = [column.name for column in table.columns]
    return Statement(
        f"add {table.name}",
        _whole_row(sqlite_insert(table), names).on_conflict_do_nothing(),
        _whole_row(postgres_insert(table), names).on_conflict_do_nothing(),
    )


def upserting(table: Table) -> Statement:
    """INSERT of a whole row; where its key is there already, every other column takes the new value."""
    names = [column.name for column in table.columns]
    key = [column.name for column in table.primary_key]
    rest = [name for name in names if name not in key]

    def replacing(base: Any) -> Any:
        return base.on_conflict_do_update(
            index_elements=key, set_={name: base.excluded[name] for name in rest}
        )

    return Statement(
        f"upsert {table.name}",
        replacing(_whole_row(sqlite_insert(table), names)),
        replacing(_whole_row(postgres_insert(table), names)),
    )


def _whole_row(base: Any, names: list[str]) -> Any:
    return base.values({name: bindparam(name) for name in names}).inline()


def _as_given(values: tuple[Plain, ...]) -> tuple[Plain, ...]:
    return values


def json_text(value: object) -> str | None:
    """`value` as JSON, None as SQL's NULL."""
    if value is None:
        return None
    try:
        text = orjson.dumps(value)
    except (
        TypeError
    ):  # half of a surrogate pair in a text: no database takes it. Anything else is the caller's mistake.
        text = orjson.dumps(_clean_all(value))
    if b"\\u0000" in text:
        text = orjson.dumps(_clean_all(value))
    return text.decode()


def clean(text: str) -> str:
    """`text` without what a database cannot keep: NUL and halves of surrogate pairs become U+FFFD."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _clean_all(value: object) -> object:
    match value:
        case str():
            return clean(value)
        case Mapping():
            return {clean(str(name)): _clean_all(item) for name, item in value.items()}
        case list() | tuple():
            return [_clean_all(item) for item in value]
        case _:
            return value
