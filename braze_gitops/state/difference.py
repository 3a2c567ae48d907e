"""In which parts two states differ, in words: for a snapshot that does not say what its journal says."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TypeVar

from braze_gitops.state.state import State

K = TypeVar("K", bound=str)

_BY_KEY = ("records", "definitions")
_LEFT_OUT = frozenset({"texts", "pending", "run", *_BY_KEY})


def differing_parts(found: State, expected: State) -> tuple[str, ...]:
    """Return each part in which `found` differs from `expected`; texts, which have digests of their own, aside."""
    fields = [field.name for field in dataclasses.fields(State) if field.name not in _LEFT_OUT]
    return (
        *(name.replace("_", " ") for name in fields if getattr(found, name) != getattr(expected, name)),
        *_by_key("record", found.records, expected.records),
        *_by_key("definition", found.definitions, expected.definitions),
    )


def _by_key(noun: str, found: Mapping[K, object], expected: Mapping[K, object]) -> Iterator[str]:
    for key in sorted({*found, *expected}):
        if key not in expected:
            yield f"{noun} {key} is not in the journal"
        elif key not in found:
            yield f"{noun} {key} is missing"
        elif found[key] != expected[key]:
            yield f"{noun} {key}"
