"""The benchmark measures what it says, and both routers live the very same life under it."""

from itertools import islice

from ari_app.acd.commands import Command
from ari_app.acd.router import Router
from tests.load.naive_router import NaiveRouter
from tests.load.router_bench import Centre, Routes, run


def test_it_reports_the_figures_of_a_small_centre() -> None:
    result = run(
        600.0, events_at_most=2_000, waiting=200, agents=30, skills=8
    )  # the events end it, not the time
    assert (result["waiting"], result["agents"], result["skills"]) == (200, 30, 8)
    assert result["events"] == sum(result["mix"].values()) == 2_000
    assert {"WorkQueued", "OfferAccepted", "WorkEnded", "WrapUpFinished", "WorkLeft"} <= set(result["mix"])
    assert {"ClockTicked", "OfferDeclined", "OfferFailed", "StateRequested"} <= set(result["mix"])
    assert result["p50_us"] <= result["p99_us"] <= result["max_us"]
    assert result["compared_with"]["linear_scan"]["events"] == 2_000


def test_the_centre_keeps_as_many_waiting_as_it_says() -> None:
    router = Router()
    centre = Centre(router, waiting=200, agents=30, skills=8)
    for event in islice(centre.life(), 2_000):
        centre.see(router.apply(event, centre.now))
        assert 195 <= len(router.waiting()) + len(router.offers()) <= 200


def decisions(router: Routes) -> list[Command]:
    centre = Centre(router, waiting=150, agents=25, skills=6)
    made: list[Command] = []
    for event in islice(centre.life(), 1_500):
        commands = router.apply(event, centre.now)
        made += commands
        centre.see(commands)
    return made


def test_both_routers_decide_the_same_in_a_busy_centre() -> None:
    assert decisions(Router()) == decisions(NaiveRouter())
