"""Where everything is kept: SQLite in a file, or PostgreSQL; the same tables, the same statements.

Start with `tables/` (what is kept) and `rows/` (the same, typed). One file per concept makes `Write`s and reads rows:

* what happens: `interactions.py`, `events.py`, `offers.py`, `agents.py`, `recordings.py`, `sound_search.py`, `pages.py`
* customers: `customers.py`, `notes.py`
* what agents write with: `drafts.py`, `canned_replies.py`
* what is set up: `configuration.py`, `endpoints.py`, `flows.py`, `prompts.py`, `calendars.py`, `teams.py`,
  `wrap_up_codes.py`, `settings.py`, `capacity.py`, `revisions.py` (who changed what when), `supervision.py`
* who writes from a web site: `visitors.py`
* who may do what: `sign_ins.py`, `sessions.py`, `credentials.py`, `audit.py`
* what is to be done: `outbox.py`, `expiry.py`; small facts: `facts.py`

Every change goes through `writer.py`: the one writer, many submits to a transaction (docs/adr/0007); how a transaction is
written is in `sqlite_writer.py` and `postgres_writer.py`. `database.py` opens and migrates.

May import: acd, ivr. Knows nothing of calls, flows or screens.
"""
