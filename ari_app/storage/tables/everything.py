"""All tables in one metadata, for migrations and for tests that look at each."""

from ari_app.storage.tables import access, channels, customers, flows, setup, spine, supervision
from ari_app.storage.tables.columns import metadata

__all__ = ["MODULES", "metadata"]

MODULES = (spine, setup, access, customers, channels, flows, supervision)
