"""Patterns over addresses, as a person writes them for an allowance, a halt or a target."""

from __future__ import annotations

from fnmatch import fnmatchcase

from braze_gitops.model import Address, split_address


def matches(address: Address, pattern: str) -> bool:
    """Whether `pattern` is the address itself, or fits it with `*` for any text and `?` for one character.

    Square brackets stand for themselves, because addresses have them: `weekly["2026-12-01"]`.
    """
    return address == pattern or fnmatchcase(address, pattern.replace("[", "[[]"))


def matches_with_items(address: Address, pattern: str) -> bool:
    """Whether `pattern` fits the address, or the name of its definition: a name alone means all that it makes."""
    return matches(address, pattern) or matches(Address(split_address(address)[0]), pattern)
