"""Mistakes to plant in a process that is thrown away: each must be found by the same checks as everything else."""
from __future__ import annotations

def plant(name: str) -> None:
    """x."""
    assert not name
