"""What agents ask for on a screen about themselves and what is offered to them: a state, an offer accepted or declined, the
end of a call, wrap-up done. What they do with a talk is in `talks_desk.py`, what desk phones ask for in `phones.py`."""

from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, Hold, HoldState, InteractionState
from ari_app.conversation import line, rules, text_rules
from ari_app.conversation.centre import Centre
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.requests import Conflict, NotFound, Requests
from ivr.node import Medium

SCREEN_ACCEPT_TIMEOUT = 15.0
MORE_WRAP_UP, LONGEST_WRAP_UP = 60.0, 900.0
WANTED_STATES = frozenset({AgentState.AVAILABLE, AgentState.AWAY, AgentState.SIGNED_OUT})


class Desk:
    """Every method answers once its effect is durable, and raises Refused when it has none."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._requests = Requests(centre)

    async def set_state(self, agent: str, state: AgentState, reason: str = "") -> None:
        """Available, away or signed out; during work it becomes what follows the work."""

        def turn() -> None:
            self._requests.known(agent)
            if state not in WANTED_STATES:
                raise Conflict(
                    f"An agent cannot ask for {state.value}: ask for available, away or signed_out."
                )
            self._centre.route(routed.StateRequested(agent, state, reason))

        await self._requests.durably(turn)

    async def accept(self, agent: str, offer: str) -> None:
        """Take the offer on the screen: the phone is rung again so that it answers by itself; what is written needs
        none."""

        def turn() -> None:
            item = self._offered(agent, offer)
            if item.medium is Medium.TEXT:
                self._centre.route(routed.OfferAccepted(offer))
                return
            self._requests.reachable()
            endpoint = self._centre.catalogue.agents[agent].endpoint
            if endpoint in self._centre.catalogue.mobiles:
                raise Conflict("Your mobile rings: pick up, and press 1.")
            # Who has said yes in time does not run out of time while their phone answers.
            until = self._centre.changes.at + SCREEN_ACCEPT_TIMEOUT + 1.0
            self._centre.route(routed.OfferExtended(offer, until))
            self._centre.keep(rules.accepted_on_screen(item, endpoint, SCREEN_ACCEPT_TIMEOUT))

        await self._requests.durably(turn)

    async def decline(self, agent: str, offer: str, reason: str = "declined") -> None:
        """Say no: the caller is offered to someone else, the agent is away until they say otherwise."""

        def turn() -> None:
            self._offered(agent, offer)
            self._centre.route(routed.OfferDeclined(offer, reason or "declined"))

        await self._requests.durably(turn)

    async def end(self, agent: str, interaction: str) -> None:
        """Hang up, or close what is written."""

        def turn() -> None:
            item = self._centre.interactions.get(interaction)
            if item is None or item.agent != agent or item.state is not InteractionState.CONNECTED:
                raise NotFound(f"You have no conversation {interaction!r} now. It may have ended already.")
            if item.medium is Medium.TEXT:
                self._centre.keep(text_rules.close(item, "agent closed", self._centre.changes.at))
                return
            self._requests.reachable()
            self._centre.changes.acts.append((line.HangUp(item.line), item.id))

        await self._requests.durably(turn)

    async def finish_wrap_up(self, agent: str, interaction: str | None = None) -> None:
        """Wrap-up of this interaction, or of all that they wrap up, is done before its time."""

        def turn() -> None:
            if not self._wrapping_up(agent, interaction):
                raise Conflict("There is no wrap-up to finish: you are not in wrap-up.")
            if self._centre.router.bound_to_wrap_up(agent, interaction):
                raise Conflict("Wrap-up of this queue lasts its whole time: it ends by itself.")
            self._centre.route(routed.WrapUpFinished(agent, interaction))

        await self._requests.durably(turn)

    async def extend_wrap_up(self, agent: str, interaction: str | None = None) -> None:
        """A minute more for it, as often as needed up to a quarter of an hour in all."""

        def turn() -> None:
            wrap_ups = self._wrapping_up(agent, interaction)
            if not wrap_ups:
                raise Conflict("There is no wrap-up to extend: you are not in wrap-up.")
            may = [each for each in wrap_ups if _may_last_longer(each)]
            if not may:
                raise Conflict("Your wrap-up cannot become any longer: finish it, or go away for a while.")
            for each in may:
                self._centre.route(routed.WrapUpExtended(agent, MORE_WRAP_UP, each.interaction))

        await self._requests.durably(turn)

    def _wrapping_up(self, agent: str, interaction: str | None) -> list[Hold]:
        self._requests.known(agent)
        status = self._centre.router.agent(agent)
        return [
            hold
            for hold in (() if status is None else status.holds)
            if hold.state is HoldState.WRAP_UP and interaction in (None, hold.interaction)
        ]

    def _offered(self, agent: str, offer: str) -> Interaction:
        self._requests.known(agent)
        status = self._centre.router.agent(agent)
        holds = () if status is None else status.holds
        rings = next((hold.interaction for hold in holds if hold.offer == offer), "")
        item = self._centre.interactions.get(rings)
        if item is None or item.offer != offer:
            raise Conflict(
                f"The offer {offer!r} is not open any more: the caller hung up or went to someone else."
            )
        return item


def _may_last_longer(wrap_up: Hold) -> bool:
    """One without an end of its own stays without."""
    return wrap_up.until is None or wrap_up.until + MORE_WRAP_UP <= wrap_up.since + LONGEST_WRAP_UP
