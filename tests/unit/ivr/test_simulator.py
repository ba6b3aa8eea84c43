"""The simulator: a script in, a transcript out."""

from collections.abc import Callable
from pathlib import Path

import ivr
from ivr.flow import Flow, loads
from ivr.simulator import Kind, begin, fall_silent, order, play, press, run, say, wait
from ivr.story import CHAT

DEMO = loads((Path(ivr.__file__).parent / "flows" / "demo-menu.json").read_text())
MENU = {"kind": "menu", "prompt": "Which?", "options": [{"name": "a", "keys": ["1"], "phrases": ["sales"]}]}


def heard(transcript: tuple[str, ...]) -> list[str]:
    """Without the ways through the flow."""
    return [line for line in transcript if not line.startswith("  ")]


def test_the_demo_by_key() -> None:
    lines = heard(play(DEMO, ["2", ":agent", "ignored after the end"], 0))
    assert lines[0] == "< Welcome to Trunkline."
    assert lines[2:] == ["> 2", "* waits in queue support at priority 0", "* an agent of support answers"]


def test_the_demo_by_voice_with_mistakes_and_silence() -> None:
    lines = heard(play(DEMO, ["weather", ":wait 6", "I want billing, please"], 0))
    assert lines[2] == "> weather" and lines[3].startswith("< Sorry")
    assert lines[4].startswith("< I did not hear")
    assert lines[-1] == "* waits in queue billing at priority 0"


def test_the_demo_when_nobody_is_free() -> None:
    lines = heard(play(DEMO, ["1", ":wait 599", ":wait 1", "please call me back"], 0))
    assert lines[4:] == [
        "* the wait ends: max_wait",
        "< Nobody in sales is free. Leave your message after the tone, and we will call you back.",
        "* beep: a line is the message, at most 120 s",
        "> please call me back",
        "* recorded 1.6 s",
        "* 1.6 s kept for mailbox sales",
        "< Thank you for your message. Goodbye.",
        "* ended: voicemail",
    ]


def test_a_caller_who_says_nothing_at_all_gets_to_the_operator() -> None:
    assert play(DEMO, [":wait 18"], 0)[-1] == "* waits in queue operator at priority 0"


def test_the_clock_stops_at_every_alarm_on_the_way() -> None:
    assert heard(play(DEMO, [":wait 10000"], 0))[-3:] == [
        "* the wait ends: max_wait",
        "< Nobody is free. Leave your message after the tone, and we will call you back.",
        "* beep: a line is the message, at most 120 s",
    ]


def test_orders() -> None:
    lines = heard(play(DEMO, [":agent", ":wait a", ":closed", "0", ":closed", ":hangup", ":wait 5"], 0))
    assert [line[:8] for line in lines[2:5]] == ["? :agent", "? :wait ", "? :closed"[:8]]
    assert lines[7] == "* the wait ends: closed"
    assert lines[-1] == "* the caller hangs up"


def test_a_writer(build: Callable[..., Flow]) -> None:
    lines = play(build(MENU, media=("text",)), ["hm", "", "1"], 0, CHAT)
    assert heard(lines) == ["< Which?", "> hm", "< Which?", "> 1", "* ended: resolved"]


def test_a_prompt_that_goes_round_for_ever_comes_to_its_end(build: Callable[..., Flow]) -> None:
    lines = play(build({"kind": "say", "text": "Hm.", "exits": {"next": "main"}}), [], 0)
    assert lines[-1] == "* ended: failed (the flow went round without an end)"


def test_run_writes_as_it_goes_until_the_end_or_the_end_of_input(build: Callable[..., Flow]) -> None:
    flow = build(MENU)
    for script in (["1"], ["hm"]):
        written: list[str] = []
        lines = iter(script)
        run(flow, lambda lines=lines: next(lines, None), written.append, 0)  # type: ignore[misc]  # bound now
        assert tuple(written) == play(flow, script, 0)


def test_each_line_tells_where_the_session_was() -> None:
    now = press(DEMO, begin(DEMO, 0), "2")
    steps = [(line.node, line.exit, line.target) for line in now.transcript if line.kind is Kind.STEP]
    assert steps[-1] == ("menu", "support", "support")
    assert [line.node for line in now.transcript if line.kind is Kind.FLOW] == ["greeting", "menu"]
    assert now.node == "support"


def test_silence_lasts_until_the_flow_goes_on_by_itself() -> None:
    now = fall_silent(DEMO, begin(DEMO, 0))
    assert now.now == 6
    assert str(now.transcript[-2]) == "> (silence, 6 s)"
    queued = press(DEMO, now, "1")
    assert fall_silent(DEMO, queued).node == "sales-mailbox"


def test_silence_into_a_message_is_none() -> None:
    taking = order(DEMO, press(DEMO, begin(DEMO, 0), "1"), "closed")
    assert taking.recording is not None
    assert fall_silent(DEMO, taking).node == "goodbye"


def test_speech_that_is_none_of_the_phrases() -> None:
    now = say(DEMO, begin(DEMO, 0), "", 0.0)
    assert str(now.transcript[-1]).startswith("< Sorry")


def test_after_the_end_nothing_happens() -> None:
    over = order(DEMO, begin(DEMO, 0), "hangup")
    assert press(DEMO, over, "1") == say(DEMO, over, "x") == over
    assert wait(DEMO, over, 5) == fall_silent(DEMO, over) == order(DEMO, over, "agent") == over
