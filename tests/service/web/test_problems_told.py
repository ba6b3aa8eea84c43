"""Whatever goes wrong is a problem document that says what to do, and tells nothing of the inside."""

import asyncio
import gc
import logging
import warnings
from http import HTTPStatus

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tests.service.web.conftest import NOBODY, House
from workspace_web import answering
from workspace_web.adapter import adapt
from workspace_web.ask import Ask
from workspace_web.door import Door
from workspace_web.problems import KINDS, MEDIA_TYPE
from workspace_web.route import LARGEST_BODY, route

CHANGE = ("PUT", "/me/state", "a1")


@pytest.mark.parametrize(
    ("raw", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b"[]", {}, 422),
        (b"{}", {}, 422),
        (b'{"state": "busy"}', {}, 422),
        (b'{"state": "away", "reason": 7}', {}, 422),
        (b'{"state": "away", "reason": "a\\u0000b"}', {}, 422),
        (b'{"state": "away", "colour": "red"}', {}, 422),
        (b'{"state": "away", "reason": "' + b"x" * 201 + b'"}', {}, 422),
        (b"[" * 60_000, {}, 400),
        (b'{"state": "away"}', {"Content-Type": "text/plain"}, 415),
        (b'{"state": "away"}', {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (b" " * (LARGEST_BODY + 1), {}, 413),
    ],
)
async def test_a_bad_body_is_refused_with_its_reason(
    house: House, raw: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await house.ask(*CHANGE, raw=raw, headers=headers)
    assert answer.status == status, answer.body
    assert answer.headers["Content-Type"].startswith(MEDIA_TYPE)
    assert answer.detail


async def test_each_fault_is_named_with_its_place(house: House) -> None:
    answer = await house.ask(*CHANGE, body={"state": "busy", "reason": 7})
    assert [(fault["part"], fault["pointer"]) for fault in answer.body["errors"]] == [
        ("body", "/state"),
        ("body", "/reason"),
    ]
    assert "'available', 'away' or 'signed_out'" in answer.body["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=many", "/limit"),
        ("limit=1&limit=2", "/limit"),
        ("state=happy", "/state/0"),
        ("colour=red", "/colour"),
        ("queue=a%00b", "/queue"),
        ("cursor=nonsense", "/cursor"),
        ("cursor=W10", "/cursor"),
        ("start=nan", "/start"),
        ("sort=name", "/sort"),
    ],
)
async def test_a_bad_query_is_refused_with_its_place(house: House, query: str, pointer: str) -> None:
    answer = await house.ask("GET", f"/interactions?{query}")
    assert answer.status == 422, answer.body
    assert [(fault["part"], fault["pointer"]) for fault in answer.body["errors"]] == [("query", pointer)]


async def test_an_unknown_address_and_a_wrong_method(house: House) -> None:
    nowhere = await house.ask("GET", "/nowhere")
    assert (nowhere.status, nowhere.body["type"]) == (404, "/api/v1/problems/not-found")

    wrong = await house.ask("DELETE", "/me")
    assert (wrong.status, wrong.headers["Allow"]) == (405, "GET")
    assert wrong.body["detail"] == "DELETE is not taken here: use GET."


async def test_every_kind_of_problem_has_its_page(house: House) -> None:
    for kind in KINDS:
        page = await house.ask("GET", f"/problems/{kind.name}", NOBODY)
        assert page.body == {
            "type": kind.type,
            "title": kind.title,
            "status": kind.status,
            "cure": kind.cure,
        }
    assert (await house.ask("GET", "/problems/boredom", NOBODY)).status == 404


async def test_v16_3_4_and_v16_5_1_a_fault_of_ours_is_logged_and_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(request: web.Request) -> web.Response:
        raise RuntimeError("the secret inside")

    app = web.Application(middlewares=[answering.answer])
    app.router.add_get("/broken", broken)
    async with TestClient(TestServer(app)) as client, client.get("/broken") as response:
        document = await response.json(content_type=MEDIA_TYPE)
    assert response.status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "secret" not in str(document)
    (logged,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert document["instance"] == f"urn:uuid:{vars(logged)['request']}"


async def test_a_handler_that_takes_too_long_is_given_up(house: House) -> None:
    @route("GET", "/slow", scope=None)
    async def slow(ask: Ask) -> None:
        """Never answer."""
        await asyncio.Event().wait()

    door = Door(house.services.reception, house.clock.now)
    app = web.Application(middlewares=[answering.answer])
    app.router.add_get("/slow", adapt(slow, house.web._deps.services, door, time_limit=0.01))
    async with TestClient(TestServer(app)) as client, client.get("/slow") as response:
        document = await response.json(content_type=MEDIA_TYPE)
    assert (response.status, response.headers["Retry-After"]) == (503, "2")
    assert "took too long" in document["detail"]


async def test_v16_5_2_a_database_that_does_not_answer_is_said_so(house: House) -> None:
    (house.recordings.parent / "centre.db").rename(house.recordings.parent / "gone.db")
    (house.recordings.parent / "centre.db").mkdir()
    await house.database._engine.dispose()  # the next read opens the file anew, and cannot

    answer = await house.ask("GET", "/interactions/i1", "supervisor")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    # aiosqlite leaves behind what it could not open, and complains when it is collected: here, not in another test.
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()


async def test_every_answer_is_kept_from_caches_frames_and_guesses(house: House) -> None:
    for path in ("/me", "/nowhere", "/openapi.json"):
        headers = (await house.ask("GET", path)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Server"] == "Trunkline"
        assert headers["X-Request-Id"]
