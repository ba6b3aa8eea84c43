"""What I do with the conversation that I am in: hold it, hand it on, ask somebody, bring them in, come back to it."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from ari_app.conversation.places import Target
from ivr.node import Medium
from workspace_web.api.shapes import Word, Written
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, NOT_FOUND
from workspace_web.route import Route, route
from workspace_web.talk_sight import my_talk
from workspace_web.views import interaction_now
from workspace_web.wire import InteractionCard, Shape

Number = Annotated[
    str,
    StringConstraints(min_length=3, max_length=40, pattern=r"^[0-9+*# ().\-/]+$"),
    Field(examples=["+4930123456"]),
]


class TalkPath(Shape):
    interaction: Word


class PartyPath(Shape):
    interaction: Word
    leg: Word


class Whom(Shape):
    """Exactly one of them."""

    agent: Word | None = None
    queue: Word | None = None
    number: Number | None = Field(
        default=None, description="An outside number; an administrator says how it has to begin."
    )

    @model_validator(mode="after")
    def _one_only(self) -> Self:
        if sum(one is not None for one in (self.agent, self.queue, self.number)) != 1:
            raise ValueError("Say one of agent, queue, number.")
        return self

    def target(self) -> Target:
        return Target(self.agent, self.queue, self.number)


class To(Shape):
    """Whom to."""

    to: Whom


class Handing(To):
    """Whom to, and what they should know."""

    note: Written = Field(default="", max_length=4000, exclude=True, description="For what is written only.")


class Muting(StrEnum):
    """What becomes of what is said."""

    MUTE = "mute"
    UNMUTE = "unmute"


class RecordingPath(Shape):
    interaction: Word
    muting: Muting


class Rejoined(Shape):
    """Where I am expected back."""

    interaction: InteractionCard


_POSSIBLE = (NOT_FOUND, CONFLICT)


@route("POST", "/interactions/{interaction}/hold", scope="me:act", problems=_POSSIBLE)
async def hold(ask: Ask, path: TalkPath) -> InteractionCard:
    """Put the customer on hold.

    They hear music until I resume. Asking twice changes nothing."""
    await ask.services.talks.hold(ask.agent, path.interaction)
    return interaction_now(ask, path.interaction)


@route("POST", "/interactions/{interaction}/resume", scope="me:act", problems=_POSSIBLE)
async def resume(ask: Ask, path: TalkPath) -> InteractionCard:
    """Talk to the customer again.

    Not while I ask somebody: complete, cancel or join that consultation."""
    await ask.services.talks.resume(ask.agent, path.interaction)
    return interaction_now(ask, path.interaction)


@route("POST", "/interactions/{interaction}/transfer", scope="me:act", problems=_POSSIBLE)
async def transfer(ask: Ask, path: TalkPath, body: Handing) -> InteractionCard:
    """Hand the customer on, without asking first.

    To a queue: they wait there, before those of their priority who came later or earlier. To an agent: for half a minute
    they wait for this agent alone, then for anyone of the queue that they came from. My part is over at once. To an outside
    number: it rings while the customer hears music (a party with the role `transfer`); when it is answered my part is over,
    when it is not the customer is back with me. What is written goes to a queue or an agent, with a note if I leave one."""
    item = ask.services.centre.interactions.get(path.interaction)
    if item is not None and item.medium is Medium.TEXT:
        await ask.services.text.transfer(
            my_talk(ask, path.interaction), path.interaction, body.to.target(), body.note
        )
        return interaction_now(ask, path.interaction)
    await ask.services.talks.transfer(ask.agent, path.interaction, body.to.target())
    return interaction_now(ask, path.interaction)


@route("POST", "/interactions/{interaction}/consult", scope="me:act", problems=_POSSIBLE)
async def consult(ask: Ask, path: TalkPath, body: To) -> InteractionCard:
    """Ask somebody while the customer hears music.

    An agent who is available or away, the one of a queue who has been free the longest, or an outside number. They ring (a
    party with the role `consult`) and, once they answer, talk to me alone."""
    await ask.services.talks.consult(ask.agent, path.interaction, body.to.target())
    return interaction_now(ask, path.interaction)


@route("POST", "/interactions/{interaction}/consult/complete", scope="me:act", problems=_POSSIBLE)
async def complete_consult(ask: Ask, path: TalkPath) -> InteractionCard:
    """Hand the customer on to whom I asked.

    My part is over. Whom I asked and who still rings is put through when they answer; if they do not, the customer waits at
    the front of the queue."""
    await ask.services.talks.complete(ask.agent, path.interaction)
    return interaction_now(ask, path.interaction)


@route("POST", "/interactions/{interaction}/consult/cancel", scope="me:act", problems=_POSSIBLE)
async def cancel_consult(ask: Ask, path: TalkPath) -> InteractionCard:
    """Let go whom I asked, and talk to the customer again.

    Also takes back a transfer to an outside number that still rings."""
    await ask.services.talks.cancel(ask.agent, path.interaction)
    return interaction_now(ask, path.interaction)


@route("POST", "/interactions/{interaction}/consult/join", scope="me:act", problems=_POSSIBLE)
async def join_consult(ask: Ask, path: TalkPath) -> InteractionCard:
    """Bring the customer in: all three talk."""
    await ask.services.talks.confer(ask.agent, path.interaction)
    return interaction_now(ask, path.interaction)


@route("DELETE", "/interactions/{interaction}/parties/{leg}", scope="me:act", problems=_POSSIBLE)
async def drop_party(ask: Ask, path: PartyPath) -> InteractionCard:
    """Let a party go, or leave.

    The agent may let everybody go but a supervisor; a party may leave. With my own leg as the agent I leave: whoever is left
    takes my place."""
    await ask.services.talks.drop(ask.agent, path.interaction, path.leg)
    return interaction_now(ask, path.interaction)


@route("POST", "/interactions/{interaction}/recording/{muting}", scope="me:act", problems=_POSSIBLE)
async def mute_recording(ask: Ask, path: RecordingPath) -> InteractionCard:
    """Keep what is said out of the recording, or in it again.

    While a card number is said, for instance: the recording has silence there, and goes on."""
    muted = path.muting is Muting.MUTE
    await ask.services.talks.mute_recording(ask.agent, path.interaction, muted)
    return interaction_now(ask, path.interaction)


@route("POST", "/me/rejoin", scope="me:act", problems=_POSSIBLE)
async def rejoin(ask: Ask) -> Rejoined:
    """Come back to my conversation.

    For a page that was loaded anew, or whose network was away: the customer hears music, my phone is rung and is to answer
    by itself. Within 20 s (`rejoin_until`); then the customer goes to the front of the queue. Asking again while it rings
    changes nothing. As a mere party (a consultation, a supervision) I am not brought back: that part is over."""
    interaction = await ask.services.talks.rejoin(ask.agent)
    return Rejoined(interaction=interaction_now(ask, interaction))


ROUTES: tuple[Route, ...] = (
    hold,
    resume,
    transfer,
    consult,
    complete_consult,
    cancel_consult,
    join_consult,
    drop_party,
    mute_recording,
    rejoin,
)
