"""Drafts, publications, prompts, and how often exits were taken."""

from dataclasses import replace

import pytest

from ari_app.storage import configuration, events, flows, interactions, prompts
from ari_app.storage.choices import PromptOrigin
from ari_app.storage.database import Database
from ari_app.storage.errors import WriteRefused
from ari_app.storage.rows.flows import FlowDraftRow, PromptRow
from ari_app.storage.rows.setup import FlowRow, NumberRow
from ari_app.storage.statement import Write
from tests.service.storage.examples import CALL, NOW, call

DRAFT = FlowDraftRow("menu", "Menu", {"nodes": {"é": 1}}, {"positions": {"a": [1.5, 2]}}, 1, NOW, "ann")
PROMPT = PromptRow("hello", "Hello", "Hello!", "en", PromptOrigin.RECORDED, "f1.wav", 1.5, NOW, "ann")


async def test_a_draft_is_saved_over_the_revision_that_was_seen(database: Database) -> None:
    await database.writer.commit([flows.draft_begun(DRAFT)])
    with pytest.raises(WriteRefused):
        await database.writer.commit([flows.draft_begun(DRAFT)])
    second = replace(DRAFT, name="Main menu", revision=2)
    await database.writer.commit([flows.draft_saved(second, 1)])
    with pytest.raises(WriteRefused):
        await database.writer.commit([flows.draft_saved(replace(second, name="Mine"), 1)])
    assert await flows.draft(database.reader, "menu") == second
    assert await flows.drafts(database.reader) == [second]
    await database.writer.commit([*flows.removed("menu"), *flows.removed("menu")])
    assert await flows.draft(database.reader, "menu") is None


async def test_publications_are_kept_until_the_flow_goes(database: Database) -> None:
    for version in ("v1", "v2"):
        writes = [
            configuration.flow_added(FlowRow("menu", version, {"version": version})),
            flows.publication_noted("menu", version, NOW, "ann", f"note {version}", {"notes": []}),
        ]
        await database.writer.commit(writes)
    noted = await flows.publications(database.reader, "menu")
    assert [(row.version, row.note) for row in noted] == [("v2", "note v2"), ("v1", "note v1")]
    assert await flows.last_publications(database.reader) == noted[:1]
    found = await flows.version(database.reader, "menu", "v1")
    assert found is not None and found.body == {"version": "v1"}

    await database.writer.commit([flows.draft_begun(DRAFT), *flows.removed("menu")])
    assert await flows.publications(database.reader, "menu") == []
    assert await flows.version(database.reader, "menu", "v1") is None
    assert await flows.drafts(database.reader) == []


async def test_the_numbers_of_flows(database: Database) -> None:
    rows = [NumberRow("+2", "menu"), NumberRow("+1", "menu"), NumberRow("+3", "other")]
    await database.writer.commit([configuration.number_set(row) for row in rows])
    assert await flows.numbers_of(database.reader) == {"menu": ["+1", "+2"], "other": ["+3"]}


async def test_steps_are_counted_by_flow_and_exit(database: Database) -> None:
    def step(at: float, of: str, exit: str) -> Write:
        return events.appended(
            at, "flow_stepped", {"node": "ask", "exit": exit, "target": "end"}, interaction=of
        )

    await database.writer.commit([interactions.added(CALL), interactions.added(call("other", flow="shop"))])
    steps = [
        (NOW - 10, CALL.id, "a"),
        (NOW, CALL.id, "a"),
        (NOW, CALL.id, "b"),
        (NOW, CALL.id, "a"),
        (NOW, "other", "a"),
    ]
    await database.writer.commit([step(*each) for each in steps])
    last = await events.last_seq(database.reader)
    found = await flows.steps_between(database.reader, 0, last, NOW)
    assert sorted((each.flow, each.exit, each.times) for each in found) == [
        ("menu", "a", 2),
        ("menu", "b", 1),
        ("shop", "a", 1),
    ]
    assert {(each.node, each.target) for each in found} == {("ask", "end")}
    assert await flows.steps_between(database.reader, last, last, NOW) == []


async def test_prompts_are_kept_changed_and_removed(database: Database) -> None:
    await database.writer.commit([prompts.added(PROMPT)])
    with pytest.raises(WriteRefused):
        await database.writer.commit([prompts.added(PROMPT)])
    changed = replace(PROMPT, file="f2.wav", origin=PromptOrigin.UPLOADED)
    await database.writer.commit([prompts.kept(changed)])
    assert await prompts.every(database.reader) == [changed]
    assert await prompts.one(database.reader, "hello") == changed
    await database.writer.commit([prompts.removed("hello")])
    with pytest.raises(WriteRefused):
        await database.writer.commit([prompts.removed("hello")])
    assert await prompts.one(database.reader, "hello") is None
