"""The project as files: what the tests of its shape look at. Read once, and only what a checkout holds."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("ivr", "ari_app", "asterisk_conf", "workspace_web")
FOLDERS = (*ROOMS, "docker", "docs", "tests", ".ci")


@cache
def files() -> tuple[str, ...]:
    """Every file, as a path from the root with forward slashes."""
    beside = (path for path in ROOT.iterdir() if path.is_file())
    inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    return tuple(
        sorted(
            path.relative_to(ROOT).as_posix()
            for path in (*beside, *inside)
            if not {"__pycache__", "node_modules"} & set(path.parts)
        )
    )


@cache
def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: str) -> ast.Module:
    return ast.parse(text(path))


@cache
def nodes(path: str) -> tuple[ast.AST, ...]:
    """All that a source is made of: walked once, for whoever looks."""
    return tuple(ast.walk(tree(path)))


@cache
def sources() -> tuple[str, ...]:
    """The Python files of the rooms."""
    return tuple(path for path in files() if path.endswith(".py") and path.split("/")[0] in ROOMS)


@cache
def stories() -> tuple[str, ...]:
    """The Python files of the tests."""
    return tuple(path for path in files() if path.endswith(".py") and path.startswith("tests/"))


@cache
def pages() -> tuple[str, ...]:
    """What people read."""
    return tuple(path for path in files() if path.endswith(".md"))


def module(path: str) -> str:
    """`ari_app/acd/router.py` -> `ari_app.acd.router`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def pure(path: str) -> bool:
    """Whether a source decides only: no clock, no I/O, no async (docs/adr/0001)."""
    return path.startswith(("ivr/", "ari_app/acd/")) or path.endswith(
        ("rules.py", "conversation/recovery.py")
    )


@cache
def calls(path: str) -> tuple[tuple[str, ast.Call], ...]:
    """Every call of a source, with the name that is called, dotted as it is written."""
    found = [node for node in nodes(path) if isinstance(node, ast.Call)]
    return tuple((_dotted(call.func), call) for call in found)


def _dotted(called: ast.expr) -> str:
    match called:
        case ast.Name(name):
            return name
        case ast.Attribute(of, name):
            return f"{_dotted(of)}.{name}"
        case _:
            return ""
