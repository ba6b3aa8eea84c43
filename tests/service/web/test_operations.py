"""Health, readiness and metrics."""

import asyncio
import logging
import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ari_app.acd.model import AgentState
from tests.service.web.conftest import SUPPORT, House
from workspace_web.operations import PATHS
from workspace_web.ports import Check

HOWTO = Path(__file__).parents[3] / "docs" / "howto" / "api.md"


async def test_the_process_is_alive(house: House) -> None:
    async with house.client.get("/healthz") as response:
        assert (response.status, await response.json()) == (200, {"status": "alive", "version": "0.0.0"})


async def test_it_is_ready_when_every_needed_check_is_well(house: House) -> None:
    house.health.now = [
        Check("asterisk", True, "connected", "Start Asterisk."),
        Check("speech", False, "the model is missing", "Set speech_model.", needed=False),
    ]
    async with house.client.get("/readyz") as response:
        body = await response.json()
    assert (response.status, body["ready"]) == (200, True)
    assert [(check["name"], check["ok"], check["cure"]) for check in body["checks"]] == [
        ("asterisk", True, ""),
        ("speech", False, "Set speech_model."),
    ]


async def test_it_is_not_ready_while_a_needed_one_is_not(house: House) -> None:
    house.health.now = [Check("asterisk", False, "not connected since 12:00", "Start Asterisk.")]
    async with house.client.get("/readyz") as response:
        body = await response.json()
    assert (response.status, body["ready"]) == (503, False)
    assert body["checks"][0]["cure"] == "Start Asterisk."


@pytest.mark.parametrize("path", PATHS)
async def test_machines_that_look_every_few_seconds_do_not_fill_the_log(
    house: House, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    caplog.set_level(logging.DEBUG, "workspace_web.answering")
    async with house.client.get(path) as response:
        assert response.status == 200
    async with house.client.get("/") as response:
        assert response.status == 200
    assert levels(caplog) == [logging.DEBUG, logging.INFO]


async def test_a_centre_that_is_not_ready_is_worth_a_line(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "workspace_web.answering")
    house.health.now = [Check("asterisk", False, "not connected since 12:00", "Start Asterisk.")]
    async with house.client.get("/readyz") as response:
        assert response.status == 503
    assert levels(caplog) == [logging.INFO]


def levels(caplog: pytest.LogCaptureFixture) -> list[int]:
    """Of the access log's lines."""
    return [record.levelno for record in caplog.records if record.name == "workspace_web.answering"]


async def samples(house: House) -> dict[str, float]:
    """`name{label}` -> value."""
    async with house.client.get("/metrics") as response:
        text = await response.text()
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_the_metrics_say_what_is_and_what_was(house: House) -> None:
    interaction = await house.connected("a1")
    house.lines.call_arrives(SUPPORT)
    house.clock.advance(9)
    await house.durable()
    now = await samples(house)
    assert now["trunkline_interactions{connected}"] == 1
    assert now["trunkline_interactions{queued}"] == 1
    assert now["trunkline_queue_waiting{support}"] == 1
    assert now["trunkline_queue_waiting{sales}"] == 0
    assert now["trunkline_queue_longest_wait_seconds{support}"] == 9
    assert sum(now[f"trunkline_agents{{{state}}}"] for state in AgentState) == 2
    assert now["trunkline_agents{busy}"] == 1
    assert now["trunkline_interactions_arrived_total"] == 2
    assert now["trunkline_offers_closed_total{accepted}"] == 1
    assert now["trunkline_event_loop_lag_seconds"] >= 0

    await house.ask("POST", f"/interactions/{interaction}/end", "a1")
    await house.durable()
    assert (await samples(house))["trunkline_interactions_ended_total{handled}"] == 1


async def test_live_connections_are_counted_as_they_come_and_go(house: House) -> None:
    socket = await house.live("supervisor")
    await socket.receive()
    assert (await samples(house))["trunkline_live_connections"] == 1
    await socket.close()
    async with asyncio.timeout(60):
        while (await samples(house))["trunkline_live_connections"]:
            pass


async def test_every_metric_is_in_the_guide_and_nothing_else_is(house: House) -> None:
    served = {name.partition("{")[0] for name in await samples(house)}
    documented = set(re.findall(r"^\| `(trunkline_\w+)", HOWTO.read_text(), re.MULTILINE))
    assert served == documented


async def test_the_front_says_where_to_go(house: House) -> None:
    async with house.client.get("/") as response:
        assert (await response.json())["api"] == "/api/v1/openapi.json"
