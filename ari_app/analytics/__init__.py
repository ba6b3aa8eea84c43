"""What the log of events adds up to: every number that is shown is a fold over it, so that live equals history.

Start with `figures.py`: the figures of the queues of a day, pure; `channel_figures.py`:
those of each medium and account, counted by `channel_counts.py`; `agent_days.py`: those of the agents. `today.py` keeps
those of this day, `history.py` makes them anew from the database, which is how a day goes on after a restart.

May import: conversation, storage, acd, ivr. Knows nothing of screens.
"""
