"""The files of static/, in memory and compressed: served under a prefix that is a hash of them all, so that a browser may
keep each for ever and never has two that do not fit together."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import hdrs, web

from workspace_web.modules import imports_of

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static/"

MEDIA_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wav": "audio/wav",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_UNSERVED = (".ts",)  # for the type checker alone
_COMPRESSIBLE = (".css", ".js", ".json", ".svg", ".txt", ".webmanifest")
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """`packed`: the same, gzipped, where that pays."""

    body: bytes
    packed: bytes | None
    media_type: str


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file that is served, by its path in the folder. Raises ValueError for one of an unknown kind."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.suffix in _UNSERVED:
            continue
        if path.suffix not in MEDIA_TYPES:
            raise ValueError(f"{path}: what is a {path.suffix}? Add it to MEDIA_TYPES of static.py.")
        found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


class Static:
    """`files` by path: those of the folder, and those made at the start, such as the catalogues."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {path: _prepared(path, body) for path, body in files.items()}
        self.digest = _digest(files)
        self.prefix = f"{PREFIX}{self.digest}/"
        self.imports = {
            path: imports_of(body.decode()) for path, body in files.items() if path.endswith(".js")
        }

    def url(self, path: str) -> str:
        """The address of a file. Raises KeyError when there is none."""
        if path not in self._files:
            raise KeyError(f"There is no {path!r} under static/.")
        return self.prefix + path

    def has(self, path: str) -> bool:
        return path in self._files

    async def serve(self, request: web.Request) -> web.Response:
        """The handler of `/static/{digest}/{path}`.

        A page that was opened before an upgrade asks under the digest of then: it gets the file of now, which is the best
        there is, and may not keep it."""
        known = request.match_info["digest"] == self.digest
        return self.answer(request, request.match_info["path"], lasting=known)

    def answer(self, request: web.Request, path: str, *, lasting: bool) -> web.Response:
        """One file, to be kept for ever or not at all."""
        file = self._files.get(path)
        if file is None:
            raise web.HTTPNotFound
        headers = {
            hdrs.CACHE_CONTROL: _FOR_EVER if lasting else "no-store",
            hdrs.CONTENT_TYPE: file.media_type,
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if file.packed is None:
            return web.Response(body=file.body, headers=headers)
        headers[hdrs.VARY] = hdrs.ACCEPT_ENCODING
        if "gzip" not in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
            return web.Response(body=file.body, headers=headers)
        return web.Response(body=file.packed, headers={**headers, hdrs.CONTENT_ENCODING: "gzip"})


def _prepared(path: str, body: bytes) -> StaticFile:
    suffix = Path(path).suffix
    packed = gzip.compress(body, 9, mtime=0) if suffix in _COMPRESSIBLE else None
    if packed is not None and len(packed) >= len(body):
        packed = None
    return StaticFile(body, packed, MEDIA_TYPES[suffix])


def _digest(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for path, body in sorted(files.items()):
        whole.update(f"{path}\0{len(body)}\0".encode())
        whole.update(body)
    return whole.hexdigest()[:16]
