"""Planted mistakes that the power cuts must find: flushes that are left out, or come too late."""

from __future__ import annotations

from pathlib import Path

from support.power_cuts import ROOT
from support.simulated_disk import SimulatedDisk


class NoFlush(SimulatedDisk):
    """A mutant: files are never flushed."""

    def sync(self, descriptor: int) -> None:
        """Do nothing."""


class NoFolderFlush(SimulatedDisk):
    """A mutant: folders are never flushed."""

    def sync_folder(self, path: Path) -> None:
        """Do nothing."""


class NoJournalFolderFlush(SimulatedDisk):
    """A mutant: the folder of the journal is never flushed, all others are."""

    def sync_folder(self, path: Path) -> None:
        """Flush all but one."""
        if path != ROOT / "journal":
            super().sync_folder(path)


class NoSnapshotFlush(SimulatedDisk):
    """A mutant: batches are flushed, the snapshot is not."""

    def sync(self, descriptor: int) -> None:
        """Flush all but the snapshot."""
        if not self.open[descriptor][0].name.startswith(".state.json"):
            super().sync(descriptor)


class NoTextFlush(SimulatedDisk):
    """A mutant: batches and the snapshot are flushed, the texts are not."""

    def sync(self, descriptor: int) -> None:
        """Flush all but texts."""
        if not self.open[descriptor][0].is_relative_to(ROOT / "texts"):
            super().sync(descriptor)


class NoTextFolderFlush(SimulatedDisk):
    """A mutant: the folders of the texts are not flushed."""

    def sync_folder(self, path: Path) -> None:
        """Flush all but those folders."""
        if not path.is_relative_to(ROOT / "texts"):
            super().sync_folder(path)


class LinksTooEarly(SimulatedDisk):
    """A mutant: a batch gets its name before its content is on the disk, and is flushed after."""

    def sync(self, descriptor: int) -> None:
        """Put it off, for batches."""
        path, _ = self.open[descriptor]
        if path.parent != ROOT / "journal":
            super().sync(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Link, then flush what is linked."""
        super().link(source, target)
        self.before("sync", target)
        with self.lock:
            file = self.file(target)
            file.kept = file.content


class RenamesTooEarly(SimulatedDisk):
    """A mutant: the snapshot gets its name before its content is on the disk, and is flushed after."""

    def sync(self, descriptor: int) -> None:
        """Put it off, for the snapshot."""
        path, _ = self.open[descriptor]
        if not path.name.startswith(".state.json"):
            super().sync(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Rename, then flush what is renamed."""
        super().rename(source, target)
        self.before("sync", target)
        with self.lock:
            file = self.file(target)
            file.kept = file.content
