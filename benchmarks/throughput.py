"""How fast an apply is with and without durability, and what it costs: batches, flushes and CPU an operation.

Whole applies of creates through `apply_plan`, over real HTTP on loopback, against a server in a process of its own
that answers each call after a fixed time. "Without durability" is the same run with a journal that keeps its
batches in memory. The two take turns, and the figure is the median of the rounds' ratios.

    python benchmarks/throughput.py [--json] [--rounds N] [--operations N] [--folder FOLDER]

Exit 1 when the ratio with 16 workers and a server of 50 ms is under 0.65, or a count over its goal.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from applying import Applied, durable, not_durable
from fake_braze import serving
from workload import wanted

from braze_gitops.apply import Braze
from braze_gitops.braze import connector
from braze_gitops.model import Desired, Secret

RATIO_GOAL = 0.65
# Batches an operation, at most (performance.md); the opening, the closing and what a start costs come on top.
BATCHES_GOAL = {1: 1.0, 4: 1.0, 8: 0.7, 16: 0.7}
_AROUND = 3


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The same apply twice, one after the other."""

    plain: Applied
    kept: Applied

    @property
    def ratio(self) -> float:
        """Return the throughput with durability as a part of that without."""
        return self.kept.per_second / self.plain.per_second


def rounds(
    number: int, desired: Desired, *, connect: Callable[[], Braze], workers: int, folder: Path
) -> tuple[Round, ...]:
    """Return `number` rounds; which of the two comes first changes each time."""
    found = []
    for turn in range(number):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            runs = {
                kind: kind(Path(place) / kind.__name__, desired, connect=connect, workers=workers)
                for kind in ((not_durable, durable) if turn % 2 == 0 else (durable, not_durable))
            }
        found.append(Round(plain=runs[not_durable], kept=runs[durable]))
    return tuple(found)


def figures(found: tuple[Round, ...]) -> dict[str, float]:
    """Return the medians of some rounds."""
    done = found[0].kept.operations

    def median(of: Callable[[Round], float]) -> float:
        return round(statistics.median(map(of, found)), 3)

    return {
        "ratio": median(lambda one: one.ratio),
        "worst_ratio": round(min(one.ratio for one in found), 3),
        "operations_per_second": median(lambda one: one.kept.per_second),
        "without_durability": median(lambda one: one.plain.per_second),
        "cpu_ms_per_operation": median(lambda one: 1000 * one.kept.cpu_seconds / done),
        "cpu_ms_without_durability": median(lambda one: 1000 * one.plain.cpu_seconds / done),
        "batches_per_operation": median(lambda one: (one.kept.batches - _AROUND) / done),
        "flushes_per_operation": median(lambda one: one.kept.flushes / done),
    }


def main() -> int:
    """Measure, print, and return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--operations", type=int, default=320, help="creates in each apply")
    parser.add_argument("--folder", type=Path, help="where the states are kept meanwhile; a real disk")
    chosen = parser.parse_args()
    desired = wanted(chosen.operations, now=datetime.now(UTC))
    table: dict[str, dict[str, float]] = {}
    for milliseconds, every in ((50, (1, 4, 8, 16)), (0, (1, 16))):
        with serving(milliseconds / 1000) as url:
            connect = connector(url, Secret("a-key-of-nobody", name="BRAZE_API_KEY"))
            for workers in every:
                number = chosen.rounds if workers == 16 else max(1, chosen.rounds // 2)
                found = rounds(number, desired, connect=connect, workers=workers, folder=chosen.folder)
                table[f"{milliseconds} ms, {workers} workers"] = figures(found)
    missed = [
        f"{name}: {row['batches_per_operation']} batches an operation, at most {goal}"
        for workers, goal in BATCHES_GOAL.items()
        for name, row in table.items()
        if name.endswith(f" {workers} workers") and row["batches_per_operation"] > goal
    ]
    ratio = table["50 ms, 16 workers"]["ratio"]
    if ratio < RATIO_GOAL:
        missed.append(f"50 ms, 16 workers: {ratio} of the throughput without durability, at least {RATIO_GOAL}")
    if chosen.json:
        print(json.dumps({"figures": table, "missed": missed}, indent=2))
    else:
        for name, row in table.items():
            print(name)
            for figure, value in row.items():
                print(f"    {figure:<28} {value:g}")
        print("\n".join(missed) or f"ratio {ratio} (goal {RATIO_GOAL}): all goals met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
