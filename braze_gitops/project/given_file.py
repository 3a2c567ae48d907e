"""A text file that a person names on the command line."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from braze_gitops.errors import FileReferenceError
from braze_gitops.model import SourceText
from braze_gitops.project.confined import Confined
from braze_gitops.project.text_files import MAX_TEXT_BYTES


def read_text_file(path: Path) -> SourceText:
    """Return the text of the file at `path`, wherever it lies, with the digest of its bytes and `path` as given.

    Raises:
        FileReferenceError: it is missing, no regular file, not UTF-8 or larger than 2 MB.
    """
    try:
        real = path.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        raise FileReferenceError(f"{path}: there is no such file", hint="give the path of a file") from None
    if not real.is_file():
        raise FileReferenceError(f"{path} is no regular file", hint="give the path of a file")
    source = Confined(real.parent).read(Path(real.name), limit=MAX_TEXT_BYTES)
    return dataclasses.replace(source, path=str(path))
