"""Which espeak-ng voice speaks a language tag. Pure."""

from collections.abc import Set as AbstractSet

# Tags whose voice is not simply the lower-cased tag or its language.
_ALIASES = {
    "en": "en-us",
    "en-au": "en-gb",
    "en-nz": "en-gb",
    "en-ie": "en-gb",
    "en-za": "en-gb",
    "en-in": "en-gb",
    "es-mx": "es-419",
    "es-us": "es-419",
    "es-ar": "es-419",
    "es-co": "es-419",
    "fr": "fr-fr",
    "fr-ca": "fr-fr",
    "no": "nb",
    "zh": "cmn",
    "zh-cn": "cmn",
    "zh-tw": "cmn",
    "zh-hk": "yue",
    "pt-pt": "pt",
}


def voice_for(language: str, available: AbstractSet[str]) -> str | None:
    """The exact voice, else a near one, else any of the same language; None when nobody speaks it."""
    tag = language.strip().lower().replace("_", "-")
    primary = tag.split("-", maxsplit=1)[0]
    candidates = (_ALIASES.get(tag, tag), tag, _ALIASES.get(primary, primary), primary)
    return next((voice for voice in candidates if voice in available), None)


def parse_voices(listing: str) -> frozenset[str]:
    """The voices of `espeak-ng --voices`: the second column of each line but the first."""
    rows = (line.split() for line in listing.splitlines()[1:])
    return frozenset(row[1] for row in rows if len(row) > 1)
