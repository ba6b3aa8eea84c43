"""The schema's history (Alembic): `versions/`, one file per step, up and down. Run by `Database.upgrade`."""
