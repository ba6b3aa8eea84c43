"""What a file is, whatever it says."""

import contextlib
import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.double import picture
from ari_app.channels.file_rules import FileRefused, clean_name, fits, kind_of

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 40
WEBP = b"RIFF\x1a\0\0\0WEBPVP8 " + b"\0" * 30
OGG = b"OggS\0\2" + b"\0" * 20 + b"\x01\x1eOpusHead" + b"\0" * 20
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 30
PDF = b"%PDF-1.7\n" + b"x" * 40


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "name", "claimed", "kind"),
    [
        (picture(), "a.png", "image/png", "image/png"),
        (picture(), "a.jpg", "image/jpeg", "image/png"),
        (JPEG, "photo.jpeg", "", "image/jpeg"),
        (WEBP, "sticker", "image/webp", "image/webp"),
        (OGG, "voice.ogg", "audio/ogg; codecs=opus", "audio/ogg"),
        (OGG, "voice.opus", "", "audio/ogg"),
        (MP4, "film.mp4", "video/mp4", "video/mp4"),
        (PDF, "invoice.pdf", "application/octet-stream", "application/pdf"),
        (DOCX, "letter.docx", "", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (archive("a.txt"), "all.zip", "", "application/zip"),
        ("Grüße\n".encode(), "note.txt", "text/plain", "text/plain"),
        ("Grüße\n".encode("latin-1"), "note.txt", "", "text/plain"),
        (b"a;b\n1;2\n", "table.csv", "application/vnd.ms-excel", "text/csv"),
        (b"BEGIN:VCARD\nEND:VCARD", "ann.vcf", "text/x-vcard", "text/vcard"),
        (b'{"a": 1}', "data.json", "application/json", "text/plain"),
    ],
)
def test_it_is_what_is_in_it(content: bytes, name: str, claimed: str, kind: str) -> None:
    assert kind_of(content, name, claimed) == kind


@pytest.mark.parametrize(
    ("content", "name", "claimed"),
    [
        (b"", "empty.png", "image/png"),
        (b"MZ" + b"\0" * 100, "harmless.png", "image/png"),
        (b"MZ" + b"\0" * 100, "setup", ""),
        (b"\x7fELF" + b"\0" * 100, "tool", ""),
        (b"<html><script>alert(1)</script>", "page.html", "text/html"),
        (b"<html><script>alert(1)</script>", "picture.png", "image/png"),
        (b" \n<!DOCTYPE html><p>x", "note.txt", "text/plain"),
        (b'<?xml version="1.0"?>\n<svg xmlns="x" onload="alert(1)"/>', "a.xml", "image/svg+xml"),
        (picture(), "picture.svg", "image/svg+xml"),
        (picture(), "picture.png.exe", "image/png"),
        (b"just words", "voice.ogg", "audio/ogg"),
        (archive("word/document.xml", "word/vbaProject.bin"), "letter.docx", ""),
        (b"PK\x03\x04 and then nothing", "all.zip", "application/zip"),
        (b"echo", "run.sh", "text/plain"),
    ],
)
def test_what_could_do_harm_is_not_let_in(content: bytes, name: str, claimed: str) -> None:
    with pytest.raises(FileRefused) as refused:
        kind_of(content, name, claimed)
    assert str(refused.value).endswith(".")


@given(st.binary(max_size=300), st.text(max_size=12), st.sampled_from(["", "image/png", "text/plain", "x"]))
def test_nothing_breaks_it(content: bytes, name: str, claimed: str) -> None:
    with contextlib.suppress(FileRefused):
        assert "/" in kind_of(content, clean_name(name), claimed)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\a.png", "a.png"),
        ("a\u202egnp.exe", "a gnp.exe"),
        ("a\r\nSet-Cookie: x", "a Set-Cookie x"),
        ("", "file"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("Größe 1.pdf", "Größe 1.pdf"),
    ],
)
def test_names_are_fit_to_be_shown(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text())
def test_a_clean_name_stays(name: str) -> None:
    once = clean_name(name)
    assert once
    assert len(once) <= 120
    assert clean_name(once) == once


def test_families_of_kinds() -> None:
    assert fits("image/png", ["image/*"])
    assert fits("application/pdf", ["image/*", "application/pdf"])
    assert fits("a/b", ["*/*"])
    assert not fits("application/zip", ["image/*", "application/pdf"])


def listing(entries: int, *, said: int | None = None, large: bool = False) -> bytes:
    """Only a list of contents, of the same empty file again and again. `large`: of the kind for more than 4 GB."""
    entry = b"PK\x01\x02\x14\x00\x14\x00" + b"\0" * 20 + b"\x01\x00" + b"\0" * 16 + b"a"
    count = min(entries, 65535).to_bytes(2, "little")
    size = (len(entry) * entries if said is None else said).to_bytes(4, "little")
    locator = b"PK\x06\x07" + b"\0" * 16 if large else b""
    end = b"PK\x05\x06" + b"\0" * 4 + count * 2 + size + (34).to_bytes(4, "little") + b"\0\0"
    return b"PK\x03\x04" + b"\0" * 30 + entry * entries + locator + end


@pytest.mark.parametrize(
    "content",
    [
        listing(400_000),
        listing(400_000, large=True),
        listing(6_000),
        listing(400_000)[:-6] + b"PK\x05\x06\0\0",
    ],
)
def test_v5_2_3_an_archive_of_half_a_million_names_keeps_nobody_waiting(content: bytes) -> None:
    began = time.process_time()
    with pytest.raises(FileRefused):
        kind_of(content, "a.zip")
    assert time.process_time() - began < 30.0  # seconds of the processor, on however slow a machine
