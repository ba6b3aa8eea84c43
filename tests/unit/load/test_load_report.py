"""From runs to figures and verdicts."""

from tests.load.measure import Run
from tests.load.report import Report, figures, page, report, table, targets
from tests.load.router_bench import Figures as RouterFigures
from tests.load.router_bench import Result
from tests.unit.load.test_page_report import GOOD

FAST = RouterFigures(
    events=10, events_per_s=25_000, events_per_cpu_s=25_000, mean_us=40, p50_us=30, p99_us=90, max_us=200
)
ROUTER = Result(waiting=10_000, agents=1_000, skills=50, mix={}, compared_with={"linear_scan": FAST}, **FAST)


def run(cpu: float = 10, p95: float = 5, failed: int = 0, app: float = 0) -> Run:
    return Run(100, failed, cpu, app, pdd_p50_ms=p95 / 2, pdd_p95_ms=p95, pdd_p99_ms=p95 * 2)


def verdicts(found: Report) -> dict[str, bool]:
    return {target.text: target.reached for target in targets(found)}


def test_figures_are_medians_and_failures_add_up() -> None:
    found = figures([run(cpu=10, p95=4, failed=1), run(cpu=30, p95=6), run(cpu=11, p95=90, failed=2, app=1)])

    assert found == {"cpu_ms": 12, "pdd_p50_ms": 3, "pdd_p95_ms": 6, "pdd_p99_ms": 12, "failed": 3}


def test_the_report_has_the_shape_that_was_agreed() -> None:
    found = report({(20, "dial"): [run()], (20, "app_queue"): [run()], (40, "dial"): [run()]}, ROUTER)

    assert {rate: list(ways) for rate, ways in found["calls"].items()} == {
        "20": ["dial", "app_queue"],
        "40": ["dial"],
    }
    assert found["router"] == ROUTER


def test_every_target_can_be_reached() -> None:
    ways = {"app_queue": [run(cpu=10, p95=5)], "trunkline": [run(cpu=11, app=2, p95=10)]}
    found = report({(40, way): runs for way, runs in ways.items()}, ROUTER)

    assert verdicts(found) == {
        "no failed call": True,
        "CPU per call at 40 calls/s: at most 1.3 times app_queue's": True,
        "PDD p95 at 40 calls/s: at most 2 times app_queue's": True,
        "router alone: at least 20,000 events/s": True,
    }


def test_every_target_can_be_missed() -> None:
    ways = {"app_queue": [run(cpu=10, p95=5)], "trunkline": [run(cpu=11, app=2.1, p95=10.1, failed=1)]}
    slow = ROUTER.copy()
    slow["events_per_s"] = 19_999

    assert set(verdicts(report({(40, way): runs for way, runs in ways.items()}, slow)).values()) == {False}


def test_without_trunkline_only_the_router_is_judged() -> None:
    assert list(verdicts(report({(40, "dial"): [run()]}, ROUTER))) == [
        "router alone: at least 20,000 events/s"
    ]


def test_people_read_the_same_figures() -> None:
    found = report({(80, "trunkline"): [run(cpu=12.34, p95=5.5, app=1)]}, ROUTER)

    row = "| 80 | Trunkline | 13.3 | 2.8 | 5.5 | 11.0 | 0 |"
    assert row in table(found)
    assert row in page(found, "Measured here.")
    assert "| linear scan | 25,000 |" in page(found, "Measured here.")


def test_pages_stand_below_the_calls_when_they_were_measured() -> None:
    found = report({(20, "dial"): [run()]}, ROUTER)
    without = page(found, "A machine.")
    found["pages"] = GOOD

    assert "## Pages" not in without
    assert page(found, "A machine.").startswith(without)
    assert page(found, "A machine.").removeprefix(without).strip().startswith("## Pages")
