"""The note in the data folder that says where its server listens, for those who want to join it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from braze_gitops.sandbox.durable_file import write_durably

__all__ = ["Notice", "read_notice", "remove_notice", "write_notice"]

NOTICE_FILE = "server.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Where a server listened when it started; `instance` tells whether the one that answers is that one."""

    port: int
    pid: int
    instance: str


def read_notice(folder: Path) -> Notice | None:
    """Return the note, None if there is none that can be read; it may be of a server that is gone."""
    try:
        fields = json.loads((folder / NOTICE_FILE).read_text(encoding="utf-8"))
        return Notice(port=int(fields["port"]), pid=int(fields["pid"]), instance=str(fields["instance"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_notice(folder: Path, notice: Notice) -> None:
    """Say where this server listens; a server that is gone needs no durable note."""
    write_durably(folder / NOTICE_FILE, json.dumps(asdict(notice)) + "\n", durable=False)


def remove_notice(folder: Path) -> None:
    """Take the note away; only the server that wrote it may."""
    (folder / NOTICE_FILE).unlink(missing_ok=True)
