"""Who has come to us: by the argument that the dialplan's context gave to Stasis."""

from ari_app.conversation.line import AgentDialled, CallArrived
from ari_app.telephony.events import Channel

CALL_ARGUMENT = "call"
"""Given in [from-trunk]."""
AGENT_ARGUMENT = "agent"
"""Given in [from-agent]."""

WITHHELD = frozenset({"anonymous", "restricted", "unavailable", "unknown"})
"""What carriers write in place of a number that is not to be shown (RFC 3323, and custom)."""


def has_arrived(args: tuple[str, ...]) -> bool:
    return args[:1] in ((CALL_ARGUMENT,), (AGENT_ARGUMENT,))


def arrival_of(channel: Channel, args: tuple[str, ...]) -> CallArrived | AgentDialled:
    if args[:1] == (AGENT_ARGUMENT,):
        return AgentDialled(channel.id, channel.endpoint, channel.dialled)
    caller = "" if channel.caller.lower() in WITHHELD else channel.caller
    return CallArrived(channel.id, channel.dialled, caller, channel.caller_name, channel.endpoint)
