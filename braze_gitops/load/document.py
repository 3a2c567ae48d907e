"""One YAML document with its places: what the parser hands to the later steps of loading."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TypeAlias

from braze_gitops.model import Place

# Where in a document: mapping keys and list positions from the root, e.g. ("messages", "email", "body").
NodePath: TypeAlias = tuple[str | int, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One YAML document, parsed and bounded, not yet templated.

    `value` holds plain dicts, lists and scalars. `locate(path, key)` gives the place of the value at `path`, or of
    its key when `key` is true; a path that does not exist gives the nearest existing ancestor.
    `number` counts the documents of a file from 0.
    """

    path: str
    number: int
    value: Mapping[str, object]
    locate: Callable[[NodePath, bool], Place]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A document after templating and `from_file`.

    `value` has the shape of the document with every `<< >>` and `{from_file: …}` replaced. `variables` maps each
    dotted name used to its value's digest; `names_at` the path of each template to the names it uses; `files` each
    text file used to its digest; `texts_from` a dotted path in `value` to the file its text came from;
    `variables_from` a dotted path to the one variable its whole value came from; `people_at` the path of a listed
    person in `value` to the line of the file it came from, or to its path in the document, which is another one
    behind people from a file.
    """

    document: Document
    value: Mapping[str, object]
    variables: Mapping[str, str]
    names_at: Mapping[NodePath, frozenset[str]]
    files: Mapping[str, str]
    texts_from: Mapping[str, str]
    variables_from: Mapping[str, str]
    people_at: Mapping[NodePath, Place | NodePath]

    def with_places(self) -> Document:
        """Return the document with `locate` for paths in `value`."""
        return dataclasses.replace(self.document, locate=self._locate)

    def _locate(self, path: NodePath, key: bool) -> Place:  # noqa: FBT001 - the shape `Document.locate` has
        origin = self.people_at.get(path[:2])
        if isinstance(origin, Place):
            return origin
        return self.document.locate(path if origin is None else (*origin, *path[2:]), key)
