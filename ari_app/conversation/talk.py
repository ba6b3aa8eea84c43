"""What there is to a talk besides customer and agent: who else takes part, whether the customer waits on hold, whether the
agent is expected back. Frozen data, one JSON column of the interaction's row; a plain call has none of it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from ari_app.conversation.line import SupervisionMode


class Role(StrEnum):
    """What a party is there for."""

    CONSULT = "consult"  # the agent asks them, the customer waits
    CONFERENCE = "conference"  # all talk
    SUPERVISOR = "supervisor"
    TRANSFER = "transfer"  # takes the agent's place as soon as they answer


class PartyState(StrEnum):
    RINGING = "ringing"
    TALKING = "talking"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a talk besides customer and agent: an `agent` of ours or an outside `number`, on `leg`. `mode` is a
    supervisor's.

    `line`: the agent's own call on which they talk to this party (dialled on a desk phone), if not on the customer's
    line. `referred`: the agent's phone asked for this transfer and wants to be told how it goes."""

    leg: str
    role: Role
    agent: str | None = None
    number: str | None = None
    state: PartyState = PartyState.RINGING
    mode: SupervisionMode | None = None
    line: str | None = None
    referred: bool = False

    @property
    def talks(self) -> bool:
        """Whether they have answered."""
        return self.state is PartyState.TALKING


@dataclass(frozen=True, slots=True)
class Talk:
    """`held_since`: the customer is on hold since then; `held`: for how many seconds they were before. `rejoin_until`: the
    agent's leg was lost, and is waited for so long. `outside`: the number that the customer was transferred to, and talks
    to instead of an agent. `muted`: the recording is silent for now. `legs` counts the legs that were rung for the talk, so
    that each has a name of its own. `trouble`: what went wrong last, for the agent's screen."""

    parties: tuple[Party, ...] = ()
    held_since: float | None = None
    held: float = 0.0
    rejoin_until: float | None = None
    outside: str | None = None
    muted: bool = False
    legs: int = 0
    trouble: str = ""

    @property
    def on_hold(self) -> bool:
        return self.held_since is not None

    def party(self, leg: str) -> Party | None:
        """Who is on this leg."""
        return next((party for party in self.parties if party.leg == leg), None)

    def party_of(self, agent: str) -> Party | None:
        """This agent's part in it."""
        return next((party for party in self.parties if party.agent == agent), None)

    def in_role(self, role: Role) -> Party | None:
        """The first who is there for this."""
        return next((party for party in self.parties if party.role is role), None)

    def with_party(self, party: Party) -> "Talk":
        """A new one, or a known one (by leg) as they are now."""
        if self.party(party.leg) is None:
            return replace(self, parties=(*self.parties, party))
        return replace(self, parties=tuple(party if party.leg == one.leg else one for one in self.parties))

    def without(self, party: Party) -> "Talk":
        return replace(self, parties=tuple(one for one in self.parties if one.leg != party.leg))

    def off_hold(self, now: float) -> "Talk":
        """The customer hears somebody again, or waits for something else."""
        if self.held_since is None:
            return self
        return replace(self, held_since=None, held=self.held_for(now))

    def held_for(self, now: float) -> float:
        """Seconds on hold until now, all together."""
        return self.held + (0.0 if self.held_since is None else max(0.0, now - self.held_since))

    def to_json(self) -> dict[str, Any] | None:
        """As it is stored: what is not as in a plain call."""
        found = {each.name: getattr(self, each.name) for each in _OF_TALK}
        found = {name: value for name, value in found.items() if value != getattr(PLAIN, name)}
        if self.parties:
            found["parties"] = [
                {each.name: getattr(party, each.name) for each in fields(Party)} for party in self.parties
            ]
        return found or None

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> "Talk":
        """What `to_json` gave."""
        if not stored:
            return PLAIN
        return cls(**{**stored, "parties": tuple(_party(**party) for party in stored.get("parties", ()))})


def _party(*, role: str, state: str, mode: str | None, **rest: Any) -> Party:
    return Party(
        role=Role(role),
        state=PartyState(state),
        mode=None if mode is None else SupervisionMode(mode),
        **rest,
    )


PLAIN = Talk()
"""A talk of customer and agent, and nothing special."""

_OF_TALK = fields(Talk)
