"""A claim: a person says that something else made the schedule of a definition."""

from __future__ import annotations

import dataclasses

from braze_gitops.model.address import Address
from braze_gitops.model.finding import Place
from braze_gitops.model.kind import ScheduleId


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`address` exists at Braze as `schedule_id`, None where nobody knows the id.

    `trusts` says that what is there is what the definition says, so that nothing has to be sent. `place` is where
    it was written, None for the command line.
    """

    address: Address
    schedule_id: ScheduleId | None
    trusts: bool = False
    place: Place | None = None
