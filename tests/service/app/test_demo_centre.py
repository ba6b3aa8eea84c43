"""The demo centre in a real database: seeded once, taken up by the app as the catalogue, its secrets nowhere in clear."""

import json
import stat
from pathlib import Path

import pytest

from ari_app import demo
from ari_app.access.hashing import Hashing
from ari_app.access.reception import Reception, open_reception
from ari_app.access.sessions import Place
from ari_app.catalogue_reader import read_catalogue, shipped_flow
from ari_app.provisioner import spec_of
from ari_app.storage import configuration, endpoints
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.rows.setup import AgentRow
from ari_app.telephony.endpoints import RegisteredPhone, digest_of
from ivr import check


@pytest.fixture
def reception(database: Database) -> Reception:
    return open_reception(
        database, lambda: 1_800_000_000.0, "a secret", hashing=Hashing(passes=1, kibibytes=64)
    )


async def seed(database: Database, reception: Reception, state: Path) -> demo.Credentials:
    credentials = await demo.seed(database, reception, state, 1_800_000_000.0, ["127.0.0.1"])
    assert credentials is not None
    return credentials


async def test_it_is_seeded_once_and_keeps_its_credentials(
    database: Database, reception: Reception, tmp_path: Path
) -> None:
    first = await seed(database, reception, tmp_path)
    assert await seed(database, reception, tmp_path) == first
    assert len(await reception.access.users()) == 1 + len(demo.PEOPLE)
    assert stat.S_IMODE((tmp_path / demo.FILE).stat().st_mode) == 0o600
    assert set(json.loads((tmp_path / demo.FILE).read_text())) == {
        "sip_passwords",
        "admin_token",
        "web_passwords",
    }


async def test_its_token_is_the_admins(database: Database, reception: Reception, tmp_path: Path) -> None:
    credentials = await seed(database, reception, tmp_path)
    admin = await reception.access.verify(credentials.admin_token)
    assert admin is not None
    assert (admin.name, admin.role) == ("admin", Role.ADMIN)


async def test_the_catalogue_is_what_the_demo_says(
    database: Database, reception: Reception, tmp_path: Path
) -> None:
    await seed(database, reception, tmp_path)
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
    database: Database, reception: Reception, tmp_path: Path
) -> None:
    credentials = await seed(database, reception, tmp_path)
    rows = {row.id: row for row in await endpoints.every(database.reader)}
    for agent, password in credentials.sip_passwords.items():
        spec = spec_of(rows[agent], "127.0.0.1")
        assert isinstance(spec, RegisteredPhone)
        assert spec.digest == digest_of(agent, password)
    assert spec_of(rows[demo.TRUNK], "127.0.0.1").name == demo.TRUNK


async def test_a_centre_of_somebody_elses_is_left_alone(
    database: Database, reception: Reception, tmp_path: Path
) -> None:
    own = AgentRow("ada", "Ada", "ada")
    await database.writer.commit(list(configuration.agent_set(own, {}, [])))
    assert await demo.seed(database, reception, tmp_path, 1_800_000_000.0, ["127.0.0.1"]) is None
    assert not (tmp_path / demo.FILE).exists()
    assert await reception.access.users() == []


async def test_everybody_signs_in_with_their_printed_password_but_the_administrator_by_a_link(
    database: Database, reception: Reception, tmp_path: Path
) -> None:
    credentials = await seed(database, reception, tmp_path)
    assert len(set(credentials.web_passwords.values())) == len(demo.PEOPLE), "each their own"
    for name, password in credentials.web_passwords.items():
        session = await reception.sign_in.by_password(name, password, None, Place("127.0.0.1"))
        assert session.identity.role is demo.PEOPLE[name]
    link = await reception.links.first()
    assert link is not None
    admin = await reception.sign_in.by_link(link, "", "harbour-otter-quilt-9", None, Place("127.0.0.1"))
    assert (admin.identity.name, admin.identity.role) == ("admin", Role.ADMIN)
    assert await reception.links.first() is None, "there is an administrator now"
