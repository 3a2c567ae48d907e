"""Changes that differ in nothing but address and time: one cause, told once, with the list behind it.

A variable, a file, this program or the time zone data may change many schedules at once. Those that have the same
cause, action, kind, fields that differ, guards that hold them and words to be said of them are told together: the
first in full, the others by address and time. A definition that changed always stands for itself, and so does
whatever moves, waits for another, needs a new send id or repeats a call.

The sends of one series are the exception: two of them that do the same thing are told together, whatever the cause
(`series_likeness`).
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from braze_gitops.guard import Review
from braze_gitops.model import Address
from braze_gitops.plan import Cause, Change, changed_inputs
from braze_gitops.report.series_likeness import Said, series_likeness

# From here on a list is shorter to read than the changes: fewer fit on a screen in full.
TOGETHER_FROM = 5
_SHARED = frozenset({Cause.VARIABLE_OR_FILE, Cause.TOOL_OR_ZONES})
_Likeness: TypeAlias = tuple[object, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Changes told together, in the plan's order: one for what stands for itself, else TOGETHER_FROM or more.

    `inputs` are what changed, in words; empty where only this program itself can be why. `series` is what all of
    them, two or more, are sends of.
    """

    changes: tuple[Change, ...]
    inputs: tuple[str, ...] = ()
    series: Address | None = None


def alike(changes: Iterable[Change], review: Review) -> tuple[Alike, ...]:
    """Return all of `changes`, each once, those with one cause together where the first of them stands."""
    said = _words_said(review)
    rest, told = _by_series(changes, review, said)
    found: defaultdict[_Likeness, list[Change]] = defaultdict(list)
    for change in rest:
        found[_likeness(change, review, said)].append(change)
    for members in found.values():
        if len(members) >= TOGETHER_FROM:
            told.append(Alike(changes=tuple(members), inputs=changed_inputs(members[0])))
        else:
            told += [Alike(changes=(one,)) for one in members]
    places = {change.address: place for place, change in enumerate(review.plan.changes)}
    return tuple(sorted(told, key=lambda one: places[one.changes[0].address]))


def _by_series(
    changes: Iterable[Change], review: Review, said: Mapping[Address, Said]
) -> tuple[list[Change], list[Alike]]:
    """Return what stands for itself, and what two or more sends of a series do alike."""
    rest, found = [], defaultdict(list)
    for change in changes:
        likeness = series_likeness(change, review, said.get(change.address, ()))
        if likeness is None:
            rest.append(change)
        else:
            found[likeness].append(change)
    rest += [members[0] for members in found.values() if len(members) == 1]
    told = [
        Alike(changes=tuple(members), series=members[0].series) for members in found.values() if len(members) > 1
    ]
    return rest, told


def _likeness(change: Change, review: Review, said: Mapping[Address, Said]) -> _Likeness:
    """Return what two changes have in common that are told together; an address alone is like no other."""
    waits = any(other != change.address for other in change.starts_after)
    own = change.previous_address or change.new_send_id or change.repeats or waits
    if own or change.cause not in _SHARED:
        return (change.address,)
    return (
        change.cause,
        changed_inputs(change),
        change.action,
        change.then,
        change.kind,
        tuple(block.code for block in review.blocks.get(change.address, ())),
        tuple(difference.path for difference in change.differences),
        said.get(change.address, ()),
    )


def _words_said(review: Review) -> Mapping[Address, Said]:
    """Return what is said of each address, but what holds it: that names the address itself."""
    said: defaultdict[Address, tuple[tuple[str, str], ...]] = defaultdict(tuple)
    for finding in (*review.plan.findings, *review.findings):
        address = finding.address
        if address is None or any(finding.code == block.code for block in review.blocks.get(address, ())):
            continue
        said[address] += ((finding.code, finding.message),)
    return said
