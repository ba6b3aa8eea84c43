"""The supervisor's page has words for everything that the log tells of an interaction."""

import re
from dataclasses import fields
from typing import get_args

from ari_app.conversation import log
from tests.architecture.project import ROOT

PAGE = ROOT / "workspace_web/static/js/pages/supervisor/events.js"
EVENTS = get_args(log.LogEvent)


def test_every_event_of_an_interaction_has_words() -> None:
    words = set(re.findall(r"^  (\w+)(?::|\()", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    told = {
        log.kind_of(event)
        for event in EVENTS
        if "interaction" in {each.name for each in fields(event)} and event is not log.AgentStateChanged
    }
    assert told - words == set()
    assert {word for word in words if "_" in word} - {log.kind_of(event) for event in EVENTS} == set()
