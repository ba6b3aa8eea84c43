"""What agents and supervisors do with a call, on real Asterisk through the API: who hears whom is told by tones."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.integration.running_centre import RunningCentre, running_centre
from tests.integration.talk_scene import CHIEF, COLLEAGUE_HZ, Scene, answered_by, on_hold, talking
from tests.integration.voices import AGENT_HZ, CALLER_HZ, both_hear_each_other
from tests.phone.incoming import IncomingCall

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre() -> AsyncIterator[RunningCentre]:
    async with running_centre() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def scene(centre: RunningCentre) -> AsyncIterator[Scene]:
    async with talking(centre) as scene:
        yield scene


async def consulting(scene: Scene) -> IncomingCall:
    await scene.ask("consult", {"to": {"agent": "agent3"}})
    theirs = await answered_by(scene.colleague)
    await asyncio.gather(scene.ring.hears(COLLEAGUE_HZ), theirs.hears(AGENT_HZ))
    return theirs


async def test_hold_with_music_and_back(scene: Scene) -> None:
    assert (await scene.ask("hold"))["on_hold"]
    await on_hold(scene)
    await scene.ask("resume")
    await both_hear_each_other(scene.call, scene.ring)


async def test_a_transfer_to_a_colleague(scene: Scene) -> None:
    await scene.ask("transfer", {"to": {"agent": "agent3"}})
    await scene.ring.ended()
    theirs = await answered_by(scene.colleague)
    await asyncio.gather(scene.call.hears(COLLEAGUE_HZ), theirs.hears(CALLER_HZ))
    await scene.shows(agent="agent3")


async def test_a_transfer_to_a_queue(scene: Scene) -> None:
    await scene.ask("transfer", {"to": {"queue": "billing"}})
    theirs = await answered_by(scene.colleague)
    await scene.call.hears(COLLEAGUE_HZ)
    await theirs.hears(CALLER_HZ)
    await scene.shows(queue="billing")


async def test_a_consultation_completed(scene: Scene) -> None:
    theirs = await consulting(scene)
    await on_hold(scene)
    await theirs.hears_not(CALLER_HZ, during=0.5)
    await scene.ask("consult/complete")
    await scene.ring.ended()
    await asyncio.gather(scene.call.hears(COLLEAGUE_HZ), theirs.hears(CALLER_HZ))
    await scene.centre.agent_is("agent3", "busy")


async def test_a_consultation_cancelled(scene: Scene) -> None:
    theirs = await consulting(scene)
    await scene.ask("consult/cancel")
    await theirs.ended()
    await both_hear_each_other(scene.call, scene.ring)
    await scene.centre.agent_is("agent3", "available")


async def test_a_conference_goes_on_without_the_agent(scene: Scene) -> None:
    theirs = await consulting(scene)
    await scene.ask("consult/join")
    await asyncio.gather(
        scene.call.hears(AGENT_HZ),
        scene.call.hears(COLLEAGUE_HZ),
        scene.ring.hears(CALLER_HZ),
        theirs.hears(CALLER_HZ),
    )
    await scene.ring.hang_up()
    await scene.centre.agent_is("agent2", "wrap_up")
    await asyncio.gather(scene.call.hears(COLLEAGUE_HZ), theirs.hears(CALLER_HZ))
    await scene.shows(agent="agent3")


async def test_listen_whisper_barge_and_take_over(scene: Scene) -> None:
    await scene.ask("supervise", {"mode": "listen"}, CHIEF)
    chief = await scene.chief.rings()
    chief.send_tone(COLLEAGUE_HZ)
    await asyncio.gather(chief.hears(CALLER_HZ), chief.hears(AGENT_HZ))
    await asyncio.gather(scene.call.hears_not(COLLEAGUE_HZ), scene.ring.hears_not(COLLEAGUE_HZ))

    await scene.ask("supervise", {"mode": "whisper"}, CHIEF)
    await scene.ring.hears(COLLEAGUE_HZ)
    await scene.call.hears_not(COLLEAGUE_HZ)

    await scene.ask("supervise", {"mode": "barge"}, CHIEF)
    await asyncio.gather(scene.ring.hears(COLLEAGUE_HZ), scene.call.hears(COLLEAGUE_HZ))

    await scene.ask("take-over", who=CHIEF)
    await scene.ring.ended()
    await asyncio.gather(scene.call.hears(COLLEAGUE_HZ), chief.hears(CALLER_HZ))
    await scene.call.hears_no_more(AGENT_HZ)


async def test_a_page_that_was_loaded_anew_rejoins(scene: Scene) -> None:
    scene.mine.on_ring = "answer"
    await scene.api("POST", "/me/rejoin", None, "agent2")
    await scene.ring.ended()
    again = await scene.mine.rings()
    again.send_tone(AGENT_HZ)
    await asyncio.gather(scene.call.hears(AGENT_HZ), again.hears(CALLER_HZ))


async def test_a_desk_phones_own_transfer_key(scene: Scene) -> None:
    await scene.ring.transfer("agent3")
    theirs = await answered_by(scene.colleague)
    await asyncio.gather(scene.call.hears(COLLEAGUE_HZ), theirs.hears(CALLER_HZ))
    await scene.centre.agent_is("agent2", "wrap_up")


async def test_the_app_is_killed_while_the_customer_is_on_hold(scene: Scene) -> None:
    await scene.ask("hold")
    await scene.centre.restart_app()
    await on_hold(scene)
    await scene.ask("resume")
    await both_hear_each_other(scene.call, scene.ring)


async def test_the_app_is_killed_in_a_conference(scene: Scene) -> None:
    theirs = await consulting(scene)
    await scene.ask("consult/join")
    await scene.centre.restart_app()
    await asyncio.gather(scene.call.hears(COLLEAGUE_HZ), scene.call.hears(AGENT_HZ), theirs.hears(CALLER_HZ))
    await scene.centre.agent_is("agent3", "busy")
    leg = (await scene.card())["parties"][0]["leg"]
    await scene.ask(f"parties/{leg}", method="DELETE")
    await theirs.ended()
    await both_hear_each_other(scene.call, scene.ring)
