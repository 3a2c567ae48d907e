"""Text that was read from the project, and the port through which the loader asks for more."""

from __future__ import annotations

import dataclasses
from typing import Protocol


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """One file: `path` relative to the project with `/`, its decoded text, the hex SHA-256 of its bytes."""

    path: str
    text: str
    digest: str


class TextFiles(Protocol):
    """Reads a text that a definition names; the edge that knows the disk fits this shape."""

    def read(self, reference: str, *, beside: str) -> SourceText:
        """Return the text `reference` names, relative to the folder of the project path `beside`.

        Raises:
            FileReferenceError: it is missing, outside the project, no regular file, not UTF-8 or too large.
        """
