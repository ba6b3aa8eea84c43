"""What desk phones ask for, which have no screen: a state by feature code, a transfer by the phone's own keys; and phones
that come and go."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation import line, talk_rules
from ari_app.conversation.centre import Centre
from ari_app.conversation.happenings import EndpointNews, OwnCall
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.places import Target
from ari_app.conversation.requests import Refused
from ari_app.conversation.talk import Party
from ari_app.conversation.talks_desk import TalksDesk


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


class Phones:
    """Both methods run inside a turn of the centre."""

    def __init__(self, centre: Centre, talks: TalksDesk, language: str = "en") -> None:
        self._centre = centre
        self._talks = talks
        self._language = language

    def asked(self, event: OwnCall) -> None:
        """An agent's phone called us, such a call has said what it had to say or is over, or a phone wants a talk handed
        on."""
        match event:
            case line.AgentDialled():
                self._dialled(event)
            case line.PlayEnded(call):
                self._centre.changes.acts.append((line.HangUp(call), ""))
            case line.LineGone(call):
                if (of := self._talk_by(call)) is not None:
                    self._own_call_gone(*of)
            case line.TransferAsked():
                self._transfer(event)
            case _:
                assert_never(event)

    def changed(self, event: EndpointNews) -> None:
        """A phone that could not be reached is back: its agent, set aside for that, is available again, or rejoins the
        customer who waits for them."""
        agent = self._centre.catalogue.agent_at(event.endpoint)
        if agent is None or isinstance(event, line.EndpointLost):
            return
        status = self._centre.router.agent(agent.profile.id)
        if status is None:
            return
        if status.state is AgentState.NOT_RESPONDING and status.reason == line.LegFailure.UNREACHABLE.value:
            self._centre.route(routed.StateRequested(agent.profile.id, AgentState.AVAILABLE))
        item = self._centre.interactions.get(status.call or "")
        if item is not None and item.agent == agent.profile.id and item.talk.rejoin_until is not None:
            self._talks.rejoin_now(agent.profile.id)

    # --- calls of the phone's own -----------------------------------------------------------------------------------

    def _dialled(self, event: line.AgentDialled) -> None:
        agent = self._centre.catalogue.agent_at(event.endpoint)
        if agent is None:
            self._say(event.line, _NOBODY)
            return
        code = next((code for code in FEATURE_CODES if code.number == event.number), None)
        if code is not None:
            self._centre.route(code.asks(agent.profile.id))
            self._say(event.line, code.said)
            return
        item = self._talk_of(agent.profile.id)
        if item is None:
            self._say(event.line, _NOT_HERE)
            return
        try:
            self._talks.consult_now(item, self._target(event.number), on_line=event.line)
        except Refused as refused:
            self._say(event.line, str(refused))

    def _say(self, call: str, text: str) -> None:
        self._centre.changes.acts.append((line.Play(call, 0, text, self._language), ""))

    def _own_call_gone(self, item: Interaction, party: Party) -> None:
        """They hung up on whom they asked: the customer, whom their phone holds, is theirs again."""
        asked = replace(party, line=None)
        turn = talk_rules.gone(item, asked, "hung up")
        self._centre.keep(replace(turn, asks=(line.DropLeg(party.leg), *turn.asks)))

    def _talk_by(self, call: str) -> tuple[Interaction, Party] | None:
        """Whom an agent asks on this call of theirs."""
        for item in self._centre.interactions.values():
            for party in item.talk.parties:
                if party.line == call:
                    return item, party
        return None

    def _talk_of(self, agent: str) -> Interaction | None:
        status = self._centre.router.agent(agent)
        item = None if status is None else self._centre.interactions.get(status.call or "")
        if item is None or item.agent != agent or item.state is not InteractionState.CONNECTED:
            return None
        return item if item.joined else None

    # --- the phone's transfer key -----------------------------------------------------------------------------------

    def _transfer(self, event: line.TransferAsked) -> None:
        """The phone is told how it goes, before what hangs it up."""
        item, acts = self._centre.by_leg(event.leg), self._centre.changes.acts
        trying, done, failed = (
            (line.ReportTransfer(event.leg, state), "" if item is None else item.id)
            for state in (line.TransferState.TRYING, line.TransferState.DONE, line.TransferState.FAILED)
        )
        before = len(acts)
        try:
            if item is None or item.leg != event.leg or item.agent is None or not item.joined:
                raise Refused("This leg talks to nobody who could be handed on.")
            if event.other is not None:
                self._attended(item, event.other)
                acts[before:before] = [done]
            elif self._talks.transfer_now(item, self._target(event.number), referred=True):
                acts[before:before] = [trying, done]
            else:
                acts[before:before] = [trying]
        except Refused:
            acts.append(failed)

    def _attended(self, item: Interaction, other: str) -> None:
        of = self._talk_by(other)
        if of is None or of[0].id != item.id:
            raise Refused("The other call asks nobody about this one.")
        self._centre.keep(talk_rules.complete(item, self._centre.recorded(item), self._centre.changes.at))

    def _target(self, number: str) -> Target:
        """An agent by id or phone, a queue by id, or an outside number."""
        catalogue = self._centre.catalogue
        if number in catalogue.agents:
            return Target(agent=number)
        at = catalogue.agent_at(number)
        if at is not None:
            return Target(agent=at.profile.id)
        return Target(queue=number) if number in catalogue.queues else Target(number=number)
