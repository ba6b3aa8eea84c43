"""The node kinds, one file each. A new kind is one new file and one line here.

Start with `say.py`, the smallest that waits, or `branch.py`, the smallest that does not; `asking.py` is what
menu and collect share. Imports `ivr.node` (what a kind promises) and `ivr.shapes` (how its configuration is written).
"""

from ivr.node import Node
from ivr.nodes.branch import BranchNode
from ivr.nodes.collect import CollectNode
from ivr.nodes.hangup import HangupNode
from ivr.nodes.hours import HoursNode
from ivr.nodes.menu import MenuNode
from ivr.nodes.queue import QueueNode
from ivr.nodes.say import SayNode
from ivr.nodes.set import SetNode
from ivr.nodes.voicemail import VoicemailNode

NODES: tuple[type[Node], ...] = (
    SayNode,
    MenuNode,
    CollectNode,
    BranchNode,
    HoursNode,
    SetNode,
    QueueNode,
    VoicemailNode,
    HangupNode,
)

KINDS: dict[str, type[Node]] = {node.kind: node for node in NODES}
