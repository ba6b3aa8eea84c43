"""What agents do with a talk, and what its parties' phones report: hold, transfer, consultation, conference. Pure, as
`rules.py`; what can be asked for at all is checked by `talks_desk.py`, and what is no longer true changes nothing.

The customer talks to one leg, the agent's; it is on hold or not. Parties come besides: one is asked while the customer is on
hold (consult), talks with both (conference), supervises, or is rung to take the agent's place (transfer). Whoever takes it
is handed over to (`hand_over`).
"""

from dataclasses import dataclass, replace

from ari_app.acd import events as routed
from ari_app.acd.model import InteractionState
from ari_app.conversation import line, log, queue_rules
from ari_app.conversation.interaction import Interaction, Place, changed
from ari_app.conversation.talk import Party, PartyState, Role, Talk
from ari_app.conversation.turn import (
    Setting,
    Turn,
    drop,
    drop_leg,
    everybody_gone,
    left,
    queue_of,
    seconds_since,
)
from ivr.node import Medium

ASK_SECONDS = 25.0
"""For how long a colleague's phone rings."""

NUMBER_SECONDS = 45.0
"""For how long an outside number rings."""

WANTED_SECONDS = 30.0
"""For how long a customer who was transferred to an agent waits for them alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom to ring: an `agent` of ours or an outside `number`, at `endpoint`; `caller` is what their phone shows."""

    endpoint: str
    caller: str
    agent: str | None = None
    number: str | None = None


def new_leg(item: Interaction) -> tuple[str, Talk]:
    """A name for one more leg, and the talk that has counted it."""
    talk = replace(item.talk, legs=item.talk.legs + 1)
    return f"{item.id}.p{talk.legs}", talk


# --- hold -------------------------------------------------------------------------------------------------------------


def hold(item: Interaction, now: float) -> Turn:
    """The customer hears music."""
    if item.talk.on_hold or item.leg is None:
        return Turn(item)
    held = changed(item, talk=replace(item.talk, held_since=now, trouble=""))
    noted = log.CallHeld(item.id, item.agent or "", queue_of(item) or "")
    return Turn(held, (line.Hold(item.line, item.leg),), notes=(noted,))


def resume(item: Interaction, now: float) -> Turn:
    """The customer hears the agent again, and everybody who talks with them."""
    if not item.talk.on_hold or item.leg is None:
        return Turn(item)
    heard = changed(item, talk=replace(item.talk.off_hold(now), trouble=""))
    return Turn(heard, (line.Resume(item.line, item.leg),), notes=resumed(item, now))


def resumed(item: Interaction, now: float) -> tuple[log.LogEvent, ...]:
    """What the log says of a hold that is over."""
    if item.talk.held_since is None:
        return ()
    held = seconds_since(item.talk.held_since, now)
    return (log.CallResumed(item.id, item.agent or "", queue_of(item) or "", held),)


# --- transfer ---------------------------------------------------------------------------------------------------------


def transfer(item: Interaction, place: Place, now: float) -> Turn:
    """The customer waits at `place`, for an agent in particular if it says so; this agent is done."""
    gone = everybody_gone(item, "transferred")
    waiting = queue_rules.out_of_talk(item, place, now)
    agent, queue = item.agent or "", queue_of(item) or ""
    talked = 0.0 if item.connected_at is None else seconds_since(item.connected_at, now)
    notes = (
        *resumed(item, now),
        *gone.notes,
        log.TransferCompleted(item.id, agent, queue, place.wanted or "", place.queue, "", False, talked),
        log.InteractionQueued(item.id, place.queue, place.priority, dict(place.skills), "transferred"),
    )
    done = (routed.WorkEnded(agent, item.id),) if agent else ()
    tells = (*gone.tells, *done, queue_rules.wait_again(waiting))
    return Turn(waiting, (*gone.asks, *drop_leg(item)), tells, notes)


def ring_for_transfer(item: Interaction, target: Target, now: float, *, referred: bool = False) -> Turn:
    """An outside number is rung while the customer hears music; the agent may wait and see, or go."""
    held = hold(item, now)
    leg, talk = new_leg(held.interaction)
    party = Party(leg, Role.TRANSFER, target.agent, target.number, referred=referred)
    ring = line.RingLeg(item.line, leg, target.endpoint, target.caller, NUMBER_SECONDS)
    noted = log.TransferStarted(item.id, item.agent or "", queue_of(item) or "", target.number or "")
    return Turn(
        changed(held.interaction, talk=replace(talk.with_party(party), trouble="")),
        (*held.asks, ring),
        notes=(*held.notes, noted),
    )


def hand_over(item: Interaction, party: Party, record: bool, now: float) -> Turn:
    """The party takes the agent's place with the customer; the agent is done."""
    former, queue, turn = item.agent, queue_of(item) or "", Turn(item)
    for other in item.talk.parties:
        if other.leg != party.leg and other.role in (Role.CONSULT, Role.TRANSFER):
            turn = _also(turn, gone(turn.interaction, other, "the agent left"), drop(other))
    item = turn.interaction
    talk = replace(
        item.talk.without(party).off_hold(now),
        rejoin_until=None,
        outside=None if party.agent is not None else party.number,
        muted=False,
        legs=item.talk.legs + 1,
        trouble="",
    )
    new = changed(
        item, agent=party.agent, offer=None, leg=party.leg, joined=False, connected_at=now, talk=talk
    )
    report = (line.ReportTransfer(item.leg, line.TransferState.DONE),) if party.referred and item.leg else ()
    asks = (
        *turn.asks,
        *(() if not item.talk.muted else (line.MuteRecording(item.line, False),)),
        join(new, record),
        *report,
        *drop_leg(item),
        *(() if party.line is None else (line.HangUp(party.line),)),
    )
    tells = list(turn.tells)
    if former is not None:
        tells.append(routed.WorkEnded(former, item.id))
    if party.agent is not None:
        tells.append(routed.AgentEngaged(party.agent, item.id, queue or None))
    talked = 0.0 if item.connected_at is None else seconds_since(item.connected_at, now)
    to_agent, number = party.agent or "", party.number or ""
    if party.role is Role.SUPERVISOR:
        noted: log.LogEvent = log.CallTakenOver(item.id, to_agent, queue, former or "", talked)
    else:
        asked = party.role is not Role.TRANSFER
        noted = log.TransferCompleted(item.id, former or "", queue, to_agent, "", number, asked, talked)
    return Turn(new, asks, tuple(tells), (*turn.notes, *resumed(item, now), noted))


def _also(turn: Turn, more: Turn, asks: tuple[line.LineCommand, ...] = ()) -> Turn:
    """What follows from both, the second being about the interaction that the first has left."""
    return Turn(
        more.interaction,
        (*turn.asks, *asks, *more.asks),
        (*turn.tells, *more.tells),
        (*turn.notes, *more.notes),
    )


def join(item: Interaction, record: bool) -> line.Join:
    """Let customer and the leg that is the agent's now talk; recorded beside what was recorded before. Who supervises
    does so with the new leg."""
    if item.leg is None:
        raise ValueError(f"Interaction {item.id} has no agent's leg to join.")
    name = f"{item.id}-{item.epoch}r{item.talk.legs}" if record else None
    return line.Join(item.line, item.leg, name)


def heir(item: Interaction) -> Party | None:
    """Who takes the place of an agent that goes: somebody who talks already, one of ours rather than a number."""
    talking = [
        party for party in item.talk.parties if party.talks and party.role in (Role.CONSULT, Role.CONFERENCE)
    ]
    return min(talking, key=lambda party: party.agent is None, default=None)


def leave(item: Interaction, record: bool, now: float) -> Turn:
    """The agent goes; who is left takes their place. Who rings is put through when they answer, with the customer on
    music until then."""
    after = heir(item)
    if after is not None:
        return hand_over(item, after, record, now)
    rung = _rung(item)
    if rung is None:
        return Turn(item)
    waiting = changed(
        item,
        agent=None,
        offer=None,
        leg=None,
        joined=False,
        talk=replace(
            item.talk.with_party(replace(rung, role=Role.TRANSFER, referred=False)), rejoin_until=None
        ),
    )
    tells = () if item.agent is None else (routed.WorkEnded(item.agent, item.id),)
    return Turn(waiting, (*drop_leg(item), line.PlayMusic(item.line)), tells)


def _rung(item: Interaction) -> Party | None:
    """Who rings, and is to talk to the customer in the end."""
    wanted = (Role.CONSULT, Role.TRANSFER)
    return next((party for party in item.talk.parties if party.role in wanted and not party.talks), None)


def can_leave(item: Interaction) -> bool:
    """Whether the customer is looked after when the agent goes."""
    return heir(item) is not None or _rung(item) is not None


# --- consultation and conference --------------------------------------------------------------------------------------


def consult(item: Interaction, target: Target, now: float) -> Turn:
    """Somebody is asked while the customer hears music. A colleague is not offered anything meanwhile."""
    held = hold(item, now)
    leg, talk = new_leg(held.interaction)
    party = Party(leg, Role.CONSULT, target.agent, target.number)
    seconds = ASK_SECONDS if target.agent is not None else NUMBER_SECONDS
    ring = line.RingLeg(item.line, leg, target.endpoint, target.caller, seconds)
    asked = log.PartyAsked(item.id, target.agent or "", target.number or "", leg, party.role.value)
    return Turn(
        changed(held.interaction, talk=replace(talk.with_party(party), trouble="")),
        (*held.asks, ring),
        () if target.agent is None else (routed.AgentEngaged(target.agent, item.id),),
        (*held.notes, asked),
    )


def consult_on(item: Interaction, target: Target, call: str) -> Turn:
    """The agent has dialled somebody on a call of their own (a desk phone, which holds the customer by itself)."""
    leg, talk = new_leg(item)
    party = Party(leg, Role.CONSULT, target.agent, target.number, line=call)
    seconds = ASK_SECONDS if target.agent is not None else NUMBER_SECONDS
    return Turn(
        changed(item, talk=replace(talk.with_party(party), trouble="")),
        (line.RingLeg(call, leg, target.endpoint, target.caller, seconds),),
        () if target.agent is None else (routed.AgentEngaged(target.agent, item.id),),
        (log.PartyAsked(item.id, target.agent or "", target.number or "", leg, party.role.value),),
    )


def complete(item: Interaction, record: bool, now: float) -> Turn:
    """Whom the agent asked talks to the customer from now on. One who still rings does when they answer."""
    party = item.talk.in_role(Role.CONSULT)
    if party is None:
        return Turn(item)
    return hand_over(item, party, record, now) if party.talks else leave(item, record, now)


def cancel(item: Interaction, now: float) -> Turn:
    """Whom the agent asked, or had rung for the transfer, is let go; the customer is back with the agent."""
    party = item.talk.in_role(Role.CONSULT) or item.talk.in_role(Role.TRANSFER)
    return Turn(item) if party is None else dropped(item, party, "cancelled", now)


def confer(item: Interaction, now: float) -> Turn:
    """The customer comes in as well."""
    party = item.talk.in_role(Role.CONSULT)
    if party is None or not party.talks:
        return Turn(item)
    together = replace(party, role=Role.CONFERENCE)
    turn = resume(item, now)
    inside = turn.interaction
    return replace(
        turn,
        interaction=changed(inside, talk=inside.talk.with_party(together)),
        notes=(*turn.notes, _joined(item, together)),
    )


def dropped(item: Interaction, party: Party, reason: str, now: float) -> Turn:
    """The agent, or the party itself, ends its part. The customer who waited for it is back with the agent."""
    turn = gone(item, party, reason)
    back = resume(turn.interaction, now) if party.role in (Role.CONSULT, Role.TRANSFER) else None
    if back is None or turn.interaction is item:
        return replace(turn, asks=(*drop(party), *turn.asks))
    return Turn(
        back.interaction,
        (*drop(party), *turn.asks, *back.asks),
        turn.tells,
        (*turn.notes, *back.notes),
    )


def gone(item: Interaction, party: Party, reason: str) -> Turn:
    """The party is in the talk no more; whoever talks goes on. A customer who had nobody else, as the agent's phone was
    lost, hears music."""
    without = changed(item, talk=item.talk.without(party))
    alone = item.talk.rejoin_until is not None and has_company(item) and not has_company(without)
    music = (line.PlayMusic(item.line),) if alone else ()
    tells = () if party.agent is None else (routed.WorkEnded(party.agent, item.id),)
    return Turn(without, music, tells, (left(item, party, reason),))


def has_company(item: Interaction) -> bool:
    """Whether the customer talks with somebody besides the agent."""
    talking = [party for party in item.talk.parties if party.role is Role.CONFERENCE and party.talks]
    return bool(talking) and not item.talk.on_hold


def working(item: Interaction) -> tuple[routed.AgentEngaged, ...]:
    """Who of ours takes part in a talk, and is not to be offered anything."""
    if item.state is not InteractionState.CONNECTED or item.medium is not Medium.VOICE:
        return ()
    own = () if item.agent is None else (routed.AgentEngaged(item.agent, item.id, queue_of(item)),)
    others = (party.agent for party in item.talk.parties if party.agent is not None)
    return (*own, *(routed.AgentEngaged(agent, item.id) for agent in others))


# --- what the parties' phones report ----------------------------------------------------------------------------------


def party_answered(item: Interaction, party: Party, record: bool, now: float) -> Turn:
    """They picked up."""
    if party.talks:
        return Turn(item)
    if party.role is Role.TRANSFER:
        return hand_over(item, replace(party, state=PartyState.TALKING), record, now)
    inside = replace(party, state=PartyState.TALKING)
    talking = changed(item, talk=item.talk.with_party(inside))
    if party.role is Role.SUPERVISOR:
        mode = party.mode or line.SupervisionMode.LISTEN
        began = log.SupervisionStarted(
            item.id, party.agent or "", queue_of(item) or "", item.agent or "", mode.value
        )
        return Turn(talking, (line.Supervise(item.line, party.leg, mode),), notes=(began,))
    ask: line.LineCommand = (
        line.Include(item.line, party.leg)
        if party.line is None
        else line.Join(party.line, party.leg, record=None)
    )
    return Turn(talking, (ask,), notes=(_joined(item, inside),))


def party_lost(item: Interaction, party: Party, reason: str, setting: Setting, now: float) -> Turn:
    """They did not answer, hung up, or could not be joined. A customer who was to be put through to them is back with the
    agent, or, when nobody is left, at the front of the queue."""
    turn = gone(item, party, reason)
    own = () if party.line is None else (line.HangUp(party.line),)
    without = changed(turn.interaction, talk=replace(turn.interaction.talk, trouble=reason))
    if party.role is Role.SUPERVISOR:
        return turn
    if party.role is not Role.TRANSFER:
        return replace(turn, interaction=without, asks=(*own, *turn.asks))
    if item.leg is None and item.agent is None:
        back = queue_rules.lose_agent(without, f"transfer failed: {reason}", setting, now)
        return replace(back, tells=(*turn.tells, *back.tells), notes=(*turn.notes, *back.notes))
    back = resume(without, now)
    failed = line.TransferState.FAILED
    report = (line.ReportTransfer(item.leg, failed),) if party.referred and item.leg else ()
    kept = changed(back.interaction, talk=replace(back.interaction.talk, trouble=reason))
    return Turn(kept, (*report, *own, *back.asks), turn.tells, (*turn.notes, *back.notes))


def _joined(item: Interaction, party: Party) -> log.LogEvent:
    return log.PartyJoined(item.id, party.agent or "", party.number or "", party.leg, party.role.value)
