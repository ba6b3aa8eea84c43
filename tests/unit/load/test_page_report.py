"""What the pages cost, as the documentation says it, and whether that is little enough."""

import pytest

from tests.load.page_report import Pages, Supervisor, Workspace, section, targets

GOOD = Pages(
    workspace=Workspace(
        ready_ms=800.4,
        worst_ms=1200,
        kilobytes=214.2,
        requests=89,
        rounds=9,
        lighthouse={"performance": 99, "accessibility": 100},
    ),
    supervisor=Supervisor(page_percent=12.34, server_percent=9.7, p50_ms=80, p95_ms=181, probes=64, load=0.5),
)
BAD = Pages(
    workspace=Workspace(
        ready_ms=1500, worst_ms=1500, kilobytes=400, requests=89, rounds=9, lighthouse={"performance": 94}
    ),
    supervisor=Supervisor(page_percent=15, server_percent=9.7, p50_ms=80, p95_ms=250, probes=64, load=0.5),
)


@pytest.mark.parametrize(("pages", "reached"), [(GOOD, True), (BAD, False)])
def test_every_target_can_be_reached_and_missed(pages: Pages, reached: bool) -> None:
    assert [target.reached for target in targets(pages)] == [reached] * 5


def test_a_page_that_lighthouse_said_nothing_of_has_not_reached_its_score() -> None:
    workspace = GOOD["workspace"].copy()
    workspace["lighthouse"] = {}
    found = targets(Pages(workspace=workspace, supervisor=GOOD["supervisor"]))
    assert [target.reached for target in found] == [True, True, False, True, True]


def test_the_section_says_each_figure() -> None:
    text = section(GOOD)
    assert text.startswith("## Pages\n")
    for figure in (
        "214 kB in 89 requests",
        "800 ms, worst 1,200 ms",
        "performance 99, accessibility 100",
        "12.3 %",
        "9.7 %",
        "80 ms, p95 181 ms",
        "worst of 9 loads",
        "64 times",
        "a load of 0.5",
        "- reached: supervisor: change to screen under 250 ms at p95 (181 ms)",
    ):
        assert figure in text
