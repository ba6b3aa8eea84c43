"""How much an agent has in hand: the rule as a table, and stories of agents with several things at once."""

import pytest

from ari_app.acd import events
from ari_app.acd.capacity import AtCap, Full, InCall, Obstacle, SetAside, fits, in_use, obstacles
from ari_app.acd.model import (
    AgentProfile,
    AgentState,
    Capacity,
    Hold,
    HoldState,
    MediaType,
    QueueProfile,
    Work,
    WrapUpMode,
)
from tests.unit.acd.playbook import Playbook

CALL, CHAT, MESSAGE, EMAIL = MediaType.CALL, MediaType.CHAT, MediaType.MESSAGE, MediaType.EMAIL
AVAILABLE, AWAY = AgentState.AVAILABLE, AgentState.AWAY
ANN = AgentProfile("ann", frozenset({"support"}))
NEWCOMER = AgentProfile("new", frozenset({"support"}), {}, {CHAT: 50})
SHIPPED = Capacity()
CAPPED = Capacity(label_caps={"vip": 1})


def in_hand(text: str) -> list[Hold]:
    """`chat chat:parked email:wrap_up/vip`: a media type, its state (active), a label."""
    holds = []
    for number, word in enumerate(text.split()):
        what, _, label = word.partition("/")
        media_type, _, state = what.partition(":")
        labels = frozenset({label} - {""})
        holds.append(
            Hold(f"i{number}", "support", MediaType(media_type), labels, HoldState(state or "active"), 0.0)
        )
    return holds


def work(media_type: MediaType, *labels: str) -> Work:
    return Work("w", "support", {}, 0, 0.0, 1, media_type=media_type, labels=frozenset(labels))


@pytest.mark.parametrize(
    ("has", "fitting", "units"),
    [
        ("", "call chat message email", 0),
        ("call", "", 100),
        ("call:wrap_up", "", 100),
        ("chat", "chat message", 25),
        ("chat chat chat", "chat message", 75),
        ("chat chat chat chat", "", 100),
        ("chat:parked chat:parked chat:parked chat:parked", "call chat message email", 0),
        ("email", "call chat message email", 50),
        ("email email", "call chat", 100),
        ("email:wrap_up", "chat message email", 50),  # only what is active can be set aside
        ("email chat", "chat message", 25),  # the chat sets it aside: it costs nothing now
        ("email call", "", 100),
        ("message", "call chat message email", 20),
        ("message message message message message", "call", 100),
        ("message chat chat chat", "", 95),
        ("message call:wrap_up", "", 100),
    ],
)
def test_what_fits_beside_what(has: str, fitting: str, units: int) -> None:
    holds = in_hand(has)
    one_more = [media_type for media_type in MediaType if fits(SHIPPED, ANN, holds, work(media_type))]
    assert " ".join(one_more) == fitting
    assert in_use(SHIPPED, ANN, holds) == units


@pytest.mark.parametrize(
    ("capacity", "agent", "has", "wanted", "why"),
    [
        (SHIPPED, ANN, "call", work(CALL), [InCall(), Full(100, 100, 100, 1, 1, CALL)]),
        (SHIPPED, ANN, "chat chat chat chat", work(CHAT), [Full(100, 25, 100, 4, 4, CHAT)]),
        (SHIPPED, NEWCOMER, "chat chat", work(CHAT), [Full(100, 50, 100, 2, 2, CHAT)]),
        (SHIPPED, ANN, "chat", work(EMAIL), [SetAside(CHAT)]),
        (CAPPED, ANN, "chat/vip", work(CHAT, "vip", "other"), [AtCap("vip", 1, 1)]),
        (CAPPED, ANN, "chat:parked/vip", work(CHAT, "vip"), []),
        (Capacity(units={CALL: 40}), ANN, "call", work(CALL), [InCall()]),
        (Capacity(units={CHAT: 0}), ANN, "call", work(CHAT), []),
        (Capacity(units={}), ANN, "", work(CHAT), []),
    ],
)
def test_what_keeps_it_from_an_agent(
    capacity: Capacity, agent: AgentProfile, has: str, wanted: Work, why: list[Obstacle]
) -> None:
    assert list(obstacles(capacity, agent, in_hand(has), wanted)) == why


def test_nothing_interrupts_its_own_kind() -> None:
    with pytest.raises(ValueError, match="email cannot interrupt itself"):
        Capacity(interrupted_by={EMAIL: frozenset({CALL, EMAIL})})


# Stories.


@pytest.fixture
def play() -> Playbook:
    """Ann is available, in a queue without wrap-up."""
    play = Playbook()
    play.queue("support")
    play.on_duty("ann", "support")
    return play


def test_a_call_interrupts_an_e_mail_and_the_e_mail_comes_back(play: Playbook) -> None:
    play.queue("support", wrap_up=30)
    play.takes("ann", "mail", EMAIL)
    assert play.arrives("call", CALL)[0].startswith("ring ann for call")
    assert play.in_hand("ann") == ["mail active", "call offered", "100 units"]
    play.accepts("ann")
    assert play.in_hand("ann") == ["mail interrupted", "call active", "100 units"]
    assert play.arrives("second mail", EMAIL) == []
    play.later(300)
    play.is_done_with("ann", "call")
    assert play.in_hand("ann") == ["mail interrupted", "call wrap_up", "100 units"]
    assert play.later(30)[:2] == ["ann is busy", "ring ann for second mail until 350"]
    assert play.in_hand("ann") == ["mail active", "second mail offered", "100 units"]


def test_all_media_come_to_one_agent_in_the_order_of_priority_and_capacity(play: Playbook) -> None:
    play.asks("ann", AWAY)
    for name, media_type, priority in (
        ("mail", EMAIL, 0),
        ("sms", MESSAGE, 0),
        ("whatsapp", MESSAGE, 1),
        ("chat", CHAT, 0),
        ("call", CALL, 5),
    ):
        play.arrives(name, media_type, priority=priority)
        play.later(1)
    assert play.asks("ann", AVAILABLE)[1].startswith("ring ann for call")
    assert len(play.accepts("ann")) == 3, "nothing fits beside a call"
    assert play.is_done_with("ann", "call")[1].startswith("ring ann for whatsapp")
    assert play.accepts("ann")[3].startswith("ring ann for mail")
    assert play.accepts("ann")[3].startswith("ring ann for sms")
    assert play.accepts("ann")[3].startswith("ring ann for chat")
    play.accepts("ann")
    assert play.in_hand("ann") == [
        "whatsapp active",
        "mail interrupted",
        "sms active",
        "chat active",
        "65 units",
    ]


def test_what_comes_back_may_be_too_much_and_nothing_more_is_offered_until_it_fits(play: Playbook) -> None:
    play.takes("ann", "mail", EMAIL)
    for chat in ("c1", "c2", "c3"):
        play.takes("ann", chat, CHAT)
    play.tell(events.CapacityConfigured(Capacity(interrupted_by={})))
    assert play.in_hand("ann")[-1] == "125 units"
    assert play.arrives("c4", CHAT) == []
    assert play.is_done_with("ann", "c1") == ["ann is busy"]
    assert play.is_done_with("ann", "c2")[1].startswith("ring ann for c4")


def test_four_chats_and_the_fifth_waits(play: Playbook) -> None:
    for chat in ("c1", "c2", "c3", "c4"):
        assert play.arrives(chat, CHAT)[0].startswith(f"ring ann for {chat}")
        play.accepts("ann")
    assert play.arrives("c5", CHAT) == []
    assert play.is_done_with("ann", "c2") == [
        "ann is busy",
        "ring ann for c5 until 20",
        "ann is offered until 20",
    ]


def test_only_one_thing_rings_at_a_time(play: Playbook) -> None:
    play.arrives("c1", CHAT)
    assert play.arrives("c2", CHAT) == []
    assert play.accepts("ann")[3:] == ["ring ann for c2 until 20", "ann is offered until 20"]


def test_who_has_less_in_hand_goes_first_then_who_has_been_idle_longer(play: Playbook) -> None:
    play.later(1)
    play.on_duty("bob", "support")
    play.takes("ann", "c1", CHAT)
    assert play.arrives("c2", CHAT)[0].startswith("ring bob")
    play.accepts("bob")
    assert play.arrives("c3", CHAT)[0].startswith("ring ann"), (
        "she got her chat at the same time, and comes by name"
    )


def test_what_is_parked_frees_its_units_and_counts_again_when_it_goes_on(play: Playbook) -> None:
    for chat in ("c1", "c2", "c3", "c4"):
        play.takes("ann", chat, CHAT)
    play.arrives("c5", CHAT)
    assert play.parks("ann", "c1")[1].startswith("ring ann for c5")
    assert play.parks("ann", "c1") == []
    play.accepts("ann")
    play.goes_on_with("ann", "c1")
    assert play.in_hand("ann")[-1] == "125 units"
    assert play.arrives("c6", CHAT) == []


def test_parked_work_alone_keeps_nobody_busy(play: Playbook) -> None:
    play.takes("ann", "c1", CHAT)
    assert play.parks("ann", "c1") == ["ann is available"]
    assert play.asks("ann", AWAY) == ["ann is away"]
    assert play.goes_on_with("ann", "c1") == ["ann is busy, then away"]


def test_a_call_cannot_be_parked(play: Playbook) -> None:
    play.takes("ann", "call", CALL)
    assert play.parks("ann", "call") == []


def test_parked_work_that_ends_has_no_wrap_up(play: Playbook) -> None:
    play.queue("support", wrap_up=30)
    play.takes("ann", "c1", CHAT)
    play.parks("ann", "c1")
    play.is_done_with("ann", "c1")
    assert play.in_hand("ann") == ["0 units"]


def test_an_offer_that_runs_out_while_chats_go_on_stops_the_offers_until_they_are_back(
    play: Playbook,
) -> None:
    play.takes("ann", "c1", CHAT)
    play.arrives("c2", CHAT)
    assert play.later(20) == [
        "expired by ann: c2 (no answer)",
        "ann is busy, then not_responding",
        "c2 waits again",
    ]
    assert play.asks("ann", AVAILABLE) == [
        "ann is busy",
        "ring ann for c2 until 40",
        "ann is offered until 40",
    ]


def test_who_asked_to_go_finishes_their_chats_and_gets_no_more(play: Playbook) -> None:
    play.takes("ann", "c1", CHAT)
    assert play.asks("ann", AWAY, "lunch") == ["ann is busy, then away"]
    assert play.arrives("c2", CHAT) == []
    assert play.is_done_with("ann", "c1") == ["ann is away (lunch)"]


def test_each_chat_has_a_wrap_up_of_its_own(play: Playbook) -> None:
    play.queue("support", wrap_up=30)
    for chat in ("c1", "c2", "c3"):
        play.takes("ann", chat, CHAT)
    play.is_done_with("ann", "c1")
    play.later(10)
    assert play.is_done_with("ann", "c2") == ["ann is busy"]
    play.tell(events.WrapUpExtended("ann", 5, "c2"))
    assert (play.state_of("ann"), play.deadline()) == (AgentState.BUSY, 30)
    play.later(20)
    assert play.in_hand("ann") == ["c2 wrap_up", "c3 active", "50 units"]
    play.is_done_with("ann", "c3")
    assert play.tell(events.WrapUpFinished("ann", "c2")) == ["ann is wrap_up until 60"]
    assert play.tell(events.WrapUpFinished("ann")) == ["ann is available"]


def test_available_ends_wrap_ups_only_when_there_is_nothing_else(play: Playbook) -> None:
    play.queue("support", wrap_up=30)
    play.takes("ann", "c1", CHAT)
    play.takes("ann", "c2", CHAT)
    play.is_done_with("ann", "c1")
    assert play.asks("ann", AVAILABLE) == []
    play.is_done_with("ann", "c2")
    assert play.asks("ann", AVAILABLE) == ["ann is available"]


def test_a_wrap_up_that_lasts_its_whole_time_is_bound_beside_one_that_does_not(play: Playbook) -> None:
    play.tell(events.QueueConfigured(QueueProfile("strict", {}, 20, 30, WrapUpMode.TIMED_FULL)))
    play.queue("support", wrap_up=30)
    play.agent("ann", "support", "strict")
    play.takes("ann", "c1", CHAT)
    play.arrives("c2", CHAT, "strict")
    play.accepts("ann")
    for chat in ("c1", "c2"):
        play.is_done_with("ann", chat)
    assert [play.router.bound_to_wrap_up("ann", chat) for chat in ("c1", "c2", None)] == [False, True, False]
    play.wrapped_up("ann")
    assert play.in_hand("ann") == ["c2 wrap_up", "25 units"]


def test_pulling_by_hand_exceeds_and_is_marked(play: Playbook) -> None:
    for chat in ("c1", "c2", "c3", "c4"):
        play.takes("ann", chat, CHAT)
    play.arrives("c5", CHAT)
    assert play.pulls("ann", "c5") == [
        "ring ann for c5 until 20",
        "accepted by ann: c5 (pulled)",
        "ann is busy",
        "connect c5 to ann",
    ]
    assert play.in_hand("ann")[-2:] == ["c5 active exceeding", "125 units"]
    assert play.waiting() == []


def test_who_is_away_may_pull_and_stays_away(play: Playbook) -> None:
    play.asks("ann", AWAY)
    play.arrives("c1", CHAT)
    play.pulls("ann", "c1")
    assert play.in_hand("ann") == ["c1 active", "25 units"]
    assert play.is_done_with("ann", "c1") == ["ann is away"]


def test_a_call_that_is_pulled_rings_first_and_nobody_pulls_a_second(play: Playbook) -> None:
    play.takes("ann", "c1", CHAT)
    play.arrives("call", CALL)
    assert play.pulls("ann", "call") == ["ring ann for call until 20", "ann is offered until 20"]
    play.accepts("ann")
    assert play.in_hand("ann") == ["c1 active", "call active exceeding", "125 units"]
    play.arrives("second call", CALL)
    assert play.pulls("ann", "second call") == []


def test_who_cannot_pull(play: Playbook) -> None:
    play.on_duty("bob", "support")
    play.asks("ann", AgentState.SIGNED_OUT)
    play.arrives("c1", CHAT)
    play.arrives("c2", CHAT)
    assert play.pulls("ann", "c2") == [], "she is signed out"
    play.asks("ann", AWAY)
    assert play.pulls("ann", "c1") == [], "it rings bob"
    assert play.pulls("ann", "nothing") == play.pulls("nobody", "c2") == []
    play.arrives("c3", CHAT, "unknown")
    assert play.pulls("ann", "c3") == []
    assert play.pulls("bob", "c1")[0] == "accepted by bob: c1", "what rings them is accepted so"


def test_label_caps_leave_room_for_everything_else(play: Playbook) -> None:
    play.tell(events.CapacityConfigured(CAPPED))
    play.takes("ann", "c1", CHAT, "vip")
    assert play.arrives("c2", CHAT, "support", "vip") == []
    assert play.arrives("c3", CHAT, "support", "other")[0].startswith("ring ann for c3")
    play.accepts("ann")
    assert play.tell(events.LabelsChanged("c1", frozenset()))[1].startswith("ring ann for c2")


def test_labels_of_what_waits_may_change(play: Playbook) -> None:
    play.tell(events.CapacityConfigured(CAPPED))
    play.takes("ann", "c1", CHAT, "vip")
    play.arrives("c2", CHAT, "support", "vip")
    assert play.tell(events.LabelsChanged("c2", frozenset({"other"})))[0].startswith("ring ann for c2")
    play.tell(events.LabelsChanged("c2", frozenset({"vip"})))
    play.accepts("ann")
    status = play.router.agent("ann")
    assert status is not None and [hold.labels for hold in status.holds] == [{"vip"}, {"vip"}]


def test_a_newcomer_takes_half_as_much_and_grows_into_it(play: Playbook) -> None:
    play.tell(events.AgentConfigured(AgentProfile("ann", frozenset({"support"}), {}, {CHAT: 50})))
    play.takes("ann", "c1", CHAT)
    play.takes("ann", "c2", CHAT)
    assert play.arrives("c3", CHAT) == []
    assert play.agent("ann", "support")[1].startswith("ring ann for c3")


def test_a_conversation_is_handed_to_who_is_full(play: Playbook) -> None:
    play.takes("ann", "call", CALL)
    assert play.tell(events.AgentEngaged("ann", "c1", "support", CHAT)) == ["ann is busy"]
    assert play.in_hand("ann") == ["call active", "c1 active", "125 units"]
    assert play.tell(events.AgentEngaged("ann", "another call")) == []


def test_what_an_agent_wraps_up_may_ring_them_again(play: Playbook) -> None:
    play.queue("support", wrap_up=30)
    play.takes("ann", "c1", CHAT)
    play.is_done_with("ann", "c1")
    assert play.arrives("c1", CHAT)[0].startswith("ring ann for c1")
    assert play.in_hand("ann") == ["c1 offered", "25 units"]


def test_work_goes_to_the_wanted_agent_only_as_their_capacity_allows(play: Playbook) -> None:
    play.on_duty("bob", "support")
    play.asks("bob", AWAY)
    for chat in ("c1", "c2", "c3", "c4"):
        play.takes("ann", chat, CHAT)
    play.asks("bob", AVAILABLE)
    wanting = Work("c5", "support", {}, 0, play.now, 9, 0, "ann", play.now + 60, CHAT)
    assert play.tell(events.WorkQueued(wanting)) == []
    assert play.later(60)[0].startswith("ring bob for c5")


def test_a_removed_agent_keeps_what_is_active_and_loses_what_is_parked(play: Playbook) -> None:
    play.takes("ann", "c1", CHAT)
    play.takes("ann", "c2", CHAT)
    play.parks("ann", "c1")
    play.tell(events.AgentRemoved("ann"))
    assert play.in_hand("ann") == ["c2 active", "25 units"]
    play.is_done_with("ann", "c2")
    assert play.router.agent("ann") is None


def test_all_in_hand_comes_back_after_a_restart_but_offers() -> None:
    play = Playbook()
    play.queue("support")
    play.agent("ann", "support")
    holds = tuple(in_hand("email call:wrap_up chat:parked chat:offered"))
    restored = events.AgentRestored("ann", AgentState.OFFERED, "", play.now - 9, holds=holds)
    assert play.tell(restored) == ["ann is busy"]
    assert play.in_hand("ann") == ["i0 interrupted", "i1 wrap_up", "i2 parked", "100 units"]


def test_a_call_that_was_found_ends_another_that_is_not_true(play: Playbook) -> None:
    play.takes("ann", "call", CALL)
    assert play.tell(events.AgentEngaged("ann", "true call", "support", found=True)) == ["ann is busy"]
    assert play.in_hand("ann") == ["true call active", "100 units"]
