"""Who the customers are: profiles, by what they are known, what they came for before, notes.

Start with `service.py` (what people ask for). `rules.py` brings a number into its one form; `recognition.py` finds out,
while a call is in its flow, whose it is; `wrap_up.py` keeps how agents wrapped up; `errors.py` is what can be refused.

May import: access, storage, acd, ivr. Told by the centre's changes through `ari_app/conversation/onlookers.py`.
"""
