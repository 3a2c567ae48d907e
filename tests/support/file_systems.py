"""A file system for tests whose every call can be watched or stopped."""

from __future__ import annotations

import dataclasses
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
