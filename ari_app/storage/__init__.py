"""Where everything is kept: SQLite in a file, or PostgreSQL; the same tables, the same statements.

Start with `tables/` (what is kept) and `rows/` (the same, typed). One file per concept makes `Write`s and
reads rows: `interactions.py`, `events.py`, `offers.py`, `agents.py`, `configuration.py`, `endpoints.py`,
`pages.py`, `recordings.py`, `outbox.py`, `facts.py`. Every change goes through `writer.py`: the one writer,
many submits to a transaction (docs/adr/0007); how a transaction is written is in `sqlite_writer.py` and
`postgres_writer.py`. `database.py` opens and migrates.

May import: acd, ivr. Knows nothing of calls, flows or screens.
"""
