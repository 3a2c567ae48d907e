"""A schedule that something else made: what is not known of it, and what an update from here cannot bring.

imported, equal, inside the horizon     an update, never a replace
imported, equal, beyond the horizon     none until it lies inside
imported, edited since                  what the table says of the edit, with that word beside it
imported, its time has come             none; written down that the version which went out is not known
"""

from __future__ import annotations

import dataclasses
from datetime import datetime

from braze_gitops.model import DesiredSchedule, Finding, Kind, Severity
from braze_gitops.plan.change import Action
from braze_gitops.plan.situation import Decision
from braze_gitops.state import Record, Status

BROUGHT_IN_LINE = "imported: brought in line with the definition"
EDITED_SINCE = "imported, and edited since: what Braze has now is not known"


def is_unsure(record: Record) -> bool:
    """Whether nothing was sent from here to an imported schedule yet; of an external one its status says more."""
    return record.imported and record.status is Status.SCHEDULED


def waits_beyond(record: Record, inside_at: datetime) -> Decision:
    """Return that the update of an imported schedule waits until Braze takes its time."""
    after = dataclasses.replace(record, inside_at=inside_at)
    return Decision(
        action=Action.NONE, after=after, deferred=True, reason=f"{BROUGHT_IN_LINE} once it lies inside the horizon"
    )


def on_update(record: Record, desired: DesiredSchedule) -> Finding:
    """Return the warning about what an update leaves as it was made elsewhere (braze-api.md 5.1)."""
    brings = "its time and its messages" if record.kind is Kind.MESSAGE else "its time alone"
    return Finding(
        severity=Severity.WARNING,
        code="imported",
        message=f"was made by something else: this update brings {brings}. All else, who gets it included, stays "
        "as it was made there, and Braze does not show it",
        hint="where that may differ from the definition: cancel it at Braze and `state rm` it; it is created anew",
        place=desired.place,
        address=desired.address,
    )
