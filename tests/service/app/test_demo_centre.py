"""The demo centre in a real database: seeded once, taken up by the app as the catalogue, its secrets nowhere in clear."""

import json
import stat
from pathlib import Path

import pytest

from ari_app import demo
from ari_app.access.service import Access
from ari_app.catalogue_reader import read_catalogue, shipped_flow
from ari_app.provisioner import spec_of
from ari_app.storage import configuration, endpoints
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.rows.setup import AgentRow
from ari_app.telephony.endpoints import RegisteredPhone, digest_of
from ivr import check


@pytest.fixture
def access(database: Database) -> Access:
    return Access(database, lambda: 1_800_000_000.0)


async def seed(database: Database, access: Access, state: Path) -> demo.Credentials:
    credentials = await demo.seed(database, access, state, 1_800_000_000.0, ["127.0.0.1"])
    assert credentials is not None
    return credentials


async def test_it_is_seeded_once_and_keeps_its_credentials(
    database: Database, access: Access, tmp_path: Path
) -> None:
    first = await seed(database, access, tmp_path)
    assert await seed(database, access, tmp_path) == first
    assert len(await access.users()) == 1 + len(demo.AGENTS)
    assert stat.S_IMODE((tmp_path / demo.FILE).stat().st_mode) == 0o600
    assert set(json.loads((tmp_path / demo.FILE).read_text())) == {"sip_passwords", "admin_token"}


async def test_its_token_is_the_admins(database: Database, access: Access, tmp_path: Path) -> None:
    credentials = await seed(database, access, tmp_path)
    admin = await access.verify(credentials.admin_token)
    assert admin is not None
    assert (admin.name, admin.role) == ("admin", Role.ADMIN)


async def test_the_catalogue_is_what_the_demo_says(
    database: Database, access: Access, tmp_path: Path
) -> None:
    await seed(database, access, tmp_path)
    catalogue = await read_catalogue(database.reader)
    assert catalogue.numbers == {
        demo.MENU: "demo-menu",
        demo.STRAIGHT: "demo-support",
        demo.MESSAGE: "demo-voicemail",
    }
    assert set(catalogue.queues) == set(demo.QUEUES)
    for agent, skills in demo.AGENTS.items():
        assert dict(catalogue.agents[agent].profile.skills) == skills
        assert catalogue.agents[agent].endpoint == agent


async def test_its_flows_have_no_faults() -> None:
    for name in ("demo-menu", "demo-support", "demo-voicemail", "unknown-number"):
        assert check.check(shipped_flow(name)) == ()


async def test_each_phone_registers_with_its_printed_password(
    database: Database, access: Access, tmp_path: Path
) -> None:
    credentials = await seed(database, access, tmp_path)
    rows = {row.id: row for row in await endpoints.every(database.reader)}
    for agent, password in credentials.sip_passwords.items():
        spec = spec_of(rows[agent], "127.0.0.1")
        assert isinstance(spec, RegisteredPhone)
        assert spec.digest == digest_of(agent, password)
    assert spec_of(rows[demo.TRUNK], "127.0.0.1").name == demo.TRUNK


async def test_a_centre_of_somebody_elses_is_left_alone(
    database: Database, access: Access, tmp_path: Path
) -> None:
    own = AgentRow("ada", "Ada", "ada")
    await database.writer.commit(list(configuration.agent_set(own, {}, [])))
    assert await demo.seed(database, access, tmp_path, 1_800_000_000.0, ["127.0.0.1"]) is None
    assert not (tmp_path / demo.FILE).exists()
    assert await access.users() == []
