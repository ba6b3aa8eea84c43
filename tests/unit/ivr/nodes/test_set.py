"""Set: one value after the other."""

from collections.abc import Callable

from ivr.flow import Flow
from ivr.nodes.set import SetNode
from ivr.records import Record
from ivr.story import Story


def test_a_later_value_sees_those_before_it(build: Callable[..., Flow]) -> None:
    values = [
        {"variable": "tries", "to": "4"},
        {"variable": "tries", "to": "tries * 10"},
        {"variable": "again", "to": "tries > 4"},
    ]
    Story(build({"kind": "set", "values": values})).takes("main.next", "end.end").knows(tries=40, again=True)


def test_a_counter_needs_no_first_value(build: Callable[..., Flow]) -> None:
    values = [{"variable": "tries", "to": "tries + 1"}, {"variable": "tries", "to": "tries + 1"}]
    Story(build({"kind": "set", "values": values})).knows(tries=2)


def test_setting_nothing_is_a_fault() -> None:
    node = Record(SetNode).parse({"values": []}, "")
    assert [fault.code for fault in node.check()] == ["no_values"]
