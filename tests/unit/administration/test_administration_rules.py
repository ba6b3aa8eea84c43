"""Who refers to whom, and what makes no sense: told on small plans."""

from typing import Any

import pytest

from ari_app.administration import rules
from ari_app.administration.things import Kind, Plan, Referrer, Thing, id_of, kind_of, name_of, plan_of
from ari_app.storage.choices import EndpointKind, Role
from ari_app.storage.configuration import ConfiguredAgent
from ari_app.storage.rows.access import UserRow
from ari_app.storage.rows.channels import CannedReplyRow, ChannelAccountRow
from ari_app.storage.rows.setup import (
    AgentRow,
    CalendarRow,
    EndpointRow,
    FlowRow,
    NumberRow,
    QueueRow,
    SkillRow,
    TeamRow,
    WrapUpCodeRow,
)

ADA = ConfiguredAgent(AgentRow("ada", "Ada", "desk-1", "north"), {"french": 7}, frozenset({"sales"}))
SALES = QueueRow(
    "sales", "Sales", {"french": 2}, 20.0, 30.0, None, True, calendar="office", wrap_up_codes=["sold"]
)
FLOW = FlowRow(
    "menu",
    "v1",
    {
        "name": "Menu",
        "nodes": {
            "open": {"kind": "hours", "calendar": "office"},
            "wait": {"kind": "queue", "queue": "sales", "skills": {"french": 3}},
            "odd": "not a node",
        },
    },
)
EVERYTHING: tuple[Referrer, ...] = (
    ADA,
    TeamRow("north", "North"),
    SkillRow("french", "French"),
    SALES,
    CalendarRow("office", "Office", "UTC"),
    WrapUpCodeRow("sold", "Sold"),
    NumberRow("+1555", "menu"),
    FLOW,
    EndpointRow("desk-1", EndpointKind.REGISTERED, agent="ada"),
    EndpointRow("carrier", EndpointKind.TRUNK_IP, match="203.0.113.7"),
    EndpointRow("ada-mobile", EndpointKind.MOBILE, agent="ada", contact="+491701234567@carrier"),
    UserRow("u1", "ada.l", Role.SUPERVISOR, "ada", 0.0, teams=["north"], queues=["sales"]),
    CannedReplyRow("hello", "hi", "Greeting", "Hello!", "en", None, 0.0, 0.0),
    ChannelAccountRow("chat", "webchat", "Our site", "", "menu", {}, None, True, 0.0, 0.0),
)
PLAN = plan_of(EVERYTHING, {}, ["+49"])


def test_every_kind_is_in_the_plan_under_its_id() -> None:
    assert {kind for kind in Kind if PLAN.of(kind)} == set(Kind)
    for thing in EVERYTHING:
        assert PLAN.of(kind_of(thing))[id_of(thing)] is thing
        assert name_of(thing)


@pytest.mark.parametrize(
    ("kind", "id", "sentence"),
    [
        (Kind.SKILL, "french", "agent Ada, queue Sales and flow Menu"),
        (Kind.QUEUE, "sales", "agent Ada, flow Menu and user ada.l"),
        (Kind.TEAM, "north", "agent Ada and user ada.l"),
        (Kind.CALENDAR, "office", "queue Sales and flow Menu"),
        (Kind.WRAP_UP_CODE, "sold", "queue Sales"),
        (Kind.FLOW, "menu", "number +1555 and account Our site"),
        (Kind.PHONE, "desk-1", "agent Ada"),
        (Kind.AGENT, "ada", "user ada.l"),
        (Kind.TRUNK, "carrier", "phone ada-mobile"),
    ],
)
def test_what_is_used_says_by_whom(kind: Kind, id: str, sentence: str) -> None:
    assert (
        rules.in_the_way(PLAN, kind, id)
        == f"The {kind.value} {id} is still used by {sentence}: take it out there first."
    )


def test_many_who_use_it_are_counted() -> None:
    agents = [ConfiguredAgent(AgentRow(f"a{n}", f"A{n}", ""), {"french": 1}, frozenset()) for n in range(9)]
    plan = plan_of([SkillRow("french", "French"), *agents], {})
    assert "agent A0, agent A1, agent A2 and 6 more" in rules.in_the_way(plan, Kind.SKILL, "french")


@pytest.mark.parametrize(("kind", "id"), [(Kind.PHONE, "ada-mobile"), (Kind.NUMBER, "+1555")])
def test_what_nobody_uses_may_go(kind: Kind, id: str) -> None:
    assert rules.in_the_way(PLAN, kind, id) == ""


def test_everything_of_the_plan_may_be_saved_again() -> None:
    for thing in EVERYTHING:
        if not isinstance(thing, FlowRow | UserRow | ChannelAccountRow):
            assert list(rules.faults(thing, PLAN)) == []
            assert rules.taken(PLAN, thing)


def endpoint(kind: EndpointKind, **members: Any) -> EndpointRow:
    return EndpointRow("line", kind, **members)


@pytest.mark.parametrize(
    ("thing", "at"),
    [
        (ConfiguredAgent(AgentRow("b", "B", "desk-1"), {}, frozenset()), ["/phone"]),
        (ConfiguredAgent(AgentRow("b", "B", "nowhere"), {}, frozenset()), ["/phone"]),
        (
            ConfiguredAgent(AgentRow("b", "B", "", "south"), {"x": 1}, frozenset({"y"})),
            ["/skills/x", "/queues/0", "/team"],
        ),
        (QueueRow("q", "Q", {}, 20, 30, None, True, wrap_up_codes=["sold", "sold"]), ["/wrap_up_codes"]),
        (QueueRow("q", "Q", {}, 20, 30, None, True, wrap_up_codes=["sold"] * 16), ["/wrap_up_codes"] * 2),
        (QueueRow("q", "Q", {}, 20, 30, None, True, calendar="never"), ["/calendar"]),
        (NumberRow("+1", "gone"), ["/flow"]),
        (CalendarRow("c", "C", "Mars/Base"), ["/time_zone"]),
        (
            CalendarRow("c", "C", "UTC", [{"days": ["mon"], "opens": "9", "closes": "10:00"}]),
            ["/weekly/0/opens"],
        ),
        (
            CalendarRow("c", "C", "UTC", [{"days": [], "opens": "09:00", "closes": "10:00"}]),
            ["/weekly/0/days"],
        ),
        (CalendarRow("c", "C", "UTC", [], ["Christmas"]), ["/holidays/0"]),
        (endpoint(EndpointKind.FIXED), ["/address"]),
        (endpoint(EndpointKind.FIXED, contact="201"), ["/address"]),
        (endpoint(EndpointKind.FIXED, contact="sip:1@192.0.2.1, sip:2@192.0.2.1"), ["/address"]),
        (endpoint(EndpointKind.MOBILE, contact="+491701@gone"), ["/trunk"]),
        (endpoint(EndpointKind.MOBILE, contact="+44170123456@carrier"), ["/number"]),
        (endpoint(EndpointKind.MOBILE, contact="+49900123456@carrier"), ["/number"]),
        (endpoint(EndpointKind.MOBILE, contact="ada@carrier"), ["/number"]),
        (endpoint(EndpointKind.MOBILE), ["/trunk", "/number"]),
        (endpoint(EndpointKind.TRUNK_IP), ["/addresses"]),
        (endpoint(EndpointKind.TRUNK_IP, match="192.0.2.1 carrier"), ["/addresses"]),
        (endpoint(EndpointKind.TRUNK_REGISTERING), ["/server", "/username", "/password"]),
        (
            endpoint(EndpointKind.TRUNK_REGISTERING, server_uri="a b", username="u", secret="s"),
            ["/server"],
        ),
    ],
)
def test_what_makes_no_sense_is_told_where_it_stands(thing: Thing, at: list[str]) -> None:
    assert [fault.at for fault in rules.faults(thing, PLAN)] == at


def test_phones_and_trunks_share_their_names() -> None:
    assert rules.taken(PLAN, EndpointRow("carrier", EndpointKind.REGISTERED))
    assert not rules.taken(PLAN, EndpointRow("desk-2", EndpointKind.REGISTERED))


def test_a_user_names_what_is_there() -> None:
    user = UserRow("u2", "bob", Role.SUPERVISOR, "nobody", 0.0, teams=["north", "south"], queues=[])
    assert [fault.at for fault in rules.unknown(user, PLAN)] == ["/agent", "/teams/1"]


def test_an_empty_plan_holds_nothing() -> None:
    assert list(Plan().everything()) == []
    assert Plan().revision(Kind.SKILL, "french").version == 0
