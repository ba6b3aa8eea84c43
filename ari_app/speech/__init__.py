"""Hearing and speaking on the telephone: 8 kHz, 16-bit, mono, in worker processes.

Start with `ports.py`: what a recogniser and a synthesiser promise. Then, following the audio of one answer:

* `recogniser.py`: the Recogniser that `main` builds: picks an engine (`rules.py`), opens a stream in the pool
* `pool.py`, `process.py`: worker processes, least loaded first; restarts them, replays what a caller was saying
* `stream.py`: the Hearer: bounded, counts what it drops, keeps the current utterance for a replay
* `wire.py`: the frames on the pipes between the two
* `worker.py`: the process: `python -m ari_app.speech.worker`
* `ear.py`: when speech starts and ends: a voice activity detector and the rules of `rules.py`
* `vosk_engine.py`, `pocketsphinx_engine.py`: the two recognisers, imported by workers only

and for speaking: `prompts.py` (the Synthesiser: a prompt cache), `espeak.py` (the engine), `voices.py` (which voice
speaks a language), `telephone_wav.py` and `audio.py` (sample rates). `spawn.py` starts processes, `engines.py` says what
is installed, `double.py` stands in for both ports in tests, `models/` holds the model that we ship, `training/` makes
it again.

May import: the standard library, pydub, and inside workers vosk and pocketsphinx. The main process loads no engine.
"""
