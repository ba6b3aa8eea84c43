"""Statements become SQL and plain values."""

from enum import StrEnum

import pytest
from sqlalchemy import bindparam, update

from ari_app.storage.statement import Statement, adding, clean, inserting, json_text, upserting
from ari_app.storage.tables.setup import agent_queue
from ari_app.storage.tables.spine import event, state


class Colour(StrEnum):
    RED = "red"


def test_an_insert_lets_the_database_number_the_row() -> None:
    statement = inserting(event)
    assert statement.names == ("at", "kind", "interaction", "agent", "queue", "data")
    assert "RETURNING" not in statement.for_postgres.sql + statement.for_sqlite.sql


def test_values_are_plain_and_in_the_order_of_the_names() -> None:
    write = inserting(event).write((1.5, Colour.RED, None, "é", "a\0b", {"n": [1, None]}))
    assert write.values == (1.5, "red", None, "é", "a\ufffdb", '{"n":[1,null]}')
    assert type(write.values[1]) is str


def test_a_name_used_twice_is_given_once() -> None:
    key = state.c.key
    same = bindparam("this", type_=key.type)
    twice = Statement(
        "twice", update(state).where(key == same, key + "" == same).values(value=bindparam("value"))
    )
    assert twice.names[0] == "value"
    assert twice.names.count("this") == 1
    values = tuple(f"<{name}>" for name in twice.names)
    assert twice.for_sqlite.arrange(values).count("<this>") == 2
    assert twice.for_postgres.arrange(values).count("<this>") == 1


@pytest.mark.parametrize("values", [{}, {"key": "a"}, {"key": "a", "value": 1, "more": 2}])
def test_a_missing_or_unknown_value_is_the_callers_mistake(values: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="takes key, value"):
        upserting(state).write_named(**values)
    with pytest.raises(TypeError, match="takes 2 values"):
        upserting(state).write(("a",))


def test_both_dialects_know_how_to_add_and_replace() -> None:
    for compiled in (upserting(state).for_sqlite, upserting(state).for_postgres):
        assert "DO UPDATE SET value = excluded.value" in compiled.sql
    for compiled in (adding(agent_queue).for_sqlite, adding(agent_queue).for_postgres):
        assert "ON CONFLICT DO NOTHING" in compiled.sql


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("plain", "plain"),
        ("Žofie 😀", "Žofie 😀"),
        ("a\0b", "a\ufffdb"),
        ("\udc80", "\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ud83dx", "\ufffdx"),
    ],
)
def test_text_is_made_keepable(text: str, kept: str) -> None:
    assert clean(text) == kept
    assert json_text({text: [text]}) == f'{{"{kept}":["{kept}"]}}'


def test_json_of_nothing_is_null_and_of_an_object_a_mistake() -> None:
    assert json_text(None) is None
    assert json_text({}) == "{}"
    with pytest.raises(TypeError):
        json_text({"a": object()})


def test_a_backslash_before_u0000_is_text() -> None:
    assert json_text({"path": "C:\\u0000"}) == '{"path":"C:\\\\u0000"}'
