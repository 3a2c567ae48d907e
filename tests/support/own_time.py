"""The time that code takes by itself, for what must be quick whatever it is given."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from contextlib import contextmanager

from braze_gitops.store.loading import collector_at_rest


@dataclasses.dataclass(slots=True)
class Took:
    """What a block took, known once it has ended."""

    seconds: float = 0.0


@contextmanager
def own_time() -> Iterator[Took]:
    """Measure the processor time of this thread, the collector at rest.

    Neither the machine's other work nor the garbage of the tests before counts.
    """
    took = Took()
    with collector_at_rest():
        started = time.thread_time()
        yield took
        took.seconds = time.thread_time() - started
