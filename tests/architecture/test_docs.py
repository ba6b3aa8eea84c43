"""What the pages say is there: links, files, settings, commands, targets, routes, codes, ports, decisions."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from ari_app.cli import _parser
from ari_app.config import PREFIX, Settings, helps
from ari_app.conversation.phones import FEATURE_CODES
from tests.architecture.project import ROOT, files, pages, sources, stories, text
from tests.architecture.reference_pages import PAGES
from workspace_web.api import ROUTES

NAME_SETTINGS = (
    *pages(),
    "docker/compose.yaml",
    "docker/Dockerfile.app",
    "docker/install",
    "ari_app/demo.py",
)
ENDINGS = "sh|sql|db|md|json|toml|conf|log|wav|py|yaml|xml|txt"
"""Of what is a file when it stands between backticks."""

PARSER = _parser()
OF_COMPOSE_ALONE = {"database_password"}
NOT_OF_THE_API = {"GET /api/v1/live", "POST /bridges"}
"""The live stream is a WebSocket; the other is ARI's."""


def quoted(page: str) -> list[str]:
    """What stands between backticks in a page's running text."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text(page), flags=re.MULTILINE | re.DOTALL))


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text(page), re.MULTILINE | re.DOTALL)


def commands(page: str) -> Iterator[str]:
    """Every `trunkline ...` that a page tells us to type: in a block, indented, or in a sentence."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    lines += re.findall(r"^ {4}(\S.*)$", text(page), re.MULTILINE)
    for line in (*lines, *quoted(page)):
        typed = re.sub(r"\s+#.*$", "", line).removeprefix(".venv/bin/")
        if typed.startswith("trunkline ") and typed != "trunkline ...":
            yield typed


@pytest.mark.parametrize("page", pages())
def test_every_link_leads_somewhere(page: str) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", text(page)):
        there = (ROOT / page).parent / target if target else ROOT / page
        assert there.exists(), f"{target} is not there"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [
                re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings
            ]


@pytest.mark.parametrize("page", pages())
def test_every_file_that_is_named_is_there(page: str) -> None:
    """By its whole path or the end of it. What is made at run time has to be named in the code."""
    named = {
        name for name in quoted(page) if re.fullmatch(rf"[\w./-]+\.(?:{ENDINGS})|(?:[\w.-]+/)+[\w.-]*", name)
    }
    assert {name for name in named if not _there(name.rstrip("/")) and not _made_at_run_time(name)} == set()


def _there(name: str) -> bool:
    return any(f"/{path}".endswith(f"/{name}") or path.startswith(f"{name}/") for path in files())


def _made_at_run_time(name: str) -> bool:
    last = re.escape(name.rstrip("/").rpartition("/")[2])
    return re.search(rf"(?<![\w.-]){last}(?![\w-])", _code()) is not None


@cache
def _code() -> str:
    """All that is run, and Asterisk's configuration."""
    others = [path for path in files() if path.startswith("docker/") or path.endswith(".conf")]
    return "\n".join(text(path) for path in (*sources(), *stories(), *others))


@pytest.mark.parametrize("page", NAME_SETTINGS)
def test_every_setting_that_is_named_is_one(page: str) -> None:
    named = {name.lower() for name in re.findall(rf"\b{PREFIX}([A-Z_]+)\b", text(page))}
    written = {name for block in blocks(page, "toml") for name in tomllib.loads(block)}
    assert (named - OF_COMPOSE_ALONE) | written <= helps().keys()


@pytest.mark.parametrize("page", pages())
def test_every_command_is_one(page: str) -> None:
    for command in commands(page):
        try:
            PARSER.parse_args(shlex.split(command)[1:])
        except SystemExit:
            pytest.fail(f"trunkline does not understand: {command}")


def test_the_pages_do_tell_commands() -> None:
    assert len([command for page in pages() for command in commands(page)]) > 10


def test_every_target_of_make_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    helped = set(re.findall(r'echo "make ([a-z-]+)', text("Makefile")))
    told = {
        target
        for page in pages()
        for target in re.findall(r"(?:`|^)make ([a-z-]+)(?=`|\s+#)", text(page), re.MULTILINE)
    }
    assert {"run", "test", "check", "bench"} <= told & helped
    assert told | helped <= targets


def test_every_route_that_is_named_is_one() -> None:
    routes = {f"{route.method} {route.path}" for route in ROUTES}
    named = {
        name for page in pages() for name in quoted(page) if re.match(r"(GET|POST|PUT|PATCH|DELETE) /", name)
    }
    assert named - NOT_OF_THE_API <= routes


def test_agents_read_what_each_code_says() -> None:
    table = re.findall(r'^\| `(\*\d)` \|.*"(.+)" \|$', text("docs/howto/agents.md"), re.MULTILINE)
    assert table == [(code.number, code.said) for code in FEATURE_CODES]


def test_the_ports_are_those_of_the_settings() -> None:
    defaults = {item.name: item.default for item in fields(Settings)}
    page = text("docs/howto/operate.md")
    rows = re.findall(r"^\| (\d+)(?: to (\d+))? [\w, ]+\| `(\w+)`(?:, `(\w+)`)? \|", page, re.MULTILINE)
    told = {
        name: int(port)
        for first, last, one, other in rows
        for name, port in ((one, first), (other, last))
        if port
    }
    ports = {
        name: port for name, port in defaults.items() if name.endswith("_port") or name.startswith("rtp_")
    }
    assert told == {name: port for name, port in ports.items() if port}, "a port of 0 is not opened"


def test_every_decision_is_in_the_index_under_its_title() -> None:
    written = {path.rpartition("/")[2]: text(path) for path in files() if re.match(r"docs/adr/\d{4}-", path)}
    listed = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \| (.+?) \|$", text("docs/adr/README.md"), re.MULTILINE)
    assert [file for _, file, _ in listed] == sorted(written)
    for place, (number, file, title) in enumerate(listed, 1):
        assert (int(number), file[:4]) == (place, number)
        assert written[file].startswith(f"# {place}. {title}\n")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.name))
def test_a_page_is_the_one_made_from_the_code(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path](), (
        "run: python -m tests.architecture.reference_pages"
    )
