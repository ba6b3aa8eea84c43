"""Makes `models/tiny-en` again: a Vosk model of 2 MB for an 8 kHz IVR, mostly from synthetic speech.

Not part of the running application. It needs Debian's espeak-ng, flite and libfst-tools, and, in an environment of its
own, the PyPI packages numpy, scipy, soxr, torch and pocketsphinx (docs/howto/speech.md gives versions and commands).

May import `ari_app.speech.ports` and those packages. Start with `__main__.py`, the stages in order. One file each:
`words.txt`, `phrases.txt` and `general_words.txt` with `vocabulary.py` (what is said), `lexicon.py` (how it is
pronounced), `synthesis.py` (who says it), `features.py` (Kaldi's MFCC), `telephone.py` (what a line does to it),
`corpus.py` (the three of them over all utterances), `network.py` (the acoustic model), `alignment.py` (which sound is
where), `kaldi_model.py` and `graph.py` (the files that libvosk reads).
"""
