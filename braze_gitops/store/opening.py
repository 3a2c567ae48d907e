"""From the `state:` of an environment to the store it names."""

from __future__ import annotations

from pathlib import Path

from braze_gitops.errors import NotYetError, StoreError
from braze_gitops.model import StateLocation
from braze_gitops.store.file_store import FileStore
from braze_gitops.store.file_system import FileSystem

_SCHEME = "file:"


def open_store(
    location: StateLocation,
    *,
    project_root: Path,
    in_ci: bool,
    is_sandbox: bool,
    files: FileSystem | None = None,
) -> FileStore:
    """Return the store at `location`; nothing is read or written yet.

    A `file:` path is relative to the project. In CI it is refused unless the location says its disk lasts or it
    is a sandbox's: the next run would start on another disk and find no state.

    Raises:
        NotYetError: the location names another kind of store.
        StoreError: there is no path in it, or the disk would be gone after the run.
    """
    if not location.url.startswith(_SCHEME):
        raise NotYetError(
            f"a state cannot be kept in {location.url} yet", hint="use file:PATH, a folder on a disk that lasts"
        )
    path = location.url.removeprefix(_SCHEME)
    if not path.strip():
        raise StoreError(
            "the environment's state names no folder", hint="write it as file:PATH in braze-gitops.yaml"
        )
    if in_ci and not is_sandbox and not location.lasting_disk:
        raise StoreError(
            f"{location.url} is on the disk of a CI run, which is gone when the run ends: the next run would"
            " know of no schedule and create all of them again",
            path=path,
            hint='if the runner keeps its disk, say so: state: {url: "' + location.url + '", lasting_disk: true}',
        )
    return FileStore(project_root / path, files=files)
