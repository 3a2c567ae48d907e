"""How an apply goes about its calls: how many at once, how fast, how patient."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

MAX_PARALLELISM = 16


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplySettings:
    """The settings of one apply; the defaults are those of design.md section 3.

    `parallelism` is capped at 16. `rate_limit_per_hour` is a budget for the clock hour, spent at full speed and
    then waited for. `max_wait` bounds all that the run waits for limits. `retries` and the `backoff` bounds are
    for calls that may be repeated. `drain` is how long calls in flight may still take once a stop was asked for.
    `max_skew` is how far Braze's clock may be from ours.
    """

    parallelism: int = 8
    cutoff: timedelta = timedelta(minutes=15)
    rate_limit_per_hour: int = 10_000
    max_wait: timedelta = timedelta(minutes=10)
    retries: int = 5
    first_backoff: timedelta = timedelta(seconds=1)
    longest_backoff: timedelta = timedelta(seconds=60)
    drain: timedelta = timedelta(seconds=5)
    max_skew: timedelta = timedelta(seconds=60)
