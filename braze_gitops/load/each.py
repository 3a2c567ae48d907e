"""The items of a `for_each`: one schedule for each key of a map or item of a list (design.md section 3)."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from braze_gitops.load.document import Document, NodePath
from braze_gitops.load.findings import Flaw
from braze_gitops.model import Finding, Json, freeze, make_address

FOR_EACH = "for_each"
IDLE_FOLD = "fold-idle"
EACH = "each"
MAX_ITEMS = 1_000
_LONGEST = 128
# An address must never be taken for a pattern.
_OF_PATTERNS = frozenset("*?")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ItemOrigin:
    """What the value of an item comes from: what the definition says of it, and variables and files by digest."""

    said: Json
    variables: Mapping[str, str]
    files: Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a definition is made for: `key` is part of the address, `value` what `<< each.value >>` gives.

    `origin` is None where the definition itself says the value.
    """

    key: str
    value: Json
    origin: ItemOrigin | None = None

    @property
    def variables(self) -> Mapping[str, Json]:
        """Return what `<< each… >>` names."""
        return {"key": self.key, "value": self.value}


def read_items(value: object) -> tuple[tuple[Item, ...], tuple[Flaw, ...]]:
    """Return the items of a `for_each` after templating, in order, and what is wrong with it.

    Of a map the key is its key, of a list of scalars the item as text.
    """
    flaws = tuple(_flaws_of(value))
    if flaws:
        return (), flaws
    if isinstance(value, Mapping):
        return tuple(Item(key=key, value=freeze(item)) for key, item in value.items()), ()
    assert isinstance(value, list), "anything else has a flaw"
    return tuple(Item(key=_key(item), value=freeze(item)) for item in value), ()


def without_items(document: Document) -> Document:
    """Return the document without its `for_each`, as it is read for each item."""
    rest = {key: value for key, value in document.value.items() if key != FOR_EACH}
    return dataclasses.replace(document, value=rest)


def said_of_items(name: str, items: Sequence[Item], said: Sequence[Sequence[Finding]]) -> Iterator[Finding]:
    """Yield what was found for the items: once what all of them have, else under the address of each.

    A `fold` that does nothing for some of them does something for the others, and is nothing to tell.
    """
    idle = [finding for found in said for finding in found if finding.code == IDLE_FOLD]
    if idle and len(idle) == len(items):
        every = "the time comes only once for every entry of `for_each`, so `fold` does nothing"
        yield idle[0] if len(set(idle)) == 1 else dataclasses.replace(idle[0], message=every)
    others = [[finding for finding in found if finding.code != IDLE_FOLD] for found in said]
    counted = Counter(finding for found in others for finding in set(found))
    for item, found in zip(items, others, strict=True):
        for finding in found:
            if counted[finding] == len(items):
                yield finding
            else:
                yield dataclasses.replace(finding, address=make_address(name, item.key) if name else None)


def _flaws_of(value: object) -> Iterator[Flaw]:
    match value:
        case Mapping() | list() if len(value) > MAX_ITEMS:
            yield Flaw(
                code="repeat-too-many",
                message=f"`for_each` has {len(value):,} items, and {MAX_ITEMS:,} schedules are the limit",
                path=(FOR_EACH,),
                at_key=True,
                hint="make several definitions of it",
            )
        case Mapping() if value:
            for key in value:
                yield from _flaws_of_key(key, (FOR_EACH, key), at_key=True)
        case list() if value:
            yield from _flaws_of_list(value)
        case Mapping() | list():
            yield Flaw(
                code="for-each-empty",
                message="`for_each` has no items, so this definition schedules nothing",
                path=(FOR_EACH,),
                hint="add one, or delete the definition; `environments` limits it to some environments",
            )
        case _:
            yield Flaw(
                code="wrong-type",
                message="`for_each` must be a map, or a list of texts or numbers",
                path=(FOR_EACH,),
                hint="write `key: value` lines under it, or one item a line, after a hyphen",
            )


def _flaws_of_list(value: list[object]) -> Iterator[Flaw]:
    seen: dict[str, int] = {}
    for number, item in enumerate(value):
        path: NodePath = (FOR_EACH, number)
        if not isinstance(item, str | int | float):
            yield Flaw(
                code="for-each-item",
                message="an item of a list must be a text or a number: it names the schedule",
                path=path,
                hint="use a map: `key: {…}` lines under `for_each`",
            )
            continue
        key = _key(item)
        if key in seen:
            yield Flaw(
                code="for-each-item",
                message=f"`{key}` stands twice: each item names one schedule",
                path=path,
                hint="delete one of them",
                other=(FOR_EACH, seen[key]),
            )
        seen.setdefault(key, number)
        yield from _flaws_of_key(key, path, at_key=False)


def _flaws_of_key(key: str, path: NodePath, *, at_key: bool) -> Iterator[Flaw]:
    if not key or key != key.strip() or not key.isprintable() or len(key) > _LONGEST or set(key) & _OF_PATTERNS:
        yield Flaw(
            code="for-each-item",
            message="this cannot name a schedule",
            path=path,
            at_key=at_key,
            hint=f"use 1 to {_LONGEST} characters that can be seen, without * and ?, and no blanks at the ends",
        )


def _key(item: object) -> str:
    return item if isinstance(item, str) else json.dumps(item)
