"""Agents whose pages are all gone (the browser crashed, the network is lost, the laptop shut): after some time they are
away, and who sits in a chat with them is given to others.

It is about agents who had a page: whose desk phone rings is reached there, and stays available for calls unless they have
written work in hand. A call has its own rules, by which its agent may come back; they are away when it is over. After a
start nobody is connected yet: whoever had a chat in hand has the whole time to come back.
"""

from collections.abc import Callable
from functools import partial

from ari_app.acd.events import StateRequested
from ari_app.acd.model import AgentState, InteractionState, MediaType
from ari_app.conversation import text_rules
from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.conversation.happenings import About
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.ports import Timer
from ivr.node import Medium

LOST = "connection lost"
"""Why they are away."""


class AgentAbsences:
    """`is_here`: whether a page of an agent's is connected. `patience`: seconds until one who is not is gone; 0: never."""

    def __init__(self, centre: Centre, is_here: Callable[[str], bool], patience: float) -> None:
        self._centre = centre
        self._is_here = is_here
        self._patience = patience
        self._awaited: dict[str, Timer] = {}
        self._gone: set[str] = set()

    def begin(self) -> None:
        """With those who had a chat in hand already."""
        for item in self._centre.interactions.values():
            there = item.medium is Medium.TEXT and self._centre.catalogue.there(item.channel)
            if there and item.agent is not None and item.state is InteractionState.CONNECTED:
                self.look(item.agent)

    def close(self) -> None:
        for timer in self._awaited.values():
            timer.cancel()
        self._awaited.clear()

    def changed(self, changes: Changes) -> None:
        """The centre changed, and it is durable. What goes on again with one who is gone (the customer wrote, somebody
        handed it to them) does not wait for them either."""
        for item in changes.interactions.values():
            self._give_away(item)

    def look(self, agent: str) -> None:
        """A page of theirs came, or went."""
        if self._is_here(agent):
            self._gone.discard(agent)
            if (timer := self._awaited.pop(agent, None)) is not None:
                timer.cancel()
        elif self._patience and agent not in self._awaited:
            until = self._centre.clock.now() + self._patience
            self._awaited[agent] = self._centre.clock.call_at(until, partial(self._time_is_up, agent))

    def _time_is_up(self, agent: str) -> None:
        """They are away before anybody looks for who else is free."""
        del self._awaited[agent]
        self._gone.add(agent)
        self._centre.receive(partial(self._set_away, agent))
        for item in tuple(self._centre.interactions.values()):
            self._give_away(item)

    def _set_away(self, agent: str) -> None:
        """Inside a turn. Who said themselves where they are, or missed an offer, stays there: nothing is offered to them."""
        status, known = self._centre.router.agent(agent), self._centre.catalogue.agents.get(agent)
        if status is None or known is None or status.stands is not AgentState.AVAILABLE:
            return
        writes = any(hold.media_type is not MediaType.CALL for hold in status.holds)
        if writes or known.in_browser:
            self._centre.route(StateRequested(agent, AgentState.AWAY, LOST))

    def _give_away(self, item: Interaction) -> None:
        if item.agent in self._gone:
            self._centre.receive(About(item.id, self._forsake))

    def _forsake(self, item: Interaction) -> None:
        """Inside a turn, of their own for each: they may be back by then, and it somebody else's."""
        if item.agent in self._gone:
            setting, now = self._centre.setting(item), self._centre.changes.at
            self._centre.keep(text_rules.forsaken(item, item.agent, setting, now))
