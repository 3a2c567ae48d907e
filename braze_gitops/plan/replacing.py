"""A state in place of one that was lost: nothing of what may be at Braze is created again by itself.

a definition whose time is to come, or that is going out    external: it counts as created, its id is not known
one whose time is over                                      the history: it counts as sent
one that is paused                                          as any other: a schedule may be there all the same
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime

from braze_gitops.model import Desired, Environment, Lineage
from braze_gitops.plan.situation import Moment, Phase
from braze_gitops.plan.wanted import wanted_of
from braze_gitops.state import Entry, Record, RecordForgotten, RecordKept, Status, past_of


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What the new state begins with: `external` and `over` by address, and the long texts that they name."""

    external: tuple[Record, ...]
    over: tuple[Record, ...]
    texts: Mapping[str, str]
    now: datetime

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return what writes it down."""
        forgotten = (
            RecordForgotten(address=record.address, past=past_of(record, now=self.now)) for record in self.over
        )
        return (*(RecordKept(record=record) for record in (*self.external, *self.over)), *forgotten)


def replace_lost(
    desired: Desired, *, environment: Environment, lineage: Lineage, now: datetime, commit: str | None
) -> Replacement:
    """Return what a new state, of that lineage, begins with in place of one that is gone.

    Every definition of the environment is in it once. What was deferred counts as created as well: nobody knows
    whether its turn had come.
    """
    moment = Moment(now=now, horizon=environment.horizon, cutoff=environment.cutoff)
    texts: dict[str, str] = {}
    external: list[Record] = []
    over: list[Record] = []
    for schedule in desired.schedules:
        wanted = wanted_of(schedule, lineage=lineage, zones=environment.audience_zones, now=now, commit=commit)
        record = dataclasses.replace(wanted.record, status=Status.EXTERNAL, imported=True)
        (over if moment.phase_of(record) is Phase.SENT else external).append(record)
        texts.update(wanted.texts)
    return Replacement(external=tuple(external), over=tuple(over), texts=texts, now=now)
