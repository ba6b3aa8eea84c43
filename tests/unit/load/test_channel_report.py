"""What is said of the channels' figures."""

from tests.load.channel_report import Channels, Chats, Figures, Intake, figures, section, targets

FAST = Figures(per_s=1000.0, p50_ms=20.0, p95_ms=50.0, p99_ms=80.0, worst_ms=90.0, count=8000, failed=0)
GOOD = Channels(
    intake=Intake(connections=32, webhooks=FAST, bare=FAST, cpu_ms=1.5, caught_up_s=0.2),
    chats=Chats(
        open=1000,
        agents=40,
        per_s=100.0,
        p50_ms=9.0,
        p95_ms=80.0,
        p99_ms=180.0,
        seen=3000,
        lost=0,
        kilobytes=20.0,
    ),
    load=1.0,
)


def test_figures_are_shares_of_the_times() -> None:
    found = figures(2.0, [n / 1000 for n in range(1, 101)])
    assert (found["per_s"], found["count"], found["failed"]) == (50.0, 100, 0)
    assert (found["p50_ms"], found["p99_ms"], found["worst_ms"]) == (50.0, 99.0, 100.0)


def test_every_target_can_be_reached() -> None:
    assert [target.reached for target in targets(GOOD)] == [True] * 5


def test_every_target_can_be_missed() -> None:
    slow = Figures(per_s=799.0, p50_ms=20.0, p95_ms=50.0, p99_ms=150.0, worst_ms=90.0, count=8000, failed=1)
    bad = Channels(
        intake={**GOOD["intake"], "webhooks": slow},
        chats={**GOOD["chats"], "p95_ms": 200.0, "lost": 1},
        load=1.0,
    )
    assert [target.reached for target in targets(bad)] == [False] * 5


def test_the_page_tells_all_of_it() -> None:
    told = section(GOOD)
    for figure in (
        "| signed webhooks over HTTP, all of the way | 1,000 | 20 | 50 | 80 | 90 |",
        "20 kB",
        "1.50 ms",
    ):
        assert figure in told
    assert "{" not in told
