"""Desired schedules made of checked definitions, each with its address and with what it was made from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from braze_gitops.load.each import EACH, FOR_EACH, Item
from braze_gitops.load.entry import Entry, Made
from braze_gitops.load.loose import block, items, text
from braze_gitops.load.zones import zones_version
from braze_gitops.model import (
    Address,
    DesiredSchedule,
    Inputs,
    Lifecycle,
    OnMissed,
    digest_json,
    digest_text,
    freeze,
    make_address,
    thaw,
)

if TYPE_CHECKING:
    from braze_gitops.load.sends import Send


def schedules_of(entry: Entry, made: Made, tool_version: str) -> Iterator[DesiredSchedule]:
    """Yield every schedule of a definition, or of one item of it."""
    value, resolved, checked = made.resolved.value, made.resolved, made.checked
    inputs = Inputs(
        definition="",
        variables={name: digest for name, digest in resolved.variables.items() if not _is_of_item(name, made)},
        files=resolved.files,
        tool=tool_version,
        zones=zones_version(),
    )
    whole = DesiredSchedule(
        address=make_address(entry.name),
        name=entry.name,
        kind=checked.kind,
        payload=checked.payload,
        time=checked.sends[0].time,
        place=entry.name_place,
        inputs=inputs,
        description=text(value.get("description")),
        owner=text(value.get("owner")),
        tags=tuple(sorted({text(tag) for tag in items(value.get("tags"))})),
        lifecycle=_lifecycle(block(value.get("lifecycle"))),
        moved_from_place=entry.document.locate(("moved_from",), False) if entry.moved_from else None,
        texts_from=resolved.texts_from,
        variables_from=resolved.variables_from,
    )
    alike = _digest_alike(entry.document.value, made.item)
    for send in checked.sends:
        keys = tuple(
            key for key in (made.item.key if made.item is not None else None, send.key) if key is not None
        )
        yield dataclasses.replace(
            whole,
            address=make_address(entry.name, *keys),
            keys=keys,
            payload=checked.payload_of(send),
            time=send.time,
            inputs=dataclasses.replace(inputs, definition=_definition_digest(alike, send)),
            occurrence=send.occurrence,
            moved_from=_earlier_address(entry.moved_from, keys),
        )


def _is_of_item(name: str, made: Made) -> bool:
    return made.item is not None and name.partition(".")[0] == EACH


def _earlier_address(moved_from: str, keys: tuple[str, ...]) -> Address | None:
    """Return where a schedule was before: under the same keys of the earlier name."""
    if not moved_from:
        return None
    return make_address(moved_from, *keys) if keys else Address(moved_from)


def _digest_alike(value: Mapping[str, object], item: Item | None) -> str:
    """Return the digest of what a definition says for each of its sends alike.

    Which items and sends there are belongs to none of them: what is added or left out touches no other.
    """
    said = {key: each for key, each in value.items() if key != FOR_EACH}
    schedule = block(said.get("schedule"))
    if "repeat" in schedule:
        said["schedule"] = {key: each for key, each in schedule.items() if key not in ("repeat", "time")}
    if item is not None:
        said[EACH] = [item.key, thaw(item.value)]
    return digest_json(freeze(said))


def _definition_digest(alike: str, send: Send) -> str:
    """Return the digest of what a definition says for one send: `alike`, and of a series its own wall time."""
    return alike if send.occurrence is None else digest_text(f"{alike} {send.time.wall.isoformat()}")


def _lifecycle(value: Mapping[str, object]) -> Lifecycle:
    return Lifecycle(
        prevent_delete=value.get("prevent_delete") is True,
        paused=value.get("paused") is True,
        on_missed=OnMissed(text(value.get("on_missed")) or OnMissed.ERROR),
        resume=text(value.get("resume")) or None,
    )
