"""The document of a flow: read, written, refused, published as a schema."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import ivr
from ivr import flow as flows
from ivr.check import Known, check
from ivr.faults import FlowFaults
from ivr.node import Medium
from ivr.nodes import KINDS

ROOM = Path(ivr.__file__).parent
HOWTO = ROOM.parent / "docs" / "howto" / "flows.md"
SHIPPED = sorted((ROOM / "flows").glob("*.json"))
VALIDATOR = jsonschema.Draft202012Validator(flows.schema())

SMALL: dict[str, Any] = {
    "id": "small",
    "name": "Small",
    "start": "menu",
    "variables": {"tries": 0},
    "nodes": {
        "menu": {
            "kind": "menu",
            "prompt": "Which?",
            "options": [{"name": "a", "keys": ["1"]}],
            "exits": {"a": "end", "no_input": "end", "no_match": "end"},
        },
        "end": {"kind": "hangup"},
    },
}


def changed(path: str, value: object) -> dict[str, Any]:
    """SMALL with one member replaced."""
    document = copy.deepcopy(SMALL)
    *way, last = path.split("/")
    inner: Any = document
    for step in way:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    inner[last] = value
    return document


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_flows_fit_the_schema_and_have_no_faults(path: Path) -> None:
    queues = frozenset(("sales", "support", "billing", "operator"))
    flow = flows.loads(path.read_bytes())
    assert check(flow, Known(queues=queues, mailboxes=queues, media=frozenset((Medium.VOICE,)))) == ()
    assert list(VALIDATOR.iter_errors(json.loads(path.read_text()))) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_is_read_is_written_again(path: Path) -> None:
    flow = flows.loads(path.read_text())
    written = flows.dump(flow)
    assert flows.parse(written) == flow
    assert flows.parse(json.loads(json.dumps(written))).version == flow.version


def test_the_version_is_that_of_the_content() -> None:
    flow = flows.parse(SMALL)
    explicit = flows.parse(SMALL | {"language": "en"})
    assert explicit.version == flow.version
    assert flows.parse(changed("nodes/menu/prompt", "What?")).version != flow.version


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        ("id", "Not An Id", "/id", "wrong_text"),
        ("language", "english", "/language", "wrong_text"),
        ("media", ["smell"], "/media/0", "wrong_choice"),
        ("colour", "red", "/colour", "unknown_member"),
        ("variables", {"a b": 1}, "/variables/a b", "wrong_text"),
        ("variables", {"a": []}, "/variables/a", "wrong_value"),
        ("nodes", [], "/nodes", "wrong_object"),
        ("nodes/end", "hangup", "/nodes/end", "wrong_object"),
        ("nodes/end/kind", "hangout", "/nodes/end/kind", "unknown_kind"),
        ("nodes/end/kind", ["hangup"], "/nodes/end/kind", "unknown_kind"),
        ("nodes/end/exits", {"next": 5}, "/nodes/end/exits/next", "wrong_text"),
        ("nodes/end/promt", "x", "/nodes/end/promt", "unknown_member"),
        ("nodes/menu/options/0/keys", ["12"], "/nodes/menu/options/0/keys/0", "wrong_text"),
        ("nodes/menu/options/0/keys", ["x"], "/nodes/menu/options/0/keys/0", "wrong_text"),
        ("nodes/menu/attempts", 0, "/nodes/menu/attempts", "wrong_number"),
    ],
)
def test_what_is_no_flow_is_refused_with_its_place(path: str, value: object, where: str, code: str) -> None:
    document = changed(path, value)
    with pytest.raises(FlowFaults) as error:
        flows.parse(document)
    assert [(fault.where, fault.code) for fault in error.value.faults] == [(where, code)]
    assert not VALIDATOR.is_valid(document)


def test_all_faults_are_told_at_once() -> None:
    document = changed("nodes/end", {"kind": "hangup", "outcome": "great", "exits": []})
    document["id"] = ""
    with pytest.raises(FlowFaults) as error:
        flows.parse(document)
    assert {fault.where for fault in error.value.faults} == {"/id", "/nodes/end/outcome", "/nodes/end/exits"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "no_json"),
        ("[" * 100_000, "no_json"),
        (b"\xff", "no_json"),
        ('{"nodes": {"a": 1, "a": 2}}', "duplicate_name"),
        ("[]", "wrong_object"),
    ],
)
def test_text_that_is_no_flow(text: str | bytes, code: str) -> None:
    with pytest.raises(FlowFaults) as error:
        flows.loads(text)
    assert [fault.code for fault in error.value.faults] == [code]


def test_an_optional_exit_goes_the_way_of_its_stand_in() -> None:
    menu = flows.parse(SMALL).nodes["menu"]
    assert menu.target("too_many") == "end"
    assert menu.target("nonsense") is None


def test_the_flow_of_the_howto_works() -> None:
    example = HOWTO.read_text().split("```json\n")[1].split("```")[0]
    assert check(flows.loads(example)) == ()
    assert VALIDATOR.is_valid(json.loads(example))


def test_the_howto_names_every_kind() -> None:
    rows = [line.split("`")[1] for line in HOWTO.read_text().splitlines() if line.startswith("| `")]
    assert rows == list(KINDS)
