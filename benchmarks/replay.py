"""How long it takes to load a state: from a journal of 10,000 addresses, and from a snapshot of them.

The journal is one that an apply wrote: 10,000 creates by 8 workers, to a real disk, against a Braze in this
process whose answers take 4 to 16 ms. On a quiet machine that gives about 7,500 batches of 2 to 3 entries: more
files than an apply to a Braze that takes 50 ms each time writes: uneven answers meet in a batch less often.
Loading with the snapshot is the state's part of a plan with nothing to do.

    python benchmarks/replay.py [--json] [--rounds N] [--addresses N] [--folder FOLDER]

With `--folder` the journal stays there and is used again. Exit 1 when the load without a snapshot takes more than
0.5 s for 10,000 addresses. The figures are the fastest and the median round, wall and CPU time of this process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from applying import durable
from fake_braze import answer_of
from workload import wanted

from braze_gitops.model import Call, Exchange
from braze_gitops.state import State
from braze_gitops.store import FileStore, load_state

GOAL_SECONDS = 0.5
GOAL_ADDRESSES = 10_000
_WORKERS = 8


class NearBraze:
    """A Braze in this process: answers every create after 4 to 16 ms."""

    def __init__(self) -> None:
        self._chance = random.Random(1)

    async def perform(self, call: Call, *, leaving: Callable[[], Awaitable[bool]]) -> Exchange:
        """Wait, and answer."""
        del call
        assert await leaving()
        await asyncio.sleep(self._chance.uniform(0.004, 0.016))
        headers, body = answer_of(datetime.now(UTC))
        return Exchange(status=201, headers=headers, body=body)

    async def close(self) -> None:
        """Do nothing: there is no connection."""


def main() -> int:
    """Measure, print, and return 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--addresses", type=int, default=GOAL_ADDRESSES)
    parser.add_argument("--folder", type=Path, help="where the journal is kept, and used again if it is there")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = chosen.folder or Path(place)
        if not (folder / "state.json").is_file():
            durable(folder, wanted(chosen.addresses, now=datetime.now(UTC)), connect=NearBraze, workers=_WORKERS)
        table = _measure(folder, chosen.addresses, chosen.rounds)
    seconds = table["journal alone"]["fastest_wall"] * GOAL_ADDRESSES / chosen.addresses
    missed = seconds > GOAL_SECONDS
    if chosen.json:
        print(json.dumps({"figures": table, "missed": missed}, indent=2))
    else:
        for name, row in table.items():
            print(f"{name:<20}", "  ".join(f"{figure} {value:g}" for figure, value in row.items()))
        print(f"10,000 addresses: {seconds:.3f} s, goal {GOAL_SECONDS} s{', missed' if missed else ''}")
    return 1 if missed else 0


def _measure(folder: Path, addresses: int, rounds: int) -> dict[str, dict[str, float]]:
    """Return the figures; the snapshot stands aside while the journal alone is loaded."""
    snapshot, aside = folder / "state.json", folder / "aside.json"
    snapshot.replace(aside)
    try:
        state = _load(folder)
        if len(state.records) != addresses:
            raise SystemExit(f"the journal has {len(state.records)} addresses, not {addresses}")
        alone = _timed(lambda: _load(folder), rounds)
    finally:
        aside.replace(snapshot)
    batches = list((folder / "journal").glob("*.json"))
    journal_bytes = sum(path.stat().st_size for path in batches)
    return {
        "journal": {"addresses": addresses, "batches": len(batches), "megabytes": round(journal_bytes / 1e6, 1)},
        "journal alone": alone,
        "with its snapshot": _timed(lambda: _load(folder), rounds),
    }


def _load(folder: Path) -> State:
    state = load_state(FileStore(folder))
    if state is None:
        raise SystemExit(f"there is no state in {folder}")
    return state


def _timed(work: Callable[[], object], rounds: int) -> dict[str, float]:
    """Return the fastest and the median of some rounds, in seconds; nothing of one round is kept for the next."""
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return {
        "fastest_wall": round(min(walls), 3),
        "median_wall": round(statistics.median(walls), 3),
        "fastest_cpu": round(min(cpus), 3),
        "median_cpu": round(statistics.median(cpus), 3),
    }


if __name__ == "__main__":
    sys.exit(main())
