"""Where a project begins, its project file, and the files that hold definitions."""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections.abc import Iterator
from pathlib import Path

from braze_gitops.errors import FileReferenceError, InputError
from braze_gitops.model import Finding, Place, Severity, SourceText
from braze_gitops.project.confined import Confined, MissingFileError

PROJECT_FILE = "braze-gitops.yaml"
ALLOWANCES_FILE = "allowances.yaml"
SUFFIXES = (".yaml", ".yml")

# They may lie in the folder of the definitions, and are none.
_NO_DEFINITIONS = (Path(PROJECT_FILE), Path(ALLOWANCES_FILE))

# One more than a YAML file may have, so that the loader is the one to say that it is too large.
_MAX_BYTES = 1_000_001
_MAX_FOLDER_DEPTH = 50


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFolder:
    """The folder that holds the project file, absolute, and the way to read what lies in it."""

    root: Path
    confined: Confined


def find_project(start: Path) -> ProjectFolder:
    """Return the project that `start`, a folder, belongs to: itself or the nearest one above with a project file.

    Raises:
        InputError: `start` is no folder, or neither it nor one above holds a project file.
    """
    try:
        here = start.resolve(strict=True)
        folders = (here, *here.parents) if here.is_dir() else ()
    except (OSError, ValueError, RuntimeError):
        folders = ()
    if not folders:
        raise InputError(f"there is no folder {start}", hint="say where the project is with -C FOLDER")
    for folder in folders:
        if os.path.lexists(folder / PROJECT_FILE):
            return ProjectFolder(root=folder, confined=Confined(folder))
    wrong = _misnamed(folders[0])
    hint = f"rename {wrong} to {PROJECT_FILE}" if wrong else "`braze-gitops init` starts a project here"
    raise InputError(f"there is no {PROJECT_FILE} in {folders[0]} or above", hint=hint)


def read_project_file(project: ProjectFolder) -> SourceText:
    """Return the text of the project file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return project.confined.read(Path(PROJECT_FILE), limit=_MAX_BYTES)
    except FileReferenceError as error:
        finding = _finding(PROJECT_FILE, error)
        raise InputError("the project file cannot be read", findings=(finding,), hint=error.hint) from None


def read_allowances_file(project: ProjectFolder) -> SourceText | None:
    """Return the text of the allowances beside the project file, None if there are none.

    Raises:
        InputError: they cannot be read.
    """
    if not os.path.lexists(project.root / ALLOWANCES_FILE):
        return None
    try:
        return project.confined.read(Path(ALLOWANCES_FILE), limit=_MAX_BYTES)
    except FileReferenceError as error:
        finding = _finding(ALLOWANCES_FILE, error)
        raise InputError("the allowances cannot be read", findings=(finding,), hint=error.hint) from None


def read_definitions(project: ProjectFolder, folder: str) -> tuple[SourceText, ...]:
    """Return the YAML files of the definitions folder, in it and below, sorted by path.

    `folder` is relative to the project. Names with a leading dot are left out, links are followed as long as they
    stay in the project. An empty answer means that the folder is there, could be read, and holds no YAML file.

    Raises:
        InputError: the folder is missing or no folder, or something in it cannot be read; all of it in `findings`.
    """
    confined = project.confined
    _check_folder(confined, folder)
    sources: list[SourceText] = []
    findings: list[Finding] = []
    for path, fault in _yaml_files(confined, Path(folder), ()):
        try:
            if fault is not None:
                raise fault
            sources.append(confined.read(path, limit=_MAX_BYTES))
        except FileReferenceError as error:
            findings.append(_finding(path.as_posix(), error))
    if findings:
        raise InputError("not all definitions can be read", findings=findings)
    return tuple(sorted(sources, key=lambda source: source.path))


def _check_folder(confined: Confined, folder: str) -> None:
    try:
        target = confined.root / confined.resolve(Path(folder))
        fault = None if target.is_dir() else FileReferenceError(f"{folder} is no folder")
    except MissingFileError:
        fault = FileReferenceError(f"there is no such folder: {folder}")
    except FileReferenceError as error:
        fault = error
    if fault is None:
        return
    folders = sorted(
        entry.name for entry in os.scandir(confined.root) if entry.is_dir() and not entry.name.startswith(".")
    )
    near = difflib.get_close_matches(folder, folders, n=1)
    hint = (
        f"did you mean `definitions: {near[0]}`?"
        if near
        else f"make the folder, or correct `definitions:` in {PROJECT_FILE}"
    )
    finding = dataclasses.replace(_finding(PROJECT_FILE, fault), hint=hint)
    raise InputError("the definitions cannot be read", findings=(finding,))


def _yaml_files(
    confined: Confined, folder: Path, above: tuple[Path, ...]
) -> Iterator[tuple[Path, FileReferenceError | None]]:
    """Yield each YAML file in and below `folder`, and each entry that cannot be looked at with the reason.

    `above` are the real folders on the way here: a link back to one of them would never end.
    """
    try:
        real = confined.resolve(folder)
        if real in above or len(above) >= _MAX_FOLDER_DEPTH:
            yield folder, FileReferenceError(f"{folder.as_posix()} links back to a folder above it")
            return
        with os.scandir(confined.root / real) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileReferenceError as error:
        yield folder, error
        return
    except OSError as error:
        yield folder, FileReferenceError(f"{folder.as_posix()} cannot be read: {error.strerror}")
        return
    for entry in entries:
        path = folder / entry.name
        if entry.name.startswith(".") or path in _NO_DEFINITIONS:
            continue
        try:
            is_folder = entry.is_dir()
        except OSError as error:
            yield path, FileReferenceError(f"{path.as_posix()} cannot be looked at: {error.strerror}")
            continue
        if is_folder:
            yield from _yaml_files(confined, path, (*above, real))
        elif entry.name.lower().endswith(SUFFIXES):
            yield path, None


def _misnamed(folder: Path) -> str | None:
    names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    near = difflib.get_close_matches(PROJECT_FILE, names, n=1, cutoff=0.8)
    return near[0] if near else None


def _finding(path: str, error: FileReferenceError) -> Finding:
    return Finding(
        severity=Severity.ERROR,
        code="file-unreadable",
        message=error.message,
        place=Place(path=path.encode("utf-8", "backslashreplace").decode("utf-8")),
        hint=error.hint,
    )
