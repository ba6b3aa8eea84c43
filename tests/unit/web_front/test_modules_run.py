"""The modules of the pages under node: each `*.test.mjs` here is a test."""

from pathlib import Path

import pytest

from tests.unit.web_front.node import HERE, node


@pytest.mark.parametrize("script", sorted(HERE.glob("*.test.mjs")), ids=lambda script: script.name)
def test_the_modules_do_what_they_say(script: Path) -> None:
    ran = node(script, language="de" if "_de." in script.name else "en")
    assert ran.returncode == 0, ran.stdout + ran.stderr
