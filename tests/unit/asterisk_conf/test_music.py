"""The loop is music that a telephone can carry: not too loud, never silent, without a click."""

import math
from itertools import pairwise

import pytest

from asterisk_conf import music


@pytest.fixture(scope="module")
def samples() -> list[int]:
    return list(music.loop())


def test_it_is_as_loud_as_meant_and_centred(samples: list[int]) -> None:
    assert max(map(abs, samples)) == music.LOUDEST
    assert abs(sum(samples) / len(samples)) < 5


def test_it_never_falls_silent(samples: list[int]) -> None:
    half = music.RATE // 2
    for start in range(0, len(samples), half):
        part = samples[start : start + half]
        assert math.sqrt(sum(sample * sample for sample in part) / half) > 300, start / music.RATE


def test_its_end_joins_its_beginning_without_a_click(samples: list[int]) -> None:
    steps = [abs(after - before) for before, after in pairwise(samples)]
    assert abs(samples[0] - samples[-1]) <= max(steps)
