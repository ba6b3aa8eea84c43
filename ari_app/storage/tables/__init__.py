"""Every table, by what it is about.

`spine.py` is what happens, `setup.py` what the centre is set up with, `flows.py` what is drawn, `access.py` who may do what,
`customers.py` who calls and writes, `channels.py` what is written, `supervision.py` what supervisors watch by. `columns.py`
is how a table is made; `everything.py` knows them all: a new file of tables is one line there. Start with `spine.py`. May
import SQLAlchemy, the enumerations of `acd` and `choices`.

What happened has no foreign key to what is set up: history outlives configuration.
"""
