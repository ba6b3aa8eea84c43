"""Alembic's way in: `schema.py` hands over an open connection, inside a transaction of its own."""

from alembic import context

from ari_app.storage.tables.everything import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
