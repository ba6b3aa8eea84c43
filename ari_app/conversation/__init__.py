"""The spine: an interaction from its arrival to its one final state.

Everything that happens to an interaction goes through its mailbox, everything that happens to routing through the
router's; each turn decides in plain functions, commits its rows, then acts. Start with `line.py` (what a live call can be
asked to do and what it reports), then the rules, which say what follows from it: `rules.py` and `flow_rules.py`,
`queue_rules.py` (waiting), `leg_rules.py` (phones), `talk_rules.py` (hold, transfer, conference; `talk.py` is its data),
`rejoin_rules.py` (lost agents) and `supervision_rules.py`. Then `floor.py` (what every turn sees, and where it is kept;
`live.py` and `reminders.py` are what it works with), `centre.py` (the inbox and its turns, with `inbox.py` and
`commits.py`) and `routing_turns.py` (what the router decides), then `recovery.py` and `restart.py` (what is true after
a time away), and `journal.py` (rows; `holds.py`: those of what agents have in hand). What people ask for comes in by
`desk.py` (about themselves), `talks_desk.py` and `supervision_desk.py` (about a talk), all by way of `requests.py`, and
from desk phones by `phones.py`. `places.py` says where what is handed on waits.

What is written is an interaction as well: `text.py` is what channels report, `text_account.py` where and what can be
done there, `post.py` takes it in, `text_turns.py` finds the thread (`threads.py`) and the interaction (`echoes.py` sees
who answers our answers), `text_rules.py` decides, `pause_rules.py` about rest and silence, `company_rules.py` about who
else takes part, `window_rules.py` about what may be sent; `messages.py` and `writing.py` are their data, `languages.py`
says what language it is in. Agents come in by `text_desk.py`; what they have begun to write is in `drafts.py`.

May import: customers, administration, access, storage, acd, ivr. Telephony and speech are handed in by
`main` behind `ports.py`.
"""
