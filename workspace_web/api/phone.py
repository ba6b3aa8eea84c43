"""My phones: which one rings, and what the softphone in my browser registers with."""

from pydantic import Field

from ari_app.administration.devices import Choice, Device, NoSuchDevice, PhoneNotPushed
from workspace_web.ask import Ask
from workspace_web.ports import Reached
from workspace_web.problems import CONFLICT, SOON, UNAVAILABLE, Problem
from workspace_web.route import Route, route
from workspace_web.sip_proxy import ADDRESS
from workspace_web.wire import Shape


class MyDevice(Shape):
    """The phone that rings for me, and those that could."""

    device: Device | None = Field(description="None when none of mine rings.")
    choices: tuple[Device, ...]
    reachable: bool | None = Field(
        description="Whether a call would ring there now: false for a desk phone or mobile that is not registered, or does "
        "not answer. None when it is not known; of a browser its own page knows."
    )


class WantedDevice(Shape):
    """The phone to ring from the next call on."""

    device: Device


class IceServer(Shape):
    """A server that helps a browser's sound through networks (RTCIceServer)."""

    urls: str = Field(examples=["stun:stun.example:3478"])


class BrowserPhone(Shape):
    """What the softphone in a page registers with (RFC 7118)."""

    uri: str = Field(description="The phone's SIP address.", examples=["sip:a-5f0c9e21@trunkline"])
    username: str
    password: str = Field(description="Shown this once; another page's request makes it invalid.")
    websocket: str = Field(description="Where to connect to, below this site's address.", examples=["/sip"])
    ice_servers: tuple[IceServer, ...]
    expires_at: float | None = Field(
        description="When a new password is needed. None: it is good for as long as I am signed in, or until another "
        "page asks."
    )


@route("GET", "/me/device", scope="me:read", problems=(CONFLICT,))
async def read_device(ask: Ask) -> MyDevice:
    """Which of my phones rings."""
    try:
        return await _shown(ask, await ask.services.devices.choice(ask.agent))
    except NoSuchDevice as error:
        raise Problem(CONFLICT, str(error)) from None


@route("PUT", "/me/device", scope="me:act", problems=(CONFLICT,))
async def choose_device(ask: Ask, body: WantedDevice) -> MyDevice:
    """Choose the phone that rings.

    From the next call on; the one that I am in stays where it is."""
    try:
        return await _shown(ask, await ask.services.devices.choose(ask.agent, body.device, ask.caller.name))
    except NoSuchDevice as error:
        raise Problem(CONFLICT, str(error)) from None
    except PhoneNotPushed:
        raise _out_of_reach() from None


@route("POST", "/me/phone", scope="me:act", problems=(CONFLICT,))
async def make_phone(ask: Ask) -> BrowserPhone:
    """Make this browser my phone.

    Gives its softphone a new password and lets it ring from now on. A page that was my phone before is none any more."""
    devices = ask.services.devices
    try:
        phone = await devices.browser_phone(ask.agent, ask.caller.name)
    except NoSuchDevice as error:
        raise Problem(CONFLICT, str(error)) from None
    except PhoneNotPushed:
        raise _out_of_reach() from None
    return BrowserPhone(
        uri=f"sip:{phone.username}@trunkline",
        username=phone.username,
        password=phone.password,
        websocket=ADDRESS,
        ice_servers=tuple(IceServer(urls=urls) for urls in devices.ice_servers),
        expires_at=None,
    )


async def _shown(ask: Ask, choice: Choice) -> MyDevice:
    reached = Reached.UNKNOWN
    if choice.phone is not None and choice.device is not Device.BROWSER:
        reached = (await ask.services.reach.states()).get(choice.phone, Reached.UNKNOWN)
    reachable = None if reached is Reached.UNKNOWN else reached is Reached.ONLINE
    return MyDevice(device=choice.device, choices=choice.choices, reachable=reachable)


def _out_of_reach() -> Problem:
    return Problem(UNAVAILABLE, "Asterisk does not answer. Try again soon.", headers=SOON)


ROUTES: tuple[Route, ...] = (read_device, choose_device, make_phone)
