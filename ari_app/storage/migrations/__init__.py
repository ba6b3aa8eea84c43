"""The schema's history (Alembic): `versions/`, one file per step, up and down. Run by `Database.upgrade`.

Start with the newest file of `versions/`. A step imports Alembic and SQLAlchemy, never the tables of the code: it says what
was true when it was written.
"""
