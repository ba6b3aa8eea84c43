"""Whether an e-mail comes from whom it says, as the server that received it found out (Authentication-Results, RFC 8601).
Pure.

Anybody can write such a header: only what has the name of the account's own server counts, and of that the uppermost, since
a server writes above what came. It says nothing of what it could not find out, and then neither do we."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

NAMELESS = "none"
"""As the setting names a server that writes the results without its name, as Microsoft 365 does."""

_QUOTED_OR_COMMENT = re.compile(r'"((?:[^"\\]|\\.?)*)(?:"|$)|([()])', re.DOTALL)
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)\b(.*)", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"\b([a-z]{1,20}\.[a-z0-9-]{1,40})\s{0,9}=\s{0,9}([^\s;]+)", re.IGNORECASE)
_LONGEST = 20_000  # characters of one header


@dataclass(frozen=True, slots=True)
class Result:
    """Of one check: `method` spf, dkim, dmarc… `said` pass, fail, softfail, none… `about`: `header.d` and the like."""

    method: str
    said: str
    about: Mapping[str, str] = field(default_factory=dict)


def doubt(headers: Sequence[str], server: str, sender: str) -> str:
    """What failed, such as `dmarc=fail`; empty when nothing did, or nobody looked. `headers`: the values of
    Authentication-Results, the uppermost first; `server`: the name of ours (authserv-id), empty: none is believed; `sender`:
    the address that is shown."""
    found = [list(results(header, server)) for header in headers] if server else []
    spf, dmarc = (next((one.said for one in _of(name, found)), "none") for name in ("spf", "dmarc"))
    if dmarc == "fail":
        return "dmarc=fail"
    signed = any(one.said == "pass" and _is_of(one, sender) for one in _of("dkim", found))
    if dmarc not in ("pass", "bestguesspass") and spf in ("fail", "softfail") and not signed:
        return f"spf={spf}"
    return ""


def _of(method: str, found: Sequence[Sequence[Result]]) -> Sequence[Result]:
    """Of the uppermost header that tells of it: one below may be what the sender wrote in our server's name."""
    told = ([one for one in header if one.method == method] for header in found)
    return next((results for results in told if results), [])


def _is_of(dkim: Result, sender: str) -> bool:
    """Whether the domain that signed it is the sender's, or one above it."""
    signer = (dkim.about.get("header.d") or dkim.about.get("header.i", "").rpartition("@")[2]).lower()
    domain = sender.rpartition("@")[2].lower()
    return "." in signer and (domain == signer or domain.endswith("." + signer))


def results(header: str, server: str) -> Iterator[Result]:
    """Of one header, if it is of this server."""
    plain = _plain(header[:_LONGEST])
    name, _, rest = plain.partition(";")
    if _RESULT.match(name):
        name, rest = NAMELESS, plain
    words = name.split()
    if not words or words[0].lower() != server.lower():
        return
    for piece in rest.split(";"):
        if result := _RESULT.match(piece):
            about = {key.lower(): value for key, value in _PROPERTY.findall(result[3])}
            yield Result(result[1].lower(), result[2].lower(), about)


def _plain(text: str) -> str:
    """Without comments, which may hold comments; quoted words without their quotes, and without what means something
    outside of them."""
    said: list[str] = []
    depth = at = 0
    for found in _QUOTED_OR_COMMENT.finditer(text):
        if not depth:
            said.append(text[at : found.start()])
            if found[1] is not None:
                said.append(re.sub(r"[;\s=]", "_", found[1]))
        at = found.end()
        if found[2] == "(":
            depth += 1
        elif found[2] == ")":
            depth = max(depth - 1, 0)
    return "".join(said) + ("" if depth else text[at:])
