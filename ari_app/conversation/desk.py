"""What agents ask for: a state, an offer accepted or declined, the end of a call, wrap-up done; from a screen or, by feature
code, from a desk phone that has no screen."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation import line, rules
from ari_app.conversation.centre import Centre
from ari_app.conversation.interaction import Interaction

SCREEN_ACCEPT_TIMEOUT = 15.0
WANTED_STATES = frozenset({AgentState.AVAILABLE, AgentState.AWAY, AgentState.SIGNED_OUT})


class Refused(Exception):
    """What was asked for cannot be done; the message says why and what to do."""


class NotFound(Refused):
    """No such agent, offer or interaction, or not this agent's."""


class Conflict(Refused):
    """It was possible once, or is not possible yet: the state has moved on."""


@dataclass(frozen=True, slots=True)
class FeatureCode:
    """What an agent dials, what it asks for, and what they hear."""

    number: str
    asks: Callable[[str], routed.Event]
    said: str


FEATURE_CODES = (
    FeatureCode("*1", lambda agent: routed.StateRequested(agent, AgentState.AVAILABLE), "You are available."),
    FeatureCode(
        "*2", lambda agent: routed.StateRequested(agent, AgentState.AWAY, "desk phone"), "You are away."
    ),
    FeatureCode("*3", routed.WrapUpFinished, "Wrap up is done."),
)
_NOT_HERE = (
    "This number cannot be dialled from here. Star one, available. Star two, away. Star three, wrap up done."
)
_NOBODY = "This phone belongs to no agent. Please ask your supervisor."


class Desk:
    """Every method answers once its effect is durable."""

    def __init__(self, centre: Centre, language: str = "en") -> None:
        self._centre = centre
        self._language = language
        self._own_calls: set[str] = set()

    # --- from a screen ----------------------------------------------------------------------------------------------

    async def set_state(self, agent: str, state: AgentState, reason: str = "") -> None:
        """Available, away or signed out; during work it becomes what follows the work."""
        self._known(agent)
        if state not in WANTED_STATES:
            raise Conflict(f"An agent cannot ask for {state.value}: ask for available, away or signed_out.")
        await self._durably(lambda: self._centre.route(routed.StateRequested(agent, state, reason)))

    async def accept(self, agent: str, offer: str) -> None:
        """Take the offer on the screen: the phone is rung again so that it answers by itself."""
        item = self._offered(agent, offer)
        endpoint = self._centre.catalogue.agents[agent].endpoint
        now = self._centre.clock.now()
        await self._durably(
            lambda: self._centre.keep(rules.accepted_on_screen(item, endpoint, now, SCREEN_ACCEPT_TIMEOUT))
        )

    async def decline(self, agent: str, offer: str, reason: str = "declined") -> None:
        """Say no: the caller is offered to someone else, the agent is away until they say otherwise."""
        self._offered(agent, offer)
        await self._durably(lambda: self._centre.route(routed.OfferDeclined(offer, reason or "declined")))

    async def end(self, agent: str, interaction: str) -> None:
        """Hang up."""
        item = self._centre.interactions.get(interaction)
        if item is None or item.agent != agent or item.state is not InteractionState.CONNECTED:
            raise NotFound(f"You have no conversation {interaction!r} now. It may have ended already.")
        hang_up = (line.HangUp(item.line), item.id)
        await self._durably(lambda: self._centre.changes.acts.append(hang_up))

    async def finish_wrap_up(self, agent: str) -> None:
        """Wrap-up is done before its time."""
        self._known(agent)
        status = self._centre.router.agent(agent)
        if status is None or status.state is not AgentState.WRAP_UP:
            raise Conflict("There is no wrap-up to finish: you are not in wrap-up.")
        await self._durably(lambda: self._centre.route(routed.WrapUpFinished(agent)))

    # --- from a desk phone ------------------------------------------------------------------------------------------

    def phone_called(self, event: line.AgentDialled | line.PlayEnded | line.LineGone) -> None:
        """An agent's phone called us, or such a call went on. Runs inside a turn."""
        match event:
            case line.AgentDialled():
                self._own_calls.add(event.line)
                self._say(event.line, self._do(event))
            case line.PlayEnded(call) if call in self._own_calls:
                self._centre.changes.acts.append((line.HangUp(call), ""))
            case line.LineGone(call):
                self._own_calls.discard(call)
            case line.PlayEnded():
                pass

    def _do(self, event: line.AgentDialled) -> str:
        agent = self._centre.catalogue.agent_at(event.endpoint)
        if agent is None:
            return _NOBODY
        code = next((code for code in FEATURE_CODES if code.number == event.number), None)
        if code is None:
            return _NOT_HERE
        self._centre.route(code.asks(agent.profile.id))
        return code.said

    def _say(self, call: str, text: str) -> None:
        self._centre.changes.acts.append((line.Play(call, 0, text, self._language), ""))

    def phone_changed(self, event: line.EndpointReached | line.EndpointLost) -> None:
        """A phone that could not be reached is back: its agent, set aside for that, is available again."""
        agent = self._centre.catalogue.agent_at(event.endpoint)
        if agent is None or isinstance(event, line.EndpointLost):
            return
        status = self._centre.router.agent(agent.profile.id)
        if status is None or status.state is not AgentState.NOT_RESPONDING:
            return
        if status.reason == line.LegFailure.UNREACHABLE.value:
            self._centre.route(routed.StateRequested(agent.profile.id, AgentState.AVAILABLE))

    # --- shared -----------------------------------------------------------------------------------------------------

    def _known(self, agent: str) -> None:
        if agent not in self._centre.catalogue.agents:
            raise NotFound(f"There is no agent {agent!r}.")

    def _offered(self, agent: str, offer: str) -> Interaction:
        self._known(agent)
        interactions = self._centre.interactions.values()
        item = next((item for item in interactions if item.offer == offer and item.agent == agent), None)
        if item is None or item.state is not InteractionState.OFFERED:
            raise Conflict(
                f"The offer {offer!r} is not open any more: the caller hung up or went to someone else."
            )
        return item

    async def _durably(self, turn: Callable[[], None]) -> None:
        done = asyncio.get_running_loop().create_future()

        def answer() -> None:
            if not done.done():
                done.set_result(None)

        def run() -> None:
            self._centre.changes.replies.append(answer)
            try:
                turn()
            except Exception as error:
                self._centre.changes.replies.remove(answer)
                if not done.done():
                    done.set_exception(error)

        self._centre.receive(partial(run))
        await done
