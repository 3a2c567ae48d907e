"""File systems for tests: one whose every call can be watched or stopped, and one that can lose its power."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from pathlib import Path

from braze_gitops.store import FileSystem

CHANGES = ("create", "write", "sync", "close", "link", "rename", "remove", "make_folder", "sync_folder")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call that may change the disk: its number from 1, its name, the path it ends at."""

    number: int
    name: str
    path: Path


class SteppedFileSystem:
    """Passes every call on to `inner`, after `before` was told of it; `before` may raise, kill or take notes.

    Reading is passed on untold. `size` limits how many bytes one write takes.
    """

    def __init__(
        self, inner: FileSystem, before: Callable[[Step], None] = lambda _step: None, *, size: int = 1 << 30
    ) -> None:
        self.inner = inner
        self.steps: list[Step] = []
        self._before = before
        self._size = size
        self._paths: dict[int, Path] = {}

    def create(self, path: Path) -> int:
        """Create, after telling."""
        self._tell("create", path)
        descriptor = self.inner.create(path)
        self._paths[descriptor] = path
        return descriptor

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write at most `size` bytes, after telling."""
        self._tell("write", self._paths[descriptor])
        return self.inner.write(descriptor, content[: self._size])

    def sync(self, descriptor: int) -> None:
        """Sync, after telling."""
        self._tell("sync", self._paths[descriptor])
        self.inner.sync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close, after telling."""
        path = self._paths.pop(descriptor)
        try:
            self._tell("close", path)
        finally:
            self.inner.close(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Link, after telling."""
        self._tell("link", target)
        self.inner.link(source, target)

    def rename(self, source: Path, target: Path) -> None:
        """Rename, after telling."""
        self._tell("rename", target)
        self.inner.rename(source, target)

    def remove(self, path: Path) -> None:
        """Remove, after telling."""
        self._tell("remove", path)
        self.inner.remove(path)

    def make_folder(self, path: Path) -> None:
        """Make a folder, after telling."""
        self._tell("make_folder", path)
        self.inner.make_folder(path)

    def sync_folder(self, path: Path) -> None:
        """Sync a folder, after telling."""
        self._tell("sync_folder", path)
        self.inner.sync_folder(path)

    def read(self, path: Path) -> bytes:
        """Read."""
        return self.inner.read(path)

    def names(self, path: Path) -> tuple[str, ...]:
        """List."""
        return self.inner.names(path)

    def exists(self, path: Path) -> bool:
        """Look up."""
        return self.inner.exists(path)

    def _tell(self, name: str, path: Path) -> None:
        step = Step(number=len(self.steps) + 1, name=name, path=path)
        self.steps.append(step)
        self._before(step)


def raise_at(number: int, error: BaseException) -> Callable[[Step], None]:
    """Return what stops at the step of that number."""

    def before(step: Step) -> None:
        if step.number == number:
            raise error

    return before


def raise_on(name: str, error: BaseException, *, path_ends: str = "") -> Callable[[Step], None]:
    """Return what stops at every step of that name, on paths that end so."""

    def before(step: Step) -> None:
        if step.name == name and str(step.path).endswith(path_ends):
            raise error

    return before


class PowerLossError(BaseException):
    """The machine is off; nothing may catch this and go on."""


@dataclasses.dataclass(slots=True)
class _File:
    content: bytes = b""
    kept: bytes = b""


class SimulatedFileSystem:
    """A file system in memory that knows what is on its disk and what only the system remembers.

    `after_power_loss` gives what the disk may hold then: content that was not flushed is gone; names that were not
    flushed are gone as well, or are there in spite of that.
    """

    def __init__(self, *top: str) -> None:
        """Begin with these folders, on the disk."""
        self._folders: dict[Path, dict[str, _File | None]] = {Path("/"): {}}
        self._kept: dict[Path, dict[str, _File | None]] = {Path("/"): {}}
        self._open: dict[int, _File] = {}
        self._descriptors = itertools.count(3)
        for path in map(Path, top):
            self.make_folder(path)
            self.sync_folder(path.parent)

    def after_power_loss(self, *, names_are_kept: bool) -> SimulatedFileSystem:
        """Return what the disk holds after the power was lost now."""
        found = SimulatedFileSystem()
        names = self._folders if names_are_kept else self._kept
        for path in sorted(names):
            if path == Path("/") or path.name in found._folders.get(path.parent, {}):
                entries = {
                    name: _File(one.kept, one.kept) if one is not None else None
                    for name, one in names[path].items()
                }
                found._folders[path] = dict(entries)
                found._kept[path] = dict(entries)
        return found

    def create(self, path: Path) -> int:
        """Create a file that is not on the disk yet."""
        if path.name in self._folder(path.parent):
            raise FileExistsError(17, "file exists", str(path))
        file = self._folders[path.parent][path.name] = _File()
        descriptor = next(self._descriptors)
        self._open[descriptor] = file
        return descriptor

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write what is not on the disk yet."""
        self._open[descriptor].content += bytes(content)
        return len(content)

    def sync(self, descriptor: int) -> None:
        """Put the content on the disk."""
        file = self._open[descriptor]
        file.kept = file.content

    def close(self, descriptor: int) -> None:
        """Forget the descriptor."""
        del self._open[descriptor]

    def link(self, source: Path, target: Path) -> None:
        """Add a name that is not on the disk yet."""
        if target.name in self._folder(target.parent):
            raise FileExistsError(17, "file exists", str(target))
        self._folders[target.parent][target.name] = self._file(source)

    def rename(self, source: Path, target: Path) -> None:
        """Change a name, not on the disk yet."""
        self._folders[target.parent][target.name] = self._file(source)
        del self._folders[source.parent][source.name]

    def remove(self, path: Path) -> None:
        """Take a name away, not on the disk yet."""
        self._file(path)
        del self._folders[path.parent][path.name]

    def make_folder(self, path: Path) -> None:
        """Make a folder that is not on the disk yet."""
        if path.name in self._folder(path.parent):
            raise FileExistsError(17, "file exists", str(path))
        self._folders[path.parent][path.name] = None
        self._folders[path] = {}
        self._kept[path] = {}

    def sync_folder(self, path: Path) -> None:
        """Put the names on the disk."""
        self._kept[path] = dict(self._folder(path))

    def read(self, path: Path) -> bytes:
        """Return what the system remembers of a file."""
        return self._file(path).content

    def names(self, path: Path) -> tuple[str, ...]:
        """Return the names the system remembers."""
        return tuple(self._folder(path))

    def exists(self, path: Path) -> bool:
        """Whether the system remembers the name."""
        return path in self._folders or path.name in self._folders.get(path.parent, {})

    def _folder(self, path: Path) -> dict[str, _File | None]:
        if path not in self._folders:
            raise FileNotFoundError(2, "no such file or directory", str(path))
        return self._folders[path]

    def _file(self, path: Path) -> _File:
        file = self._folder(path.parent).get(path.name)
        if file is None:
            raise FileNotFoundError(2, "no such file or directory", str(path))
        return file
