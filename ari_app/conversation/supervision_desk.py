"""What supervisors ask for: hear a talk of others, be heard by the agent or by both, take it over; for these they need a
phone, and time. And that somebody is the next of a queue. Who may is decided by their scope."""

from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation import queue_rules, supervision_rules
from ari_app.conversation.centre import Centre
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.line import SupervisionMode
from ari_app.conversation.requests import Conflict, NotFound, Requests

WAITS = frozenset({InteractionState.QUEUED, InteractionState.OFFERED})
AT_WORK = frozenset({AgentState.OFFERED, AgentState.BUSY, AgentState.WRAP_UP})


class SupervisionDesk:
    """`supervisor` is an agent, who has a phone. Every method answers once its effect is durable, and raises Refused when it
    has none."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._requests = Requests(centre)

    async def supervise(self, supervisor: str, interaction: str, mode: SupervisionMode) -> None:
        """Hear the talk, or be heard in another way."""

        def turn() -> None:
            item = self._talk(interaction)
            self._requests.known(supervisor)
            if item.agent == supervisor:
                raise Conflict("This is a conversation of your own.")
            if supervision_rules.part_of(item, supervisor) is None:
                self._has_time(supervisor)
            endpoint = self._centre.catalogue.agents[supervisor].endpoint
            self._centre.keep(supervision_rules.supervise(item, supervisor, endpoint, mode))

        await self._requests.durably(turn)

    async def stop(self, supervisor: str, interaction: str) -> None:
        """Hear it no more."""

        def turn() -> None:
            item = self._supervised(supervisor, interaction)
            self._centre.keep(supervision_rules.stop(item, supervisor, self._centre.changes.at))

        await self._requests.durably(turn)

    async def take_over(self, supervisor: str, interaction: str) -> None:
        """Talk to the customer instead of the agent, who is done with it."""

        def turn() -> None:
            item = self._supervised(supervisor, interaction)
            part = supervision_rules.part_of(item, supervisor)
            if part is None or not part.talks:
                raise Conflict("Your phone has not answered yet: try again in a moment.")
            record, now = self._centre.recorded(item), self._centre.changes.at
            self._centre.keep(supervision_rules.take_over(item, supervisor, record, now))

        await self._requests.durably(turn)

    async def put_first(self, by: str, interaction: str) -> None:
        """It is the next of its queue, whatever the others' priority. Nothing to do when it is so already."""

        def turn() -> None:
            router = self._centre.router
            item = self._centre.interactions.get(interaction)
            if item is None or item.place is None or item.state not in WAITS:
                raise Conflict("It waits no more: an agent has it, or it has ended.")
            place = router.position(interaction)
            if place is None:
                raise Conflict("It rings an agent right now: nobody goes before it.")
            if place.place > 1:
                others = [work.priority for work in router.waiting(item.place.queue)]
                self._centre.keep(queue_rules.put_first(item, by, others))

        await self._requests.durably(turn)

    def _talk(self, interaction: str) -> Interaction:
        item = self._centre.interactions.get(interaction)
        if item is None:
            raise NotFound(f"There is no live interaction {interaction!r}. It may have ended already.")
        if item.state is not InteractionState.CONNECTED or item.leg is None or not item.joined:
            raise Conflict("Nobody talks there just now: only a conversation can be supervised.")
        self._requests.reachable()
        return item

    def _supervised(self, supervisor: str, interaction: str) -> Interaction:
        item = self._centre.interactions.get(interaction)
        if item is None or supervision_rules.part_of(item, supervisor) is None:
            raise Conflict("You do not supervise this conversation: begin with it, or it has ended.")
        self._requests.reachable()
        return item

    def _has_time(self, supervisor: str) -> None:
        status = self._centre.router.agent(supervisor)
        if status is None or status.state in AT_WORK:
            raise Conflict("You are at work on something else: finish it, or leave it, first.")
