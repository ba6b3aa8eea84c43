"""How somebody likes the pages: language, theme, density. Kept in cookies, so that the first byte is right already."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from aiohttp import hdrs, web

from workspace_web.locale.catalogue import ENGLISH, LANGUAGES

LANGUAGE_COOKIE, THEME_COOKIE, DENSITY_COOKIE = "trunkline-locale", "trunkline-theme", "trunkline-density"
FOLLOW_SYSTEM = "system"
THEMES = (FOLLOW_SYSTEM, "light", "dark")
DENSITIES = ("comfortable", "compact")


@dataclass(frozen=True, slots=True)
class Preferences:
    language: str
    theme: str
    density: str

    @classmethod
    def of(cls, request: web.Request) -> Self:
        """What they chose; for the language else what the browser prefers. Nonsense is as good as nothing."""
        chosen = request.cookies.get(LANGUAGE_COOKIE, "")
        return cls(
            language=chosen
            if chosen in LANGUAGES
            else preferred(request.headers.get(hdrs.ACCEPT_LANGUAGE, "")),
            theme=_one_of(THEMES, request.cookies, THEME_COOKIE),
            density=_one_of(DENSITIES, request.cookies, DENSITY_COOKIE),
        )


def preferred(accept_language: str) -> str:
    """The best of our languages for an `Accept-Language` header: `fr, de-AT;q=0.8, en;q=0.5` gives de."""
    for _, tag in sorted(_weighed(accept_language), key=lambda weighed: -weighed[0]):
        language = tag.partition("-")[0]
        if language in LANGUAGES:
            return language
    return ENGLISH


def _weighed(accept_language: str) -> Iterator[tuple[float, str]]:
    for part in accept_language.split(","):
        tag, _, quality = part.strip().lower().partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if weight > 0:
            yield weight, tag.strip()


def _one_of(choices: tuple[str, ...], cookies: Mapping[str, str], name: str) -> str:
    """The first choice unless another one was made."""
    chosen = cookies.get(name, "")
    return chosen if chosen in choices else choices[0]
