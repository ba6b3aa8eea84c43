"""What supervisors do with a talk of others: hear it, be heard, take it over. Pure, as `rules.py`."""

from dataclasses import replace

from ari_app.acd import events as routed
from ari_app.conversation import line, log, talk_rules
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.line import SupervisionMode
from ari_app.conversation.talk import Party, Role
from ari_app.conversation.turn import Turn, queue_of

PICK_UP_SECONDS = 15.0
"""For how long the supervisor's own phone may take to answer."""


def part_of(item: Interaction, supervisor: str) -> Party | None:
    """The supervisor's part in the talk."""
    party = item.talk.party_of(supervisor)
    return party if party is not None and party.role is Role.SUPERVISOR else None


def supervise(item: Interaction, supervisor: str, endpoint: str, mode: SupervisionMode) -> Turn:
    """The supervisor's phone rings, to answer by itself; or, when they hear the talk already, they are heard otherwise."""
    known = part_of(item, supervisor)
    if known is not None:
        return _change(item, known, mode)
    leg, talk = talk_rules.new_leg(item)
    party = Party(leg, Role.SUPERVISOR, supervisor, mode=mode)
    ring = line.RingLeg(item.line, leg, endpoint, item.caller, PICK_UP_SECONDS, auto_answer=True)
    return Turn(
        changed(item, talk=talk.with_party(party)), (ring,), (routed.AgentEngaged(supervisor, item.id),)
    )


def _change(item: Interaction, party: Party, mode: SupervisionMode) -> Turn:
    if party.mode is mode:
        return Turn(item)
    other = changed(item, talk=item.talk.with_party(replace(party, mode=mode)))
    if not party.talks:
        return Turn(other)
    noted = log.SupervisionModeChanged(item.id, party.agent or "", queue_of(item) or "", mode.value)
    return Turn(other, (line.Supervise(item.line, party.leg, mode),), notes=(noted,))


def stop(item: Interaction, supervisor: str, now: float) -> Turn:
    """The supervisor hears no more."""
    party = part_of(item, supervisor)
    return Turn(item) if party is None else talk_rules.dropped(item, party, "left", now)


def take_over(item: Interaction, supervisor: str, record: bool, now: float) -> Turn:
    """The supervisor talks to the customer instead of the agent, who is done with it."""
    party = part_of(item, supervisor)
    if party is None or not party.talks:
        return Turn(item)
    return talk_rules.hand_over(item, party, record, now)
