"""What follows an answer: nothing more, the same call again, or the same call once the limit allows it.

The table, in words (design.md 5.5, braze-api.md 9.5), each again at most as often as the settings say:

    done, rejected, denied          nothing more
    limited                         again once it is time; a create after one such answer, not after two
    never left                      again after a pause, whatever the call
    unknown, update or delete       again after a pause: the same call has the same effect
    unknown, create or send id      nothing more, ever: a person says what happened
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum

from braze_gitops.apply.settings import ApplySettings
from braze_gitops.model import Verb, Verdict


class Next(StrEnum):
    """What follows an answer."""

    NOTHING = "nothing"
    AFTER_LIMIT = "after the limit"
    AFTER_PAUSE = "after a pause"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """How often one call has been made in this run, and how many of those met the rate limit."""

    made: int = 0
    limited: int = 0

    def after(self, verdict: Verdict) -> Tries:
        """Return the count with one more try that ended so."""
        return Tries(made=self.made + 1, limited=self.limited + (verdict is Verdict.LIMITED))


def what_next(verb: Verb, verdict: Verdict, tries: Tries, settings: ApplySettings) -> Next:
    """Return what follows an answer of `verdict`; `tries` counts it already."""
    may_repeat = tries.made <= settings.retries
    repeats_safely = verb in (Verb.UPDATE, Verb.DELETE)
    if not may_repeat:
        return Next.NOTHING
    match verdict:
        case Verdict.LIMITED if repeats_safely or tries.limited <= 1:
            return Next.AFTER_LIMIT
        case Verdict.NOT_SENT:
            return Next.AFTER_PAUSE
        case Verdict.UNKNOWN if repeats_safely:
            return Next.AFTER_PAUSE
        case _:
            return Next.NOTHING


def pause_seconds(number: int, *, chance: float, settings: ApplySettings) -> float:
    """Return the pause before repeat `number` (from 1): doubling, bounded, less up to half of it by chance."""
    first, longest = settings.first_backoff.total_seconds(), settings.longest_backoff.total_seconds()
    return float(min(longest, first * 2 ** (min(number, 32) - 1)) * (1 - chance / 2))
