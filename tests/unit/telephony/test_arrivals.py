"""Who has come to us."""

import pytest

from ari_app.conversation.line import AgentDialled, CallArrived
from ari_app.telephony.arrivals import arrival_of, has_arrived
from ari_app.telephony.events import Channel


def channel(caller: str, name: str = "PJSIP/trunk-00000001") -> Channel:
    return Channel("c1", name, "Ring", caller, "Ada", "+15550100")


def test_a_call_from_a_trunk() -> None:
    assert arrival_of(channel("+15559001"), ("call",)) == CallArrived(
        "c1", "+15550100", "+15559001", "Ada", "trunk"
    )


@pytest.mark.parametrize("caller", ["", "anonymous", "Anonymous", "Restricted", "unknown"])
def test_a_withheld_number_is_empty(caller: str) -> None:
    arrival = arrival_of(channel(caller), ("call",))
    assert isinstance(arrival, CallArrived)
    assert arrival.caller == ""


def test_an_agent_who_dials() -> None:
    dialled = arrival_of(channel("agent1", "PJSIP/agent1-00000002"), ("agent",))
    assert dialled == AgentDialled("c1", "agent1", "+15550100")


@pytest.mark.parametrize(
    ("args", "arrived"), [(("call",), True), (("agent",), True), (("leg",), False), ((), False)]
)
def test_only_what_the_dialplan_names_has_arrived(args: tuple[str, ...], arrived: bool) -> None:
    assert has_arrived(args) is arrived
