"""Who may do what, how they show who they are, and what they did.

Start with `rules.py` (which role may do what: pure), then `service.py` (users and tokens: made, checked, revoked). Signing
in: `sign_in.py` with `passwords.py` (`password_rules.py` and `well_known.py` say which are good enough, `hashing.py`
how they are kept), `factors.py` (`totp.py`: the codes), `links.py` for those who have no password yet, `openid.py` for
those whom a provider vouches for, `throttle.py` for those who guess. It ends in a session: `sessions.py`. What people
did: `audit.py`, in the chain of `audit_rules.py`. `sealing.py` encrypts, `store.py` has the rows of users and tokens,
`reception.py` puts it all together.

May import: storage, acd, ivr. Screens and the API ask here; nothing here knows of requests to us.
"""
