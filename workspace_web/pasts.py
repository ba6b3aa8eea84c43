"""The shapes of what is over: an interaction as history tells it, with notes, wrap-up, recordings; how each is made."""

from pydantic import Field

from ari_app.acd.model import InteractionState, MediaType
from ari_app.conversation.catalogue import Catalogue
from ari_app.customers.service import Past
from workspace_web.wire import Epoch, Shape

PREVIEW = 120  # characters


class NoteCard(Shape):
    """A note on a customer or an interaction."""

    id: str
    customer: str | None
    interaction: str | None
    author: str = Field(description="The name of the user who wrote it, and who alone may change it.")
    text: str
    created_at: Epoch
    changed_at: Epoch | None


class WrapUpCard(Shape):
    """How an agent wrapped an interaction up."""

    interaction: str
    agent: str
    code: str | None
    note: str
    chosen: bool = Field(description="By the agent; else the code is the queue's default.")
    at: Epoch


class PastCard(Shape):
    """An interaction in somebody's history."""

    id: str
    medium: str
    media_type: MediaType
    channel: str = Field(description="The trunk, or the account.")
    channel_name: str = Field(description="As people call it.")
    thread: str | None = Field(description="In which it was written.")
    customer_name: str = Field(description="As the customer calls themselves there.")
    subject: str
    preview: str = Field(description="What was written last, its beginning.")
    called: str
    caller: str = Field(description="Empty when withheld.")
    state: InteractionState
    reason: str
    queue: str | None
    queue_name: str | None
    agent: str | None
    agent_name: str | None = Field(description="The agent who talked last.")
    created_at: Epoch
    connected_at: Epoch | None
    ended_at: Epoch | None
    customer: str | None
    wrap_ups: tuple[WrapUpCard, ...] = Field(description="One for each agent who took part.")
    notes: tuple[NoteCard, ...] = Field(description="Newest first.")
    recordings: tuple[str, ...] = Field(description="Their ids, oldest first.")


def past_card(past: Past, catalogue: Catalogue) -> PastCard:
    """With the names that queue and agent have today."""
    row = past.row
    account = catalogue.accounts.get(row.channel)
    queue = catalogue.queues.get(row.queue or "")
    agent = catalogue.agents.get(row.agent or "")
    return PastCard(
        id=row.id,
        medium=row.medium,
        media_type=row.media_type,
        channel=row.channel,
        channel_name=row.channel if account is None else account.name,
        thread=row.thread,
        customer_name=past.name,
        subject=past.subject,
        preview=past.words[:PREVIEW],
        called=row.called,
        caller=row.caller,
        state=row.state,
        reason=row.reason,
        queue=row.queue,
        queue_name=None if queue is None else queue.name,
        agent=row.agent,
        agent_name=None if agent is None else agent.name,
        created_at=row.created_at,
        connected_at=row.connected_at,
        ended_at=row.ended_at,
        customer=past.customer,
        wrap_ups=tuple(map(WrapUpCard.of, past.wrap_ups)),
        notes=tuple(map(NoteCard.of, past.notes)),
        recordings=past.recordings,
    )
