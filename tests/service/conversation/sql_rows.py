"""The rows of runs in a real SQLite file's tables, with all its unique indexes: whatever is refused fails the test."""

import sqlite3
from collections.abc import Iterable

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from ari_app.conversation.changes import Changes
from ari_app.conversation.journal import writes
from ari_app.storage.tables.everything import metadata


def written_to_sqlite(runs: Iterable[Changes]) -> None:
    """Each run in one transaction, in order. Raises IntegrityError for what an index minds, AssertionError for a guarded
    row that was not as expected."""
    connection = sqlite3.connect(":memory:")
    try:
        for statement in _SCHEMA:
            connection.execute(statement)
        for run in runs:
            with connection:
                for write in writes(run):
                    compiled = write.statement.for_sqlite
                    done = connection.execute(compiled.sql, compiled.arrange(write.values))
                    assert write.expect_rows in (None, done.rowcount), (
                        f"{write.statement.name}: {write.values}"
                    )
    finally:
        connection.close()


def _schema() -> list[str]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "select sql from sqlite_master where sql is not null and name not like 'sqlite_%'"
        )
        statements = [str(sql) for (sql,) in rows]
    engine.dispose()
    return statements


_SCHEMA = _schema()
