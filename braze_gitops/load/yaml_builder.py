"""Builds the values of YAML documents from parser events, within limits; knows nothing of the parser.

A limit is counted as events come in, aliases with the size of what they stand for, so that no text becomes larger
in memory, or deeper, than the limits say.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Protocol, TypeAlias

from braze_gitops.load.plain_scalar import Scalar, read_scalar
from braze_gitops.load.text_place import Lines
from braze_gitops.model import Finding, Place, Severity

# design.md section 3; the last is what aliases may make of a file of one megabyte.
MAX_DEPTH = 50
MAX_NODES = 100_000
MAX_ALIASES = 1_000
MAX_CHARACTERS = 4_000_000

_MERGE = "<<"
_QUOTE = "put quotes around this"

# What a \\0 or half of a \\ud83d\\ude00 makes of a quoted text.
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


class Mark(Protocol):
    """A position the parser gives: line and column from 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column, in characters."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Start:
    line: int = 0
    column: int = 0


@dataclasses.dataclass(slots=True)
class Spot:
    """Where a value stands; `children` maps a key or position to the spots of key and value."""

    first: Mark = dataclasses.field(default_factory=_Start)
    last: Mark | None = None
    children: dict[str | int, tuple[Spot | None, Spot]] = dataclasses.field(default_factory=dict)


Value: TypeAlias = "dict[str, object] | list[object] | Scalar"


@dataclasses.dataclass(frozen=True, slots=True)
class _Anchored:
    value: Value
    spot: Spot
    nodes: int
    characters: int
    height: int


@dataclasses.dataclass(slots=True)
class _Frame:
    """An open map or list."""

    value: dict[str, object] | list[object]
    spot: Spot
    anchor: str | None
    nodes: int
    characters: int
    height: int = 1
    key: str | None = None
    key_spot: Spot | None = None
    merging: bool = False
    merged: dict[str, object] = dataclasses.field(default_factory=dict)
    merged_spots: dict[str | int, tuple[Spot | None, Spot]] = dataclasses.field(default_factory=dict)


class Stop(Exception):  # noqa: N818 - a way out of the loop; it becomes a finding and is no failure of the program
    """The rest of the file cannot be read; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class Builder:
    """Takes events in order; `documents` are the finished ones by number, `spots` their places.

    `findings` are the errors after which reading goes on; an error that ends it is raised as `Stop`.
    """

    def __init__(self, lines: Lines, *, spots: bool = False) -> None:
        self.documents: list[tuple[int, Value]] = []
        self.spots: dict[int, Spot] = {}
        self.findings: list[Finding] = []
        self._lines = lines
        self._keep_spots = spots
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._number = -1
        self._nodes = 0
        self._characters = 0
        self._aliases = 0

    def start_document(self) -> None:
        """Begin the next document; anchors end with the one before."""
        self._number += 1
        self._anchors.clear()

    def scalar(
        self,
        text: str,
        plain: bool,
        tag: str | None,
        anchor: str | None,
        first: Mark,
        last: Mark,  # noqa: FBT001
    ) -> None:
        """Take a scalar; `plain` when it stands without quotes."""
        self._count(1, len(text), first)
        if tag is not None:
            self._refuse_tag(tag, first)
        if not plain and _NO_CHARACTER.search(text):
            hint = r"write the character itself; an emoji takes one \U with eight digits"
            self._note("character-forbidden", "an escape in this text stands for no character", first, None, hint)
        frame = self._stack[-1] if self._stack else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None and not frame.merging:
            self._take_key(frame, text, plain, first, last)
            if anchor is not None:
                self._anchors[anchor] = _Anchored(text, Spot(first, last), 1, len(text), 0)
            return
        value: Value = text
        if plain:
            value, problem = read_scalar(text)
            if problem is not None:
                place = self._place(first, last)
                self.findings.append(
                    Finding(
                        severity=problem.severity,
                        code=problem.code,
                        message=problem.message,
                        place=place,
                        hint=problem.hint,
                    )
                )
        self._add(value, Spot(first, last), anchor=anchor, nodes=1, characters=len(text), height=0, mark=first)

    def open(self, is_map: bool, tag: str | None, anchor: str | None, first: Mark) -> None:  # noqa: FBT001
        """Begin a map or a list."""
        self._count(1, 0, first)
        if tag is not None:
            self._refuse_tag(tag, first)
        if len(self._stack) >= MAX_DEPTH:
            raise self._stop("too-deep", f"this is nested more than {MAX_DEPTH} levels deep", first, "")
        if self._stack:
            frame = self._stack[-1]
            if isinstance(frame.value, dict) and frame.key is None and not frame.merging:
                raise self._stop("key-not-text", "a map or list stands where a name is expected", first, _QUOTE)
        value: dict[str, object] | list[object] = {} if is_map else []
        if anchor is not None:
            self._anchors[anchor] = None
        self._stack.append(_Frame(value, Spot(first), anchor, self._nodes - 1, self._characters))

    def close(self, last: Mark) -> None:
        """End the map or list that was begun last."""
        frame = self._stack.pop()
        if isinstance(frame.value, dict):
            for key, value in frame.merged.items():
                frame.value.setdefault(key, value)
            for step, spots in frame.merged_spots.items():
                frame.spot.children.setdefault(step, spots)
        frame.spot.last = last
        self._add(
            frame.value,
            frame.spot,
            anchor=frame.anchor,
            nodes=self._nodes - frame.nodes,
            characters=self._characters - frame.characters,
            height=frame.height,
            mark=frame.spot.first,
        )

    def alias(self, name: str, first: Mark, last: Mark) -> None:
        """Take `*name`, counted with all it stands for."""
        hint = f'{_QUOTE}, if the * belongs to the text: "*{name}"'
        if name not in self._anchors:
            raise self._stop(
                "alias-unknown", f"*{name} refers to &{name}, which is not in this document", first, hint
            )
        anchored = self._anchors[name]
        if anchored is None:
            raise self._stop("alias-cycle", f"*{name} stands inside of what it refers to", first, hint)
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self._stop(
                "too-many-aliases", f"this file has more than {MAX_ALIASES} aliases (*name)", first, ""
            )
        if len(self._stack) + anchored.height > MAX_DEPTH:
            raise self._stop("too-deep", f"this is nested more than {MAX_DEPTH} levels deep", first, "")
        if self._stack:
            frame = self._stack[-1]
            if isinstance(frame.value, dict) and frame.key is None and not frame.merging:
                raise self._stop("key-not-text", f"*{name} stands where a name is expected", first, hint)
        self._count(anchored.nodes, anchored.characters, first)
        spot = Spot(first, last, anchored.spot.children)
        self._add(
            anchored.value,
            spot,
            anchor=None,
            nodes=anchored.nodes,
            characters=anchored.characters,
            height=anchored.height,
            mark=first,
        )

    def _take_key(self, frame: _Frame, text: str, plain: bool, first: Mark, last: Mark) -> None:  # noqa: FBT001
        if plain and text == _MERGE:
            frame.merging = True
            return
        if plain:
            value, _ = read_scalar(text)
            if not isinstance(value, str):
                what = f"the name {text}" if text else "an empty name"
                self._note("key-not-text", f"{what} is no text", first, last, "put quotes around it")
        frame.key = text
        frame.key_spot = Spot(first, last)
        if text in frame.value:
            hint = "keep one of the two"
            before = frame.spot.children.get(text)
            if before is not None and before[0] is not None:
                hint = f"it stands in line {before[0].first.line + 1} already; keep one of the two"
            self._note("key-twice", f"`{text}` stands here twice", first, last, hint)

    def _add(
        self, value: Value, spot: Spot, *, anchor: str | None, nodes: int, characters: int, height: int, mark: Mark
    ) -> None:
        if anchor is not None:
            self._anchors[anchor] = _Anchored(value, spot, nodes, characters, height)
        if not self._stack:
            self._end_document(value, spot)
            return
        frame = self._stack[-1]
        frame.height = max(frame.height, height + 1)
        if isinstance(frame.value, list):
            frame.spot.children[len(frame.value)] = (None, spot)
            frame.value.append(value)
        elif frame.merging:
            frame.merging = False
            self._merge(frame, value, spot, mark)
        else:
            self._set(frame, value, spot)

    @staticmethod
    def _set(frame: _Frame, value: Value, spot: Spot) -> None:
        if isinstance(frame.value, dict) and frame.key is not None and frame.key not in frame.value:
            frame.value[frame.key] = value
            frame.spot.children[frame.key] = (frame.key_spot, spot)
        frame.key = None

    def _merge(self, frame: _Frame, value: Value, spot: Spot, mark: Mark) -> None:
        """Remember what `<<` brings; what stands in the map itself wins, then what is named first."""
        sources = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for position, source in sources:
            if not isinstance(source, dict):
                self._note("merge-not-map", "`<<` can bring in a map only", mark, None, "name a map: `<<: *name`")
                continue
            source_spot = spot if position is None else spot.children[position][1]
            for key, item in source.items():
                frame.merged.setdefault(key, item)
            for step, spots in source_spot.children.items():
                frame.merged_spots.setdefault(step, spots)

    def _end_document(self, value: Value, spot: Spot) -> None:
        self.spots[self._number] = spot
        if isinstance(value, dict):
            self.documents.append((self._number, value))
        elif value is not None:
            hint = "write `key: value` lines; a new document begins with ---"
            self._note("not-a-map", "a document must be a map of `key: value` lines", spot.first, None, hint)

    def _count(self, nodes: int, characters: int, mark: Mark) -> None:
        self._nodes += nodes
        self._characters += characters
        if self._nodes > MAX_NODES or self._characters > MAX_CHARACTERS:
            message = f"this file holds more than {MAX_NODES} values, counting what its aliases repeat"
            raise self._stop("too-many-values", message, mark, "split the file, or repeat less with aliases")

    def _refuse_tag(self, tag: str, mark: Mark) -> None:
        self._note("tag", f"{tag} is a YAML tag; tags are not used here", mark, None, f"{_QUOTE}, if it is text")

    def _note(self, code: str, message: str, first: Mark, last: Mark | None, hint: str) -> None:
        place = self._place(first, last)
        self.findings.append(Finding(severity=Severity.ERROR, code=code, message=message, place=place, hint=hint))

    def _stop(self, code: str, message: str, mark: Mark, hint: str) -> Stop:
        place = self._place(mark, None)
        return Stop(Finding(severity=Severity.ERROR, code=code, message=message, place=place, hint=hint))

    def _place(self, first: Mark, last: Mark | None) -> Place:
        if last is None or last.line != first.line:
            return self._lines.place(first.line, first.column)
        return self._lines.place(first.line, first.column, width=last.column - first.column)
