"""Where each agent stands; who they are is in `catalogue.py`."""

from operator import attrgetter

from sqlalchemy import select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.spine import AgentStateRow
from ari_app.storage.statement import Write, upserting
from ari_app.storage.tables.spine import agent_state

_UPSERT = upserting(agent_state)
_row = attrgetter(*_UPSERT.names)


def stands(row: AgentStateRow) -> Write:
    return _UPSERT.write(_row(row))


async def states(reader: Reader) -> list[AgentStateRow]:
    return await reader.all(select(agent_state).order_by(agent_state.c.agent), AgentStateRow)
