"""The stages of the training, each from files of the work folder to files of the work folder.

python -m ari_app.speech.training all WORK MODEL --sounds SOUNDS --sounds-text CORE_SOUNDS_EN_TXT_GZ
"""

import argparse
import logging
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ari_app.speech.training.alignment import align, known_labels, priors
from ari_app.speech.training.corpus import Example, examples, human_recordings, noise_examples, synthesise
from ari_app.speech.training.features import mfcc_conf
from ari_app.speech.training.graph import write_graph
from ari_app.speech.training.kaldi_model import write_model
from ari_app.speech.training.lexicon import load_lexicon
from ari_app.speech.training.network import Network, train
from ari_app.speech.training.vocabulary import WORDS

_VERSIONS = 3
_HUMAN_VERSIONS = 6
_SHORTEST = 20  # frames

_MODEL_CONF = """\
--min-active=100
--max-active=1000
--beam=10.0
--lattice-beam=2.0
--acoustic-scale=0.3
--frame-subsampling-factor=3
--frames-per-chunk=21
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""

log = logging.getLogger(__name__)


def synth(options: argparse.Namespace) -> None:
    utterances = synthesise(options.flite, options.espeak)
    log.info("synthesised %d utterances", len(utterances))
    _save(options.work / "corpus.pickle", utterances)


def feats(options: argparse.Namespace) -> None:
    utterances = _load(options.work / "corpus.pickle")
    noise = noise_examples(utterances, options.noise, _VERSIONS)
    _save(options.work / "synthetic.pickle", [*examples(utterances, _VERSIONS), *noise])


def human(options: argparse.Namespace) -> None:
    recordings = human_recordings(options.sounds, options.sounds_text, load_lexicon())
    log.info("%d recordings of a human voice", len(recordings))
    _save(options.work / "human.pickle", examples(recordings, _HUMAN_VERSIONS, human=True))


def am(options: argparse.Namespace) -> None:
    """Twice from the synthetic voices, the second time aligned by the first network; then all voices together."""
    torch.manual_seed(0)
    lexicon = load_lexicon()
    synthetic = _long_enough(_load(options.work / "synthetic.pickle"))
    network = Network()
    network.normalise_by(np.concatenate([e.features for e in synthetic[::20]]).astype(np.float32))
    labels = known_labels(synthetic)
    train(network, synthetic, labels, options.epochs, (2e-3, 5e-4))
    for scale, epochs, last_rate in ((0.5, options.epochs, 5e-4), (0.7, 2 * options.epochs, 5e-5)):
        labels = align(network, synthetic, priors(labels), scale, lexicon)
        train(network, synthetic, labels, epochs, (2e-3, last_rate))
    everything = synthetic + _long_enough(_load(options.work / "human.pickle"))
    for epochs in (3 * options.epochs, 3 * options.epochs):
        labels = align(network, everything, priors(labels), 0.7, lexicon)
        train(network, everything, labels, epochs, (1.5e-3, 3e-5))
    state = {"network": network.state_dict(), "prior": torch.from_numpy(priors(labels))}
    torch.save(state, options.work / "acoustic.pt")


def export(options: argparse.Namespace) -> None:
    state = torch.load(options.work / "acoustic.pt", weights_only=True)
    network = Network()
    network.load_state_dict(state["network"])
    write_model(options.model / "am" / "final.mdl", network, state["prior"].numpy())
    graph(options)


def graph(options: argparse.Namespace) -> None:
    """Everything but am/final.mdl: enough after a change of words.txt, for the acoustic model knows phones only."""
    write_graph(options.model / "graph", WORDS, load_lexicon())
    configuration = options.model / "conf"
    configuration.mkdir(parents=True, exist_ok=True)
    (configuration / "mfcc.conf").write_text(mfcc_conf(), "utf-8")
    (configuration / "model.conf").write_text(_MODEL_CONF, "utf-8")
    log.info("wrote %s", options.model)


STAGES = {"synth": synth, "feats": feats, "human": human, "am": am, "export": export}


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options = _arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    if options.stage == "graph":
        graph(options)
    elif options.stage == "all":
        for stage in STAGES.values():
            stage(options)
    else:
        STAGES[options.stage](options)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("stage", choices=(*STAGES, "graph", "all"))
    parser.add_argument("work", type=Path, help="folder for what the stages hand on")
    parser.add_argument("model", type=Path, nargs="?", default=Path("model"), help="the Vosk model to write")
    parser.add_argument("--flite", type=int, default=1800, help="utterances by flite")
    parser.add_argument("--espeak", type=int, default=4500, help="utterances by espeak-ng")
    parser.add_argument("--noise", type=int, default=900, help="examples of no speech")
    parser.add_argument(
        "--epochs", type=int, default=3, help="of the first training; the others are multiples"
    )
    parser.add_argument(
        "--sounds", type=Path, help="folder of asterisk-core-sounds-en-wav, for human and all"
    )
    parser.add_argument("--sounds-text", type=Path, help="core-sounds-en.txt.gz of asterisk-core-sounds-en")
    return parser.parse_args()


def _long_enough(these: list[Example]) -> list[Example]:
    return [example for example in these if len(example.features) > _SHORTEST]


def _save(path: Path, objects: list[Any]) -> None:
    with path.open("wb") as file:
        pickle.dump(objects, file)


def _load(path: Path) -> list[Any]:
    with path.open("rb") as file:
        objects: list[Any] = pickle.load(file)  # noqa: S301 - written by the stage before, on this machine
    return objects


if __name__ == "__main__":
    main()
