"""Schemathesis reads the OpenAPI document and asks all sorts of things, as an admin and as an agent: no answer is a fault of
ours, and each is as the document says."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.service.conftest import empty_database
from tests.service.web.conftest import House, house
from workspace_web.app import PREFIX

__all__ = ["empty_database", "house"]  # fixtures

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
HOOKS = "tests.integration.fuzzed_sounds"
SECONDS = 600  # it takes some 100 on a quiet machine


@pytest.mark.timeout(SECONDS + 30)
@pytest.mark.parametrize(
    ("who", "phases"), [("admin", "examples,coverage"), ("admin", "fuzzing"), ("a1", "fuzzing")]
)
async def test_nothing_that_can_be_asked_breaks_the_api(
    house: House, who: str, phases: str, tmp_path: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        str(house.client.make_url(f"{PREFIX}/openapi.json")),
        f"--header=Authorization:Bearer {house.tokens[who]}",
        f"--checks={CHECKS}",
        f"--phases={phases}",
        "--max-examples=8",
        "--seed=1",
        "--generation-database=none",
        "--suppress-health-check=all",
        "--request-timeout=60",
        "--warnings=off",
        "--no-color",
        cwd=tmp_path,
        env={**os.environ, "SCHEMATHESIS_HOOKS": HOOKS, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, said.decode()[-8000:]
