"""What is set up: agents, teams, skills, queues, opening hours, wrap-up codes, numbers, flows, phones, trunks,
settings; and how often each was changed."""

from sqlalchemy import Boolean, Double, ForeignKey, Integer, Table, Text

from ari_app.acd.model import MediaType, WrapUpMode
from ari_app.storage.choices import EndpointKind
from ari_app.storage.tables.columns import Choice, Json, has, key, may_have, metadata

agent = Table(
    "agent",
    metadata,
    key("id"),
    has("name"),
    has("endpoint"),
    may_have("team"),
    may_have("units", Json),  # media type -> what one costs this agent; null: as for all
)

# What one piece of work of a media type costs of an agent's 100 units, and by which others it may be interrupted.
capacity_rule = Table(
    "capacity_rule",
    metadata,
    key("media_type", Choice(MediaType)),
    has("units", Integer),
    has("interrupted_by", Json),
)

# No agent has more than so many of a label at once.
label_cap = Table("label_cap", metadata, key("label"), has("most", Integer))

team = Table("team", metadata, key("id"), has("name"))

skill = Table("skill", metadata, key("id"), has("name"))

queue = Table(
    "queue",
    metadata,
    key("id"),
    has("name"),
    has("skills", Json),  # skill -> least level, wanted for every interaction of the queue
    has("offer_timeout", Double),
    has("wrap_up", Double),
    may_have("announce_every", Double),
    has("record", Boolean),
    may_have("max_waiting", Integer),
    has("wrap_up_mode", Choice(WrapUpMode)),
    has("service_level_seconds", Double),  # the target: so many per cent
    has("service_level_percent", Double),  # answered within so many seconds
    may_have("calendar"),  # closed outside its hours
    has("wrap_up_codes", Json),  # ids, in the order that agents see
    may_have("targets", Json),  # media type -> seconds to the first reply in writing
)

wrap_up_code = Table("wrap_up_code", metadata, key("id"), has("name"))

calendar = Table(
    "calendar",
    metadata,
    key("id"),
    has("name"),
    has("time_zone"),
    has("weekly", Json),  # as `ivr/calendar.py` writes them
    has("holidays", Json),
)

agent_skill = Table(
    "agent_skill",
    metadata,
    key("agent", Text, ForeignKey("agent.id", ondelete="CASCADE")),
    key("skill", Text, ForeignKey("skill.id", ondelete="CASCADE")),
    has("level", Integer),
)

agent_queue = Table(
    "agent_queue",
    metadata,
    key("agent", Text, ForeignKey("agent.id", ondelete="CASCADE")),
    key("queue", Text, ForeignKey("queue.id", ondelete="CASCADE")),
)

number = Table("number", metadata, key("number"), has("flow"))

flow = Table(
    "flow",
    metadata,
    key("id"),
    key("version"),  # the fingerprint of its content
    has("body", Json),
    may_have("published_at", Double),  # the version published last is the one that answers
)

endpoint = Table(
    "endpoint",
    metadata,
    key("id"),
    has("kind", Choice(EndpointKind)),
    may_have("agent"),
    may_have("username"),
    may_have("ha1"),  # MD5(username:asterisk:password) in hex, never the password
    may_have("contact"),  # fixed, trunk_ip: where to call, as a SIP URI; mobile: number@trunk
    may_have("match"),  # trunk_ip: the address or network that its calls come from
    may_have("server_uri"),  # trunk_registering: whom we register with, as `username`,
    # and how we prove it. A carrier may use another realm than `asterisk`, so here the plain secret is
    # needed. It never leaves through the API nor the log; the encryption of columns (a later issue) will
    # cover it.
    may_have("secret"),
    has("codecs", Json),
    has("webrtc", Boolean),
    may_have("transport"),
)

# What may be changed while the centre runs; what is not here is as `storage/settings.py` says.
setting = Table("setting", metadata, key("key"), has("value", Json))

# How often each thing above was changed, and by whom last: the fence that keeps two people from overwriting each
# other. It outlives the thing, so that no version is ever given twice.
revision = Table(
    "revision",
    metadata,
    key("kind"),
    key("id"),
    has("version", Integer),
    has("at", Double),
    has("by"),
)
