"""What somebody wrote this time: without the mail that they answer and without their signature. Line by line, in time
that grows with the length only. When in doubt more is shown: whoever wrote between the lines of the other is shown as
they wrote it."""

import re

_LONGEST = 1000  # characters of a line that are looked at
_INTRODUCTION = re.compile(
    r"^\W{0,3}(?:"
    r"(?:on|am|at)\b.{1,300}\b(?:wrote|schrieb)\b.{0,120}:"
    r"|.{1,200}\b(?:wrote|schrieb)\s*(?:am\b.{1,120}|on\b.{1,120})?:"
    r"|le\b.{1,300}\ba écrit\s*:|el\b.{1,300}\bescribió\s*:|il\b.{1,300}\bha scritto\s*:|op\b.{1,300}\bschreef\b.{0,120}:"
    r"|em\b.{1,300}\bescreveu\s*:|w dniu\b.{1,300}\bpisze\s*:"
    r")\s*$",
    re.IGNORECASE,
)
_BEGINS_INTRODUCTION = re.compile(r"^\W{0,3}(?:on|am|le|el|il|op|em|w dniu)\b", re.IGNORECASE)
_RULE = re.compile(
    r"^[\s>*]*[-_]{2,}\s*(?:original message|original-?nachricht|ursprüngliche nachricht|message d'origine|mensaje original"
    r"|messaggio originale|oorspronkelijk bericht)\s*[-_]{2,}\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\W{0,3}(?:from|von|de|da|van)\s*:\W{0,3}\s?\S", re.IGNORECASE)
_OTHER_FIELD = re.compile(
    r"^\W{0,3}(?:sent|date|to|subject|cc|gesendet|datum|an|betreff|envoyé|à|objet|enviado|para|asunto|inviato|oggetto|verzonden"
    r"|aan|onderwerp)\s*:",
    re.IGNORECASE,
)
_UNDERLINE = re.compile(r"^\s*_{10,}\s*$")
_FORWARDED = re.compile(
    r"^[\s>*-]*(?:begin )?(?:forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten)\b",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^--[ \u00a0]?$|^\u2014 ?$")
_DEVICE = re.compile(
    r"^\W{0,3}(?:sent (?:from|with|via) (?:my|mail for|outlook|yahoo|proton|samsung|the)\b|get outlook for\b"
    r"|von meine[mr] .{2,60} gesendet|gesendet (?:von|mit|über) (?:meine[mr]|outlook|mail|der|yahoo|proton|samsung)\b"
    r"|diese nachricht wurde von meinem .{2,80} gesendet|holen sie sich outlook|envoyé (?:de|depuis) mon|enviado desde mi"
    r"|inviato d(?:al mio|a) |verzonden (?:vanaf|met) mijn|outlook für (?:ios|android))",
    re.IGNORECASE,
)


def written(text: str) -> str:
    """`text` without quotes and signature; all of it when nothing else is there."""
    lines = text.split("\n")
    kept = _without_signature(_without_quotes(lines))
    return "\n".join(kept).strip() or text.strip()


def _without_quotes(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        line = line[:_LONGEST]
        if _FORWARDED.match(line):
            return lines
        length = _introduction(lines, at)
        if length:
            rest = lines[at + length :]
            return lines if _between_the_lines(rest) else lines[:at]
        if _RULE.match(line) or _headers_of_a_quote(lines, at):
            return lines[:at]
    return _without_quoted_end(lines)


def _introduction(lines: list[str], at: int) -> int:
    """How many lines `On Monday, Ann wrote:` takes here: programs break it after about 78 characters."""
    if not lines[at].strip():
        return 0
    if _INTRODUCTION.match(lines[at][:_LONGEST]):
        return 1 if _alone(lines, at) else 0
    if _BEGINS_INTRODUCTION.match(lines[at][:_LONGEST]):
        for more in (2, 3, 4):
            joined = " ".join(line.strip() for line in lines[at : at + more])
            if len(joined) < _LONGEST and _INTRODUCTION.match(joined):
                return more
    return 0


def _alone(lines: list[str], at: int) -> bool:
    """Somebody's sentence `She wrote:` stands in a paragraph; what a program writes has a date or an address in it."""
    return bool(re.search(r"\d|@", lines[at][:_LONGEST])) or _next_is_quoted(lines[at + 1 : at + 4])


def _next_is_quoted(lines: list[str]) -> bool:
    return next((line.startswith(">") for line in lines if line.strip()), False)


def _between_the_lines(rest: list[str]) -> bool:
    """Whether the quote is marked with `>`, and something else stands behind it that is no signature."""
    if not _next_is_quoted(rest):
        return False
    last = max(at for at, line in enumerate(rest) if line.startswith(">"))
    first = next(at for at, line in enumerate(rest) if line.strip())
    amid = [line for line in rest[first:last] if line.strip() and not line.startswith(">")]
    behind = "\n".join(_without_signature(rest[last + 1 :])).strip()
    # A long line that was broken leaves one unmarked word: that alone is no answer.
    return bool(behind) or sum(len(line.split()) for line in amid) > 3


def _headers_of_a_quote(lines: list[str], at: int) -> bool:
    """Outlook's: From, Sent, To, Subject, in lines below each other, perhaps under a rule."""
    line = lines[at][:_LONGEST]
    if _UNDERLINE.match(line):
        following = [one for one in lines[at + 1 : at + 4] if one.strip()]
        return bool(following) and bool(_FROM.match(following[0][:_LONGEST]))
    if not _FROM.match(line):
        return False
    return sum(bool(_OTHER_FIELD.match(one[:_LONGEST])) for one in lines[at + 1 : at + 7]) >= 2


def _without_quoted_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith(">")):
        end -= 1
    return lines[:end]


def _without_signature(lines: list[str]) -> list[str]:
    kept = lines
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line[:_LONGEST].rstrip("\r")):
            kept = lines[:at]
            break
    end = len(kept)
    while end and not kept[end - 1].strip():
        end -= 1
    for at in range(max(0, end - 3), end):
        if _DEVICE.match(kept[at][:_LONGEST]):
            return kept[:at]
    return kept[:end]
