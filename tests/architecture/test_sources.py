"""How the sources are made: small, pure where they say so, tested, quiet, and never waiting for ever."""

import ast
import re

from tests.architecture.project import calls, module, nodes, pure, sources, stories, text

LONGEST = 450

SPEAKS_TO_PEOPLE = {"ari_app/cli.py", "ari_app/launch.py"}
NEED_A_LIMIT = {
    "subprocess.run",
    "subprocess.check_output",
    "subprocess.check_call",
    "subprocess.call",
    "aiohttp.ClientSession",
    "ClientSession",
    "sqlite3.connect",
    "asyncpg.connect",
    "urllib.request.urlopen",
    "urlopen",
    "socket.create_connection",
    "smtplib.SMTP",
}
"""Calls to the outside that wait for ever, or too long, unless told how long."""

LIMITED_OTHERWISE = {
    (
        "ari_app/telephony/ari.py",
        "aiohttp.ClientSession",
    ): "rest.py limits each request, and the sockets by heartbeat",
}

NOT_PURE = {
    "time.time",
    "time.monotonic",
    "datetime.now",
    "datetime.utcnow",
    "date.today",
    "uuid.uuid4",
    "open",
    "input",
}


TOLD_ELSEWHERE = {
    "ari_app/conversation/rules.py": "tests/service/conversation/test_centre.py",
    "ari_app/conversation/flow_rules.py": "tests/service/conversation/test_centre.py",
}
"""Pure code that is told through what uses it, and where."""


def test_a_file_is_about_one_thing() -> None:
    """Longer than LONGEST: find the second thing in it, and give that a file."""
    assert [path for path in sources() if text(path).count("\n") > LONGEST] == []


def test_pure_code_only_decides() -> None:
    """Time, ids, chance and files are arguments."""
    impure = [
        path
        for path in filter(pure, sources())
        if (
            {name for name, _ in calls(path)} & NOT_PURE
            or any(isinstance(node, ast.AsyncFunctionDef | ast.Await) for node in nodes(path))
        )
    ]
    assert impure == []


def test_pure_code_has_a_test() -> None:
    """One that imports it, or one of its name in the same place of tests/unit."""
    read = "".join(text(story) for story in stories())
    untold = [path for path in filter(pure, sources()) if not _told(path, read)]
    assert set(untold) <= TOLD_ELSEWHERE.keys()
    assert set(TOLD_ELSEWHERE.values()) <= set(stories())


def _told(path: str, read: str) -> bool:
    package, _, name = module(path).rpartition(".")
    if name in ("nodes", "ivr", "acd"):
        return True  # a package: its map is tested elsewhere
    mirrored = "/".join(("tests/unit", *package.removeprefix("ari_app.").split("."), f"test_{name}.py"))
    imported = rf"\b{re.escape(module(path))}\b|from {re.escape(package)} import [^\n]*\b{name}\b"
    return mirrored in stories() or re.search(imported, read) is not None


def test_only_the_command_line_prints() -> None:
    """Elsewhere: log it, or return it."""
    print_ = {path for path in sources() if "print" in {name for name, _ in calls(path)}}
    assert print_ - SPEAKS_TO_PEOPLE == set()


def unlimited() -> set[tuple[str, str]]:
    return {
        (path, name)
        for path in sources()
        for name, call in calls(path)
        if name in NEED_A_LIMIT and not any(argument.arg == "timeout" for argument in call.keywords)
    }


def test_every_call_to_the_outside_has_a_time_limit() -> None:
    assert unlimited() <= LIMITED_OTHERWISE.keys()


def test_nothing_hides_a_fault() -> None:
    """No bare except, and none for everything whose body does nothing."""
    hiding = [
        f"{path}:{node.lineno}"
        for path in sources()
        for node in nodes(path)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (_everything(node.type) and all(isinstance(line, ast.Pass) for line in node.body))
        )
    ]
    assert hiding == []


def _everything(caught: ast.expr) -> bool:
    return ast.unparse(caught) in ("Exception", "BaseException")
