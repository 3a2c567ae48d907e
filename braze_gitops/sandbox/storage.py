"""The sandbox's SQLite file: its tables, how it is opened, and the one transaction a request gets.

One server writes; orders from other processes (faults, keys) write too, and readers come at any time: a
write-ahead log and a busy timeout let them. With `durable`, a commit survives a power cut.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops.errors import SandboxError

if TYPE_CHECKING:
    import sqlite3

__all__ = ["DATABASE_FILE", "compact", "open_database", "ordering", "transaction"]

DATABASE_FILE = "sandbox.sqlite3"
VERSION = 1

TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS keys (fingerprint TEXT PRIMARY KEY, permissions TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refs (
    kind TEXT NOT NULL, id TEXT NOT NULL, status TEXT NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS schedules (
    number INTEGER PRIMARY KEY, schedule_id TEXT NOT NULL UNIQUE, dispatch_id TEXT NOT NULL,
    kind TEXT NOT NULL, fields TEXT NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT, deleted_at TEXT
);
CREATE TABLE IF NOT EXISTS send_ids (
    campaign_id TEXT NOT NULL, send_id TEXT NOT NULL, created_at TEXT NOT NULL,
    PRIMARY KEY (campaign_id, send_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS broadcasts (number INTEGER PRIMARY KEY, fields TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS counters (
    name TEXT NOT NULL, opened TEXT NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (name, opened)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS faults (
    number INTEGER PRIMARY KEY, path TEXT NOT NULL, kind TEXT NOT NULL, skip INTEGER NOT NULL,
    times INTEGER NOT NULL, committed INTEGER, delay_seconds REAL NOT NULL, reset_seconds INTEGER
);
CREATE TABLE IF NOT EXISTS log (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, request_id TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, query TEXT NOT NULL, body TEXT NOT NULL, status INTEGER, answer TEXT NOT NULL,
    committed INTEGER NOT NULL, fault TEXT NOT NULL
);
"""


def open_database(folder: Path, *, durable: bool = True) -> sqlite3.Connection:
    """Return a connection to that data folder's database, made with its tables on first use.

    Transactions are begun by hand. Raises SandboxError when the file is damaged or of a later version.
    """
    import sqlite3

    path = folder / DATABASE_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        version: object = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            connection.executescript(f"BEGIN IMMEDIATE;{TABLES}PRAGMA user_version = {VERSION};COMMIT;")
            path.chmod(0o600)
            version = VERSION
    except (sqlite3.Error, OSError) as error:
        raise SandboxError(
            f"the sandbox's data {path} cannot be used: {error}",
            hint="remove the sandbox's data folder to start over; nothing in it was ever sent",
        ) from error
    if version != VERSION:
        connection.close()
        raise SandboxError(f"the sandbox's data {path} was written by another version of the program")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Make everything inside one commit, or nothing of it when an exception leaves."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def ordering(folder: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection for one order from outside the server, committed at the end."""
    with closing(open_database(folder)) as connection, transaction(connection):
        yield connection


def compact(fields: Mapping[str, object]) -> str:
    """Return a JSON object as the text that is stored."""
    return json.dumps(fields, separators=(",", ":"))
