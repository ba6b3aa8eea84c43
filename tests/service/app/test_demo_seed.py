"""The demo in the database: made once, and its trunk follows the addresses of the machine."""

from pathlib import Path

from ari_app.access.hashing import Hashing
from ari_app.access.reception import open_reception
from ari_app.demo import TRUNK, seed
from ari_app.storage import endpoints
from ari_app.storage.database import Database

NOW = 1_700_000_000.0


async def test_callers_are_let_in_from_the_addresses_that_the_machine_has_now_and_from_no_other(
    tmp_path: Path,
) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'trunkline.db'}")
    try:
        await database.upgrade()
        reception = open_reception(database, lambda: NOW, "a secret", hashing=Hashing(passes=1, kibibytes=64))
        made = await seed(database, reception, tmp_path, NOW, ("127.0.0.1", "192.0.2.2"))
        assert await callers_come_from(database) == "127.0.0.1, 192.0.2.2"

        again = await seed(database, reception, tmp_path, NOW, ("127.0.0.1", "192.0.2.7"))
        assert await callers_come_from(database) == "127.0.0.1, 192.0.2.7"
        assert again == made is not None

        await database.writer.commit([endpoints.removed(TRUNK)])
        await seed(database, reception, tmp_path, NOW, ("127.0.0.1",))
        assert await endpoints.one(database.reader, TRUNK) is None, "whoever removed it does not want it"
    finally:
        await database.close()


async def callers_come_from(database: Database) -> str | None:
    trunk = await endpoints.one(database.reader, TRUNK)
    return None if trunk is None else trunk.match
