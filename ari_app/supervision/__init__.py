"""What supervisors watch by and act with.

Start with `rules.py`: when something lasts too long or is too much; pure. `alerts.py` raises and clears by it, the
moment it becomes so; `broadcasts.py` carries words to agents; `wallboards.py` is who may look from the wall;
`service.py` holds them together for `main`, the routes and the live stream.

May import: analytics, conversation, access, storage, acd, ivr. Knows nothing of screens.
"""
