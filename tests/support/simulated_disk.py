"""A disk in memory that can lose its power: it knows what is on it for certain, and all that may be.

What may be on a disk after a loss of power, beside what was flushed:

    a file          nothing of what was written since its flush, the first half, all of it, or zeros of that length
    a folder        any subset of the changes to its names since its flush, in their order (a name more, a name
                    less, a name changed); a rename is one change
    between them    every combination: nothing says which folder or file reaches the disk first

That is more than a journaling file system does, and all that POSIX lets one do.
"""

from __future__ import annotations

import dataclasses
import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

TOP = Path("/")
# So many combinations at one moment are all looked at; the scenarios are made so that there are never more.
EVERY_SUBSET_UP_TO = 1 << 14

Before: TypeAlias = Callable[[str, Path], None]


@dataclasses.dataclass(slots=True, eq=False)
class File:
    """What the system remembers of a file, and what of it is on the disk for certain."""

    content: bytes = b""
    kept: bytes = b""

    def may_hold(self) -> tuple[bytes, ...]:
        """Return all that the file may hold after a loss of power, each once."""
        more = len(self.content) - len(self.kept)
        half = self.content[: len(self.kept) + more // 2]
        return tuple(dict.fromkeys((self.kept, half, self.content, self.kept + b"\0" * more)))


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One change to the names of a folder: `gone` goes, then `name` (if any) stands for `node`."""

    gone: str = ""
    name: str = ""
    node: File | Folder | None = None

    def bring_into(self, names: dict[str, File | Folder]) -> None:
        """Make the change; taking away what is not there does nothing."""
        names.pop(self.gone, None)
        if self.node is not None:
            names[self.name] = self.node


@dataclasses.dataclass(slots=True, eq=False)
class Folder:
    """The names in a folder as the system remembers them, those on the disk, and the changes in between."""

    names: dict[str, File | Folder] = dataclasses.field(default_factory=dict)
    kept: dict[str, File | Folder] = dataclasses.field(default_factory=dict)
    pending: list[Change] = dataclasses.field(default_factory=list)

    def change(self, change: Change) -> None:
        """Make a change that is not on the disk yet."""
        change.bring_into(self.names)
        self.pending.append(change)

    def may_hold(self, *, strays: bool) -> tuple[dict[str, File | Folder], ...]:
        """Return all names the folder may have after a loss of power, each different set once.

        Without `strays` names with a dot before them are left out.
        """
        found: dict[frozenset[tuple[str, int]], dict[str, File | Folder]] = {}
        for kept in itertools.product((False, True), repeat=len(self.pending)):
            names = dict(self.kept)
            for change in itertools.compress(self.pending, kept):
                change.bring_into(names)
            names = {name: node for name, node in names.items() if strays or not name.startswith(".")}
            found.setdefault(frozenset((name, id(node)) for name, node in names.items()), names)
        return tuple(found.values())


class SimulatedDisk:
    """A file system in memory; `before` is told of every call that changes something, before it is made.

    Safe to look at from one thread while another writes: `copy` is what there is between two calls.
    """

    def __init__(self, *top: str, before: Before = lambda _name, _path: None) -> None:
        """Begin with these folders, on the disk."""
        self.before = before
        self.top = Folder()
        self.open: dict[int, tuple[Path, File]] = {}
        self.lock = threading.RLock()
        self._descriptors = itertools.count(3)
        for path in map(Path, top):
            folder = self.folder(path.parent)
            folder.names[path.name] = folder.kept[path.name] = Folder()

    # ------------------------------------------------------------------------------ what a store asks of it

    def create(self, path: Path) -> int:
        """Create a file that is not on the disk yet."""
        self._tell("create", path)
        with self.lock:
            self._must_be_free(path)
            descriptor, file = next(self._descriptors), File()
            self.folder(path.parent).change(Change(name=path.name, node=file))
            self.open[descriptor] = (path, file)
            return descriptor

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write what is not on the disk yet, in two halves."""
        path, file = self.open[descriptor]
        self._tell("write", path)
        with self.lock:
            taken = content[: max(1, len(content) // 2)] if len(content) > 64 else content
            file.content += bytes(taken)
            return len(taken)

    def sync(self, descriptor: int) -> None:
        """Put the content on the disk."""
        path, file = self.open[descriptor]
        self._tell("sync", path)
        with self.lock:
            file.kept = file.content

    def close(self, descriptor: int) -> None:
        """Forget the descriptor."""
        path, _ = self.open[descriptor]
        try:
            self._tell("close", path)
        finally:
            with self.lock:
                del self.open[descriptor]

    def link(self, source: Path, target: Path) -> None:
        """Add a name that is not on the disk yet."""
        self._tell("link", target)
        with self.lock:
            self._must_be_free(target)
            self.folder(target.parent).change(Change(name=target.name, node=self.file(source)))

    def rename(self, source: Path, target: Path) -> None:
        """Change a name within its folder, not on the disk yet."""
        self._tell("rename", target)
        with self.lock:
            assert source.parent == target.parent
            change = Change(gone=source.name, name=target.name, node=self.file(source))
            self.folder(target.parent).change(change)

    def remove(self, path: Path) -> None:
        """Take a name away, not on the disk yet."""
        self._tell("remove", path)
        with self.lock:
            self.file(path)
            self.folder(path.parent).change(Change(gone=path.name))

    def make_folder(self, path: Path) -> None:
        """Make a folder that is not on the disk yet."""
        self._tell("make_folder", path)
        with self.lock:
            self._must_be_free(path)
            self.folder(path.parent).change(Change(name=path.name, node=Folder()))

    def sync_folder(self, path: Path) -> None:
        """Put the names on the disk."""
        self._tell("sync_folder", path)
        with self.lock:
            folder = self.folder(path)
            folder.kept, folder.pending = dict(folder.names), []

    def read(self, path: Path) -> bytes:
        """Return what the system remembers of a file."""
        with self.lock:
            return self.file(path).content

    def names(self, path: Path) -> tuple[str, ...]:
        """Return the names the system remembers."""
        with self.lock:
            return tuple(self.folder(path).names)

    def exists(self, path: Path) -> bool:
        """Whether the system remembers the name."""
        with self.lock:
            try:
                return path == TOP or path.name in self.folder(path.parent).names
            except FileNotFoundError:
                return False

    # ------------------------------------------------------------------------------ what a test asks of it

    def copy(self) -> SimulatedDisk:
        """Return the disk as it is now, with all that is not flushed; nobody is told of what happens to it."""
        return self.copy_as(type(self))

    def copy_as(self, kind: type[SimulatedDisk]) -> SimulatedDisk:
        """Return a copy that behaves as `kind` does from now on."""
        with self.lock:
            copied = kind()
            copied.top = _copy_folder(self.top, {})
            return copied

    def images(self, *, strays: bool = True) -> Iterator[SimulatedDisk]:
        """Yield every disk there may be after a loss of power now, each different one once.

        Without `strays` files that were never finished, with a dot before their name, are left out of all.
        """
        seen = set()
        for names in _combined(self.top, strays=strays):
            for image in _with_contents(names):
                key = frozenset(image.items())
                if key not in seen:
                    seen.add(key)
                    yield _disk_of(image)

    def contents(self) -> Mapping[Path, bytes | None]:
        """Return all that the system remembers: files with their content, folders with None."""
        return dict(_walk(TOP, self.top))

    def folder(self, path: Path) -> Folder:
        """Return a folder."""
        node: File | Folder | None = self.top
        for part in path.parts[1:]:
            node = node.names.get(part) if isinstance(node, Folder) else None
        if not isinstance(node, Folder):
            raise FileNotFoundError(2, "no such file or directory", str(path))
        return node

    def file(self, path: Path) -> File:
        """Return a file."""
        node = self.folder(path.parent).names.get(path.name)
        if not isinstance(node, File):
            raise FileNotFoundError(2, "no such file or directory", str(path))
        return node

    def _must_be_free(self, path: Path) -> None:
        if path.name in self.folder(path.parent).names:
            raise FileExistsError(17, "file exists", str(path))

    def _tell(self, name: str, path: Path) -> None:
        self.before(name, path)


Names: TypeAlias = Mapping[Path, File | None]


def _copy_folder(folder: Folder, seen: dict[int, File | Folder]) -> Folder:
    copied = Folder()
    seen[id(folder)] = copied

    def of(node: File | Folder) -> File | Folder:
        if id(node) not in seen:
            if isinstance(node, Folder):
                _copy_folder(node, seen)
            else:
                seen[id(node)] = File(node.content, node.kept)
        return seen[id(node)]

    copied.names = {name: of(node) for name, node in folder.names.items()}
    copied.kept = {name: of(node) for name, node in folder.kept.items()}
    copied.pending = [
        Change(gone=one.gone, name=one.name, node=of(one.node) if one.node is not None else None)
        for one in folder.pending
    ]
    return copied


def _combined(top: Folder, *, strays: bool) -> Iterator[Names]:
    """Yield what names the whole disk may have, folder by folder and those independent of one another."""

    def below(path: Path, folder: Folder) -> list[Names]:
        found: list[Names] = []
        for names in folder.may_hold(strays=strays):
            parts = [
                below(path / name, node) if isinstance(node, Folder) else [{path / name: node}]
                for name, node in names.items()
            ]
            found += [
                {path: None, **{key: one for part in choice for key, one in part.items()}}
                for choice in itertools.product(*parts)
            ]
            assert len(found) <= EVERY_SUBSET_UP_TO, "the scenario leaves too much unflushed at once"
        return found

    yield from below(TOP, top)


def _with_contents(names: Names) -> Iterator[Mapping[Path, bytes | None]]:
    """Yield what the files of these names may hold; two names of one file hold the same."""
    files = list(dict.fromkeys(one for one in names.values() if one is not None))
    for held in itertools.product(*(one.may_hold() for one in files)):
        content = dict(zip(files, held, strict=True))
        yield {path: content[one] if one is not None else None for path, one in names.items()}


def _disk_of(image: Mapping[Path, bytes | None]) -> SimulatedDisk:
    disk = SimulatedDisk()
    for path in sorted(image):
        if path != TOP:
            content = image[path]
            folder = disk.folder(path.parent)
            node = File(content, content) if content is not None else Folder()
            folder.names[path.name] = folder.kept[path.name] = node
    return disk


def _walk(path: Path, folder: Folder) -> Iterator[tuple[Path, bytes | None]]:
    yield path, None
    for name, node in folder.names.items():
        if isinstance(node, Folder):
            yield from _walk(path / name, node)
        else:
            yield path / name, node.content
