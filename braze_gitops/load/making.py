"""Desired schedules made of checked definitions, each with its address and with what it was made from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from braze_gitops.load.entry import Entry, Made
from braze_gitops.load.loose import block, items, text
from braze_gitops.load.origins import Origins
from braze_gitops.model import Address, DesiredSchedule, Lifecycle, OnMissed, make_address


def schedules_of(entry: Entry, made: Made, tool_version: str) -> Iterator[DesiredSchedule]:
    """Yield every schedule of a definition, or of one item of it."""
    value, resolved, checked = made.resolved.value, made.resolved, made.checked
    origins = Origins(entry, made, tool_version=tool_version)
    whole = DesiredSchedule(
        address=make_address(entry.name),
        name=entry.name,
        kind=checked.kind,
        payload=checked.payload,
        time=checked.sends[0].time,
        place=entry.name_place,
        inputs=origins.inputs_of(checked.sends[0]),
        description=text(value.get("description")),
        owner=text(value.get("owner")),
        tags=tuple(sorted({text(tag) for tag in items(value.get("tags"))})),
        lifecycle=_lifecycle(block(value.get("lifecycle"))),
        moved_from_place=entry.document.locate(("moved_from",), False) if entry.moved_from else None,
        texts_from=resolved.texts_from,
        variables_from=resolved.variables_from,
    )
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
            inputs=origins.inputs_of(send),
            occurrence=send.occurrence,
            moved_from=_earlier_address(entry.moved_from, keys),
        )


def _earlier_address(moved_from: str, keys: tuple[str, ...]) -> Address | None:
    """Return where a schedule was before: under the same keys of the earlier name."""
    if not moved_from:
        return None
    return make_address(moved_from, *keys) if keys else Address(moved_from)


def _lifecycle(value: Mapping[str, object]) -> Lifecycle:
    return Lifecycle(
        prevent_delete=value.get("prevent_delete") is True,
        paused=value.get("paused") is True,
        on_missed=OnMissed(text(value.get("on_missed")) or OnMissed.ERROR),
        resume=text(value.get("resume")) or None,
    )
