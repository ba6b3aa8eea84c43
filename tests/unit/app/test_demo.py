"""What the demo tells the person who has started it."""

from ari_app.demo import AGENTS, CLOSED, MENU, OPEN, Credentials, how_to_call

CREDENTIALS = Credentials(
    {agent: f"secret-{agent}" for agent in AGENTS}, "tl_token", {"agent1": "word-agent1"}
)
WEB = "http://127.0.0.1:8080"


def test_it_says_who_may_ring_whom_and_with_which_password() -> None:
    text = how_to_call(CREDENTIALS, ["127.0.0.1:5060"], WEB, is_open=False)
    assert "    agent2      secret-agent2  support 9\n" in text
    assert f"sip:{MENU}@127.0.0.1:5060" in text
    assert "http://127.0.0.1:8080/api/v1/openapi.json" in text
    assert "Authorization: Bearer tl_token" in text
    assert CLOSED in text


def test_it_names_every_address_that_phones_of_the_network_may_register_at() -> None:
    text = how_to_call(CREDENTIALS, ["127.0.0.1:5060", "192.0.2.2:5060"], WEB, is_open=True)
    assert "register a SIP phone at 127.0.0.1:5060 or 192.0.2.2:5060 as" in text
    assert f"sip:{MENU}@127.0.0.1:5060 " in text
    assert OPEN in text


def test_it_says_where_to_sign_in_and_gives_the_administrator_their_link() -> None:
    text = how_to_call(CREDENTIALS, ["127.0.0.1:5060"], WEB, is_open=False, set_up=f"{WEB}/set-up#secret")
    assert f"Open {WEB} and sign in as\n    agent1      word-agent1\n" in text
    assert f"    {WEB}/set-up#secret\n" in text
    assert "set-up" not in how_to_call(CREDENTIALS, ["127.0.0.1:5060"], WEB, is_open=False)
