"""Where a state is kept: bytes in and out of a folder, durable, and put-if-absent of the next numbered batch.

In: a location, bytes, batches. Out: stored bytes, the folded `State`, this machine. Never merges two states,
guesses what is missing or overwrites what is damaged.
"""

from braze_gitops.store.expecting import check_expected
from braze_gitops.store.file_store import FileStore
from braze_gitops.store.file_system import FileSystem, LocalFileSystem
from braze_gitops.store.journal import BEFORE_THE_FIRST, StoredJournal
from braze_gitops.store.kept_file import keep_file
from braze_gitops.store.leftovers import leftovers
from braze_gitops.store.loading import load_state
from braze_gitops.store.opening import open_store
from braze_gitops.store.process import is_alive, process_started, this_machine
from braze_gitops.store.reading import read_batches
from braze_gitops.store.stored import Store, StoredState, Stray

__all__ = [
    "BEFORE_THE_FIRST",
    "FileStore",
    "FileSystem",
    "LocalFileSystem",
    "Store",
    "StoredJournal",
    "StoredState",
    "Stray",
    "check_expected",
    "is_alive",
    "keep_file",
    "leftovers",
    "load_state",
    "open_store",
    "process_started",
    "read_batches",
    "this_machine",
]
