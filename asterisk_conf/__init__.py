"""Every Asterisk file that Trunkline sets, as jinja2 templates, and what renders and starts them.

Start with `settings.py` (what can be set), then `render.py` (settings to files); `rules.py` says which
values are refused, `command.py` how Asterisk is started without privileges, `installation.py` where it is
found, `music.py` makes the music on hold. `python -m asterisk_conf` does it all from environment variables
(`environment.py`), for a container. The templates in `templates/` are the configuration: one per file, of
the same name. The dialplan is thin: every call enters the app, and waits with music when the app is away.

May import: the standard library and jinja2, and no other room. Agents, phones and trunks are not here:
`ari_app.telephony` pushes them through ARI, into Asterisk's own database.
"""
