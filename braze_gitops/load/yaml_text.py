"""YAML text to bounded documents with places; the one module that knows the YAML library.

Nothing is composed by the library: it gives events, and the values are built here, iteratively, under a count of
depth, nodes, aliases and characters. So a nest of brackets or a pile of aliases ends at its limit and never in a
deep recursion, and an ordinary file is read in one pass. Places are worked out by a second pass, and only when
one is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from braze_gitops.load.document import Document, NodePath
from braze_gitops.load.source_characters import check_characters
from braze_gitops.load.text_place import Lines
from braze_gitops.load.yaml_builder import KEY_TWICE, LIST, Builder, Spot, Stop
from braze_gitops.load.yaml_problem import explain
from braze_gitops.model import Finding, Place, Severity, SourceText, has_errors

__all__ = ["LIST", "MAX_BYTES", "read_documents"]

# One YAML file (design.md section 3).
MAX_BYTES = 1_000_000

# libyaml where PyYAML was built with it; about eight times as fast as the other.
_PARSER: type[yaml.CBaseLoader | yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# Whatever the library was seen to raise on a text that is no YAML.
_LIBRARY_ERRORS = (yaml.YAMLError, ValueError, IndexError, OverflowError, RecursionError)


def read_documents(
    source: SourceText, *, as_list: bool = False
) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """Return the documents of one file, and what is wrong with it, in the order of the file.

    Comments alone give no document and no finding; an empty file is an error, since a file that was cut short must
    not look like one whose definitions were taken out. When the text stops being YAML, the documents before that
    point are still returned, so that all their errors are seen at once. With `as_list` each document should be a
    list; its value is then a map of one key, `LIST`, and what is there.
    """
    text = source.text.removeprefix("\ufeff")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return (), (_whole_file(source.path, "file-too-large", "this file is larger than 1 MB", "split it"),)
    if not text.strip():
        return (), (_whole_file(source.path, "file-empty", "this file is empty", "delete it, or write a comment"),)
    lines = Lines(source.path, text)
    findings = list(check_characters(text, lines))
    if has_errors(findings):
        return (), tuple(findings)
    builder, stopped = _build(text, lines, places=False, as_list=as_list)
    if any(finding.code == KEY_TWICE for finding in builder.findings):
        builder, stopped = _build(text, lines, places=True, as_list=as_list)
    spots = _Spots(source.path, text, as_list=as_list)
    documents = tuple(
        Document(path=source.path, number=number, value=value, locate=_Places(spots, number).locate)
        for number, value in builder.documents
    )
    return documents, (*findings, *builder.findings, *stopped)


def _build(text: str, lines: Lines, *, places: bool, as_list: bool) -> tuple[Builder, tuple[Finding, ...]]:
    """Return what the events of `text` make, and what stopped it."""
    builder = Builder(lines, places=places, as_list=as_list)
    try:
        parser = _PARSER(text)
        while _feed(builder, parser.get_event()):
            pass
    except Stop as stop:
        return builder, (stop.finding,)
    except _LIBRARY_ERRORS as error:
        return builder, (_syntax_finding(error, lines),)
    return builder, ()


def _feed(builder: Builder, event: yaml.Event | None) -> bool:
    """Hand one event on; false after the last one."""
    kind = type(event)
    if isinstance(event, yaml.ScalarEvent):
        builder.scalar(
            event.value,
            plain=event.implicit[0],
            tag=event.tag,
            anchor=event.anchor,
            first=event.start_mark,
            last=event.end_mark,
        )
    elif isinstance(event, yaml.CollectionStartEvent):
        is_map = kind is yaml.MappingStartEvent
        builder.open(is_map=is_map, tag=event.tag, anchor=event.anchor, first=event.start_mark)
    elif isinstance(event, yaml.CollectionEndEvent):
        builder.close(event.end_mark)
    elif isinstance(event, yaml.AliasEvent):
        builder.alias(str(event.anchor), event.start_mark, event.end_mark)
    elif kind is yaml.DocumentStartEvent:
        builder.start_document()
    return event is not None and kind is not yaml.StreamEndEvent


def _syntax_finding(error: Exception, lines: Lines) -> Finding:
    context_mark = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or context_mark
    explained = explain(
        str(getattr(error, "problem", None) or ""),
        str(getattr(error, "context", None) or ""),
        problem_line=lines.line(mark.line) if mark else "",
        problem_column=mark.column if mark else 0,
        context_line=lines.line(context_mark.line) if context_mark else "",
        context_column=context_mark.column if context_mark else 0,
    )
    place = lines.between(context_mark if explained.at_context else mark, None)
    return Finding(
        severity=Severity.ERROR, code="yaml-syntax", message=explained.message, place=place, hint=explained.hint
    )


def _whole_file(path: str, code: str, message: str, hint: str) -> Finding:
    return Finding(severity=Severity.ERROR, code=code, message=message, place=Place(path=path), hint=hint)


class _Spots:
    """The spots of a file's documents, found by reading the text once more, when the first place is asked for.

    All documents of a file share them: a file of a thousand documents with an error each is read twice in all.
    """

    __slots__ = ("_as_list", "_found", "_text", "lines")

    def __init__(self, path: str, text: str, *, as_list: bool) -> None:
        self._text = text
        self._as_list = as_list
        self._found: Mapping[int, Spot] = {}
        self.lines = Lines(path, text)

    def root(self, number: int) -> Spot:
        """Return the root of the document numbered `number` from 0."""
        if not self._found:
            builder, _ = _build(self._text, self.lines, places=True, as_list=self._as_list)
            self._found = builder.spots
        return self._found[number]


class _Places:
    """Finds the places of one document."""

    __slots__ = ("_number", "_spots")

    def __init__(self, spots: _Spots, number: int) -> None:
        self._spots = spots
        self._number = number

    def locate(self, path: NodePath, key: bool) -> Place:  # noqa: FBT001 - the shape `Document.locate` has
        """Return the place of the value at `path`, or of its key; of the nearest ancestor of what is not there."""
        lines = self._spots.lines
        spot = shown = self._spots.root(self._number)
        for part in path:
            if part not in spot.children:
                return lines.between(spot.first, spot.last)
            key_spot, spot = spot.children[part]
            shown = key_spot if key and key_spot is not None else spot
        return lines.between(shown.first, shown.last)
