"""The spine: an interaction from its arrival to its one final state.

Everything that happens to an interaction goes through its mailbox, everything that happens to routing through the
router's; each turn decides in plain functions, commits its rows, then acts. Start with `line.py` (what a live call can be
asked to do and what it reports), then `centre.py` (the turns), then `recovery.py` (what is true after a restart).

May import: customers, access, storage, acd, ivr. Telephony and speech are handed in by `main` behind `ports.py`.
"""
