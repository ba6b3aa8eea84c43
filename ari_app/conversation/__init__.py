"""The spine: an interaction from its arrival to its one final state.

Everything that happens to an interaction goes through its mailbox, everything that happens to routing through the
router's; each turn decides in plain functions, commits its rows, then acts. Start with `line.py` (what a live call can be
asked to do and what it reports), then `rules.py` and `flow_rules.py` (what follows from it), then `centre.py` (the turns;
`live.py`, `reminders.py` and `commits.py` are what it works with), then `recovery.py` and `restart.py` (what is true after
a time away), then `desk.py` (what agents ask for).

May import: access, storage, acd, ivr. Telephony and speech are handed in by `main` behind `ports.py`.
"""
