"""The files of static/ as they are served."""

import gzip
from pathlib import Path

import pytest
from aiohttp import hdrs, web
from aiohttp.test_utils import make_mocked_request

from workspace_web.static import FOLDER, Static, read_folder

FILES = {"js/a.js": b"export const a = 1\n" * 40, "img/dot.png": b"\x89PNG" * 40, "js/b.js": b"1"}


async def served(static: Static, address: str, accepts: str = "gzip, br") -> web.Response:
    _, _, digest, path = address.split("/", 3)
    request = make_mocked_request(
        "GET",
        address,
        headers={"Accept-Encoding": accepts},
        match_info={"digest": digest, "path": path},
    )
    return await static.serve(request)


async def test_what_a_page_names_may_be_kept_for_ever_and_comes_compressed() -> None:
    static = Static(FILES)
    response = await served(static, static.url("js/a.js"))
    assert response.headers[hdrs.CACHE_CONTROL] == "public, max-age=31536000, immutable"
    assert response.headers[hdrs.CONTENT_TYPE] == "text/javascript; charset=utf-8"
    assert response.headers[hdrs.VARY] == hdrs.ACCEPT_ENCODING
    assert isinstance(response.body, bytes)
    assert gzip.decompress(response.body) == FILES["js/a.js"]
    assert len(response.body) < 100


async def test_who_takes_no_gzip_gets_it_as_it_is() -> None:
    static = Static(FILES)
    response = await served(static, static.url("js/a.js"), accepts="identity")
    assert response.body == FILES["js/a.js"]
    assert hdrs.CONTENT_ENCODING not in response.headers


@pytest.mark.parametrize("path", ["img/dot.png", "js/b.js"])
async def test_what_does_not_shrink_is_not_compressed(path: str) -> None:
    static = Static(FILES)
    response = await served(static, static.url(path))
    assert response.body == FILES[path]
    assert hdrs.CONTENT_ENCODING not in response.headers


async def test_a_page_of_before_an_upgrade_gets_what_there_is_and_may_not_keep_it() -> None:
    response = await served(Static(FILES), "/static/0123456789abcdef/js/b.js")
    assert response.body == FILES["js/b.js"]
    assert response.headers[hdrs.CACHE_CONTROL] == "no-store"


async def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(web.HTTPNotFound):
        await served(Static(FILES), "/static/0123456789abcdef/../pages.py")
    with pytest.raises(KeyError):
        Static(FILES).url("js/c.js")


@pytest.mark.parametrize(
    "other",
    [
        FILES | {"js/b.js": b"2"},
        FILES | {"js/c.js": b""},
        {"js/a.js": FILES["js/a.js"], "js/b.js": FILES["js/b.js"]},
        {"js/a.js": FILES["js/b.js"], "js/b.js": FILES["js/a.js"], "img/dot.png": FILES["img/dot.png"]},
    ],
)
def test_every_change_is_another_address(other: dict[str, bytes]) -> None:
    assert Static(other).digest != Static(FILES).digest


def test_the_order_of_the_files_is_nothing() -> None:
    assert Static(dict(reversed(FILES.items()))).digest == Static(FILES).digest


def test_a_file_of_unknown_kind_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_bytes(b"")
    with pytest.raises(ValueError, match="what is a"):
        read_folder(tmp_path)


def test_types_are_for_the_checker_alone() -> None:
    assert not [path for path in read_folder(FOLDER) if path.endswith(".ts")]
