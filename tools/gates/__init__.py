"""The project's own gates: each takes parsed sources or texts and returns what is wrong with them, as lines.

A gate that found nothing returns an empty tuple. None of them is ever loosened to let a change in: the change is
altered, or an entry in `docs/decisions/` says why the rule itself was wrong.
"""
