"""An apply on a disk that is really full, as a process of its own; prints what came of it as JSON.

Called with a folder, a number of workers and a way: `limit` (no file may grow over a few hundred bytes, which the
system enforces) or `fill` (the folder's own small file system is filled but for a few blocks).
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

LARGEST_BYTES = 3000
BLOCK = b"x" * 4096
BLOCKS_LEFT = 5


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Let no file of this process grow over the limit."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Fill the file system of `folder` but for a few blocks."""
    fillers = folder / "fillers"
    fillers.mkdir()
    number = 0
    try:
        while True:
            number += 1
            (fillers / str(number)).write_bytes(BLOCK)
    except OSError:
        for one in range(number - BLOCKS_LEFT, number + 1):
            (fillers / str(one)).unlink(missing_ok=True)
    yield
    for path in fillers.iterdir():
        path.unlink()


def main(folder: Path, workers: int, way: str) -> None:
    """Begin a state, apply on the full disk, mend it, and go on."""
    from braze_gitops.apply import ApplySettings, Result
    from braze_gitops.state import StateCreated
    from braze_gitops.store import FileStore, StoredJournal
    from support.applying import wanted
    from support.memory_journal import ENDPOINT
    from support.states import LINEAGE, NOW, TOOL, make_batch
    from support.stored_world import StoredWorld, faults_of, faults_of_going_on

    store = FileStore(folder / "state")
    created = StateCreated(lineage=LINEAGE, environment="production", endpoint=ENDPOINT, at=NOW)
    StoredJournal(store, tool=TOOL).append(make_batch(created))
    world = StoredWorld(store)
    wish = tuple(wanted(f"n{number}", subject="y" * (700 * number)) for number in range(6))
    with limited() if way == "limit" else filled(folder):
        outcome = world.run(*wish, settings=ApplySettings(parallelism=workers))
    mended = StoredWorld(FileStore(folder / "state"), braze=world.braze, first=1000)
    told = {str(one.schedule_id) for one in outcome.unrecorded}
    faults = list(faults_of(mended.state(), world.braze.live, told=told))
    made = world.braze.calls
    faults += faults_of_going_on(mended, wish)
    answer = {
        "ending": outcome.ending,
        "why": outcome.why,
        "faults": faults,
        "made": made,
        "told": outcome.calls,
        "unrecorded": len(outcome.unrecorded),
        "done": len(outcome.with_result(Result.DONE)),
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
