"""What agents ask for in a talk: hold it, hand it on, ask a colleague or bring them in, come back to it.

Whether it can be done is checked here, with the reason told; what follows is decided by `talk_rules.py` and
`rejoin_rules.py`."""

from dataclasses import replace

from ari_app.acd.model import AgentState, InteractionState
from ari_app.administration import dialling
from ari_app.conversation import line, log, rejoin_rules, talk_rules
from ari_app.conversation.centre import Centre
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.places import Target, another, place_for
from ari_app.conversation.requests import Conflict, NotFound, Requests
from ari_app.conversation.talk import Party, Role
from ari_app.conversation.turn import Turn, queue_of

CAN_BE_ASKED = frozenset({AgentState.AVAILABLE, AgentState.AWAY})


class TalksDesk:
    """Every method answers once its effect is durable, and raises Refused when it has none. What ends in `_now` is for a
    turn that runs already. `most_outside`: how many outside numbers may be called at once."""

    def __init__(self, centre: Centre, most_outside: int = 10) -> None:
        self._centre = centre
        self._requests = Requests(centre)
        self._most_outside = most_outside

    # --- hold -------------------------------------------------------------------------------------------------------

    async def hold(self, agent: str, interaction: str) -> None:
        """The customer hears music until `resume`."""

        def turn() -> None:
            self._keep(talk_rules.hold(self._talking(agent, interaction), self._now))

        await self._requests.durably(turn)

    async def resume(self, agent: str, interaction: str) -> None:
        """The customer hears the agent again."""

        def turn() -> None:
            item = self._talking(agent, interaction)
            if _asked(item) is not None:
                raise Conflict("The customer waits while you ask somebody: complete, cancel or join them.")
            self._keep(talk_rules.resume(item, self._now))

        await self._requests.durably(turn)

    async def mute_recording(self, agent: str, interaction: str, muted: bool) -> None:
        """Keep what is said out of the recording, or in it again."""

        def turn() -> None:
            item = self._talking(agent, interaction)
            if not self._centre.recorded(item):
                raise Conflict("This conversation is not recorded.")
            if item.talk.muted is muted:
                return
            noted = (log.RecordingMuted if muted else log.RecordingUnmuted)(
                item.id, agent, queue_of(item) or ""
            )
            silent = changed(item, talk=replace(item.talk, muted=muted))
            self._keep(Turn(silent, (line.MuteRecording(item.line, muted),), notes=(noted,)))

        await self._requests.durably(turn)

    # --- transfer ---------------------------------------------------------------------------------------------------

    async def transfer(self, agent: str, interaction: str, target: Target) -> None:
        """Hand the customer on, unasked. To a queue or an agent: they wait there, before those who came later. To a number:
        it rings, and the customer is back when it does not answer."""

        def turn() -> None:
            self.transfer_now(self._talking(agent, interaction), target)

        await self._requests.durably(turn)

    def transfer_now(self, item: Interaction, target: Target, *, referred: bool = False) -> bool:
        """Whether the agent's part is over with it."""
        if any(party.role is not Role.SUPERVISOR for party in item.talk.parties):
            raise Conflict("Others take part: complete, cancel or drop them before you hand the customer on.")
        if target.number is not None:
            number = self._outside(item, target.number)
            self._keep(talk_rules.ring_for_transfer(item, number, self._now, referred=referred))
            return False
        self._keep(
            talk_rules.transfer(
                item, place_for(self._centre, item, target, talk_rules.WANTED_SECONDS), self._now
            )
        )
        return True

    # --- consultation and conference --------------------------------------------------------------------------------

    async def consult(self, agent: str, interaction: str, target: Target) -> None:
        """Ask somebody while the customer hears music."""

        def turn() -> None:
            self.consult_now(self._talking(agent, interaction), target)

        await self._requests.durably(turn)

    def consult_now(self, item: Interaction, target: Target, *, on_line: str | None = None) -> None:
        """`on_line`: the agent's own call, dialled on a desk phone, which holds the customer itself."""
        if _asked(item) is not None:
            raise Conflict("You ask somebody already: complete, cancel or join them first.")
        whom = self._whom(item, target)
        if on_line is None:
            self._keep(talk_rules.consult(item, whom, self._now))
        else:
            self._keep(talk_rules.consult_on(item, whom, on_line))

    async def complete(self, agent: str, interaction: str) -> None:
        """Whom I asked talks to the customer from now on, or as soon as they answer; I am done."""

        def turn() -> None:
            item = self._asking(agent, interaction)
            self._keep(talk_rules.complete(item, self._centre.recorded(item), self._now))

        await self._requests.durably(turn)

    async def cancel(self, agent: str, interaction: str) -> None:
        """I talk to the customer again, whom I asked is let go."""

        def turn() -> None:
            item = self._mine(agent, interaction)
            if _asked(item) is None:
                raise Conflict("There is nobody to let go: you ask nobody.")
            self._keep(talk_rules.cancel(item, self._now))

        await self._requests.durably(turn)

    async def confer(self, agent: str, interaction: str) -> None:
        """All talk: the customer, whom I asked, and I."""

        def turn() -> None:
            item = self._asking(agent, interaction)
            party = item.talk.in_role(Role.CONSULT)
            if party is None or not party.talks:
                raise Conflict("They have not answered yet.")
            if party.line is not None:
                raise Conflict("You talk to them on a call of its own: use your phone's conference key.")
            self._keep(talk_rules.confer(item, self._now))

        await self._requests.durably(turn)

    async def drop(self, agent: str, interaction: str, leg: str) -> None:
        """A party is let go by the agent, or leaves by itself. The agent's own leg: whoever is left takes their place."""

        def turn() -> None:
            item = self._centre.interactions.get(interaction)
            party = None if item is None else item.talk.party(leg)
            if item is None or agent not in (item.agent, None if party is None else party.agent):
                raise NotFound(f"You have no conversation {interaction!r} with {leg!r} in it.")
            self._requests.reachable()
            if party is None and leg == item.leg:
                self._leave(item)
            elif party is None:
                raise NotFound(f"Nobody is on {leg!r} any more.")
            elif party.role is Role.SUPERVISOR and party.agent != agent:
                raise Conflict("A supervisor leaves by themselves.")
            else:
                reason = "left" if party.agent == agent else "dropped"
                self._keep(talk_rules.dropped(item, party, reason, self._now))

        await self._requests.durably(turn)

    def _leave(self, item: Interaction) -> None:
        if not talk_rules.can_leave(item):
            raise Conflict("Nobody else talks to the customer: end the conversation, or hand it on.")
        self._keep(talk_rules.leave(item, self._centre.recorded(item), self._now))

    # --- coming back ------------------------------------------------------------------------------------------------

    async def rejoin(self, agent: str) -> str:
        """The agent's page was away, or their network: ring them again. Returns the interaction. A party's part ends."""
        found: list[str] = []

        def turn() -> None:
            self._requests.known(agent)
            self._requests.reachable()
            interaction = self.rejoin_now(agent)
            if interaction is not None:
                found.append(interaction)

        await self._requests.durably(turn)
        if not found:
            raise Conflict(
                "There is no conversation to come back to: it has ended, or went to somebody else."
            )
        return found[0]

    def rejoin_now(self, agent: str) -> str | None:
        """The interaction; None when there is nothing to come back to."""
        status = self._centre.router.agent(agent)
        item = None if status is None else self._centre.interactions.get(status.call or "")
        if item is None or item.state is not InteractionState.CONNECTED:
            return None
        if item.agent == agent:
            self._keep(rejoin_rules.rejoin(item, self._centre.catalogue.agents[agent].endpoint, self._now))
            return item.id
        party = item.talk.party_of(agent)
        if party is not None:
            self._keep(talk_rules.dropped(item, party, "connection lost", self._now))
        return None

    # --- shared -----------------------------------------------------------------------------------------------------

    @property
    def _now(self) -> float:
        return self._centre.changes.at

    def _keep(self, turn: Turn) -> None:
        self._centre.keep(turn)

    def _name(self, agent: str) -> str:
        return self._centre.catalogue.agents[agent].name

    def _mine(self, agent: str, interaction: str) -> Interaction:
        """The talk of which this is the agent."""
        item = self._centre.interactions.get(interaction)
        if item is None or item.agent != agent or item.state is not InteractionState.CONNECTED:
            raise NotFound(f"You have no conversation {interaction!r} now. It may have ended already.")
        self._requests.reachable()
        return item

    def _talking(self, agent: str, interaction: str) -> Interaction:
        item = self._mine(agent, interaction)
        if item.leg is None or not item.joined:
            raise Conflict("Your phone is not connected with the customer yet: wait a moment, or rejoin.")
        return item

    def _asking(self, agent: str, interaction: str) -> Interaction:
        item = self._talking(agent, interaction)
        if item.talk.in_role(Role.CONSULT) is None:
            raise Conflict("You ask nobody: consult somebody first.")
        return item

    def _whom(self, item: Interaction, target: Target) -> talk_rules.Target:
        """Whom to ring. Of a queue, the agent who has been free the longest."""
        if target.number is not None:
            return self._outside(item, target.number)
        agent = target.agent if target.agent is not None else self._free_agent(item, target.queue or "")
        another(self._centre, item, agent)
        status = self._centre.router.agent(agent)
        if status is None or status.state not in CAN_BE_ASKED:
            state = "not here" if status is None else status.state.value.replace("_", " ")
            raise Conflict(f"{self._name(agent)} is {state} and cannot be asked now.")
        return talk_rules.Target(self._centre.catalogue.agents[agent].endpoint, item.caller, agent=agent)

    def _free_agent(self, item: Interaction, queue: str) -> str:
        if queue not in self._centre.catalogue.queues:
            raise NotFound(f"There is no queue {queue!r}.")
        free = [
            status
            for status in self._centre.router.agents()
            if status.state is AgentState.AVAILABLE and queue in status.profile.queues
        ]
        if not free:
            raise Conflict(f"Nobody of the queue {queue!r} is free to be asked now.")
        return min(free, key=lambda status: status.idle_since).id

    def _outside(self, item: Interaction, written: str) -> talk_rules.Target:
        """An outside number, by the trunk that the customer came by; it sees the number that the customer called."""
        number = dialling.tidy(written)
        talks = [other.talk for other in self._centre.interactions.values()]
        in_use = sum(
            (talk.outside is not None) + sum(party.number is not None for party in talk.parties)
            for talk in talks
        )
        refused = dialling.refusal(number, self._centre.catalogue.dialable, in_use, self._most_outside)
        if refused:
            raise Conflict(refused)
        return talk_rules.Target(f"{number}@{item.channel}", item.called, number=number)


def _asked(item: Interaction) -> Party | None:
    """Whom the agent asks, or has rung for a transfer, so that the customer waits."""
    return item.talk.in_role(Role.CONSULT) or item.talk.in_role(Role.TRANSFER)
