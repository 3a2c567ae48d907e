"""A definition that has got a `for_each`, or lost it: all that it made and makes is of one series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from braze_gitops.model import Address, split_address

# The name of a definition → how many keys a series of it has → those series.
Shapes: TypeAlias = Mapping[str, Mapping[int, tuple[Address, ...]]]


def shapes_of(series: Iterable[Address]) -> Shapes:
    """Return the series of each definition, by how many keys they have."""
    found: defaultdict[str, defaultdict[int, list[Address]]] = defaultdict(lambda: defaultdict(list))
    for one in sorted(series):
        name, keys = split_address(one)
        found[name][len(keys)].append(one)
    return {name: {count: tuple(several) for count, several in shapes.items()} for name, shapes in found.items()}


def reshaped(series: Address, shapes: Shapes) -> Iterator[Address]:
    """Yield the series that its definition has or had in another shape."""
    name, keys = split_address(series)
    for count, several in shapes.get(name, {}).items():
        if count != len(keys):
            yield from several
