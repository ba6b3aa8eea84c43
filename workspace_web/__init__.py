"""What people and programs open: the pages, the API, the live stream, health and metrics.

Start with `app.py`, which puts it together from what `main` hands in (`services.py`, `ports.py`). The API: `route.py`
says what a route is, `api/` has one file per resource, `reading.py` and `adapter.py` serve it, `openapi.py` describes
it, `problems.py` is what goes wrong, `csv_file.py` and `csv_in.py` write and read tables. Around every request:
`answering.py`; who it is from: `door.py`, `cookies.py`, `limits.py`, `proxies.py`, `provider.py` (signing in elsewhere);
what they see of it all: `sight.py`; what they did: `deeds.py`. The live stream: `wire.py` makes
cards of what the centre holds (`queue_wire.py` of queues, `pasts.py` of what is over), `live.py` draws what changed,
`feed.py` numbers it, `live_socket.py` sends it.
What is written: `text_wire.py` has its shapes, `text_live.py` tells those who see it at once, `text_socket.py` hears what
they say (`agent_absences.py`: which agents went away), `thread_sight.py` says who reads and `talk_sight.py` who acts,
`mail_page.py` shows an e-mail in a frame. The pages: `pages.py` lists them, `rendering.py` makes their HTML from
`templates/`, `static.py` serves `static/`, `modules.py` knows which modules a page needs, `preferences.py` how somebody
likes it, `locale/` in which language; `frontend/` makes and checks what they are of. `sip_proxy.py` passes the SIP of
browsers' phones on to Asterisk (`allowance.py`: how much of it). For those who run it: `operations.py`, `metrics.py`,
`lag.py`; `serving.py` opens the port.

Visitors of other web sites, who are no users of ours, come by `/chat`: `visitor_site.py` puts together their door
(`visitor_door.py`, `visitor_limits.py`), what they ask (`visitor_routes.py`, `visitor_phone.py`: a call), their live
connections (`visitor_socket.py`, `visitor_hub.py`; `visitor_absences.py`: who went away), what both may do
(`visitor_deeds.py`) and its shapes (`visitor_wire.py`). `widget_files.py` gives sites the widget, `demo_shop.py` is a page
to try it on.

May import: flows, supervision, analytics, channels, conversation, customers, administration, access, storage, acd, ivr.
Never telephony or speech: `main` hands in what it needs of them.
"""
