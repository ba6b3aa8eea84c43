"""Files of messages, on disk under names of our own; what each is, its content says (`file_rules.py`).

Nothing is ever served as a page. Providers fetch what goes out by an address that is signed, for an hour.
"""

import asyncio
import base64
import hashlib
import hmac
import os
import shutil
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from ari_app.access.sealing import Sealing
from ari_app.channels import file_rules
from ari_app.channels.contract import OutgoingFile
from ari_app.channels.file_rules import FileRefused
from ari_app.channels.intake import Enabled
from ari_app.storage import files, threads
from ari_app.storage.choices import FileState
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.rows.channels import FileRow
from ari_app.storage.writer import Durability

LINK_LASTS = 3600.0  # seconds
HALF = ".new"
"""How a file ends that is not whole yet."""
SPARE = 256 << 20
"""Bytes of the disk that files leave free: who sends many may not keep anything else from being written."""
_MAC = 16  # bytes
_DIGITS = 12  # of a time: Python reads no number of thousands of them


class Files:
    """`largest`: bytes of one file. `public_url`: where providers reach us."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        accounts: Enabled,
        sealing: Sealing,
        *,
        public_url: str,
        largest: int,
        now: Callable[[], float],
        new_id: Callable[[], str],
    ) -> None:
        self._folder = folder
        self._database = database
        self._accounts = accounts
        self._key = sealing.derived("links to files")
        self._public_url = public_url.rstrip("/")
        self._now = now
        self._new_id = new_id
        self.largest = largest
        self._under_way: set[str] = set()

    async def keep(self, thread: str, name: str, content: bytes, claimed: str = "") -> FileRow:
        """A file that somebody brings, on disk on return. `thread`: empty when there is none yet. Raises FileRefused with
        the reason, DatabaseUnavailable."""
        shown, kind = await asyncio.to_thread(self.checked, name, content, claimed)
        if await asyncio.to_thread(self._room) < SPARE:
            raise FileRefused("There is no room for files here just now.")
        if thread:
            await self._check_account(thread, kind, len(content))
        row = FileRow(
            self._new_id(),
            thread,
            shown,
            kind,
            len(content),
            await asyncio.to_thread(_digest, content),
            FileState.READY,
            "",
            None,
            self._now(),
        )
        with self._on_its_way(row.id):
            await self.write(row.id, content)
            if await self._database.writer.commit([files.added(row)]) is not Durability.DURABLE:
                raise DatabaseUnavailable("The file cannot be kept now.")
        return row

    def checked(self, name: str, content: bytes, claimed: str) -> tuple[str, str]:
        """Its name as it may be shown, and its content type. Raises FileRefused."""
        if len(content) > self.largest:
            raise FileRefused(f"The file is too large: at most {_size(self.largest)} are let in.")
        shown = file_rules.clean_name(name)
        return shown, file_rules.kind_of(content, shown, claimed)

    async def write(self, id: str, content: bytes) -> None:
        path = self.path(id)
        half = path.with_suffix(HALF)
        with self._on_its_way(half.name):
            await asyncio.to_thread(_write, path, half, content)

    @contextmanager
    def _on_its_way(self, name: str) -> Iterator[None]:
        """Its bytes are on disk before anything says so."""
        self._under_way.add(name)
        try:
            yield
        finally:
            self._under_way.discard(name)

    async def on_disk(self, before: float) -> AsyncIterator[list[Path]]:
        """What lies there since then or longer, halves of files too, but for what is just being brought. A folder at a
        time."""
        for folder in await asyncio.to_thread(lambda: sorted(self._folder.glob("??"))):
            old = await asyncio.to_thread(_old, folder, before)
            yield [path for path in old if path.name not in self._under_way]

    async def delete(self, paths: Collection[Path]) -> None:
        """Those that are gone already are gone. Raises OSError."""
        await asyncio.to_thread(_delete, paths)

    def _room(self) -> int:
        """Bytes that are left on the disk."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return shutil.disk_usage(self._folder).free

    def path(self, id: str) -> Path:
        """Where its bytes lie, when it is READY."""
        if not id.isalnum():
            raise ValueError(f"{id!r} is no id of a file")
        return self._folder / id[:2] / id

    def link(self, id: str) -> str:
        """Where its bytes can be had without signing in, for LINK_LASTS seconds."""
        return f"{self._public_url}/files/{self._token(id, round(self._now() + LINK_LASTS))}"

    async def by_token(self, token: str) -> FileRow | None:
        """The file of a link; None for one that is too old, or not ours."""
        id, _, rest = token.partition(".")
        until, _, _ = rest.partition(".")
        if (
            not until.isdecimal()
            or len(until) > _DIGITS
            or not hmac.compare_digest(
                self._token(id, int(until)).encode(), token.encode("utf-8", "surrogatepass")
            )
        ):
            return None
        found = await files.several(self._database.reader, [id]) if int(until) >= self._now() else []
        return next((row for row in found if row.state is FileState.READY), None)

    async def outgoing(self, ids: Sequence[str]) -> list[OutgoingFile]:
        """As a channel takes them, in this order; without those that are not here."""
        rows = {row.id: row for row in await files.several(self._database.reader, ids)}
        return [
            OutgoingFile(row.name, row.content_type, row.bytes, partial(self.read, row.id), self.link(row.id))
            for row in map(rows.get, ids)
            if row is not None and row.state is FileState.READY
        ]

    async def read(self, id: str) -> bytes:
        return await asyncio.to_thread(self.path(id).read_bytes)

    async def _check_account(self, thread: str, kind: str, size: int) -> None:
        row = await threads.one(self._database.reader, thread)
        found = None if row is None else self._accounts.of(row.account)
        if found is None:
            raise FileRefused("The account is switched off.")
        allowed = found[1].facts.files
        if allowed is None:
            raise FileRefused("No files can be sent over this account.")
        if not file_rules.fits(kind, allowed.types):
            raise FileRefused(f"Files of the kind {kind} cannot be sent over this account.")
        if size > allowed.size:
            raise FileRefused(f"The file is too large for this account: at most {_size(allowed.size)}.")

    def _token(self, id: str, until: int) -> str:
        said = f"{id}.{until}"
        mac = hmac.digest(self._key, said.encode(), hashlib.sha256)[:_MAC]
        return f"{said}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _size(count: int) -> str:
    return f"{count / (1 << 20):.0f} MB" if count >= 1 << 20 else f"{count / 1024:.0f} kB"


def _write(path: Path, half: Path, content: bytes) -> None:
    """Whole or not at all, and for nobody else on this machine."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _old(folder: Path, before: float) -> list[Path]:
    """Its files of before. One that goes meanwhile is none."""
    found = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < before:
                found.append(path)
    return found


def _delete(paths: Collection[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
