"""Patterns over addresses, as a person writes them for an allowance or a halt."""

from __future__ import annotations

from fnmatch import fnmatchcase

from braze_gitops.model import Address


def matches(address: Address, pattern: str) -> bool:
    """Whether `pattern` is the address itself, or fits it with `*` for any text and `?` for one character.

    Square brackets stand for themselves, because addresses have them: `weekly["2026-12-01"]`.
    """
    return address == pattern or fnmatchcase(address, pattern.replace("[", "[[]"))
