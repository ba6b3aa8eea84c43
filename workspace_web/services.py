"""What the routes work with, handed in by `main`."""

from dataclasses import dataclass
from pathlib import Path

from ari_app.access.reception import Reception
from ari_app.administration.devices import Devices
from ari_app.administration.service import Administration
from ari_app.administration.users import Users
from ari_app.analytics.agent_days import AgentDays
from ari_app.analytics.today import Today
from ari_app.channels.service import Channels
from ari_app.channels.visitor_calls import VisitorCalls
from ari_app.channels.visitors import Visitors
from ari_app.config import Settings
from ari_app.conversation.centre import Centre
from ari_app.conversation.desk import Desk
from ari_app.conversation.drafts import Drafts
from ari_app.conversation.supervision_desk import SupervisionDesk
from ari_app.conversation.talks_desk import TalksDesk
from ari_app.conversation.text_desk import TextDesk
from ari_app.customers.service import Customers
from ari_app.customers.wrap_up import WrapUps
from ari_app.flows.prompts import Prompts
from ari_app.flows.service import Flows
from ari_app.flows.simulations import Simulations
from ari_app.flows.steps import StepsToday
from ari_app.storage.reader import Reader
from ari_app.supervision.service import Supervision
from workspace_web.ports import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """`recordings`: the folder that recordings and messages are in."""

    centre: Centre
    channels: Channels
    reception: Reception
    desk: Desk
    talks: TalksDesk
    text: TextDesk
    drafts: Drafts
    supervision_desk: SupervisionDesk
    reader: Reader
    recordings: Path
    administration: Administration
    devices: Devices
    reach: Reach
    users: Users
    settings: Settings
    customers: Customers
    wrap_ups: WrapUps
    agent_days: AgentDays
    today: Today
    supervision: Supervision
    flows: Flows
    prompts: Prompts
    simulations: Simulations
    steps: StepsToday
    visitors: Visitors
    visitor_calls: VisitorCalls
