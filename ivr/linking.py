"""A flow with what it names put in: the opening hours that the centre keeps for many flows."""

from collections.abc import Mapping
from dataclasses import replace

from ivr.calendar import Calendar
from ivr.flow import Flow, Placed
from ivr.nodes.hours import HoursNode


def linked(flow: Flow, calendars: Mapping[str, Calendar]) -> Flow:
    """The same flow, of the same version; its hours are those of today's `calendars`."""
    return replace(flow, nodes={id: _linked(placed, calendars) for id, placed in flow.nodes.items()})


def _linked(placed: Placed, calendars: Mapping[str, Calendar]) -> Placed:
    if not isinstance(placed.node, HoursNode):
        return placed
    return replace(placed, node=placed.node.keeping(calendars))
