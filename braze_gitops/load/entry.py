"""The definitions of a project on their way: documents as entries, with what they say for each of their items."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from braze_gitops.load.document import Document, Resolved
from braze_gitops.load.each import Item
from braze_gitops.load.loose import items, text
from braze_gitops.load.text_place import Lines
from braze_gitops.load.yaml_text import read_documents
from braze_gitops.model import Finding, Place, SourceText

if TYPE_CHECKING:
    from braze_gitops.load.definition import Checked

_NAME_LINE = re.compile(r"^name[ \t]*:(?=[ \t\r\n]|\Z)", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a definition says for one item of its `for_each`, or as a whole without one."""

    item: Item | None
    resolved: Resolved
    checked: Checked


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One definition on its way: `place` is that of its `name` key if it has been found cheaply."""

    document: Document
    place: Place | None
    made: tuple[Made, ...] = ()

    @property
    def name(self) -> str:
        """Return what it is called; empty where it has no name."""
        return text(self.document.value.get("name"))

    @property
    def name_place(self) -> Place:
        """Return the place of its `name` key."""
        return self.place or self.document.locate(("name",), True)

    @property
    def moved_from(self) -> str:
        """Return the earlier address as written; empty for none."""
        return text(self.document.value.get("moved_from"))

    def is_for(self, environment: str) -> bool:
        """Whether the definition is for `environment`: it names it, or names none."""
        return "environments" not in self.document.value or environment in items(
            self.document.value["environments"]
        )


def read_entries(sources: Iterable[SourceText]) -> tuple[list[Entry], list[Finding]]:
    """Return every document of the sources as an entry, sorted by path, and what no document can be read from."""
    entries: list[Entry] = []
    findings: list[Finding] = []
    for source in sorted(sources, key=lambda each: each.path):
        documents, said = read_documents(source)
        findings.extend(said)
        places = _name_places(source, documents)
        entries.extend(
            Entry(document=document, place=place) for document, place in zip(documents, places, strict=True)
        )
    return entries, findings


def _name_places(source: SourceText, documents: Sequence[Document]) -> tuple[Place | None, ...]:
    """Return the place of each document's `name` key, without asking the parser a second time.

    A line that begins with `name:` is such a key, if there are as many of them as documents; otherwise somebody
    writes YAML in another style, and the parser has to say.
    """
    written = source.text.removeprefix("\ufeff")
    found = [match.start() for match in _NAME_LINE.finditer(written)]
    if len(found) != len(documents):
        return (None,) * len(documents)
    lines = Lines(source.path, written)
    return tuple(lines.place_at(offset, width=len("name")) for offset in found)
