"""What I do with a conversation in writing: put it aside, take it from a queue, bring colleagues in, end it, begin one.

To hand it on there is the same `transfer` as for calls, in `talks.py`."""

from http import HTTPStatus

from pydantic import Field

from ari_app.channels.mail.names import topic_of
from ari_app.conversation.messages import Words
from ari_app.conversation.text import Correspondent
from ari_app.conversation.text_account import TextAccount
from ari_app.customers.rules import normal
from workspace_web.api.shapes import Listing, Remark, Word, Written
from workspace_web.api.text_messages import Template
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, INVALID, NOT_FOUND, Fault, Part, Problem
from workspace_web.route import Route, route
from workspace_web.sight import seen_queue
from workspace_web.talk_sight import my_talk, person, serves, supervised_talk, takeable_talk
from workspace_web.views import interaction_for, interaction_now
from workspace_web.wire import Epoch, InteractionCard, Shape


class TalkPath(Shape):
    interaction: Word


class QueuePath(Shape):
    queue: Word


class ColleaguePath(Shape):
    interaction: Word
    agent: Word


class Until(Shape):
    """For how long."""

    until: Epoch | None = Field(
        default=None,
        description="It comes back then by itself; without: when the customer writes, or I take it up.",
    )


class Labels(Shape):
    """All labels of it."""

    labels: tuple[Remark, ...] = Field(max_length=20)


class Beginning(Shape):
    """Whom to write to, by which account, and what to say first."""

    account: Word
    address: Word = Field(description="The customer's, in any spelling.", examples=["+4930123456"])
    queue: Word = Field(description="Whose work it counts as.")
    client_id: Word
    text: Written = Field(default="", exclude=True)
    subject: Remark = Field(default="", exclude=True)
    cc: tuple[Word, ...] = Field(default=(), max_length=50, exclude=True)
    template: Template | None = Field(default=None, exclude=True)


class WaitingList(Listing[InteractionCard]):
    """Who goes next comes first."""


_POSSIBLE = (NOT_FOUND, CONFLICT)


@route("POST", "/interactions/{interaction}/park", scope="me:act", problems=_POSSIBLE)
async def park(ask: Ask, path: TalkPath, body: Until) -> InteractionCard:
    """Put a conversation of mine aside, until the customer writes or, with `until`, that time.

    It does not count against what I can do at once meanwhile, and stays mine."""
    await ask.services.text.park(my_talk(ask, path.interaction), path.interaction, body.until)
    return interaction_now(ask, path.interaction)


@route("POST", "/interactions/{interaction}/unpark", scope="me:act", problems=_POSSIBLE)
async def unpark(ask: Ask, path: TalkPath) -> InteractionCard:
    """Take up a conversation that I had put aside."""
    await ask.services.text.unpark(my_talk(ask, path.interaction), path.interaction)
    return interaction_now(ask, path.interaction)


@route(
    "POST",
    "/interactions/{interaction}/close",
    scope="me:act",
    problems=_POSSIBLE,
    status=HTTPStatus.ACCEPTED,
)
async def close(ask: Ask, path: TalkPath) -> None:
    """End a conversation of mine. What the customer writes later begins a new one, with me if it is soon."""
    await ask.services.text.close(my_talk(ask, path.interaction), path.interaction)


@route("POST", "/interactions/{interaction}/pull", scope="me:act", problems=_POSSIBLE)
async def pull(ask: Ask, path: TalkPath) -> InteractionCard:
    """Take a conversation that waits in a queue of mine, whatever I have in hand already.

    If that is more than I am meant to have at once, it is marked as such."""
    await ask.services.text.pull(takeable_talk(ask, path.interaction), path.interaction)
    return interaction_now(ask, path.interaction)


@route("GET", "/queues/{queue}/waiting", scope="queues:read", problems=(NOT_FOUND,))
async def list_waiting(ask: Ask, path: QueuePath) -> WaitingList:
    """What is written and waits in a queue: of an agent, one that they serve."""
    centre = ask.services.centre
    seen_queue(ask, path.queue)
    may = serves(ask, path.queue) or ask.caller.may("interactions:read")
    if path.queue not in centre.catalogue.queues or not may:
        raise Problem(NOT_FOUND, f"There is no queue {path.queue!r}.")
    waiting = (centre.interactions.get(work.interaction) for work in centre.router.waiting(path.queue))
    return WaitingList(
        items=tuple(interaction_for(ask, item) for item in waiting if item is not None and item.thread)
    )


@route("POST", "/interactions/{interaction}/helpers/{agent}", scope="me:act", problems=_POSSIBLE)
async def add_helper(ask: Ask, path: ColleaguePath) -> InteractionCard:
    """Bring a colleague into a conversation of mine: they read and write along."""
    await ask.services.text.add_helper(my_talk(ask, path.interaction), path.interaction, path.agent)
    return interaction_now(ask, path.interaction)


@route("DELETE", "/interactions/{interaction}/helpers/{agent}", scope="me:act", problems=_POSSIBLE)
async def drop_helper(ask: Ask, path: ColleaguePath) -> InteractionCard:
    """Let a colleague go who helped, or leave as one."""
    await ask.services.text.drop_helper(my_talk(ask, path.interaction), path.interaction, path.agent)
    return interaction_now(ask, path.interaction)


@route("POST", "/interactions/{interaction}/observe", scope="interactions:act", problems=_POSSIBLE)
async def observe(ask: Ask, path: TalkPath) -> InteractionCard:
    """Look at a conversation as it goes on, unseen by the customer. Several may.

    It is noted who looked at what, and for how long."""
    await ask.services.text.observe(supervised_talk(ask, path.interaction), path.interaction)
    return interaction_now(ask, path.interaction)


@route("DELETE", "/interactions/{interaction}/observe", scope="interactions:act", problems=_POSSIBLE)
async def stop_observing(ask: Ask, path: TalkPath) -> InteractionCard:
    """Look at something else."""
    await ask.services.text.stop_observing(supervised_talk(ask, path.interaction), path.interaction)
    return interaction_now(ask, path.interaction)


@route("PUT", "/interactions/{interaction}/labels", scope="customers:act", problems=_POSSIBLE)
async def label(ask: Ask, path: TalkPath, body: Labels) -> InteractionCard:
    """Say what a conversation that goes on is about."""
    await ask.services.text.label(my_talk(ask, path.interaction), path.interaction, body.labels)
    return interaction_now(ask, path.interaction)


@route("POST", "/threads", scope="me:act", problems=_POSSIBLE, status=HTTPStatus.CREATED)
async def begin(ask: Ask, body: Beginning) -> InteractionCard:
    """Write to a customer first.

    In the thread that there is with this address, or a new one. Refused while a colleague talks to them there."""
    words = Words(
        client_id=body.client_id,
        text=body.text,
        subject=body.subject,
        cc=body.cc,
        template=None if body.template is None else body.template.model_dump(),
    )
    account = ask.services.centre.catalogue.accounts.get(body.account)
    if account is None:
        raise Problem(NOT_FOUND, f"There is no account {body.account!r}.")
    if not serves(ask, body.queue):
        raise Problem(CONFLICT, "Its work is not yours: choose a queue that you serve.")
    topic = topic_of(f"{ask.agent} {body.client_id}") if account.facts.subject else ""
    whom = Correspondent(account.id, _address(ask, account, body.address), topic)
    interaction = await ask.services.text.start(person(ask), whom, body.queue, words)
    return interaction_now(ask, interaction)


def _address(ask: Ask, account: TextAccount, text: str) -> str:
    """In its normal form. Raises a problem for what is no address there."""
    if account.facts.known_by is None:
        return text.strip()
    address = normal(account.facts.known_by, text, ask.services.settings.country_code)
    if address is None:
        fault = Fault(
            part=Part.BODY, pointer="/address", detail=f"{account.name} cannot write to that address."
        )
        raise Problem(INVALID, errors=[fault])
    return address


ROUTES: tuple[Route, ...] = (
    park,
    unpark,
    close,
    pull,
    list_waiting,
    add_helper,
    drop_helper,
    observe,
    stop_observing,
    label,
    begin,
)
