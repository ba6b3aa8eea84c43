"""From sentences to utterances, and from utterances to features with labels known so far."""

import gzip
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from ari_app.speech.training.features import mfcc
from ari_app.speech.training.lexicon import Lexicon
from ari_app.speech.training.synthesis import Utterance, espeak_voice, flite_voice, read_wav, say
from ari_app.speech.training.telephone import no_speech, over_a_line
from ari_app.speech.training.vocabulary import WORDS, sentence

_SHORTEST = 1200  # samples
_LONG_ENOUGH_TO_BABBLE = 4000
_CORES = 2


@dataclass(slots=True)
class Example:
    """Features of one version of an utterance. `silence_before` in seconds; `version` says in which epoch it serves."""

    text: str
    features: np.ndarray
    version: int
    is_british: bool = False
    silence_before: float = 0.0
    phones: list[tuple[str, float]] | None = None

    @property
    def is_noise(self) -> bool:
        return not self.text


def synthesise(flite: int, espeak: int) -> list[Utterance]:
    """The synthetic corpus: so many utterances of each program, always the same."""
    chance = random.Random(1)
    jobs = [(sentence(chance), flite_voice(chance), seed) for seed in range(flite)]
    jobs += [(sentence(chance), espeak_voice(chance), 10**6 + seed) for seed in range(espeak)]
    chance.shuffle(jobs)
    with Pool(_CORES) as pool:
        utterances = pool.map(say, jobs, chunksize=20)
    return [utterance for utterance in utterances if len(utterance.pcm) > _SHORTEST]


def human_recordings(sounds: Path, text: Path, lexicon: Lexicon) -> list[Utterance]:
    """Debian's asterisk-core-sounds-en-wav: one speaker, CC-BY-SA 3.0.

    Prompts made only of words of the vocabulary are left out: they are the test.
    """
    known = set(WORDS)
    recordings = []
    for row in gzip.decompress(text.read_bytes()).decode().splitlines():
        name, _, said = row.partition(":")
        words = re.sub(r"[^a-z' ]", " ", said.lower()).split()
        path = sounds / f"{name.strip()}.wav"
        unreadable = row.startswith(";") or not words or re.search(r"[\[\d&@#]", said)
        if unreadable or name.startswith(("digits/", "letters/")) or not path.exists():
            continue
        if all(word in lexicon for word in words) and not known.issuperset(words):
            recordings.append(Utterance(" ".join(words), "human", read_wav(path)[0]))
    return recordings


def examples(utterances: Sequence[Utterance], versions: int, *, human: bool = False) -> list[Example]:
    """Each utterance over `versions` different lines."""
    babble = [u.pcm for u in utterances[:300] if len(u.pcm) > _LONG_ENOUGH_TO_BABBLE]
    jobs = [
        (utterance, number, version)
        for number, utterance in enumerate(utterances)
        for version in range(versions)
    ]
    with Pool(_CORES) as pool:
        return pool.map(partial(_example, babble=babble, human=human), jobs, chunksize=500)


def noise_examples(utterances: Sequence[Utterance], count: int, versions: int) -> list[Example]:
    babble = [u.pcm for u in utterances[:300] if len(u.pcm) > _LONG_ENOUGH_TO_BABBLE]
    with Pool(_CORES) as pool:
        features = pool.map(partial(_noise_features, babble=babble), range(count), chunksize=50)
    return [Example("", one, number % versions) for number, one in enumerate(features)]


def _example(job: tuple[Utterance, int, int], babble: Sequence[np.ndarray], human: bool) -> Example:
    utterance, number, version = job
    widely = human or utterance.phones is not None  # few voices
    chance = np.random.default_rng(number * 10 + version)
    sound, before, speed = over_a_line(utterance.pcm, chance, babble, widely=widely)
    features = mfcc(sound, np.random.default_rng(number)).astype(np.float16)
    phones = utterance.phones and [(phone, end / speed) for phone, end in utterance.phones]
    # Six versions of a recording serve in the three epochs of three versions of a synthetic one.
    return Example(utterance.text, features, version % 3, utterance.is_british, before, phones)


def _noise_features(number: int, babble: Sequence[np.ndarray]) -> np.ndarray:
    chance = np.random.default_rng(777 + number)
    return mfcc(no_speech(chance, babble), chance).astype(np.float16)
