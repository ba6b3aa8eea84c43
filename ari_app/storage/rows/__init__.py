"""The rows, typed: one frozen class per table of the file of the same name in `tables/`, its fields in the order of the
table's columns (a test compares them).

Start with `spine.py`. JSON columns are plain mappings and lists; times are seconds since the epoch (UTC). May import what
`tables` may.
"""
