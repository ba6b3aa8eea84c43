"""The promise of a node kind, kept by every kind there is."""

import pytest

from ivr.events import KeyPressed, SayingEnded
from ivr.node import Node, Waiting
from ivr.nodes import KINDS, NODES
from ivr.nodes.queue import Queued
from ivr.nodes.say import Saying
from ivr.records import fields_of


def test_every_kind_has_a_name_of_its_own() -> None:
    assert len(KINDS) == len(NODES)


@pytest.mark.parametrize("node", NODES)
def test_every_kind_is_frozen_and_explained(node: type[Node]) -> None:
    assert node.__doc__ and node.media
    assert all(given.help for given in fields_of(node))
    assert vars(node)["__dataclass_params__"].frozen


def test_a_wait_knows_its_own_events() -> None:
    waiting: Waiting = Saying(3)
    assert waiting.awaits(SayingEnded(3)) and waiting.awaits(KeyPressed("1"))
    assert not waiting.awaits(SayingEnded(2))
    assert not Queued(3).awaits(KeyPressed("1"))
