"""MFCC exactly as Kaldi computes it at run time; every constant here is also in conf/mfcc.conf."""

import math

import numpy as np

from ari_app.speech.ports import SAMPLE_RATE

COEFFICIENTS = MEL_BINS = 30
LOWEST, HIGHEST = 100.0, 3800.0

_WINDOW, _SHIFT, _FFT = 200, 80, 256  # 25 ms, 10 ms
_LIFTER = 22
_PRE_EMPHASIS = 0.97
_SMALLEST_ENERGY = 1.1920929e-07


def mfcc(pcm: np.ndarray, noise: np.random.Generator) -> np.ndarray:
    """Frames by coefficients, with a dither of one step."""
    count = 1 + (len(pcm) - _WINDOW) // _SHIFT
    windows = np.lib.stride_tricks.sliding_window_view(pcm.astype(np.float32), _WINDOW)[::_SHIFT][:count]
    frames = windows + noise.standard_normal(windows.shape).astype(np.float32)
    frames = frames - frames.mean(1, keepdims=True)
    sharp = frames.copy()
    sharp[:, 1:] -= _PRE_EMPHASIS * frames[:, :-1]
    sharp[:, 0] -= _PRE_EMPHASIS * frames[:, 0]
    power = np.abs(np.fft.rfft(sharp * _POVEY_WINDOW, _FFT)) ** 2
    energies = np.log(np.maximum(power @ _BANKS.T, _SMALLEST_ENERGY))
    return (energies @ _COSINES.T).astype(np.float32)


def mfcc_conf() -> str:
    return (
        f"--sample-frequency={SAMPLE_RATE}\n--use-energy=false\n--num-mel-bins={MEL_BINS}\n"
        f"--num-ceps={COEFFICIENTS}\n--low-freq={LOWEST:g}\n--high-freq={HIGHEST:g}\n--dither=1.0\n"
    )


def _mel(hertz: np.ndarray | float) -> np.ndarray:
    return 1127.0 * np.log(1.0 + hertz / 700.0)


def _triangles() -> np.ndarray:
    mels = _mel(np.arange(_FFT // 2) * SAMPLE_RATE / _FFT)
    low = _mel(LOWEST)
    step = (_mel(HIGHEST) - low) / (MEL_BINS + 1)
    banks = np.zeros((MEL_BINS, _FFT // 2 + 1), np.float32)
    for number in range(MEL_BINS):
        left, centre, right = low + number * step, low + (number + 1) * step, low + (number + 2) * step
        slopes = np.where(mels <= centre, (mels - left) / (centre - left), (right - mels) / (right - centre))
        banks[number, :-1] = np.where((mels > left) & (mels < right), slopes, 0)
    return banks


def _liftered_cosines() -> np.ndarray:
    rows, columns = np.arange(COEFFICIENTS), np.arange(MEL_BINS)
    cosines = np.sqrt(2.0 / MEL_BINS) * np.cos(math.pi / MEL_BINS * (columns[None] + 0.5) * rows[:, None])
    cosines[0] = math.sqrt(1.0 / MEL_BINS)
    return cosines * (1 + 0.5 * _LIFTER * np.sin(math.pi * rows / _LIFTER))[:, None]


_BANKS = _triangles()
_COSINES = _liftered_cosines()
_POVEY_WINDOW = np.power(0.5 - 0.5 * np.cos(2 * math.pi / (_WINDOW - 1) * np.arange(_WINDOW)), 0.85)
