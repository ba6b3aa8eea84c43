"""Access stands on a real database, in a file."""

from tests.service.storage.conftest import database, database_url

__all__ = ["database", "database_url"]
