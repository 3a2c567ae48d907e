"""What each schedule of a definition is made from: its own inputs, and nothing that moves another one alone.

Which items and sends there are belongs to none of them. Of an item counts its value, of a send of a series its
wall time: as what the definition says, where it stands there, else as what the variables give that it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from braze_gitops.load.document import NodePath
from braze_gitops.load.each import EACH, FOR_EACH, Item, ItemOrigin
from braze_gitops.load.entry import Entry, Made
from braze_gitops.load.loose import block, items, step, text
from braze_gitops.load.sends import Send
from braze_gitops.load.zones import zones_version
from braze_gitops.model import Inputs, Json, digest_json, digest_text, freeze, thaw

_SCHEDULE: NodePath = ("schedule",)
_TIME: NodePath = ("schedule", "time")
_AT: NodePath = ("schedule", "repeat", "at")
_RULE: NodePath = ("schedule", "repeat", "rrule")
# What they give is a send's own: its wall time.
_OF_SENDS = frozenset({"time", "repeat"})
_DATE_BEFORE = re.compile(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T")
_EXPRESSION = re.compile(r"<<.*?>>", re.DOTALL)
_NONE = ItemOrigin(said=None, variables={}, files={})


class Origins:
    """What the schedules of a definition are made from, for one item or as a whole."""

    __slots__ = ("_alike", "_files", "_item", "_made", "_schedule", "_tool", "_variables", "_written")

    def __init__(self, entry: Entry, made: Made, *, tool_version: str) -> None:
        self._written = entry.document.value
        self._made = made
        self._tool = tool_version
        self._item = made.item.origin if made.item is not None and made.item.origin is not None else _NONE
        self._schedule = block(made.resolved.value.get("schedule"))
        self._alike = _digest_alike(self._written, made.item)
        self._files = {**self._item.files, **made.resolved.files}
        self._variables = {**self._item.variables, **self._variables_alike()}

    def inputs_of(self, send: Send) -> Inputs:
        """Return what one schedule is made from."""
        definition, variables = self._alike, self._variables
        if send.occurrence is not None:
            origins = tuple(self._origins_of_hour(send))
            names = {name for origin in origins for name in self._names_at(origin)}
            said = " ".join(map(self._said_at, origins)) if names else send.time.wall.isoformat()
            definition = digest_text(f"{self._alike} {said}")
            own = digest_json((send.time.wall.isoformat(), self._rest() if _SCHEDULE in origins else None))
            variables = {**dict.fromkeys(sorted(names), own), **self._variables}
        return Inputs(
            definition=definition,
            variables=variables,
            files=self._files,
            tool=self._tool,
            zones=zones_version(),
        )

    def _variables_alike(self) -> Mapping[str, str]:
        """Return the variables that all sends are made from, but what the item says of its own."""
        resolved = self._made.resolved
        alike = {
            name
            for path, names in resolved.names_at.items()
            if "repeat" not in self._schedule or not _is_of_sends(path)
            for name in names
        }
        return {
            name: digest for name, digest in resolved.variables.items() if name in alike and not _is_of_item(name)
        }

    def _origins_of_hour(self, send: Send) -> Iterator[NodePath]:
        """Yield the paths of the templates that the time of day of a send comes from."""
        for path in self._paths_of_hour(send):
            upward = (path[:length] for length in range(len(path), 0, -1))
            origin = next((one for one in upward if one in self._made.resolved.names_at), None)
            if origin is not None:
                yield origin

    def _paths_of_hour(self, send: Send) -> Iterator[NodePath]:
        repeat = block(self._schedule.get("repeat"))
        times = items(repeat.get("at"))
        if times:
            yield (*_AT, times.index(f"{send.time.wall:%H:%M}"))
            return
        rule = text(repeat.get("rrule")).upper()
        says = {part for part in ("BYHOUR", "BYMINUTE") if part in rule}
        if says:
            yield _RULE
        if len(says) < 2:
            yield _TIME

    def _names_at(self, path: NodePath) -> Iterator[str]:
        for name in self._made.resolved.names_at[path]:
            if _is_of_item(name):
                yield from self._item.variables
            else:
                yield name

    def _said_at(self, path: NodePath) -> str:
        """Return what the definition says at a template, without what may differ and move no send."""
        value: object = self._written
        for part in path:
            value = step(value, part)
        said = text(value)
        if path == _RULE:
            return " ".join(_EXPRESSION.findall(said))
        return _DATE_BEFORE.sub("", said)

    def _rest(self) -> Json:
        """Return what a schedule says for each of its sends alike."""
        return freeze({key: each for key, each in self._schedule.items() if key not in _OF_SENDS})


def _is_of_sends(path: NodePath) -> bool:
    return path == _SCHEDULE or (path[:1] == _SCHEDULE and path[1] in _OF_SENDS)


def _is_of_item(name: str) -> bool:
    return name.partition(".")[0] == EACH


def _digest_alike(value: Mapping[str, object], item: Item | None) -> str:
    """Return the digest of what a definition says for each of its sends alike.

    Which items and sends there are belongs to none of them: what is added or left out touches no other.
    """
    said = {key: each for key, each in value.items() if key != FOR_EACH}
    schedule = block(said.get("schedule"))
    if "repeat" in schedule:
        said["schedule"] = {key: each for key, each in schedule.items() if key not in _OF_SENDS}
    if item is not None:
        said[EACH] = [item.key, thaw(item.value if item.origin is None else item.origin.said)]
    return digest_json(freeze(said))
