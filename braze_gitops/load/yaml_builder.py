"""Builds the values of YAML documents from parser events, within limits; knows nothing of the parser.

A limit is counted as events come in, aliases with the size of what they stand for, so that no text becomes larger
in memory, or deeper, than the limits say.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TypeAlias

from braze_gitops.load.findings import short
from braze_gitops.load.plain_scalar import Scalar, ScalarProblem, read_scalar
from braze_gitops.load.text_place import Lines, Mark
from braze_gitops.load.yaml_problem import bare_liquid
from braze_gitops.model import Finding, Severity

# design.md section 3; the last is what aliases may make of a file of one megabyte.
MAX_DEPTH = 50
MAX_NODES = 100_000
MAX_ALIASES = 1_000
MAX_CHARACTERS = 4_000_000

# More than this nobody reads at once.
MAX_FINDINGS = 100

# The finding that says more when places are kept.
KEY_TWICE = "key-twice"

# Under this key stands the list of a text that is one list.
LIST = "-"

_MERGE = "<<"
_QUOTE = "put quotes around this"

# What a \\0 or half of a \\ud83d\\ude00 makes of a quoted text.
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


@dataclasses.dataclass(slots=True)
class Spot:
    """Where a value stands; `children` maps a key or position to the spots of key and value."""

    first: Mark | None = None
    last: Mark | None = None
    children: dict[str | int, tuple[Spot | None, Spot]] = dataclasses.field(default_factory=dict)


Value: TypeAlias = "dict[str, object] | list[object] | Scalar"


@dataclasses.dataclass(frozen=True, slots=True)
class _Size:
    """How much a value is, aliases inside counted with all they stand for."""

    nodes: int
    characters: int
    height: int


@dataclasses.dataclass(slots=True)
class _Frame:
    """An open map or list; a map waits for a key while `key` is None."""

    value: dict[str, object] | list[object]
    first: Mark | None
    anchor: str | None
    nodes: int
    characters: int
    spot: Spot | None
    height: int = 1
    key: str | None = None
    key_spot: Spot | None = None
    merging: bool = False
    merged: list[tuple[dict[str, object], Spot | None]] | None = None


class Stop(Exception):  # noqa: N818 - a way out of the loop; it becomes a finding and is no failure of the program
    """The rest of the file cannot be read; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class Builder:
    """Takes events in order; `documents` are the finished ones with their numbers.

    `findings` are the errors after which reading goes on; an error that ends it is raised as `Stop`. With `places`
    it also fills `spots`, by document number, and can say in which line a key stood first; that costs three times
    the time, so it is for texts where that is needed. With `as_list` a document should be a list and no map, and
    whatever it is stands under `LIST`.
    """

    def __init__(self, lines: Lines, *, places: bool = False, as_list: bool = False) -> None:
        self.documents: list[tuple[int, dict[str, object]]] = []
        self.spots: dict[int, Spot] = {}
        self.findings: list[Finding] = []
        self._lines = lines
        self._places = places
        self._as_list = as_list
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Value, _Size, Spot | None] | None] = {}
        self._number = -1
        self._twice: list[Finding] = []
        self._is_joined = False
        self._nodes = 0
        self._characters = 0
        self._aliases = 0

    def start_document(self) -> None:
        """Begin the next document; anchors end with the one before."""
        self._number += 1
        self._anchors.clear()
        self._twice.clear()
        self._is_joined = False

    def scalar(
        self, text: str, *, plain: bool, tag: str | None, anchor: str | None, first: Mark | None, last: Mark | None
    ) -> None:
        """Take a scalar; `plain` when it stands without quotes."""
        self._nodes += 1
        self._characters += len(text)
        if self._nodes > MAX_NODES or self._characters > MAX_CHARACTERS:
            raise self._too_many(first)
        if tag is not None:
            self._refuse_tag(tag, first)
        spot = Spot(first, last) if self._places else None
        frame = self._stack[-1] if self._stack else None
        value: Value = text
        if plain:
            value, problem = read_scalar(text)
            if problem is not None:
                self._note_scalar(problem, first, last)
        elif _NO_CHARACTER.search(text):
            hint = r"write the character itself; an emoji takes one \U with eight digits"
            self._note("character-forbidden", "an escape in this text stands for no character", first, None, hint)
        if anchor is not None:
            self._anchors[anchor] = (value, _Size(1, len(text), 0), spot)
        if frame is not None and frame.key is None and isinstance(frame.value, dict):
            self._take_key(frame, text, value, spot, merges=plain and text == _MERGE, first=first, last=last)
        else:
            self._add(value, spot, first, height=0)

    def open(self, *, is_map: bool, tag: str | None, anchor: str | None, first: Mark | None) -> None:
        """Begin a map or a list."""
        self._count(1, 0, first)
        if tag is not None:
            self._refuse_tag(tag, first)
        if len(self._stack) >= MAX_DEPTH:
            raise self._too_deep(first)
        self._refuse_as_key("a map or list", first, _QUOTE)
        if anchor is not None:
            self._anchors[anchor] = None
        spot = Spot(first) if self._places else None
        value: dict[str, object] | list[object] = {} if is_map else []
        self._stack.append(_Frame(value, first, anchor, self._nodes - 1, self._characters, spot))

    def close(self, last: Mark | None) -> None:
        """End the map or list that was begun last."""
        frame = self._stack.pop()
        for source, source_spot in frame.merged or ():
            self._bring_in(frame, source, source_spot)
        if frame.spot is not None:
            frame.spot.last = last
        if frame.anchor is not None:
            size = _Size(self._nodes - frame.nodes, self._characters - frame.characters, frame.height)
            self._anchors[frame.anchor] = (frame.value, size, frame.spot)
        self._add(frame.value, frame.spot, frame.first, height=frame.height)

    def alias(self, name: str, first: Mark | None, last: Mark | None) -> None:
        """Take `*name`, counted with all it stands for."""
        hint = f'{_QUOTE}, if the * belongs to the text: "*{name}"'
        if name not in self._anchors:
            message = f"*{name} refers to &{name}, which does not stand above it in this document"
            raise self._stop("alias-unknown", message, first, hint)
        anchored = self._anchors[name]
        if anchored is None:
            raise self._stop("alias-cycle", f"*{name} stands inside of what it refers to", first, hint)
        value, size, spot = anchored
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self._stop(
                "too-many-aliases", f"this file has more than {MAX_ALIASES} aliases (*name)", first, ""
            )
        if len(self._stack) + size.height > MAX_DEPTH:
            raise self._too_deep(first)
        self._refuse_as_key(f"*{name}", first, hint)
        self._count(size.nodes, size.characters, first)
        here = Spot(first, last, spot.children) if spot is not None else None
        self._add(value, here, first, height=size.height)

    def _take_key(
        self,
        frame: _Frame,
        text: str,
        value: Value,
        spot: Spot | None,
        *,
        merges: bool,
        first: Mark | None,
        last: Mark | None,
    ) -> None:
        frame.key = text
        frame.key_spot = spot
        if merges:
            frame.merging = True
            return
        if not isinstance(value, str):
            what = f"the name {text}" if text else "an empty name"
            self._note("key-not-text", f"{what} is no text", first, last, "put quotes around it")
        if text in frame.value:
            before = frame.spot.children[text][0] if frame.spot is not None else None
            line = f"it stands in line {before.first.line + 1} already; " if before and before.first else ""
            self._note_twice(text, first, last, f"{line}keep one of the two")

    def _note_twice(self, key: str, first: Mark | None, last: Mark | None, hint: str) -> None:
        """Note a repeated key; a repeated `name` of a definition stands for all: two definitions ran together."""
        is_outermost = len(self._stack) == 1
        if is_outermost and self._is_joined:
            return
        message = f"`{key}` stands here twice"
        if is_outermost and key == "name":
            self._is_joined = True
            self.findings = [finding for finding in self.findings if finding not in self._twice]
            message = f"{message}: is a `---` line missing above?"
            hint = f"write --- between two definitions; if this is one, {hint}"
        self._note(KEY_TWICE, message, first, last, hint)
        if is_outermost:
            self._twice.append(self.findings[-1])

    def _add(self, value: Value, spot: Spot | None, first: Mark | None, *, height: int) -> None:
        if not self._stack:
            self._end_document(value, spot, first)
            return
        frame = self._stack[-1]
        if height >= frame.height:
            frame.height = height + 1
        if isinstance(frame.value, list):
            if frame.spot is not None and spot is not None:
                frame.spot.children[len(frame.value)] = (None, spot)
            frame.value.append(value)
            return
        if frame.merging:
            frame.merging = False
            self._merge(frame, value, spot, first)
        elif frame.key is not None and frame.key not in frame.value:
            frame.value[frame.key] = value
            if frame.spot is not None and spot is not None:
                frame.spot.children[frame.key] = (frame.key_spot, spot)
        frame.key = None

    def _merge(self, frame: _Frame, value: Value, spot: Spot | None, first: Mark | None) -> None:
        """Remember what `<<` brings, one map or a list of them; what is named first wins."""
        frame.merged = frame.merged or []
        sources = list(enumerate(value)) if isinstance(value, list) else [(-1, value)]
        for position, source in sources:
            if not isinstance(source, dict):
                self._note("merge-not-map", "`<<` can bring in a map only", first, None, "name a map: `<<: *name`")
            elif spot is None or position < 0:
                frame.merged.append((source, spot))
            else:
                frame.merged.append((source, spot.children[position][1]))

    @staticmethod
    def _bring_in(frame: _Frame, source: dict[str, object], source_spot: Spot | None) -> None:
        """Add what stands in `source` and not in the map itself."""
        assert isinstance(frame.value, dict)
        for key, item in source.items():
            frame.value.setdefault(key, item)
        if frame.spot is not None and source_spot is not None:
            for step, spots in source_spot.children.items():
                frame.spot.children.setdefault(step, spots)

    def _end_document(self, value: Value, spot: Spot | None, first: Mark | None) -> None:
        if spot is not None:
            self.spots[self._number] = Spot(spot.first, spot.last, {LIST: (None, spot)}) if self._as_list else spot
        if self._as_list:
            if value is not None:
                self.documents.append((self._number, {LIST: value}))
        elif isinstance(value, dict):
            self.documents.append((self._number, value))
        elif value is not None:
            hint = "write `key: value` lines; a new document begins with ---"
            self._note("not-a-map", "a document must be a map of `key: value` lines", first, None, hint)

    def _refuse_as_key(self, what: str, first: Mark | None, hint: str) -> None:
        if not self._stack or self._stack[-1].key is not None or isinstance(self._stack[-1].value, list):
            return
        line = self._lines.line(first.line) if first else ""
        liquid = bare_liquid(line)
        message = liquid.message if liquid else f"{what} stands where a name is expected"
        raise self._stop("key-not-text", message, first, liquid.hint if liquid else hint)

    def _count(self, nodes: int, characters: int, first: Mark | None) -> None:
        self._nodes += nodes
        self._characters += characters
        if self._nodes > MAX_NODES or self._characters > MAX_CHARACTERS:
            raise self._too_many(first)

    def _too_many(self, first: Mark | None) -> Stop:
        message = f"this file holds more than {MAX_NODES:,} values or 4 MB, counting what its aliases repeat"
        return self._stop("too-many-values", message, first, "split the file, or repeat less with aliases")

    def _too_deep(self, first: Mark | None) -> Stop:
        return self._stop("too-deep", f"this is nested more than {MAX_DEPTH} levels deep", first, "")

    def _refuse_tag(self, tag: str, first: Mark | None) -> None:
        message = f"{short(tag)} is a YAML tag; tags are not used here"
        self._note("tag", message, first, None, f"{_QUOTE}, if it is text")

    def _note_scalar(self, problem: ScalarProblem, first: Mark | None, last: Mark | None) -> None:
        if len(self.findings) >= MAX_FINDINGS:
            return
        self.findings.append(
            Finding(
                severity=problem.severity,
                code=problem.code,
                message=problem.message,
                place=self._lines.between(first, last),
                hint=problem.hint,
            )
        )

    def _note(self, code: str, message: str, first: Mark | None, last: Mark | None, hint: str) -> None:
        if len(self.findings) >= MAX_FINDINGS:
            raise self._stop("too-many-errors", "there are more errors in this file", first, "correct these first")
        place = self._lines.between(first, last)
        self.findings.append(Finding(severity=Severity.ERROR, code=code, message=message, place=place, hint=hint))

    def _stop(self, code: str, message: str, first: Mark | None, hint: str) -> Stop:
        place = self._lines.between(first, None)
        return Stop(Finding(severity=Severity.ERROR, code=code, message=message, place=place, hint=hint))
