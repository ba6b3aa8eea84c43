"""Every channel there is: one file each, one line here."""

from ari_app.channels import (
    email,
    in_app,
    instagram,
    messenger,
    smpp,
    telegram,
    twilio,
    vonage,
    webchat,
    webhook,
    whatsapp,
)
from ari_app.channels.contract import Channel

CHANNELS: tuple[Channel, ...] = (
    twilio.CHANNEL,
    vonage.CHANNEL,
    smpp.CHANNEL,
    email.CHANNEL,
    whatsapp.CHANNEL,
    messenger.CHANNEL,
    instagram.CHANNEL,
    telegram.CHANNEL,
    webchat.CHANNEL,
    in_app.CHANNEL,
    webhook.CHANNEL,
)


def named(name: str) -> Channel | None:
    """The channel of this name."""
    return next((channel for channel in CHANNELS if channel.facts.name == name), None)
