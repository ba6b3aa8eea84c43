"""Who the customers are: profiles, by what they are known, what they came for before, notes.

Start with `service.py` (what people ask for). `rules.py` brings numbers and addresses into their one form;
`recognition.py` finds out, while an interaction is in its flow, whose it is; `merges.py` makes one customer of two, and two
again; `wrap_up.py` keeps how agents wrapped up; `errors.py` is what can be refused.

May import: access, storage, acd, ivr. Told by the centre's changes through `ari_app/conversation/onlookers.py`.
"""
