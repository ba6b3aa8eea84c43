"""What an e-mail account has to be told, and what that means."""

import re
import ssl
from ipaddress import ip_address

from ari_app.channels import tls
from ari_app.channels.contract import Account, Setting
from ari_app.channels.errors import Misconfigured
from ari_app.channels.mail import imap, smtp
from ari_app.channels.mail.arriving import House
from ari_app.channels.mail.writing import Sender

_HOST = r"[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?"
_PORT = r"[1-9][0-9]{0,4}"
_SECURITY = ("tls", "starttls", "none")
_YES_NO = ("yes", "no")
_SECURITY_HELP = "TLS from the first byte, STARTTLS, or none, which is for a server on this machine only."

SETTINGS = (
    Setting("user", "User name", "As which we sign in to both servers; often the address itself."),
    Setting("password", "Password", "Of the mailbox. Empty when OAuth is used.", secret=True, required=False),
    Setting("imap_host", "IMAP server", "Where e-mail is read, such as imap.example.com.", pattern=_HOST),
    Setting("imap_port", "IMAP port", "993 for TLS, 143 for STARTTLS.", default="993", pattern=_PORT),
    Setting("imap_security", "IMAP security", _SECURITY_HELP, default="tls", choices=_SECURITY),
    Setting("mailbox", "Mailbox", "The folder that is read.", default="INBOX"),
    Setting("smtp_host", "SMTP server", "Where e-mail is sent, such as smtp.example.com.", pattern=_HOST),
    Setting("smtp_port", "SMTP port", "465 for TLS, 587 for STARTTLS.", default="465", pattern=_PORT),
    Setting("smtp_security", "SMTP security", _SECURITY_HELP, default="tls", choices=_SECURITY),
    Setting("smtp_user", "SMTP user name", "When it is another one than for reading.", required=False),
    Setting(
        "smtp_password",
        "SMTP password",
        "When it is another one than for reading.",
        secret=True,
        required=False,
    ),
    Setting(
        "sender_name", "Name of the sender", "As customers see it; {agent} is who writes.", required=False
    ),
    Setting("signature", "Signature", "Below every e-mail; {agent} is who writes.", required=False),
    Setting(
        "begin",
        "Begin with",
        "What is read first: only what comes from now on, or all that is there.",
        default="new",
        choices=("new", "all"),
    ),
    Setting(
        "mark_read", "Mark as read", "In the mailbox, when we have taken it.", default="yes", choices=_YES_NO
    ),
    Setting(
        "customer_by",
        "Who the customer is",
        "The sender; or whom the e-mail asks us to answer (Reply-To), for forms that a web site sends.",
        default="from",
        choices=("from", "reply_to"),
    ),
    Setting(
        "authserv_id",
        "Server that checks senders",
        "The first word of Authentication-Results in your e-mails, such as mx.google.com; none for Microsoft 365, which does"
        " not say it. Senders that it could not verify are marked. Empty: nobody is.",
        required=False,
        pattern=r"[A-Za-z0-9._-]{1,255}",
    ),
    Setting(
        "most_per_hour",
        "Most in an hour",
        "What one address sends beyond is shown, and no flow answers it.",
        default="20",
        pattern=r"[1-9][0-9]{0,3}",
    ),
    Setting(
        "largest",
        "Largest e-mail, in MB",
        "Of a larger one only the beginning of its text is read.",
        default="25",
        pattern=r"[1-9][0-9]{0,2}",
    ),
    Setting(
        "tagged",
        "Tag the subject",
        "A tag in the subject finds the thread again when all headers are lost.",
        default="no",
        choices=_YES_NO,
    ),
    Setting(
        "token_url",
        "OAuth: address for tokens",
        "For Gmail and Microsoft 365, which take no passwords: such as https://oauth2.googleapis.com/token or"
        " https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token. Empty: the password is used.",
        required=False,
        pattern=r"https://\S+",
    ),
    Setting("client_id", "OAuth: client", "As registered with the provider.", required=False),
    Setting(
        "client_secret",
        "OAuth: client secret",
        "As registered with the provider.",
        secret=True,
        required=False,
    ),
    Setting(
        "refresh_token",
        "OAuth: refresh token",
        "Of the mailbox, from its owner's consent; a newer one that the provider gives takes its place. Empty: the client"
        " signs in for itself (Microsoft 365).",
        secret=True,
        required=False,
    ),
    Setting(
        "scope",
        "OAuth: scope",
        "When the provider wants one; for Microsoft 365 without a refresh token: https://outlook.office365.com/.default.",
        required=False,
    ),
    tls.AUTHORITY,
)


def value(account: Account, name: str) -> str:
    """As it was set, or its default."""
    default = next(setting.default for setting in SETTINGS if setting.name == name)
    return account.settings.get(name, "").strip() or default


def yes(account: Account, name: str) -> bool:
    return value(account, name) == "yes"


def by_oauth(account: Account) -> bool:
    return bool(value(account, "token_url"))


def imap_server(account: Account, token: str) -> imap.Server:
    """Raises `Misconfigured`."""
    host, port, security = _place(account, "imap")
    password = "" if token else value(account, "password")
    return imap.Server(host, port, security, value(account, "user"), password, token, _tls(account, security))


def smtp_server(account: Account, token: str) -> smtp.Server:
    """Raises `Misconfigured`."""
    host, port, security = _place(account, "smtp")
    user = value(account, "smtp_user") or value(account, "user")
    own = value(account, "smtp_password")
    token = "" if own else token
    password = own or value(account, "password")
    return smtp.Server(
        host,
        port,
        security,
        user,
        "" if token else password,
        token,
        _tls(account, security),
        name=_domain(account.address),
    )


def house(account: Account) -> House:
    by_reply_to = value(account, "customer_by") == "reply_to"
    return House(
        account.id,
        account.address.lower(),
        account.key,
        by_reply_to,
        int(value(account, "most_per_hour")),
        value(account, "authserv_id"),
    )


def sender(account: Account) -> Sender:
    name = value(account, "sender_name") or account.name
    return Sender(account.address, name, account.key, value(account, "signature"), yes(account, "tagged"))


def largest(account: Account) -> int:
    return int(value(account, "largest")) * 1024 * 1024


def _place(account: Account, protocol: str) -> tuple[str, int, str]:
    host, security = value(account, f"{protocol}_host"), value(account, f"{protocol}_security")
    if security not in _SECURITY:
        raise Misconfigured(f"{security!r} is no kind of security: choose one of {', '.join(_SECURITY)}.")
    if security == "none" and not _on_this_machine(host):
        raise Misconfigured(f"Passwords would go to {host} for all to read: choose TLS or STARTTLS.")
    return host, int(value(account, f"{protocol}_port")), security


def _domain(address: str) -> str:
    domain = address.rpartition("@")[2]
    return domain if re.fullmatch(_HOST, domain) else "localhost"


def _on_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tls(account: Account, security: str) -> ssl.SSLContext | None:
    return None if security == "none" else tls.context(value(account, "certificate"))
