"""Patterns over addresses, as a person writes them for an allowance, a halt or a target."""

from __future__ import annotations

from fnmatch import fnmatchcase

from braze_gitops.model.address import Address, make_address, split_address


def matches(address: Address, pattern: str) -> bool:
    """Whether `pattern` is the address itself, or fits it with `*` for any text and `?` for one character.

    Square brackets stand for themselves, because addresses have them: `weekly["2026-12-01"]`.
    """
    return address == pattern or fnmatchcase(address, pattern.replace("[", "[[]"))


def is_about(pattern: str, name: str) -> bool:
    """Whether `pattern` may fit something that a definition of that name makes."""
    return matches(Address(name), pattern) or matches(Address(name), pattern.partition("[")[0])


def matches_with_items(address: Address, pattern: str) -> bool:
    """Whether `pattern` fits the address, or what makes it: its definition, or an entry of its `for_each`."""
    name, keys = split_address(address)
    wholes = (make_address(name, *keys[:length]) for length in range(len(keys)))
    return matches(address, pattern) or any(matches(whole, pattern) for whole in wholes)
