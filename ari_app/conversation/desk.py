"""What agents ask for: a state, an offer accepted or declined, the end of a call, wrap-up done; from a screen or, by feature
code, from a desk phone that has no screen."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation import line, rules
from ari_app.conversation.centre import Centre
from ari_app.conversation.happenings import EndpointNews, OwnCall
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
    """Every method answers once its effect is durable, and raises Refused when it has none."""

    def __init__(self, centre: Centre, language: str = "en") -> None:
        self._centre = centre
        self._language = language

    # --- from a screen ----------------------------------------------------------------------------------------------

    async def set_state(self, agent: str, state: AgentState, reason: str = "") -> None:
        """Available, away or signed out; during work it becomes what follows the work."""

        def turn() -> None:
            self._known(agent)
            if state not in WANTED_STATES:
                raise Conflict(
                    f"An agent cannot ask for {state.value}: ask for available, away or signed_out."
                )
            self._centre.route(routed.StateRequested(agent, state, reason))

        await self._durably(turn)

    async def accept(self, agent: str, offer: str) -> None:
        """Take the offer on the screen: the phone is rung again so that it answers by itself."""

        def turn() -> None:
            item = self._offered(agent, offer)
            self._reachable()
            endpoint = self._centre.catalogue.agents[agent].endpoint
            self._centre.keep(rules.accepted_on_screen(item, endpoint, SCREEN_ACCEPT_TIMEOUT))

        await self._durably(turn)

    async def decline(self, agent: str, offer: str, reason: str = "declined") -> None:
        """Say no: the caller is offered to someone else, the agent is away until they say otherwise."""

        def turn() -> None:
            self._offered(agent, offer)
            self._centre.route(routed.OfferDeclined(offer, reason or "declined"))

        await self._durably(turn)

    async def end(self, agent: str, interaction: str) -> None:
        """Hang up."""

        def turn() -> None:
            item = self._centre.interactions.get(interaction)
            if item is None or item.agent != agent or item.state is not InteractionState.CONNECTED:
                raise NotFound(f"You have no conversation {interaction!r} now. It may have ended already.")
            self._reachable()
            self._centre.changes.acts.append((line.HangUp(item.line), item.id))

        await self._durably(turn)

    async def finish_wrap_up(self, agent: str) -> None:
        """Wrap-up is done before its time."""

        def turn() -> None:
            self._known(agent)
            status = self._centre.router.agent(agent)
            if status is None or status.state is not AgentState.WRAP_UP:
                raise Conflict("There is no wrap-up to finish: you are not in wrap-up.")
            self._centre.route(routed.WrapUpFinished(agent))

        await self._durably(turn)

    # --- from a desk phone ------------------------------------------------------------------------------------------

    def phone_called(self, event: OwnCall) -> None:
        """An agent's phone called us, or such a call has said what it had to say. Runs inside a turn."""
        match event:
            case line.AgentDialled():
                self._say(event.line, self._do(event))
            case line.PlayEnded(call):
                self._centre.changes.acts.append((line.HangUp(call), ""))
            case _:
                assert_never(event)

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

    def phone_changed(self, event: EndpointNews) -> None:
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
        status = self._centre.router.agent(agent)
        item = None if status is None else self._centre.interactions.get(status.interaction or "")
        if status is None or item is None or status.offer != offer or item.offer != offer:
            raise Conflict(
                f"The offer {offer!r} is not open any more: the caller hung up or went to someone else."
            )
        return item

    def _reachable(self) -> None:
        if self._centre.held:
            raise Conflict("Asterisk cannot be reached just now. Use your phone, or try again in a moment.")

    async def _durably(self, turn: Callable[[], None]) -> None:
        done = asyncio.get_running_loop().create_future()

        def answer() -> None:
            if not done.done():
                done.set_result(None)

        def run() -> None:
            try:
                turn()
            except Exception as error:
                done.set_exception(error)
            else:
                self._centre.changes.replies.append(answer)

        self._centre.receive(run)
        await done
