"""What stands on a real database: in a file, with the schema."""

from tests.service.storage.conftest import database, database_url

__all__ = ["database", "database_url"]
