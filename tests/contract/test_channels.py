"""What every channel promises, played through with its provider's own requests and answers.

A new channel is in here by its line in `everything.py`, with a `Peer` in `tests/contract/channels/`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ari_app.channels.account_rules import COMMON, AccountDraft, faults
from ari_app.channels.contract import Channel, Fetching, Hooked, Outgoing, Polled, Request, Response, Sent
from ari_app.channels.double import DOUBLE, ScriptedHttp, answered
from ari_app.channels.errors import (
    ChannelError,
    Forged,
    Malformed,
    OutcomeUnknown,
    SendFailed,
    TryLater,
    Unreachable,
)
from ari_app.channels.everything import CHANNELS
from ari_app.channels.incoming import account_of, from_json, lane_of, to_json
from ari_app.conversation.text import MessageArrived, TextEvent
from ari_app.storage.choices import MessageState
from tests.contract.channels.peer import NOW, Exchange, Hook, Peer, Recorded
from tests.examples import examples

ALL: tuple[Channel, ...] = (*CHANNELS, DOUBLE)
GARBAGE = (
    b"",
    b"\0",
    b"[]",
    b"{}",
    b"null",
    b'"x"',
    b"{" * 2000,
    b"\xff\xfe\xfd",
    b"a=b&a=c",
    b"[" * 100_000,
)
OLD = 3600.0  # seconds: no provider's clock is so wrong


def peer_of(channel: Channel) -> Peer:
    module = import_module(f"tests.contract.channels.{channel.facts.name}")
    found = module.PEER
    assert isinstance(found, Peer)
    assert found.channel is channel, "the peer is of another instance of the channel"
    return found


PEERS = {channel.facts.name: peer_of(channel) for channel in ALL}
HOOKS = {name: (peer, peer.hook) for name, peer in PEERS.items() if peer.hook is not None}


def hooked(peer: Peer) -> Hooked:
    assert isinstance(peer.channel, Hooked)
    return peer.channel


@pytest.fixture(params=list(PEERS.values()), ids=list(PEERS))
def peer(request: pytest.FixtureRequest) -> Peer:
    found: Peer = request.param
    return found


@pytest.fixture(params=list(HOOKS.values()), ids=list(HOOKS))
def called(request: pytest.FixtureRequest) -> tuple[Peer, Hook]:
    found: tuple[Peer, Hook] = request.param
    return found


# --- facts and settings ------------------------------------------------------------------------------------------


def test_names_are_told_apart() -> None:
    assert len({channel.facts.name for channel in ALL}) == len(ALL)
    assert len({channel.facts.title for channel in ALL}) == len(ALL)


def test_the_facts_fit_together(peer: Peer) -> None:
    facts = peer.channel.facts
    assert re.fullmatch(r"[a-z][a-z0-9_]*", facts.name)
    assert facts.title
    assert facts.text_limit > 0
    assert facts.per_second > 0
    assert facts.choices >= 0
    assert facts.window is None or facts.window > 0
    assert not facts.templates or facts.window is not None, "templates are for when a window is closed"
    assert facts.receipts <= {
        MessageState.SENT,
        MessageState.DELIVERED,
        MessageState.READ,
        MessageState.FAILED,
    }
    if facts.files is not None:
        assert facts.files.size > 0
        assert facts.files.most > 0
        assert all(re.fullmatch(r"[\w.+-]+/(\*|[\w.+-]+)|\*/\*", kind) for kind in facts.files.types)


def test_the_settings_can_be_asked_for(peer: Peer) -> None:
    known = peer.channel.settings
    assert len({setting.name for setting in known}) == len(known)
    for setting in known:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", setting.name)
        assert setting.title, setting.name
        assert setting.help.endswith("."), f"{setting.name}: the help is a sentence"
        assert not (setting.secret and setting.default), f"{setting.name}: a secret has no default"
        if setting.default and setting.pattern:
            assert re.fullmatch(setting.pattern, setting.default), setting.name
        if setting.choices and setting.default:
            assert setting.default in setting.choices, setting.name


def test_an_account_that_works_fits_its_settings(peer: Peer) -> None:
    account = peer.account
    said = {name: value for name, value in account.settings.items() if value}
    draft = AccountDraft(account.channel, account.name, account.address, "flow", said)
    assert list(faults((*peer.channel.settings, *COMMON), draft, {})) == []
    assert account.channel == peer.channel.facts.name


def test_no_secret_is_shown(peer: Peer) -> None:
    secrets = [peer.account.settings.get(each.name) for each in peer.channel.settings if each.secret]
    assert [each for each in secrets if each and each in repr(peer.account)] == []


def test_there_is_a_way_in(peer: Peer) -> None:
    """Called, polled, or, as web chat, by our own pages."""
    if isinstance(peer.channel, Hooked):
        assert peer.hook is not None, "a channel that is called has a provider that calls"
    else:
        assert peer.hook is None
        assert isinstance(peer.channel, Polled) or peer.sends_otherwise


# --- what comes in -----------------------------------------------------------------------------------------------


def bodies(hook: Hook) -> Iterator[bytes]:
    return (recorded.body for recorded in hook.recorded.values())


def test_its_own_signature_is_accepted(called: tuple[Peer, Hook]) -> None:
    peer, hook = called
    for body in bodies(hook):
        hooked(peer).verify(peer.account, hook.signed(body, NOW))


def test_a_changed_body_is_forged(called: tuple[Peer, Hook]) -> None:
    peer, hook = called
    if not hook.signs_body:
        return
    for body in bodies(hook):
        came = hook.signed(body, NOW)
        for changed in (came.body + b" ", came.body.replace(b"1", b"2") + b"0", b""):
            if changed == came.body:
                continue
            with pytest.raises(Forged):
                hooked(peer).verify(peer.account, replace(came, body=changed))


def test_a_missing_signature_is_forged(called: tuple[Peer, Hook]) -> None:
    peer, hook = called
    assert hook.carries
    came = hook.signed(next(bodies(hook)), NOW)
    for name in hook.carries:
        for request in (_without(came, name), _with(came, name, "")):
            with pytest.raises(Forged):
                hooked(peer).verify(peer.account, request)


@pytest.mark.parametrize("wrong", ["x", "sha256=00", "Bearer x", "1", "é", "\udcff", "=" * 5000])
def test_a_wrong_signature_is_forged(called: tuple[Peer, Hook], wrong: str) -> None:
    peer, hook = called
    came = hook.signed(next(bodies(hook)), NOW)
    for name in hook.carries:
        with pytest.raises(Forged):
            hooked(peer).verify(peer.account, _with(came, name, wrong))


def test_another_secret_is_forged(called: tuple[Peer, Hook]) -> None:
    """What the provider of another account signed."""
    peer, hook = called
    secret = {each.name for each in peer.channel.settings if each.secret}
    other = {
        name: value[:-1] + ("x" if value[-1] != "x" else "y") if name in secret and value else value
        for name, value in peer.account.settings.items()
    }
    account = replace(peer.account, settings=other)
    with pytest.raises(Forged):
        hooked(peer).verify(account, hook.signed(next(bodies(hook)), NOW))


def test_what_is_replayed_much_later_is_forged(called: tuple[Peer, Hook]) -> None:
    peer, hook = called
    if hook.has_time:
        with pytest.raises(Forged):
            hooked(peer).verify(peer.account, hook.signed(next(bodies(hook)), NOW - OLD))


def test_handshakes_are_answered(called: tuple[Peer, Hook]) -> None:
    peer, hook = called
    for request, answer in hook.handshakes:
        hooked(peer).verify(peer.account, request)
        parsed = hooked(peer).parse(peer.account, request)
        assert (parsed.events, parsed.answer.body) == ((), answer)
    for request in hook.wrong_handshakes:
        with pytest.raises(Forged):
            hooked(peer).verify(peer.account, request)


RECORDED = [
    pytest.param(peer, hook, recorded, id=f"{name}: {what}")
    for name, (peer, hook) in HOOKS.items()
    for what, recorded in hook.recorded.items()
]


@pytest.mark.parametrize(("peer", "hook", "recorded"), RECORDED)
def test_what_the_provider_sends_is_understood(peer: Peer, hook: Hook, recorded: Recorded) -> None:
    request = hook.signed(recorded.body, NOW)
    parsed = hooked(peer).parse(peer.account, request)
    assert parsed.events == recorded.events
    assert parsed == hooked(peer).parse(peer.account, request), "the same again reads the same"
    for event in parsed.events:
        assert event.provider_id
        assert account_of(event) == peer.account.id
        assert all(lane_of(event)[:2])
        assert from_json(json.loads(json.dumps(to_json(event)))) == event
        if isinstance(event, MessageArrived) and any(file.source for file in event.files):
            assert isinstance(peer.channel, Fetching), "somebody has to fetch its files"


def test_each_event_has_a_name_of_its_own(called: tuple[Peer, Hook]) -> None:
    peer, hook = called
    named: dict[str, TextEvent] = {}
    for body in bodies(hook):
        for event in hooked(peer).parse(peer.account, hook.signed(body, NOW)).events:
            assert named.setdefault(event.provider_id, event) == event, "two events of one name"


def test_some_of_it_is_what_matters(called: tuple[Peer, Hook]) -> None:
    """Recorded are: a message, several events at once or one after the other, and a kind that nobody needs."""
    _, hook = called
    everything = [event for recorded in hook.recorded.values() for event in recorded.events]
    assert any(isinstance(event, MessageArrived) for event in everything)
    assert len(everything) > 1
    assert any(not recorded.events for recorded in hook.recorded.values())


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_malformed_or_nothing(called: tuple[Peer, Hook], body: bytes) -> None:
    peer, hook = called
    assert understood(peer, hook.signed(body, NOW)) == ()


@pytest.mark.parametrize("name", HOOKS)
@settings(max_examples=examples(200), deadline=None)
@given(data=st.data())
def test_no_body_breaks_it(name: str, data: st.DataObject) -> None:
    peer, hook = HOOKS[name]
    recorded = data.draw(st.sampled_from(sorted(hook.recorded)))
    body = data.draw(st.one_of(st.binary(max_size=200), damaged(hook.recorded[recorded].body)))
    for event in understood(peer, hook.signed(body, NOW)):
        assert from_json(json.loads(json.dumps(to_json(event)))) == event


def understood(peer: Peer, request: Request) -> tuple[TextEvent, ...]:
    """Nothing but Malformed comes out of it."""
    try:
        return hooked(peer).parse(peer.account, request).events
    except Malformed:
        return ()


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just([]), st.just({})
)


def damaged(body: bytes) -> st.SearchStrategy[bytes]:
    """A recorded body with something else in one place."""
    try:
        found = json.loads(body)
    except ValueError:
        return st.tuples(st.integers(0, max(0, len(body))), st.binary(max_size=5)).map(
            lambda cut: body[: cut[0]] + cut[1] + body[cut[0] :]
        )
    places = list(_places(found))
    return st.tuples(st.sampled_from(places), SCALARS).map(
        lambda change: json.dumps(_replaced(found, change[0], change[1])).encode()
    )


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from _places(child, (*path, key))


def _replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _replaced(value[path[0]], path[1:], new)
    return copy


def _with(request: Request, name: str, value: str) -> Request:
    if name in request.headers:
        return replace(request, headers={**request.headers, name: value})
    assert name in request.query, f"{name} is neither a header nor in the query"
    return replace(request, query={**request.query, name: value})


def _without(request: Request, name: str) -> Request:
    def rest(of: Mapping[str, str]) -> dict[str, str]:
        return {key: value for key, value in of.items() if key != name}

    return replace(request, headers=rest(request.headers), query=rest(request.query))


# --- what goes out -----------------------------------------------------------------------------------------------

EXCHANGES = [
    pytest.param(peer, exchange, id=f"{name}: {what}")
    for name, peer in PEERS.items()
    for what, exchange in peer.exchanges.items()
]


@pytest.mark.parametrize(("peer", "exchange"), EXCHANGES)
async def test_what_the_provider_answers_is_understood(peer: Peer, exchange: Exchange) -> None:
    http = ScriptedHttp().will(*exchange.answers)
    if isinstance(exchange.becomes, Sent):
        assert await peer.channel.send(peer.account, peer.message, http) == exchange.becomes
    else:
        with pytest.raises(exchange.becomes) as failed:
            await peer.channel.send(peer.account, peer.message, http)
        assert type(failed.value) is exchange.becomes or exchange.becomes is not SendFailed
        assert str(failed.value).strip(), "the agent reads why"
        if exchange.after is not None:
            assert isinstance(failed.value, TryLater)
            assert failed.value.after == exchange.after
    assert len(http.answers) == 0, "not all that was answered was asked for"


def test_sending_is_told(peer: Peer) -> None:
    """By what the provider answers, or where else it is tested."""
    if peer.sends_otherwise:
        return
    outcomes = {Sent if isinstance(each.becomes, Sent) else each.becomes for each in peer.exchanges.values()}
    assert outcomes >= {Sent, SendFailed, TryLater, OutcomeUnknown}


BY_HTTP = {name: peer for name, peer in PEERS.items() if not peer.sends_otherwise}


@pytest.fixture(params=list(BY_HTTP.values()), ids=list(BY_HTTP))
def sends(request: pytest.FixtureRequest) -> Peer:
    found: Peer = request.param
    return found


async def test_what_was_not_sent_may_be_sent_again(sends: Peer) -> None:
    with pytest.raises(TryLater):
        await sends.channel.send(sends.account, sends.message, ScriptedHttp().will(Unreachable("away")))


async def test_what_may_have_gone_out_is_not_sent_again(sends: Peer) -> None:
    http = ScriptedHttp().will(OutcomeUnknown("no answer"), answered(200, {}))
    with pytest.raises(OutcomeUnknown):
        await sends.channel.send(sends.account, sends.message, http)
    assert len(http.asked) == 1, "a channel does not try again by itself"


STATUSES = (200, 201, 202, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"<html>", b'{"error": 1, "messages": [[]], "ok": "x"}', b"\xff"]
)
async def test_no_answer_breaks_it(sends: Peer, status: int, body: bytes) -> None:
    """It is sent by a name, or failed in a way that the sender knows; what went well is never said to have failed."""
    http = ScriptedHttp().will(*[Response(status, {}, body)] * 5)
    try:
        sent = await sends.channel.send(sends.account, sends.message, http)
    except SendFailed as error:
        if status < 300:
            assert isinstance(error, OutcomeUnknown)
        assert str(error).strip()
    else:
        assert status < 300
        assert isinstance(sent, Sent)


@pytest.mark.parametrize("change", ["long", "odd", "empty name"])
async def test_no_message_breaks_it(sends: Peer, change: str) -> None:
    changes: dict[str, Callable[[Outgoing], Outgoing]] = {
        "long": lambda message: replace(message, text="ä" * sends.channel.facts.text_limit),
        "odd": lambda message: replace(message, text="a\r\n.\r\n\u202e<b>&\u2028\U0001f600"),
        "empty name": lambda message: replace(message, name=""),
    }
    taken = next(each for each in sends.exchanges.values() if isinstance(each.becomes, Sent))
    http = ScriptedHttp().will(*taken.answers, *taken.answers)  # a long one may go out in two
    assert await sends.channel.send(sends.account, changes[change](sends.message), http) == taken.becomes


async def test_an_account_that_works_says_so(sends: Peer) -> None:
    assert sends.works, "what it answers when the account works"
    said = await sends.channel.test(sends.account, ScriptedHttp().will(*sends.works))
    assert said.endswith(".")


@pytest.mark.parametrize("answer", [Unreachable("away"), answered(401, {}), answered(404, {})], ids=str)
async def test_an_account_that_does_not_work_says_why(sends: Peer, answer: Response | ChannelError) -> None:
    with pytest.raises(ChannelError) as failed:
        await sends.channel.test(sends.account, ScriptedHttp().will(answer))
    assert str(failed.value).strip()
