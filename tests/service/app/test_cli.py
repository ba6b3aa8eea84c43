"""The command line, as a person uses it: what it does, what it prints, and its exit code."""

import asyncio
import contextlib
import json
import os
import platform
import re
import socket
import sqlite3
from collections.abc import Callable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from ari_app.access.service import Access, Identity
from ari_app.cli import main
from ari_app.storage import configuration
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.outbox import Outbox

Run = Callable[..., "Result"]
ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts Asterisk as somebody else")
DEMO_MENU = Path(str(resources.files("ivr"))) / "flows" / "demo-menu.json"


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def trunkline(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on a state folder of its own, with no settings but those given."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRUNKLINE_STATE", str(tmp_path / "state"))

    def run(*arguments: str) -> Result:
        try:
            code = main(arguments)
        except SystemExit as left:  # argparse's way to say that it was wrongly asked
            code = int(str(left.code))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run


@pytest.fixture
def an_asterisk(tmp_path: Path) -> None:
    """What looks like an Asterisk root in the state folder."""
    root = tmp_path / "state" / "asterisk-root" / "usr"
    for file in ("sbin/asterisk", f"lib/{platform.machine()}-linux-gnu/ld-linux-any.so.2"):
        (root / file).parent.mkdir(parents=True)
        (root / file).touch()


# --- administering -----------------------------------------------------------------------------------------------------


def test_a_user_and_a_token_that_works(trunkline: Run, tmp_path: Path) -> None:
    assert trunkline("db", "upgrade").out == "The database has the newest schema.\n"
    assert trunkline("user", "add", "ada", "--role", "supervisor").code == 0
    made = trunkline("token", "create", "ada", "--role", "agent", "--label", "test")
    assert made.code == 0
    (secret,) = made.out.split()
    assert "shown once" in made.err

    async def known() -> Identity | None:
        database = await Database.open(f"sqlite:///{tmp_path}/state/trunkline.db")
        try:
            return await Access(database, lambda: 0.0).verify(secret)
        finally:
            await database.close()

    found = asyncio.run(known())
    assert found is not None
    assert (found.name, found.role) == ("ada", Role.AGENT)
    assert secret.encode() not in (tmp_path / "state" / "trunkline.db").read_bytes()


def test_a_link_by_which_a_user_chooses_a_password(trunkline: Run) -> None:
    trunkline("db", "upgrade")
    made = trunkline("user", "add", "ada")
    links = [made.out, trunkline("user", "link", "ada").out]
    assert all(re.search(r"^http://127\.0\.0\.1:\d+/set-up#\S{43}$", text, re.MULTILINE) for text in links)
    assert trunkline("user", "link", "nobody").code == 1
    assert trunkline("user", "disable", "ada").code == 0
    again = trunkline("user", "disable", "ada")
    assert (again.code, again.out) == (1, "")
    assert trunkline("user", "link", "ada").code == 1, "who is disabled gets none"


def test_what_commands_do_is_in_the_audit_log(trunkline: Run, tmp_path: Path) -> None:
    trunkline("db", "upgrade")
    assert "whole: 0 rows" in trunkline("audit", "verify").out
    trunkline("user", "add", "ada")
    trunkline("token", "create", "ada")
    trunkline("user", "disable", "ada")
    assert "whole: 3 rows" in trunkline("audit", "verify").out

    with contextlib.closing(sqlite3.connect(tmp_path / "state" / "trunkline.db", timeout=60)) as database:
        database.execute("DROP TRIGGER audit_refuses_update")
        database.execute("UPDATE audit SET action = 'looked' WHERE seq = 2")
        database.commit()
    broken = trunkline("audit", "verify")
    assert (broken.code, broken.out) == (1, "")
    assert "row 2 was changed" in broken.err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            ("token", "create", "nobody"),
            "There is no user 'nobody'; make one with: trunkline user add nobody",
        ),
        (("user", "add", "ada"), "ada"),
        (("token", "create", "ada", "--role", "admin"), "ada is agent: a token of theirs cannot be admin"),
        (("user", "add", "bob", "--agent", "nobody"), "There is no agent 'nobody'; there are: none yet."),
    ],
    ids=["token of nobody", "user twice", "more than the user may", "agent that is none"],
)
def test_what_cannot_be_done_is_said_in_a_line(
    trunkline: Run, arguments: tuple[str, ...], reason: str
) -> None:
    trunkline("db", "upgrade")
    trunkline("user", "add", "ada")
    failed = trunkline(*arguments)
    assert failed.code == 1
    assert reason in failed.err
    assert failed.out == ""
    assert "Traceback" not in failed.err


@pytest.mark.usefixtures("an_asterisk")
def test_a_database_without_schema_says_what_to_run(trunkline: Run) -> None:
    for command in (("user", "add", "ada"), ("token", "create", "ada"), ("check",)):
        failed = trunkline(*command)
        assert failed.code == 1, command
        assert "trunkline db upgrade" in failed.err, command


def test_the_schema_goes_up_and_down(trunkline: Run) -> None:
    assert trunkline("db", "upgrade").code == 0
    assert trunkline("db", "upgrade").code == 0
    assert trunkline("db", "downgrade", "base").out == "The database is back at base.\n"
    assert trunkline("check").code == 1


def test_reload_reaches_a_centre_through_its_outbox(trunkline: Run, tmp_path: Path) -> None:
    trunkline("db", "upgrade")
    assert "within a minute" in trunkline("reload").out

    taken: list[str] = []

    async def centre() -> None:
        database = await Database.open(f"sqlite:///{tmp_path}/state/trunkline.db")
        done = asyncio.Event()

        async def reconfigure(key: str, body: Mapping[str, Any]) -> None:
            taken.append(key)
            done.set()

        waiting = Outbox(database.reader, database.writer, lambda: 1e10, {configuration.CHANGED: reconfigure})
        running = asyncio.create_task(waiting.run())
        await asyncio.wait_for(done.wait(), 60)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await database.close()

    asyncio.run(centre())
    assert taken == ["cli"]


@pytest.mark.usefixtures("an_asterisk")
def test_check_looks_at_all_that_is_needed(trunkline: Run) -> None:
    trunkline("db", "upgrade")
    checked = trunkline("check")
    assert checked.code == 0, checked.err
    assert checked.out.splitlines()[0].startswith("Asterisk: ")
    assert "files render." in checked.out
    assert checked.out.splitlines()[-1] == "The database answers and has the right schema."


def test_settings_lists_all_and_shows_no_secret(trunkline: Run) -> None:
    given = ["--ari-password=hidden", "--ami-password=hidden", "--database=postgresql://u:hidden@h/d"]
    listed = trunkline("settings", *given, "--sip-port=5099")
    assert listed.code == 0
    lines = {line.split()[0]: line for line in listed.out.splitlines()}
    assert "5099" in lines["sip_port"]
    assert "port of SIP over UDP and TCP" in lines["sip_port"]
    assert "(set)" in lines["ari_password"]
    assert "hidden" not in listed.out + listed.err


# --- what stops a start ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "serve", "check", "settings"])
def test_a_wrong_setting_stops_every_command_with_its_name_and_reason(trunkline: Run, command: str) -> None:
    refused = trunkline(command, "--sip-port=0", "--speech=loud")
    assert refused.code == 2
    assert refused.out == ""
    assert refused.err == (
        "A setting is wrong.\n"
        "sip_port in the flag --sip-port: '0' cannot be used: a port is a number from 1 to 65535.\n"
        "speech in the flag --speech: 'loud' cannot be used: it is one of: auto, vosk, pocketsphinx, off.\n"
    )


@pytest.mark.parametrize(
    ("command", "setting"),
    [(command, setting) for command in ("run", "serve") for setting in ("http_port", "audiosocket_port")]
    + [("run", "sip_port"), ("run", "asterisk_http_port"), ("run", "asterisk_ami_port")],
)
def test_a_taken_port_stops_the_start_and_names_the_setting(
    trunkline: Run, tmp_path: Path, command: str, setting: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        refused = trunkline(command, f"--{setting.replace('_', '-')}={number}")
    assert refused.code == 2
    assert f"{setting}: port {number} on 127.0.0.1 is taken." in refused.err
    assert list((tmp_path / "state").iterdir()) == []


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        pytest.param(
            "--asterisk-user=nobody-here", "asterisk_user: there is no user 'nobody-here'", marks=ROOT
        ),
        pytest.param("--asterisk-user=root", "asterisk_user: 'root' is root", marks=ROOT),
        ("--state=/proc/nowhere", "state: the folder /proc/nowhere cannot be made"),
        ("--database=sqlite:////no/such/folder/x.db", "/no/such/folder"),
        ("--bind=somewhere", "bind: is not an IP address"),
        ("--colour=red", "unrecognized arguments: --colour=red"),
    ],
)
@pytest.mark.usefixtures("an_asterisk")
def test_what_else_stops_it_is_said_without_a_traceback(trunkline: Run, setting: str, reason: str) -> None:
    refused = trunkline("check", setting)
    assert refused.code in (1, 2)
    assert reason in refused.err


@pytest.mark.parametrize("arguments", [(), ("dance",), ("user",), ("user", "add"), ("flow", "run")])
def test_a_command_that_is_none_is_refused(trunkline: Run, arguments: tuple[str, ...]) -> None:
    refused = trunkline(*arguments)
    assert refused.code == 2
    assert "usage: trunkline" in refused.err


# --- flows -------------------------------------------------------------------------------------------------------------


def test_a_flow_with_faults_is_refused_with_all_of_them_and_where(trunkline: Run, tmp_path: Path) -> None:
    flow = json.loads(DEMO_MENU.read_text(encoding="utf-8"))
    nodes = list(flow["nodes"])
    flow["start"] = "nowhere"
    flow["nodes"][nodes[0]]["exits"] = {}
    file = tmp_path / "flow.json"
    file.write_text(json.dumps(flow))
    checked = trunkline("flow", "check", str(file))
    assert checked.code == 1
    faults = (checked.out + checked.err).splitlines()
    assert any("nowhere" in fault for fault in faults)
    assert any(nodes[0] in fault for fault in faults)
    assert trunkline("flow", "run", str(file)).code == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"{", "JSON"), (b"\xff", "cannot be read"), (b"[]", "must be an object"), (None, "cannot be read")],
    ids=["broken JSON", "no text", "no flow", "no file"],
)
@pytest.mark.parametrize("command", ["check", "run"])
def test_a_file_that_is_no_flow_is_refused(
    trunkline: Run, tmp_path: Path, command: str, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "flow.json"
    if content is not None:
        file.write_bytes(content)
    refused = trunkline("flow", command, str(file))
    assert refused.code == 1
    assert reason.lower() in (refused.out + refused.err).lower()


def test_the_shipped_flows_have_no_faults(trunkline: Run) -> None:
    for file in sorted(DEMO_MENU.parent.glob("*.json")):
        checked = trunkline("flow", "check", str(file))
        assert (checked.code, checked.out) == (0, f"{file}: no faults.\n")


def test_a_flow_can_be_played_at_the_keyboard(trunkline: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["2"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed, ":hangup"))
    played = trunkline("flow", "run", str(DEMO_MENU))
    assert played.code == 0, played.err
    assert "support" in played.out


def test_end_of_input_ends_the_flow(trunkline: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    assert trunkline("flow", "run", str(DEMO_MENU)).code == 0
