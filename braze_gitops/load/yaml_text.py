"""YAML text to bounded documents with places; the one module that knows the YAML library.

Nothing is composed by the library: it gives events, and the values are built here, iteratively, under a count of
depth, nodes, aliases and characters. So a nest of brackets or a pile of aliases ends at its limit and never in a
deep recursion, and an ordinary file is read in one pass. Places are worked out by a second pass, and only when
one is asked for.
"""

from __future__ import annotations

import yaml

from braze_gitops.load.document import Document, NodePath
from braze_gitops.load.source_characters import check_characters
from braze_gitops.load.text_place import Lines
from braze_gitops.load.yaml_builder import Builder, Mark, Spot, Stop
from braze_gitops.load.yaml_problem import explain
from braze_gitops.model import Finding, Place, Severity, SourceText, has_errors

# One YAML file (design.md section 3).
MAX_BYTES = 1_000_000

# libyaml where PyYAML was built with it; about eight times as fast as the other.
_PARSER: type[yaml.CBaseLoader | yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

# Whatever the library was seen to raise on a text that is no YAML.
_LIBRARY_ERRORS = (yaml.YAMLError, ValueError, IndexError, OverflowError, RecursionError)


def read_documents(source: SourceText) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """Return the documents of one file, and what is wrong with it, in the order of the file.

    Comments alone give no document and no finding; an empty file is an error, since a file that was cut short must
    not look like one whose definitions were taken out. When the text stops being YAML, the documents before that
    point are still returned, so that all their errors are seen at once.
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
    builder = Builder(lines)
    findings.extend(_run(text, lines, builder))
    findings.extend(builder.findings)
    documents = []
    for number, value in builder.documents:
        if isinstance(value, dict):
            places = _Places(source.path, text, number)
            documents.append(Document(path=source.path, number=number, value=value, locate=places.locate))
    return tuple(documents), tuple(findings)


def _run(text: str, lines: Lines, builder: Builder) -> tuple[Finding, ...]:
    """Feed the events of `text` to `builder`; return what stopped it."""
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            _feed(builder, event)
    except Stop as stop:
        return (stop.finding,)
    except _LIBRARY_ERRORS as error:
        return (_syntax_finding(error, lines),)
    return ()


def _feed(builder: Builder, event: yaml.Event) -> None:
    match event:
        case yaml.ScalarEvent():
            builder.scalar(
                event.value, bool(event.implicit[0]), event.tag, event.anchor, event.start_mark, event.end_mark
            )
        case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
            is_map = isinstance(event, yaml.MappingStartEvent)
            builder.open(is_map, event.tag, event.anchor, event.start_mark)
        case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
            builder.close(event.start_mark)
        case yaml.AliasEvent():
            builder.alias(event.anchor, event.start_mark, event.end_mark)
        case yaml.DocumentStartEvent():
            builder.start_document()
        case _:
            pass


def _syntax_finding(error: Exception, lines: Lines) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    context_mark = getattr(error, "context_mark", None)
    explained = explain(
        str(getattr(error, "problem", None) or ""),
        str(getattr(error, "context", None) or ""),
        problem_line=lines.line(mark.line) if mark else "",
        problem_column=mark.column if mark else 0,
        context_line=lines.line(context_mark.line) if context_mark else "",
        context_column=context_mark.column if context_mark else 0,
    )
    shown: Mark | None = context_mark if explained.at_context and context_mark else mark
    place = lines.place(shown.line, min(shown.column, len(lines.line(shown.line)))) if shown else lines.place(0, 0)
    return Finding(
        severity=Severity.ERROR, code="yaml-syntax", message=explained.message, place=place, hint=explained.hint
    )


def _whole_file(path: str, code: str, message: str, hint: str) -> Finding:
    return Finding(severity=Severity.ERROR, code=code, message=message, place=Place(path=path), hint=hint)


class _Places:
    """Finds the places of one document by reading the text once more, when the first one is asked for."""

    __slots__ = ("_lines", "_number", "_path", "_root", "_text")

    def __init__(self, path: str, text: str, number: int) -> None:
        self._path = path
        self._text = text
        self._number = number
        self._lines: Lines | None = None
        self._root = Spot()

    def locate(self, path: NodePath, key: bool) -> Place:  # noqa: FBT001 - the shape `Document.locate` has
        """Return the place of the value at `path`, or of its key; of the nearest ancestor for what is not there."""
        if self._lines is None:
            self._lines = Lines(self._path, self._text)
            builder = Builder(self._lines, spots=True)
            _run(self._text, self._lines, builder)
            self._root = builder.spots[self._number]
        spot, found_all = self._root, True
        key_spot: Spot | None = None
        for part in path:
            step = spot.children.get(part)
            if step is None:
                found_all = False
                break
            key_spot, spot = step
        shown = key_spot if key and found_all and key_spot is not None else spot
        return self._place_of(self._lines, shown)

    @staticmethod
    def _place_of(lines: Lines, spot: Spot) -> Place:
        if spot.last is None or spot.last.line != spot.first.line:
            return lines.place(spot.first.line, spot.first.column)
        return lines.place(spot.first.line, spot.first.column, width=spot.last.column - spot.first.column)
