"""The texts that definitions name with `{from_file: …}`, read from disk."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from braze_gitops.errors import FileReferenceError
from braze_gitops.model import SourceText
from braze_gitops.project.confined import Confined, MissingFileError

# One text file (design.md section 3).
MAX_TEXT_BYTES = 2_000_000


class DiskTextFiles:
    """Fits `model.TextFiles`; a file read once is not read again, so that one run sees one content."""

    def __init__(self, confined: Confined) -> None:
        self._confined = confined
        self._read: dict[str, SourceText] = {}

    def read(self, reference: str, *, beside: str) -> SourceText:
        """Return the text `reference` names.

        It is relative to the folder of the project path `beside`; with a leading `/` to the project's folder.
        Names that begin with a dot are refused, on the way and behind links: they hold state, history and
        settings of tools, never texts.

        Raises:
            FileReferenceError: it is missing, outside of the project, hidden, no regular file, not UTF-8 or larger
                than 2 MB.
        """
        path = _project_path(reference, beside)
        if path not in self._read:
            target = self._resolve(path, reference)
            _refuse_hidden(target.as_posix(), reference)
            source = self._confined.read(target, limit=MAX_TEXT_BYTES)
            self._read[path] = SourceText(path=path, text=source.text, digest=source.digest)
        return self._read[path]

    def _resolve(self, path: str, reference: str) -> Path:
        try:
            return self._confined.resolve(Path(path))
        except MissingFileError:
            pass
        folder = Path(path).parent
        from_project = "a leading / means the project's folder" if reference.startswith("/") else ""
        if not self._confined.has_folder(folder):
            raise FileReferenceError(f"there is no folder {folder} for {reference}", hint=from_project)
        near = self._confined.similar_name(Path(path))
        before, slash, _ = reference.rpartition("/")
        hint = f"did you mean `{before}{slash}{near}`?" if near else from_project
        raise FileReferenceError(f"{reference}: there is no such file", hint=hint)


def _project_path(reference: str, beside: str) -> str:
    """Return the path in the project, `.` and `..` taken out by their letter, before any link is followed."""
    if "\0" in reference or "\\" in reference:
        raise FileReferenceError("a file name cannot hold this character", hint="write folders with /")
    base = () if reference.startswith("/") else PurePosixPath(beside).parent.parts
    parts: list[str] = list(base)
    for part in reference.split("/"):
        if part == "..":
            if not parts:
                hint = "copy the file into the project"
                raise FileReferenceError(f"{reference} lies outside of the project", hint=hint)
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    path = "/".join(parts)
    _refuse_hidden(path, reference)
    return path or "."


def _refuse_hidden(path: str, reference: str) -> None:
    if any(part.startswith(".") and part != "." for part in path.split("/")):
        hint = "keep texts beside the definitions"
        raise FileReferenceError(
            f"{reference} is hidden: files and folders with a leading dot are not read", hint=hint
        )
