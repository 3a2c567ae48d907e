"""A state in a folder: `state.json`, `journal/0000000042.json`, `texts/ab/<sha256>`."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping
from pathlib import Path

from braze_gitops.errors import StateConflictError, StoreError
from braze_gitops.store.atomic import flush_folder, flush_way_to, make_folders, rename_over, write_new, write_over
from braze_gitops.store.file_parts import FileBatches, FileStrays, FileTexts, batch_path, encode_text, text_path
from braze_gitops.store.file_system import FileSystem, LocalFileSystem
from braze_gitops.store.guarded_files import GuardedFiles
from braze_gitops.store.stored import StoredState


class FileStore:
    """A state in the folder `root`, which is made by the first write; put-if-absent is a hard link.

    Files are readable by their owner alone. After a flush that failed nothing more is written: what this run put
    may not be on the disk.
    """

    def __init__(self, root: Path, *, files: FileSystem | None = None) -> None:
        self.root = root
        self._files: FileSystem = files if files is not None else LocalFileSystem()
        self._guarded = GuardedFiles(self._files)
        self._journal = root / "journal"
        self._texts = root / "texts"
        self._snapshot = root / "state.json"
        self._ready = False

    def describe(self) -> str:
        """Return the folder."""
        return str(self.root)

    def name_of_snapshot(self) -> str:
        """Return the path of the snapshot."""
        return str(self._snapshot)

    def name_of_batch(self, number: int) -> str:
        """Return the path of that batch."""
        return str(batch_path(self._journal, number))

    def read(self) -> StoredState | None:
        """Return what is there, None if that is neither snapshot nor journal.

        The snapshot is read before the journal is listed, so that the journal is the newer of the two.

        Raises:
            StoreError: it cannot be read.
        """
        if self._guarded.names(self.root) is None:
            return None
        snapshot = self._guarded.read(self._snapshot)
        batches = FileBatches(self._guarded, self._journal)
        if snapshot is None and not batches:
            return None
        return StoredState(
            snapshot=snapshot,
            batches=batches,
            texts=FileTexts(self._guarded, self._texts),
            strays=FileStrays(self._guarded, self.root),
        )

    def put_batch(self, number: int, content: bytes) -> None:
        """Put the batch of that number if there is none yet; durable on return.

        Raises:
            StateConflictError: other bytes have that number.
            StoreError: it is not durable.
        """
        self._prepare()
        path = batch_path(self._journal, number)
        with self._guarded.writing(path):
            if number > 1 and not self._files.exists(batch_path(self._journal, number - 1)):
                raise StoreError(
                    f"the state is gone: {path.parent} has no batch {number - 1} for batch {number} to follow",
                    path=str(path.parent),
                    hint="bring this very folder back: an older copy does not know the last calls",
                )
            try:
                write_new(self._files, path, content)
            except FileExistsError:
                if self._files.read(path) != content:
                    raise StateConflictError(
                        f"another run has written batch {number} of this state",
                        path=str(path),
                        hint="plan again: what that run did is part of the state now",
                    ) from None
                # It is ours, from a try that never heard that it had succeeded: its name may not be on the disk.
                flush_folder(self._files, path.parent)

    def put_snapshot(self, content: bytes, texts: Mapping[str, str]) -> None:
        """Put the missing ones of `texts`, then the snapshot; durable on return.

        Raises:
            StoreError: it is not durable.
        """
        self._prepare()
        with self._guarded.writing(self._texts):
            self._put_texts(texts)
        with self._guarded.writing(self._snapshot):
            write_over(self._files, self._snapshot, content)

    def probe(self) -> None:
        """Make sure that the folder can be written and refuses a second link to one name; leaves nothing behind.

        Raises:
            StoreError: it cannot, or does not.
        """
        with self._guarded.writing(self.root):
            make_folders(self._files, self._journal)
            if FileBatches(self._guarded, self._journal):
                # The last of them may come from a run that ended before its name was on the disk. A later one must
                # not get there first: then it would be missing from the middle.
                flush_folder(self._files, self._journal)
            else:
                flush_way_to(self._files, self._journal)
            token = secrets.token_hex(8)
            first, second = (self.root / f".probe.{token}.{end}" for end in ("file", "link"))
            try:
                self._files.close(self._files.create(first))
                self._files.link(first, second)
                refused = self._refuses_link(first, second)
            finally:
                for path in (second, first):
                    with contextlib.suppress(OSError):
                        self._files.remove(path)
        if not refused:
            raise StoreError(
                f"the file system of {self.root} gives one name to two files, so two runs could not be told apart",
                path=str(self.root),
                hint="keep the state on another disk",
            )

    def _prepare(self) -> None:
        if not self._ready:
            self.probe()
            self._ready = True

    def _put_texts(self, texts: Mapping[str, str]) -> None:
        top = self._texts
        folders = {text_path(top, digest).parent for digest in texts}
        for folder in sorted(folders):
            make_folders(self._files, folder)
        for digest in sorted(texts):
            path = text_path(top, digest)
            if not self._files.exists(path):
                rename_over(self._files, path, encode_text(texts[digest]))
        # What was there already may come from a run that ended before its names were on the disk.
        for folder in (*sorted(folders), *((top, self.root) if folders else ())):
            flush_folder(self._files, folder)

    def _refuses_link(self, source: Path, target: Path) -> bool:
        try:
            self._files.link(source, target)
        except FileExistsError:
            return True
        return False
