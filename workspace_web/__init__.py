"""What people and programs open: the API, the live stream, health and metrics.

Start with `app.py`, which puts it together from what `main` hands in (`services.py`, `ports.py`). The API: `route.py` says
what a route is, `api/` has one file per resource, `reading.py` and `adapter.py` serve it, `openapi.py` describes it,
`problems.py` is what goes wrong. Around every request: `answering.py`; who it is from: `door.py`, `limits.py`. The live
stream: `wire.py` makes cards of what the centre holds, `live.py` draws what changed, `feed.py` numbers it,
`live_socket.py` sends it. For those who run it: `operations.py`, `metrics.py`, `lag.py`; `serving.py` opens the port.

May import: conversation, access, storage, acd, ivr. Never telephony or speech: `main` hands in what it needs of them.
"""
