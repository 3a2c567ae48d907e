"""The parts of a state in a folder that are read when asked: batches by number, texts by digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from braze_gitops.errors import StateDamagedError
from braze_gitops.store.guarded_files import GuardedFiles
from braze_gitops.store.stored import Stray

_BATCH = re.compile(r"(?P<number>[0-9]{10})\.json\Z")
_START = re.compile(r"[0-9a-f]{2}\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
# As `atomic` and a probe name what they have not finished.
_UNFINISHED = re.compile(r"\.(?:probe\.[0-9a-f]{16}\.(?:file|link)|.+\.[0-9a-f]{16})\Z")
_PARTS = frozenset({"state.json", "journal", "texts"})


class FileBatches(Mapping[int, bytes]):
    """The batches of a journal folder that were there when it was listed, in order."""

    def __init__(self, files: GuardedFiles, folder: Path) -> None:
        self._files = files
        self._folder = folder
        self._numbers = dict.fromkeys(_numbers(files.names(folder) or ()))

    def __getitem__(self, number: int) -> bytes:
        """Return the bytes of that batch."""
        content = self._files.read(batch_path(self._folder, number)) if number in self._numbers else None
        if content is None:
            raise KeyError(number)
        return content

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers in order."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._numbers)


class FileTexts(Mapping[str, str]):
    """The texts of a folder, each compared with its digest when it is read."""

    def __init__(self, files: GuardedFiles, folder: Path) -> None:
        self._files = files
        self._folder = folder

    def __getitem__(self, digest: str) -> str:
        """Return the text with that digest."""
        path = text_path(self._folder, digest)
        content = self._files.read(path) if _DIGEST.match(digest) else None
        if content is None:
            raise KeyError(digest)
        return _decode(content, digest, path)

    def __contains__(self, digest: object) -> bool:
        """Whether a text is there, without reading it."""
        return (
            isinstance(digest, str)
            and _DIGEST.match(digest) is not None
            and self._files.has(text_path(self._folder, digest))
        )

    def __iter__(self) -> Iterator[str]:
        """Yield each digest."""
        for start in filter(_START.match, self._files.names(self._folder) or ()):
            for name in self._files.names(self._folder / start) or ():
                if _DIGEST.match(name) and name.startswith(start):
                    yield name

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(1 for _ in self)


class FileStrays(Iterable[Stray]):
    """What lies in a state's folder and is no part of it: what a killed run left, and foreign files."""

    def __init__(self, files: GuardedFiles, root: Path) -> None:
        self._files = files
        self._root = root

    def __iter__(self) -> Iterator[Stray]:
        """Yield each, sorted by folder and name."""
        texts = self._root / "texts"
        starts = [name for name in self._names(texts) if _START.match(name)]
        yield from self._strays(self._root, lambda name: name in _PARTS)
        yield from self._strays(self._root / "journal", lambda name: _BATCH.match(name) is not None)
        yield from self._strays(texts, lambda name: name in starts)
        for start in starts:
            yield from self._strays(texts / start, lambda name: _DIGEST.match(name) is not None)

    def _names(self, folder: Path) -> tuple[str, ...]:
        return self._files.names(folder) or ()

    def _strays(self, folder: Path, is_ours: Callable[[str], bool]) -> Iterator[Stray]:
        for name in self._names(folder):
            if not is_ours(name):
                yield Stray(path=str(folder / name), unfinished=is_unfinished(name))


def is_unfinished(name: str) -> bool:
    """Whether a file of this name is what a killed run had not finished, and so no part of any state."""
    return _UNFINISHED.match(name) is not None


def batch_path(folder: Path, number: int) -> Path:
    """Return where the batch of that number is kept in the journal's `folder`."""
    return folder / f"{number:010d}.json"


def text_path(folder: Path, digest: str) -> Path:
    """Return where the text with that digest is kept below `folder`."""
    return folder / digest[:2] / digest


def encode_text(text: str) -> bytes:
    """Return the bytes of a text as they are kept, which are those its digest is of."""
    return text.encode("utf-8", "surrogatepass")


def _decode(content: bytes, digest: str, path: Path) -> str:
    if hashlib.sha256(content).hexdigest() != digest:
        raise StateDamagedError(
            f"a text of the state is damaged: {path}",
            path=str(path),
            hint="restore that file from a copy; nothing was changed",
        )
    return content.decode("utf-8", "surrogatepass")


def _numbers(names: Iterable[str]) -> Iterator[int]:
    """Yield the numbers of what are batches; anything else in the folder is not ours, or was never finished."""
    return (int(found["number"]) for found in map(_BATCH.match, names) if found is not None)
