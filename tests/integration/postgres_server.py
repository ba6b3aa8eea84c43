"""A throwaway PostgreSQL for tests: Debian's own server, a folder of its own, a free port, no privileges.

    with postgres_server() as server:
        with server.database() as url:
            server.crash()
            server.start()

As root it runs as the user `postgres` (the server refuses to run as root).
"""

import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ports import free_port

LIMIT = 60.0  # seconds for any one command


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """It listens on loopback and lets everybody in; its disk writes are as careful as in production."""

    programs: Path
    folder: Path
    user: str
    port: int

    @contextmanager
    def database(self, copied: str = "") -> Iterator[str]:
        """An empty database, or one like that of the URL `copied`, to which nobody may be connected; by its URL. Dropped at
        the end, for the server's restarts take longer with each."""
        name = f"test_{secrets.token_hex(6)}"
        template = copied.rpartition("/")[2] or "template1"
        client = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres")
        self._run("createdb", *client, "--template", template, name)
        yield f"postgresql://postgres@127.0.0.1:{self.port}/{name}"
        self._run("dropdb", *client, "--force", name)

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -c unix_socket_directories={self.folder}"
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self.folder / "data"), "-l", log, "-o", options)

    def crash(self) -> None:
        """Every process of it ends at once, without writing anything more."""
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", str(self.folder / "data"))

    def initialise(self) -> None:
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "--no-sync")

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = (str(self.programs / program), *arguments)
        user = self.user if os.geteuid() == 0 else None
        with (self.folder / "commands").open("a") as output:  # a pipe would be held open by the server
            done = subprocess.run(
                command, user=user, cwd=self.folder, stdout=output, stderr=output, timeout=LIMIT, check=False
            )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed:\n{(self.folder / 'commands').read_text()}")


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Started on entry, gone with all its data on exit. Without a PostgreSQL on the machine the test is
    skipped."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server below /usr/lib/postgresql")
    folder = Path(tempfile.mkdtemp(prefix="trunkline-pg-"))
    user = _unprivileged()
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    server = PostgresServer(programs, folder, user, free_port())
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.crash()
        shutil.rmtree(folder)


def _programs() -> Path | None:
    """The newest version's."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: int(re.sub(r"\D", "", path.parts[-3])),
    )
    return found[-1].parent if found else None


def _unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
