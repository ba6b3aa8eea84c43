"""The flow language: what a caller or writer hears, is asked, and where they go.

Pure: standard library only; no clock, no I/O, no async. A session is data: it can be printed, stored, resumed
after a restart, and replayed.

Start with `flow.py` (what a flow is), then `interpreter.py` (`start` and `resume`: one event in, commands
out), then any file of `nodes/` (one kind of node each). `commands.py` and `events.py` are the whole
conversation with the outside.

* `flow.py`, `check.py`, `schema.py`, `diff.py`: a flow's document, its faults, its published schema, what is different
  in another one; `flows/` are shipped ones.
* `interpreter.py`, `session.py`, `node.py`, `nodes/`: running it.
* `expressions.py`, `templates.py`, `values.py`, `grammar.py`: what stands in texts, and what was meant by words.
* `shapes.py`, `records.py`, `faults.py`: how JSON becomes frozen records, or a list of faults.
* `calendar.py`: opening hours. `linking.py`: a flow with the centre's calendars put in.
* `simulator.py`: a flow on a terminal. `story.py`: a flow in a test.
"""
