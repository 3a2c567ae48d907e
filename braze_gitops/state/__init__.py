"""The state: values, formats by version, and the one fold that makes a state of a snapshot and journal batches.

In: bytes, entries. Out: `State`, bytes. Never touches a disk or a clock, and does not know what a definition is.
"""
