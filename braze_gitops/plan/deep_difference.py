"""The door to deepdiff: where two trees of plain JSON differ, as our own values.

It is slow (milliseconds a pair), so it only ever sees pairs whose digests differ, and it is imported then.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from braze_gitops.plan.change import DifferenceKind

if TYPE_CHECKING:
    from deepdiff.model import DiffLevel


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeepDifference:
    """One place where two trees differ: its steps from the root and the plain values, None where none is."""

    steps: tuple[str | int, ...]
    kind: DifferenceKind
    before: object
    after: object


# Which of deepdiff's groups says what. Lists are compared by position, so only their ends come and go.
_KINDS: Mapping[str, DifferenceKind] = {
    "dictionary_item_added": DifferenceKind.ADDED,
    "dictionary_item_removed": DifferenceKind.REMOVED,
    "iterable_item_added": DifferenceKind.ADDED,
    "iterable_item_removed": DifferenceKind.REMOVED,
    "type_changes": DifferenceKind.CHANGED,
    "values_changed": DifferenceKind.CHANGED,
}


def deep_differences(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[DeepDifference, ...]:
    """Return where `before` and `after`, trees of dicts, lists and scalars, differ; sorted by path."""
    from deepdiff import DeepDiff

    found = DeepDiff(
        dict(before),
        dict(after),
        view="tree",
        ignore_order=False,
        zip_ordered_iterables=True,  # by position: the default pairs by likeness, which cannot be told in paths
        threshold_to_diff_deeper=0,  # the default gives up on unlike objects and shows them whole
        ignore_private_variables=False,  # a key may start with `__`
    )
    differences = [_ours(kind, level) for group, kind in _KINDS.items() for level in found.get(group, ())]
    return tuple(sorted(differences, key=lambda d: [(isinstance(s, str), str(s).zfill(9)) for s in d.steps]))


def _ours(kind: DifferenceKind, level: DiffLevel) -> DeepDifference:
    return DeepDifference(
        steps=tuple(_steps(level.path(output_format="list"))),
        kind=kind,
        before=None if kind is DifferenceKind.ADDED else level.t1,
        after=None if kind is DifferenceKind.REMOVED else level.t2,
    )


def _steps(path: list[object]) -> Iterator[str | int]:
    for step in path:
        yield step if isinstance(step, int) else str(step)
