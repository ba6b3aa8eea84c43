"""`/metrics` for Prometheus: numbers of now, read off the centre when asked, and counts of what happened.
The names are in docs/howto/api.md; a test compares. Labels are states and ids of queues, never people's."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ari_app.acd.model import AgentState, InteractionState, OfferState
from ari_app.acd.tables import FINAL
from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from workspace_web.ports import Figure, FigureKind, FigureSource

PREFIX = "trunkline_"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """`changed` is for the centre's `watcher`. `sources` know the rest: the writer, Asterisk, the web
    itself."""

    def __init__(self, centre: Centre, sources: Sequence[FigureSource]) -> None:
        self._arrived = 0
        self._ended: Tally[InteractionState] = Tally()
        self._offers: Tally[OfferState] = Tally()
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(_Figures(self._all))
        self._centre = centre
        self._sources = sources

    def changed(self, changes: Changes) -> None:
        """Count what one run of turns did."""
        self._arrived += len(changes.arrived)
        self._ended.update(item.state for item in changes.interactions.values() if item.over)
        self._offers.update(closed.state for closed in changes.offers_closed.values())

    def text(self) -> bytes:
        """In the format that Prometheus reads."""
        return generate_latest(self._registry)

    def _all(self) -> Iterator[Figure]:
        yield from self._now()
        yield from self._counts()
        for source in self._sources:
            yield from source.figures()

    def _now(self) -> Iterator[Figure]:
        centre, router = self._centre, self._centre.router
        states = Tally(item.state for item in centre.interactions.values())
        for state in InteractionState:
            if state not in FINAL:
                yield Figure("interactions", "Live interactions.", states[state], labels={"state": state})
        agents = Tally(agent.state for agent in router.agents())
        for standing in AgentState:
            yield Figure("agents", "Agents by state.", agents[standing], labels={"state": standing})
        yield Figure("offers_pending", "Offers that wait for an answer.", len(router.offers()))
        waiting = {queue: router.waiting(queue) for queue in sorted(centre.catalogue.queues)}
        for queue, works in waiting.items():
            yield Figure(
                "queue_waiting", "Interactions that wait in a queue.", len(works), labels={"queue": queue}
            )
        now = centre.clock.now()
        for queue, works in waiting.items():
            longest = max((now - work.since for work in works), default=0.0)
            yield Figure(
                "queue_longest_wait_seconds",
                "How long the one has waited who waits longest.",
                longest,
                labels={"queue": queue},
            )

    def _counts(self) -> Iterator[Figure]:
        yield Figure("interactions_arrived", "Interactions that arrived.", self._arrived, FigureKind.COUNTER)
        for state in sorted(FINAL):
            yield Figure(
                "interactions_ended",
                "Interactions that ended, by final state.",
                self._ended[state],
                FigureKind.COUNTER,
                {"state": state},
            )
        for outcome in OfferState:
            if outcome is not OfferState.PENDING:
                yield Figure(
                    "offers_closed",
                    "Offers that ended, by how.",
                    self._offers[outcome],
                    FigureKind.COUNTER,
                    {"state": outcome},
                )


class _Figures(Collector):
    """Figures as prometheus_client wants them: those of one name together."""

    def __init__(self, figures: Callable[[], Iterable[Figure]]) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        families: dict[str, CounterMetricFamily | GaugeMetricFamily] = {}
        for figure in self._figures():
            family = families.get(figure.name)
            if family is None:
                kind = CounterMetricFamily if figure.kind is FigureKind.COUNTER else GaugeMetricFamily
                family = families[figure.name] = kind(
                    PREFIX + figure.name, figure.help, labels=tuple(figure.labels)
                )
            family.add_metric(tuple(figure.labels.values()), figure.value)
        return families.values()
