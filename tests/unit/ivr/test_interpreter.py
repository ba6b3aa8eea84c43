"""The interpreter: starting, staleness, bounds, changed flows; and what no flow and no event can ever
break."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr import interpreter
from ivr.commands import EndInteraction, Outcome, Trace
from ivr.events import (
    Event,
    HearingFailed,
    KeyPressed,
    MessageReceived,
    QueueEnded,
    RecordingEnded,
    SayingEnded,
    SpeechBegan,
    SpeechHeard,
    TimerFired,
)
from ivr.flow import Flow, dump, parse
from ivr.interpreter import StartFacts
from ivr.story import CALL, CHAT, Story
from tests.examples import examples

SAY = {"kind": "say", "text": "Hello."}
MENU = {"kind": "menu", "prompt": "Which?", "options": [{"name": "a", "keys": ["1"], "phrases": ["sales"]}]}
QUEUE = {"kind": "queue", "queue": "sales"}


def test_what_is_known_at_the_start_becomes_variables(build: Callable[..., Flow]) -> None:
    facts = StartFacts(
        "i-9", "+1555", "+1444", language="de", variables={"name": "Ann", "caller": "forged", "n": 1e300}
    )
    story = Story(build(SAY), facts).knows(interaction="i-9", caller="+1555", called="+1444", medium="voice")
    story.knows(language="de", name="Ann", n="")
    assert story.session.language == "de"


def test_the_language_is_the_flows_own_when_nobody_says_otherwise(build: Callable[..., Flow]) -> None:
    flow = parse({**dump(build(SAY)), "language": "fr", "variables": {"tries": 3}})
    Story(flow).knows(language="fr", tries=3)


def test_an_unknown_medium_is_refused(build: Callable[..., Flow]) -> None:
    with pytest.raises(ValueError, match="smell"):
        interpreter.start(build(SAY), StartFacts("i", "a", "b", medium="smell"), 0)


def test_a_circle_without_waiting_ends_as_failed() -> None:
    nodes = {"a": {"kind": "set", "values": [], "exits": {"next": "a"}}}
    story = Story(parse({"id": "f", "name": "F", "start": "a", "nodes": nodes}))
    story.ends(Outcome.FAILED)
    assert "without waiting" in story.last(EndInteraction).reason


def test_a_prompt_that_repeats_itself_for_ever_ends_as_failed() -> None:
    nodes = {"a": SAY | {"exits": {"next": "a"}}}
    flow = parse({"id": "f", "name": "F", "start": "a", "nodes": nodes})
    turn = interpreter.start(flow, CALL, 0)
    for _ in range(interpreter.MAX_STEPS):
        turn = interpreter.resume(flow, turn.session, SayingEnded(turn.session.step - 1), 0)
        if turn.session.finished:
            break
    assert turn.session.outcome is Outcome.FAILED


@pytest.mark.parametrize("exits", [{}, {"next": "nowhere"}])
def test_an_exit_that_leads_nowhere_ends_as_failed(exits: dict[str, str]) -> None:
    nodes = {"a": {"kind": "set", "values": [], "exits": exits}}
    story = Story(parse({"id": "f", "name": "F", "start": "a", "nodes": nodes})).ends(Outcome.FAILED)
    assert "'next' of node 'a'" in story.last(EndInteraction).reason


def test_a_start_that_is_not_there_ends_as_failed() -> None:
    Story(parse({"id": "f", "name": "F", "start": "a", "nodes": {}})).ends(Outcome.FAILED)


def test_a_stale_event_gives_the_same_session(build: Callable[..., Flow]) -> None:
    flow = build(MENU)
    session = interpreter.start(flow, CALL, 0).session
    for event in (SayingEnded(99), SpeechHeard(99, "sales", 1), TimerFired(99), QueueEnded(1, "closed")):
        turn = interpreter.resume(flow, session, event, 0)
        assert turn.session is session and turn.commands == ()


def test_when_the_flow_has_lost_the_node_it_begins_again(build: Callable[..., Flow]) -> None:
    story = Story(build(SAY | {"exits": {"next": "menu"}}, menu=MENU)).prompt_ends().says("Which?")
    story.flow = build(SAY)
    story.presses("1").says("Hello.").takes("menu.flow_changed").is_quiet()
    assert story.session.flow_version == story.flow.version


def test_a_node_that_has_become_another_kind_is_lost_too(build: Callable[..., Flow]) -> None:
    story = Story(build(MENU))
    story.app_restarts(build(SAY)).says("Hello.").takes("main.flow_changed").is_quiet()


def test_a_caller_in_a_queue_keeps_the_place_though_the_flow_has_changed(build: Callable[..., Flow]) -> None:
    story = Story(build(QUEUE)).app_restarts(build(SAY)).does_nothing().presses("1").does_nothing()
    story.queue_ends("max_wait").takes("main.flow_changed").says("Hello.")


def test_a_changed_configuration_counts_from_now_on(build: Callable[..., Flow]) -> None:
    story = Story(build(MENU))
    story.flow = build(MENU | {"options": [{"name": "b", "keys": ["2"]}]})
    story.presses("2").takes("main.b", "end.end")


# --- whatever the flow, whatever happens --------------------------------------------------------------------

NODE_IDS = ("a", "b", "c", "d", "e")
PROMPTS = st.sampled_from(["Hello {caller|digits}", "Again {x|default:nobody}", "Please"])
CONDITIONS = st.sampled_from(["x > 1", "x == ''", "length(y) < 3 and not z", "medium == 'text'", "true"])
COMPUTED = st.sampled_from(["x + 1", "y + y + 'a'", "x * 10", "caller", "'a' + x", "1 / x"])
PHRASES = st.sampled_from(["sales", "support", "technical support"])


def _node(kind: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    optional = {name.removesuffix("_"): strategy for name, strategy in members.items() if name.endswith("_")}
    required = {name: strategy for name, strategy in members.items() if not name.endswith("_")}
    return st.fixed_dictionaries({"kind": st.just(kind), **required}, optional=optional)


OPTION = st.fixed_dictionaries(
    {"name": st.sampled_from(["o1", "o2", "o3"])},
    optional={
        "keys": st.lists(st.sampled_from("012*#A"), max_size=2),
        "phrases": st.lists(PHRASES, max_size=2),
    },
)
CASE = st.fixed_dictionaries({"name": st.sampled_from(["c1", "c2"]), "when": CONDITIONS})
VALUE = st.fixed_dictionaries({"variable": st.sampled_from(["x", "y", "z"]), "to": COMPUTED})
FLAG = st.booleans()
SOME = st.integers(1, 3)
NODES = st.one_of(
    _node("say", text=PROMPTS, barge_in_=FLAG),
    _node(
        "menu",
        prompt=PROMPTS,
        options=st.lists(OPTION, max_size=3),
        attempts_=SOME,
        barge_in_=FLAG,
        speech_=FLAG,
    ),
    _node(
        "collect",
        prompt=PROMPTS,
        save_as=st.sampled_from(["x", "y"]),
        min_digits_=SOME,
        max_digits_=st.integers(1, 5),
        confirm_=PROMPTS,
        terminator_=st.sampled_from(["#", "*", ""]),
        barge_in_=FLAG,
        attempts_=SOME,
    ),
    _node("branch", cases=st.lists(CASE, max_size=2)),
    _node("set", values=st.lists(VALUE, max_size=3)),
    _node("queue", queue=st.sampled_from(["sales", "support"]), max_wait_=st.integers(1, 60)),
    _node("voicemail", greeting=PROMPTS, mailbox=st.just("sales")),
    _node("hangup", text_=PROMPTS, outcome_=st.sampled_from(list(Outcome))),
    _node(
        "hours",
        weekly=st.just([{"days": ["thu"], "opens": "00:00", "closes": "12:00"}]),
        holidays_=st.just(["01-01"]),
    ),
)


@st.composite
def flows(draw: st.DrawFn) -> dict[str, Any]:
    """Any graph of any nodes; mostly wired, now and then with an exit that is not, or leads nowhere."""
    nodes = draw(st.dictionaries(st.sampled_from(NODE_IDS), NODES, min_size=1))
    document = {"id": "f", "name": "F", "start": min(nodes), "media": ["voice", "text"], "nodes": nodes}
    targets = st.sampled_from((*(id for id in nodes for _ in range(5)), "nowhere"))
    for id, placed in parse(document).nodes.items():
        exits = placed.node.exits()
        wired = {
            exit: draw(targets) for exit in (*exits.required, *exits.optional) if draw(st.integers(0, 9))
        }
        nodes[id] = nodes[id] | {"exits": wired}
    return document


# Most events are for a step that may be awaited: those just used. The rest are stale or forged.
AGO = st.integers(0, 3) | st.integers(-5, 50)
KEYS = st.sampled_from("0123456789*#ABCDx") | st.text(max_size=3)
TEXTS = st.sampled_from(["sales", "one two three", "yes", "no", "", "4711", "technical"]) | st.text(
    max_size=10
)
HAPPENINGS: st.SearchStrategy[Callable[[int], Event]] = st.one_of(
    AGO.map(lambda ago: lambda step: SayingEnded(step - ago)),
    AGO.map(lambda ago: lambda step: TimerFired(step - ago)),
    AGO.map(lambda ago: lambda step: SpeechBegan(step - ago)),
    AGO.map(lambda ago: lambda step: HearingFailed(step - ago, "died")),
    st.tuples(AGO, TEXTS).map(lambda drawn: lambda step: SpeechHeard(step - drawn[0], drawn[1], 0.5)),
    st.tuples(AGO, st.sampled_from(["max_wait", "closed"])).map(
        lambda drawn: lambda step: QueueEnded(step - drawn[0], drawn[1])
    ),
    st.tuples(AGO, st.floats(0, 100), FLAG).map(
        lambda drawn: lambda step: RecordingEnded(step - drawn[0], "r", drawn[1], drawn[2])
    ),
    KEYS.map(lambda key: lambda _: KeyPressed(key)),
    TEXTS.map(lambda text: lambda _: MessageReceived(text)),
)


@settings(max_examples=examples(300), deadline=None)
@given(
    document=flows(),
    facts=st.sampled_from([CALL, CHAT]),
    happenings=st.lists(st.tuples(HAPPENINGS, st.floats(0, 2e9), st.booleans()), max_size=30),
)
def test_no_flow_and_no_event_can_break_a_session(
    document: dict[str, Any],
    facts: StartFacts,
    happenings: list[tuple[Callable[[int], Event], float, bool]],
) -> None:
    """Never an exception or an endless loop; every session can be stored; every turn replays the same (see
    Story); each way leads on from where the last one led; and a session either waits for something or has
    ended, once.
    """
    flow = parse(document)
    assert parse(dump(flow)) == flow
    story = Story(flow, facts)
    for happening, now, restarts in happenings:
        story.now = now
        before = story.session
        story.when(happening(story.session.step - 1))
        if before.finished:
            assert story.session == before and not story.commands
        if restarts:
            story.app_restarts()
        assert story.session.finished == (story.session.waiting is None)
    traces = [command for command in story.told if isinstance(command, Trace)]
    assert all(trace.target == after.node for trace, after in pairwise(traces))
    ends = [command for command in story.told if isinstance(command, EndInteraction)]
    assert len(ends) == int(story.session.finished)
    if story.session.finished:
        assert story.told[-1] is ends[0]
        story.is_quiet()
