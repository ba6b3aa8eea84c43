"""The acoustic model: six layers that each look at three frames, one output for each 30 ms."""

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ari_app.speech.training.corpus import Example
from ari_app.speech.training.features import COEFFICIENTS
from ari_app.speech.training.lexicon import OUTPUTS

WIDTH = 256
SUBSAMPLING = 3
_FRAMES_PER_BATCH = 24000
_NO_LABEL = -100

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Layer:
    """Taps `dilation` input frames apart; every `stride`th output is kept."""

    taps: int
    dilation: int
    stride: int


LAYERS = (Layer(3, 1, 1), Layer(3, 1, 3), Layer(3, 1, 1), Layer(3, 1, 1), Layer(3, 1, 1), Layer(3, 2, 1))
CONTEXT = 1 + 1 + 3 + 3 + 3 + 6
"""Frames of 10 ms that an output sees on each side."""


class Network(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    """Splice, affine, batch norm, ReLU: in exactly the order of Kaldi's Append(), so that it can be exported."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(COEFFICIENTS))
        self.register_buffer("inverse_deviation", torch.ones(COEFFICIENTS))
        inputs = [COEFFICIENTS, *[WIDTH] * (len(LAYERS) - 1)]
        self.affines = torch.nn.ModuleList(
            torch.nn.Linear(size * layer.taps, WIDTH) for size, layer in zip(inputs, LAYERS, strict=True)
        )
        self.norms = torch.nn.ModuleList(torch.nn.BatchNorm1d(WIDTH) for _ in LAYERS)
        self.output = torch.nn.Linear(WIDTH, OUTPUTS)

    def normalise_by(self, frames: np.ndarray) -> None:
        self.mean.copy_(torch.from_numpy(frames.mean(0)))
        self.inverse_deviation.copy_(torch.from_numpy(1 / (frames.std(0) + 1e-3)))

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        """Batch by padded frames by coefficients in, batch by a third of the frames by outputs out."""
        hidden = (frames - self.mean) * self.inverse_deviation
        for layer, affine, norm in zip(LAYERS, self.affines, self.norms, strict=True):
            count = (hidden.shape[1] - (layer.taps - 1) * layer.dilation - 1) // layer.stride + 1
            starts = [tap * layer.dilation for tap in range(layer.taps)]
            last = (count - 1) * layer.stride + 1
            spliced = torch.cat([hidden[:, start : start + last : layer.stride] for start in starts], 2)
            hidden = affine(spliced)
            hidden = torch.relu(norm(hidden.reshape(-1, WIDTH))).reshape(hidden.shape)
        return self.output(hidden)


def outputs_of(frames: int) -> int:
    return (frames + SUBSAMPLING - 1) // SUBSAMPLING


def train(
    network: Network,
    examples: Sequence[Example],
    labels: Mapping[int, np.ndarray],
    epochs: int,
    rates: tuple[float, float],
) -> None:
    """`labels` by example number; the learning rate falls from the first of `rates` to the second."""
    chance = random.Random(0)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rates[0], weight_decay=1e-3)
    versions = 1 + max(example.version for example in examples)
    plan = [
        batches(
            examples,
            [n for n in labels if examples[n].version == epoch % versions],
            _FRAMES_PER_BATCH,
            chance,
        )
        for epoch in range(epochs)
    ]
    steps, step = sum(map(len, plan)), 0
    for epoch, batches_of_epoch in enumerate(plan):
        network.train()
        loss_sum, right, count = 0.0, 0, 0
        for batch in batches_of_epoch:
            warm_up = min(1.0, (step + 1) / 30)
            for group in optimiser.param_groups:
                group["lr"] = rates[0] * (rates[1] / rates[0]) ** (step / steps) * warm_up
            wanted = torch.from_numpy(_wanted(examples, batch, labels)).reshape(-1)
            given = run(network, examples, batch).reshape(-1, OUTPUTS)
            loss = torch.nn.functional.cross_entropy(given, wanted, ignore_index=_NO_LABEL)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimiser.step()
            step += 1
            labelled = int((wanted >= 0).sum())
            loss_sum, count = loss_sum + loss.item() * labelled, count + labelled
            right += int(((given.argmax(1) == wanted) & (wanted >= 0)).sum())
        log.info(
            "epoch %d: loss %.3f, %.1f %% of the frames right", epoch, loss_sum / count, 100 * right / count
        )


def run(network: Network, examples: Sequence[Example], batch: Sequence[int]) -> torch.Tensor:
    longest = max(len(examples[number].features) for number in batch)
    frames = np.stack([_padded(examples[number].features, longest) for number in batch]).astype(np.float32)
    with torch.autocast("cpu", torch.bfloat16):
        given = network(torch.from_numpy(frames))
    return given.float()


def batches(
    examples: Sequence[Example], numbers: Sequence[int], most_frames: int, chance: random.Random
) -> list[list[int]]:
    """Examples of about the same length together, in random order."""
    by_length = sorted(numbers, key=lambda n: len(examples[n].features) + chance.uniform(-8, 8))
    result: list[list[int]] = []
    current: list[int] = []
    longest = 0
    for number in by_length:
        longest = max(longest, len(examples[number].features))
        if current and longest * (len(current) + 1) > most_frames:
            result.append(current)
            current, longest = [], len(examples[number].features)
        current.append(number)
    if current:
        result.append(current)
    chance.shuffle(result)
    return result


def _padded(features: np.ndarray, length: int) -> np.ndarray:
    """The first and last frame repeated, as Kaldi does."""
    needed = outputs_of(length) * SUBSAMPLING - (SUBSAMPLING - 1)
    after = CONTEXT + max(0, needed - len(features))
    return np.concatenate(
        [np.repeat(features[:1], CONTEXT, 0), features[:needed], np.repeat(features[-1:], after, 0)]
    )


def _wanted(
    examples: Sequence[Example], batch: Sequence[int], labels: Mapping[int, np.ndarray]
) -> np.ndarray:
    longest = max(len(examples[number].features) for number in batch)
    wanted = np.full((len(batch), outputs_of(longest)), _NO_LABEL, np.int64)
    for row, number in enumerate(batch):
        wanted[row, : len(labels[number])] = labels[number]
    return wanted
