"""Routing: who gets whom. Pure: `(state, event, now) -> commands`, no clock, no I/O, no async.

Start with `model.py` (agents, queues, waiting interactions), then `events.py` and `commands.py` (the whole
conversation with the outside), then `router.py` and the rule itself in `matching.py`. Below it: `roster.py` (agents),
`waiting.py` (who waits), `agents.py` (their life), `skills.py` (who fits), `deadlines.py`. `tables.py` holds the
life-cycle tables that `diagrams.py` draws for the docs; `explanation.py` says why somebody waits. ADRs 4 and 13 say why so.
Imports the standard library only.
"""
