"""Who may do what: users, their roles, and the tokens by which a request says who it is from.

Start with `rules.py` (which role may do what: pure), then `service.py` (users and tokens: made, checked,
revoked).

May import: storage, acd, ivr. Screens and the API ask here; nothing here knows of HTTP.
"""
