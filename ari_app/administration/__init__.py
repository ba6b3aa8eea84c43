"""What admins set up: agents, teams, skills, queues, opening hours, wrap-up codes, numbers, phones, trunks.

Start with `things.py` (what there is to set up, and what the whole of it is: the `Plan`), then `rules.py` (pure: who
refers to whom, and what makes no sense), then `service.py` (create, change, remove: checked against the plan, fenced
against another admin, told to the running centre in the same transaction). `writes.py` makes the rows; `users.py` does the
same for users, whom `access` keeps; `devices.py` is which phone rings for an agent, and the one in their
browser; `dialling.py`: which outside numbers may be called; `errors.py` is what can go wrong;
`retention.py` deletes sound that has been kept for long enough.

May import: access, storage, acd, ivr.
"""
