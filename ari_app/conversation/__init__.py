"""The spine: an interaction from its arrival to its one final state.

Everything that happens to an interaction goes through its mailbox, everything that happens to routing through the
router's; each turn decides in plain functions, commits its rows, then acts. Start with `line.py` (what a live call can be
asked to do and what it reports), then the rules, which say what follows from it: `rules.py` and `flow_rules.py`,
`queue_rules.py` (waiting), `leg_rules.py` (phones), `talk_rules.py` (hold, transfer, conference; `talk.py` is its data),
`rejoin_rules.py` (lost agents) and `supervision_rules.py`. Then `centre.py` (the turns; `inbox.py`, `live.py`,
`reminders.py` and `commits.py` are what it works with), then `recovery.py` and `restart.py` (what is true after a time
away). What people ask for comes in by `desk.py` (about themselves), `talks_desk.py` and `supervision_desk.py` (about a
talk), all by way of `requests.py`, and from desk phones by `phones.py`.

May import: administration, access, storage, acd, ivr. Telephony and speech are handed in by `main` behind `ports.py`.
"""
