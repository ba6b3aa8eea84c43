"""What the router decides, made true: offers, who is connected, who waits again, where agents stand."""

from ari_app.acd import commands as routing
from ari_app.acd import events as routed
from ari_app.acd.matching import PULLED
from ari_app.acd.model import AgentState, InteractionState, MediaType
from ari_app.conversation import log, queue_rules, rules, text_rules
from ari_app.conversation.floor import Floor
from ari_app.conversation.happenings import Routing
from ivr.node import Medium


class RoutingTurns:
    """One of its commands may be about what has ended meanwhile: then the router is told so."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def take(self, step: Routing) -> None:
        """One thing that the router is told, or has decided."""
        floor, changes = self._floor, self._floor.changes
        match step:
            case routing.NoteAgentState():
                self._stands(step)
            case routing.OfferTo():
                self._offer(step)
            case routing.CloseOffer():
                self._offer_closed(step)
            case routing.ReturnToQueue(interaction):
                if (item := floor.interactions.get(interaction)) is not None:
                    floor.keep(queue_rules.returned(item, "not taken", floor.setting(item), changes.at))
            case routing.ConnectTo():
                self._connect(step)
            case _:
                for decided in floor.router.apply(step, changes.at):
                    floor.route(decided)

    def _stands(self, noted: routing.NoteAgentState) -> None:
        """What the agent has in hand stands so from now on; what they left behind goes to others."""
        floor, changes = self._floor, self._floor.changes
        changes.agents[noted.agent] = noted
        changes.log.append(log.AgentStateChanged(noted.agent, noted.state.value, noted.reason, noted.call))
        for hold in noted.holds:
            if hold.media_type is not MediaType.CALL and (item := floor.interactions.get(hold.interaction)):
                floor.keep(text_rules.stands(item, hold))
        if noted.state is AgentState.SIGNED_OUT:
            for item in [item for item in floor.interactions.values() if item.agent == noted.agent]:
                floor.keep(text_rules.left_behind(item, noted.agent, floor.setting(item), changes.at))

    def _offer(self, made: routing.OfferTo) -> None:
        floor, changes = self._floor, self._floor.changes
        item, agent = floor.interactions.get(made.interaction), floor.catalogue.agents.get(made.agent)
        if item is None:
            floor.route(routed.WorkLeft(made.interaction, "over"))
        elif agent is None:
            floor.route(routed.OfferFailed(made.offer, "removed"))
        elif item.medium is Medium.TEXT:
            floor.keep(text_rules.offered(item, made))
        else:
            floor.keep(rules.offered(item, made, agent.endpoint, changes.at))
        changes.offers_made.append(made)
        changes.log.append(log.OfferMade(made.interaction, made.agent, made.queue, made.offer, made.deadline))

    def _offer_closed(self, closed: routing.CloseOffer) -> None:
        """The phone stops with what follows: the return to the queue, or the end of the interaction."""
        floor, changes = self._floor, self._floor.changes
        changes.offers_closed[closed.offer] = closed
        changes.log.append(
            log.OfferClosed(closed.interaction, closed.agent, closed.offer, closed.state.value, closed.reason)
        )
        if closed.reason == PULLED and (item := floor.interactions.get(closed.interaction)) is not None:
            changes.log.append(text_rules.pulled(item, closed.agent, floor.router.agent(closed.agent)))

    def _connect(self, taken: routing.ConnectTo) -> None:
        floor, now = self._floor, self._floor.changes.at
        item = floor.interactions.get(taken.interaction)
        if item is None or item.state is not InteractionState.OFFERED:
            floor.route(routed.WorkEnded(taken.agent, taken.interaction))  # nobody is left to talk to
        elif item.medium is Medium.TEXT:
            floor.keep(text_rules.connect(item, floor.setting(item), now))
        else:
            floor.keep(rules.connect(item, floor.recorded(item), now))
