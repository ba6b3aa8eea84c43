"""Every table, by what it is about.

`spine` what happens, `setup` what the centre is set up with, `access` who may do what. `columns` is how a table is made;
`everything` knows them all: a new file of tables is one line there. May import SQLAlchemy, the enumerations of `acd` and
`choices`.

What happened has no foreign key to what is set up: history outlives configuration.
"""
