"""How somebody likes the pages, by their cookies and their browser."""

import pytest
from aiohttp.test_utils import make_mocked_request

from workspace_web.preferences import Preferences, preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr, en;q=0.5, de;q=0.7", "de"),
        ("en;q=0.5, de;q=0", "en"),
        ("fr-FR, es", "en"),
        ("de;q=nonsense, *", "en"),
        ("DE", "de"),
    ],
)
def test_the_browser_says_which_language_it_prefers(header: str, language: str) -> None:
    assert preferred(header) == language


@pytest.mark.parametrize(
    ("cookies", "chosen"),
    [
        ("", Preferences("de", "system", "comfortable")),
        (
            "trunkline-locale=en; trunkline-theme=dark; trunkline-density=compact",
            Preferences("en", "dark", "compact"),
        ),
        (
            'trunkline-locale=xx; trunkline-theme="><script>; trunkline-density=',
            Preferences("de", "system", "comfortable"),
        ),
    ],
)
def test_what_was_chosen_wins_and_nonsense_is_nothing(cookies: str, chosen: Preferences) -> None:
    request = make_mocked_request("GET", "/", headers={"Cookie": cookies, "Accept-Language": "de"})
    assert Preferences.of(request) == chosen
