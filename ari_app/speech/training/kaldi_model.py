"""am/final.mdl: a transition model and a neural network in Kaldi's binary format, written without Kaldi."""

import math
import struct
from pathlib import Path

import numpy as np

from ari_app.speech.training.features import COEFFICIENTS
from ari_app.speech.training.lexicon import NUMBER, OUTPUTS, PHONES
from ari_app.speech.training.network import CONTEXT, LAYERS, WIDTH, Network

_POSITIONS = (("B", "begin"), ("E", "end"), ("I", "internal"), ("S", "singleton"))
_BATCH_NORM_EPSILON = 1e-5


def kaldi_phones() -> list[tuple[str, str, str]]:
    """(name, phone, place in the word) of Kaldi's phones 1, 2, ...: silence, then each phone in four places."""
    return [("SIL", "SIL", "nonword")] + [
        (f"{phone}_{letter}", phone, place) for phone in PHONES for letter, place in _POSITIONS
    ]


def write_model(path: Path, network: Network, prior: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\0B" + _transition_model() + _acoustic_model(network, prior))


def _token(text: str) -> bytes:
    return text.encode() + b" "


def _int(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def _ints(values: list[int]) -> bytes:
    return _int(len(values)) + struct.pack(f"<{len(values)}i", *values)


def _float(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def _vector(values: np.ndarray | list[float]) -> bytes:
    data = np.asarray(values, "<f4")
    return _token("FV") + _int(len(data)) + bytes(data.tobytes())


def _matrix(values: np.ndarray) -> bytes:
    """16 bits for each value, spread evenly from the least to the greatest."""
    values = values.astype(np.float32)
    least, most = float(values.min()), float(values.max())
    spread = max(most - least, 1e-6)
    steps = np.clip(np.round((values - least) / spread * 65535), 0, 65535).astype("<u2")
    return _token("CM2") + struct.pack("<ffii", least, spread, *values.shape) + bytes(steps.tobytes())


def _transition_model() -> bytes:
    """Every phone is one state: its first frame is output 2n, its further frames are output 2n + 1."""
    phones = kaldi_phones()
    count = len(phones)
    not_a_plain_hmm, topologies, states = _int(-1), _int(1), _int(2)
    emitting = _int(0) + _int(1) + _int(2) + _int(0) + _float(0.5) + _int(1) + _float(0.5)
    final = _int(-1) + _int(-1) + _int(0)
    topology = _ints(list(range(1, count + 1))) + _ints([-1] + [0] * count)
    topology += not_a_plain_hmm + topologies + states + emitting + final
    tuples = _int(count)
    for number, (_, phone, _) in enumerate(phones, start=1):
        output = NUMBER.get(phone, 0)
        tuples += _int(number) + _int(0) + _int(2 * output) + _int(2 * output + 1)
    half = _vector([0.0] + [math.log(0.5)] * (2 * count))
    return (
        _token("<TransitionModel>")
        + _token("<Topology>") + topology + _token("</Topology>")
        + _token("<Tuples>") + tuples + _token("</Tuples>")
        + _token("<LogProbs>") + half + _token("</LogProbs>")
        + _token("</TransitionModel>")
    )  # fmt: skip


def _acoustic_model(network: Network, prior: np.ndarray) -> bytes:
    components: list[tuple[str, str, bytes]] = []
    wiring = [f"input-node name=input dim={COEFFICIENTS}"]
    previous, step = "input", 1

    def add(name: str, kind: str, body: bytes, source: str) -> None:
        components.append((name, kind, body))
        wiring.append(f"component-node name={name} component={name} input={source}")

    for number, layer in enumerate(LAYERS):
        offsets = [(tap - layer.taps // 2) * layer.dilation * step for tap in range(layer.taps)]
        spliced = ", ".join(
            previous if offset == 0 else f"Offset({previous}, {offset})" for offset in offsets
        )
        weights, biases = _folded(network, number)
        add(f"l{number}.affine", "FixedAffineComponent", _affine(weights, biases), f"Append({spliced})")
        add(f"l{number}.relu", "RectifiedLinearComponent", _nonlinear(WIDTH), f"l{number}.affine")
        previous, step = f"l{number}.relu", step * layer.stride
    output = _affine(_array(network, "output.weight"), _array(network, "output.bias"))
    add("out.affine", "FixedAffineComponent", output, previous)
    add("out.lsm", "LogSoftmaxComponent", _nonlinear(OUTPUTS), "out.affine")
    wiring.append("output-node name=output input=out.lsm objective=linear")

    written = b"".join(
        _token("<ComponentName>") + _token(name) + _token(f"<{kind}>") + body + _token(f"</{kind}>")
        for name, kind, body in components
    )
    return (
        _token("<Nnet3>") + ("\n" + "\n".join(wiring) + "\n\n").encode()
        + _token("<NumComponents>") + _int(len(components)) + written + _token("</Nnet3>")
        + _token("<LeftContext>") + _int(CONTEXT) + _token("<RightContext>") + _int(CONTEXT)
        + _token("<Priors>") + _vector(prior)
    )  # fmt: skip


def _folded(network: Network, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and biases of a layer with its batch norm, and in the first the feature normalisation, folded in."""
    weights, biases = _array(network, f"affines.{number}.weight"), _array(network, f"affines.{number}.bias")
    norm = f"norms.{number}"
    gain = _array(network, f"{norm}.weight") / np.sqrt(
        _array(network, f"{norm}.running_var") + _BATCH_NORM_EPSILON
    )
    biases = (biases - _array(network, f"{norm}.running_mean")) * gain + _array(network, f"{norm}.bias")
    weights = weights * gain[:, None]
    if number == 0:
        mean, inverse = _array(network, "mean"), _array(network, "inverse_deviation")
        biases = biases - weights @ np.tile(mean * inverse, LAYERS[0].taps)
        weights = weights * np.tile(inverse, LAYERS[0].taps)[None]
    return weights, biases


def _array(network: Network, name: str) -> np.ndarray:
    return network.state_dict()[name].float().numpy().astype(np.float64)


def _affine(weights: np.ndarray, biases: np.ndarray) -> bytes:
    return _token("<LinearParams>") + _matrix(weights) + _token("<BiasParams>") + _vector(biases)


def _nonlinear(size: int) -> bytes:
    statistics = _token("<ValueAvg>") + _vector([]) + _token("<DerivAvg>") + _vector([])
    return _token("<Dim>") + _int(size) + statistics + _token("<Count>") + _float(0)
