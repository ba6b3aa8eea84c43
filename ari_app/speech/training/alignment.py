"""Which output is right for each 30 ms: from flite's own phone times at first, then by the network itself."""

import logging
import random
from collections.abc import Iterable, Mapping, Sequence
from multiprocessing import Pool

import numpy as np
import torch

from ari_app.speech.training.corpus import Example
from ari_app.speech.training.lexicon import NUMBER, OUTPUTS, Lexicon, american, american_and_british
from ari_app.speech.training.network import Network, batches, outputs_of, run

_OUTPUT_SECONDS = 0.03
_MIDDLE_OF_A_FRAME = 0.0125
_IMPOSSIBLE = -1e30
_WORST = 100
"""One in so many alignments is thrown away: misread text, clipped speech."""

_FRAMES_PER_BATCH = 30000
_CORES = 2
_START = -1

log = logging.getLogger(__name__)
Labels = dict[int, np.ndarray]


def known_labels(examples: Sequence[Example]) -> Labels:
    """For flite's utterances and for noise."""
    labels: Labels = {}
    for number, example in enumerate(examples):
        if example.phones:
            labels[number] = _from_phones(example, example.phones)
        elif example.is_noise:
            labels[number] = np.r_[0, np.ones(outputs_of(len(example.features)) - 1, np.int64)]
    return labels


def priors(labels: Mapping[int, np.ndarray]) -> np.ndarray:
    counts = np.bincount(np.concatenate(list(labels.values())), minlength=OUTPUTS).astype(np.float32) + 10
    return counts / counts.sum()


def align(
    network: Network, examples: Sequence[Example], prior: np.ndarray, scale: float, lexicon: Lexicon
) -> Labels:
    """The best path of every example through its own text. `scale` weighs the network against the durations."""
    numbered = list(_likelihoods(network, examples, prior, scale))
    jobs = [(scores, *_text_graph(examples[number], lexicon)) for number, scores in numbered]
    with Pool(_CORES) as pool:
        aligned = pool.starmap(_best_path, jobs, chunksize=100)
    numbers = [number for number, _ in numbered]
    paths = [(score, number, path) for number, (path, score) in zip(numbers, aligned, strict=True)]
    spoken = sorted((score, number) for score, number, _ in paths if not examples[number].is_noise)
    bad = {number for _, number in spoken[: len(spoken) // _WORST]}
    log.info("aligned %d utterances, left %d out", len(paths) - len(bad), len(bad))
    return {number: path for _, number, path in paths if number not in bad}


def _from_phones(example: Example, phones: Sequence[tuple[str, float]]) -> np.ndarray:
    times = np.arange(outputs_of(len(example.features))) * _OUTPUT_SECONDS + _MIDDLE_OF_A_FRAME
    segments = np.searchsorted([end for _, end in phones], times - example.silence_before, side="right")
    labels = np.zeros(len(times), np.int64)
    previous: int | None = None
    for place, time in enumerate(times):
        segment = int(segments[place])
        inside = time >= example.silence_before and segment < len(phones)
        phone = NUMBER.get(phones[segment][0], 0) if inside else 0
        here = segment if phone else _START  # all silence is one segment
        labels[place] = 2 * phone + (here == previous)
        previous = here
    return labels


def _likelihoods(
    network: Network, examples: Sequence[Example], prior: np.ndarray, scale: float
) -> Iterable[tuple[int, np.ndarray]]:
    network.eval()
    log_prior = torch.log(torch.from_numpy(prior))
    with torch.no_grad():
        for batch in batches(examples, range(len(examples)), _FRAMES_PER_BATCH, random.Random(0)):
            scores = (torch.log_softmax(run(network, examples, batch), -1) - log_prior) * scale
            for row, number in enumerate(batch):
                count = outputs_of(len(examples[number].features))
                yield number, scores[row, :count].numpy().copy()


def _text_graph(example: Example, lexicon: Lexicon) -> tuple[list[int], list[list[int]], list[int]]:
    """A phone for each node, the nodes before each (or the start), and the nodes where the text may end.

    Between words there may be silence, and a word may be said in any of its ways.
    """
    phones: list[int] = []
    before: list[list[int]] = []

    def add(phone: int, predecessors: list[int]) -> int:
        phones.append(phone)
        before.append(predecessors)
        return len(phones) - 1

    front = [_START, add(0, [_START])]
    ways_of = american_and_british if example.is_british else american
    for word in example.text.split():
        ends: list[int] = []
        for way in ways_of(lexicon, word):
            here = list(front)
            for phone in way:
                here = [add(NUMBER[phone], here)]
            ends += here
        front = [*ends, add(0, ends)]
    return phones, before, [node for node in front if node != _START]


def _best_path(
    scores: np.ndarray, phones: list[int], before: list[list[int]], final: list[int]
) -> tuple[np.ndarray, float]:
    """Viterbi: outputs for each frame, and the mean score."""
    length, nodes = len(scores), len(phones)
    arcs = np.full((nodes, nodes), _IMPOSSIBLE, np.float32)
    start = np.full(nodes, _IMPOSSIBLE, np.float32)
    for node, predecessors in enumerate(before):
        for predecessor in predecessors:
            if predecessor == _START:
                start[node] = 0
            else:
                arcs[node, predecessor] = 0
    entering, staying = scores[:, 2 * np.array(phones)], scores[:, 2 * np.array(phones) + 1]
    best = start + entering[0]
    came_from = np.full((length, nodes), _START, np.int32)
    stayed = np.zeros((length, nodes), bool)
    for frame in range(1, length):
        candidates = arcs + best[None]
        source = candidates.argmax(1)
        enter = candidates[np.arange(nodes), source] + entering[frame]
        stay = best + staying[frame]
        stayed[frame] = stay >= enter
        came_from[frame] = source
        best = np.where(stayed[frame], stay, enter)
    node = max(final, key=lambda candidate: float(best[candidate]))
    score = float(best[node]) / length
    path = np.zeros(length, np.int64)
    for frame in range(length - 1, -1, -1):
        path[frame] = 2 * phones[node] + stayed[frame, node]
        if not stayed[frame, node]:
            node = int(came_from[frame, node])
    return path, score
