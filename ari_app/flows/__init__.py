"""Drawing flows: drafts, publications, trying a flow, counting where callers are in it, recorded prompts.

Start with `service.py` (a draft's way to the callers). `rules.py` is what can be decided without asking anybody: names,
faults, what a document refers to. `simulations.py` plays a flow with one person at a screen; `steps.py` counts how often
each exit was taken today; `prompts.py` keeps recorded prompts and is the voice that plays them, `sounds.py` says which
sounds are taken. Running flows is not here: that is `conversation`.

May import: conversation (its refusals), storage, ivr.
"""
