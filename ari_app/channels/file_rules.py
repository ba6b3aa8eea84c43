"""What a file is, by its content, and whether it is let in. Pure.

What it claims to be, and how it is called, only decides between kinds that its content allows. What could run, or could be
a page of ours when a browser opens it, is refused whatever it is called.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from mimetypes import guess_type

import puremagic

from ari_app.channels.errors import ChannelError

LONGEST_NAME, LONGEST_ENDING = 120, 10
_LOOKED_AT = 4096  # bytes of a text
_PIECES = 5000  # of an archive
_LONGEST_LIST = _PIECES * 300  # bytes
_END_OF_ARCHIVE = 22 + 65535  # bytes, with a comment

_OFFICE = "application/vnd.openxmlformats-officedocument."
_IN_ZIP: Mapping[str, str] = {
    "word/": f"{_OFFICE}wordprocessingml.document",
    "xl/": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/": f"{_OFFICE}presentationml.presentation",
}
_OLD_OFFICE = ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint")
_TEXTS: Mapping[str, str] = {"csv": "text/csv", "vcf": "text/vcard", "ics": "text/calendar"}
_ALLOWED = frozenset(
    {
        *("image/png", "image/jpeg", "image/gif", "image/webp", "image/heif", "image/bmp", "image/tiff"),
        *("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/amr", "audio/aac", "audio/flac"),
        *("video/mp4", "video/3gpp", "video/quicktime", "video/webm"),
        *("application/pdf", "application/rtf", "application/zip", *_OLD_OFFICE),
    }
)
_SAME: Mapping[str, str] = {
    "image/jpg": "image/jpeg",
    "image/heic": "image/heif",
    "image/x-ms-bmp": "image/bmp",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "audio/x-flac": "audio/flac",
    "application/ogg": "audio/ogg",
    "audio/opus": "audio/ogg",
    "video/x-m4v": "video/mp4",
    "text/rtf": "application/rtf",
}
_PICTURES = ("image", "audio", "video")
_RUNS = frozenset(
    {
        *("html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "js", "mjs", "hta", "reg"),
        *("exe", "com", "scr", "msi", "dll", "pif", "lnk", "bat", "cmd", "wsf", "vbs", "vbe", "ps1"),
        *("sh", "app", "dmg", "apk", "deb", "rpm", "jar", "iso", "img", "docm", "xlsm", "pptm"),
    }
)
_PAGE = re.compile(rb"^\s*(<!doctype html|<html|<svg|<\?xml[^>]*>\s*<svg|<script)", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


class FileRefused(ChannelError):
    """The file is not let in; the message says why."""


def clean_name(name: str) -> str:
    """As it may be shown, and saved anywhere: one line, no folders, nothing that turns it round."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = " ".join(_UNSEEN.sub(" ", last).split()).strip(" .") or "file"
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return shown[:LONGEST_NAME].rstrip(" .")
    return f"{stem[: LONGEST_NAME - 1 - len(ending)]}.{ending}"


def kind_of(content: bytes, name: str, claimed: str = "") -> str:
    """Its content type. Raises FileRefused."""
    if not content:
        raise FileRefused("The file is empty.")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _RUNS:
        raise FileRefused(f"Files that end in .{ending} are not let in: they could run.")
    said = _plain(claimed)
    hints = [said, _plain(guess_type(name)[0] or "")]
    found = _zip_kind(content) if content.startswith(b"PK\x03\x04") else _kind_by_magic(content, hints)
    found = found or _text_kind(content, ending)
    if found is None:
        raise FileRefused("What is in the file is of no kind that is let in.")
    if said.partition("/")[0] in _PICTURES and found.partition("/")[0] not in _PICTURES:
        raise FileRefused(f"The file says it is {said}, and is not.")
    return found


def fits(kind: str, types: Sequence[str]) -> bool:
    """Whether a kind is among `types`, in which `image/*` is all of a family."""
    family = kind.partition("/")[0]
    return any(each in (kind, f"{family}/*", "*/*") for each in types)


def _plain(kind: str) -> str:
    bare = kind.partition(";")[0].strip().lower()
    return _SAME.get(bare, bare)


def _kind_by_magic(content: bytes, hints: Sequence[str]) -> str | None:
    """Of what it can be by its first bytes, what it is said to be; else the most likely."""
    try:
        matches = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError, OSError):
        return None
    kinds = [_plain(match.mime_type or guess_type(f"x{match.extension}")[0] or "") for match in matches]
    possible = [kind for kind in kinds if kind in _ALLOWED]
    return next((hint for hint in hints if hint in possible), possible[0] if possible else None)


def _zip_kind(content: bytes) -> str:
    """An archive; many documents are one. Only its list of contents is read: nothing is unpacked."""
    if _size_of_list(content) > _LONGEST_LIST:
        raise FileRefused(f"The archive has more than {_PIECES} files in it.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise FileRefused("The archive is damaged.") from None
    if len(names) > _PIECES:
        raise FileRefused(f"The archive has more than {_PIECES} files in it.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("Documents with macros are not let in.")
    return next(
        (kind for folder, kind in _IN_ZIP.items() if any(name.startswith(folder) for name in names)),
        "application/zip",
    )


def _size_of_list(content: bytes) -> int:
    """Bytes of an archive's list of contents, as its end says: what is longer than a list of _PIECES is not read at all, for
    half a million names would keep everybody else waiting for seconds. One of the kind for 4 GB and more is never let in."""
    at = len(content) - 22  # where it is without a comment
    if not (content[-22:].startswith(b"PK\x05\x06") and content.endswith(b"\0\0")):
        at = content.rfind(b"PK\x05\x06", max(0, len(content) - _END_OF_ARCHIVE))
    if at < 0 or len(content) < at + 16:
        return 0  # there is none: it is damaged
    if content[max(0, at - 20) :].startswith(b"PK\x06\x07"):
        return len(content)
    return int.from_bytes(content[at + 12 : at + 16], "little")


def _text_kind(content: bytes, ending: str) -> str | None:
    """Text is shown as text, whatever it is of."""
    if _PAGE.match(content[:_LOOKED_AT]):
        raise FileRefused("Web pages are not let in.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content[:_LOOKED_AT].decode("latin-1")
    shown = [letter for letter in text[:_LOOKED_AT] if letter.isprintable() or letter in "\t\r\n\f"]
    if len(shown) < 0.97 * len(text[:_LOOKED_AT]) or "\0" in text[:_LOOKED_AT]:
        return None
    return _TEXTS.get(ending, "text/plain")
