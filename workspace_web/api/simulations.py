"""Trying a flow without a telephone: the real interpreter, keys, words, silence, and a voice for the real recogniser."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from http import HTTPStatus
from typing import Annotated

from pydantic import Field, StringConstraints

from ari_app.flows import rules, sounds
from ari_app.flows.service import Faulty
from ari_app.flows.simulations import Trial
from ivr import simulator
from ivr.flow import Flow
from ivr.interpreter import StartFacts
from ivr.linking import linked
from ivr.node import Medium
from ivr.simulator import Kind, Simulation
from ivr.values import Value
from workspace_web.api.flow_shapes import LARGEST_FLOW, Document, unpublishable, unusable
from workspace_web.api.shapes import Remark, Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, INVALID, NOT_FOUND
from workspace_web.route import Route, Upload, route
from workspace_web.wire import Epoch, Shape

LARGEST_ANSWER = 2 * 1024 * 1024  # bytes
MOST_WAIT = 86_400.0
_Keys = Annotated[str, StringConstraints(pattern=r"^[0-9*#A-D]{1,40}$")]
_Words = Annotated[str, StringConstraints(min_length=1, max_length=1_000, pattern=r"^[^\x00-\x1f\x7f]*$")]


class NewSimulation(Shape):
    """Of a stored flow's draft, or of the document that is on the screen."""

    flow: Word | None = None
    document: Document | None = None
    medium: Medium = Medium.VOICE
    caller: Remark = "+15550000"
    called: Remark = "+15550100"
    at: Epoch | None = Field(
        default=None, ge=0, le=32_503_680_000, description="The time in the flow; none: now."
    )


class Deed(StrEnum):
    """What the caller does, or the world."""

    KEYS = "keys"
    WORDS = "words"
    SILENCE = "silence"
    WAIT = "wait"
    AGENT = "agent"
    CLOSED = "closed"
    HANG_UP = "hang_up"


class Act(Shape):
    """`keys` and `words` for those deeds, `seconds` for a wait."""

    deed: Deed
    keys: _Keys | None = None
    words: _Words | None = None
    seconds: float = Field(default=5.0, gt=0, le=MOST_WAIT)


class SimulationPath(Shape):
    simulation: Word


class TranscriptLine(Shape):
    kind: Kind
    text: str
    node: str
    exit: str
    target: str
    recording: str = Field(description="The prompt that a caller hears instead of the text; empty: none.")


class SimulationCard(Shape):
    """Where it stands."""

    id: str
    lines: tuple[TranscriptLine, ...] = Field(description="All that was said and done, from the beginning.")
    node: str
    variables: dict[str, Value]
    now: Epoch = Field(description="The time in the flow.")
    over: bool
    listens_for: tuple[str, ...] = Field(
        description="The phrases that are heard now; empty with `listens`: any."
    )
    listens: bool
    records: bool = Field(description="A message is being taken: any words are the message.")
    queue: str | None
    goes_on_at: Epoch | None = Field(description="When silence ends.")


class SpokenAnswer(SimulationCard):
    heard: str | None = Field(
        description="What was understood; empty: nothing that is listened for; null: silence."
    )
    confidence: float


@route(
    "POST",
    "/simulations",
    scope="flows:read",
    problems=(NOT_FOUND, CONFLICT, INVALID),
    status=HTTPStatus.CREATED,
    largest=LARGEST_FLOW,
)
async def begin_simulation(ask: Ask, body: NewSimulation) -> SimulationCard:
    """Try a flow.

    Refused with every fault when it cannot run. It ends a quarter of an hour after the last word."""
    services = ask.services
    document = body.document
    if document is None:
        document = dict((await services.flows.one(body.flow or "")).body)
    flow, faults = rules.read(document, await services.flows.known())
    if flow is None or faults:
        raise unpublishable(Faulty(faults))
    if body.medium not in flow.media:
        raise unpublishable(Faulty((rules.not_served(body.medium),)))
    facts = StartFacts("trial", body.caller, body.called, body.medium.value)
    at = services.centre.clock.now() if body.at is None else body.at
    trial = services.simulations.begin(
        ask.caller.user, linked(flow, await services.flows.calendars()), facts, at
    )
    return SimulationCard(**_card(trial))


@route("GET", "/simulations/{simulation}", scope="flows:read", problems=(NOT_FOUND,))
async def read_simulation(ask: Ask, path: SimulationPath) -> SimulationCard:
    """Where a simulation stands."""
    return SimulationCard(**_card(ask.services.simulations.one(ask.caller.user, path.simulation)))


@route("POST", "/simulations/{simulation}/acts", scope="flows:read", problems=(NOT_FOUND, CONFLICT))
async def act_in_simulation(ask: Ask, path: SimulationPath, body: Act) -> SimulationCard:
    """Press keys, say or write words, be silent, wait, hang up; or be the agent who answers, the queue that closes."""
    act: Callable[[Flow, Simulation], Simulation]
    match body.deed:
        case Deed.KEYS:
            act = partial(simulator.press, keys=body.keys or "")
        case Deed.WORDS:
            act = partial(simulator.say, words=body.words or "")
        case Deed.WAIT:
            act = partial(simulator.wait, seconds=body.seconds)
        case Deed.SILENCE:
            act = simulator.fall_silent
        case Deed.AGENT:
            act = partial(simulator.order, what="agent")
        case Deed.CLOSED:
            act = partial(simulator.order, what="closed")
        case Deed.HANG_UP:
            act = partial(simulator.order, what="hangup")
    return SimulationCard(**_card(ask.services.simulations.act(ask.caller.user, path.simulation, act)))


@route(
    "POST",
    "/simulations/{simulation}/speech",
    scope="flows:read",
    problems=(NOT_FOUND, CONFLICT),
    largest=LARGEST_ANSWER,
)
async def speak_in_simulation(ask: Ask, path: SimulationPath, upload: Upload) -> SpokenAnswer:
    """Say something.

    The body is a WAV file of at most 20 seconds. The centre's own recogniser hears it, with the phrases that the flow
    listens for at this moment."""
    try:
        sounds.seconds_of(upload.content, sounds.LONGEST_ANSWER)
        trial, heard = await ask.services.simulations.speak(ask.caller.user, path.simulation, upload.content)
    except sounds.UnusableSound as error:
        raise unusable(error) from error
    return SpokenAnswer(
        **_card(trial),
        heard=None if heard is None else heard.text,
        confidence=0.0 if heard is None else heard.confidence,
    )


@route("DELETE", "/simulations/{simulation}", scope="flows:read")
async def end_simulation(ask: Ask, path: SimulationPath) -> None:
    """Forget a simulation. Harmless when it is gone."""
    ask.services.simulations.end(ask.caller.user, path.simulation)


def _card(trial: Trial) -> Mapping[str, object]:
    now = trial.simulation
    ear = now.ear if not trial.over else None
    return {
        "id": trial.id,
        "lines": tuple(
            TranscriptLine(
                kind=line.kind,
                text=line.text,
                node=line.node,
                exit=line.exit,
                target=line.target,
                recording=line.recording,
            )
            for line in now.transcript
        ),
        "node": now.node,
        "variables": dict(now.session.variables),
        "now": now.now,
        "over": trial.over,
        "listens_for": () if ear is None else ear.phrases,
        "listens": ear is not None,
        "records": now.recording is not None and not trial.over,
        "queue": None if now.queue is None or trial.over else now.queue.queue,
        "goes_on_at": None if now.alarm is None or trial.over else now.alarm.at,
    }


ROUTES: tuple[Route, ...] = (
    begin_simulation,
    read_simulation,
    act_in_simulation,
    speak_in_simulation,
    end_simulation,
)
