"""Channels of text: how a customer writes to us, and we to them, whoever carries it.

Start with `contract.py` (what a channel promises, its facts as data) and `errors.py`.

May import: conversation, customers, administration, access, storage, acd, ivr. Never telephony or speech.
"""
