"""Access stands on a real database, in a file, with a clock that the test moves."""

import pytest

from ari_app.access.hashing import Hashing
from ari_app.access.reception import Reception, open_reception
from ari_app.access.sessions import Place
from ari_app.clock import HandClock
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.rows.access import UserRow
from tests.service.storage.conftest import database, database_url

__all__ = ["database", "database_url"]

CHEAP = Hashing(passes=1, kibibytes=64)
GOOD, BETTER = "harbour otter quilt", "seven quiet lanterns"
HOME = Place("192.0.2.1", "a browser")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def reception(database: Database, clock: HandClock) -> Reception:
    return open_reception(database, clock.now, "a secret of the tests", hashing=CHEAP)


@pytest.fixture
async def ann(database: Database, reception: Reception) -> UserRow:
    """A supervisor with the password GOOD."""
    user = await reception.access.add_user("ann", Role.SUPERVISOR)
    await database.writer.commit([await reception.passwords.chosen(user, GOOD)])
    return user
