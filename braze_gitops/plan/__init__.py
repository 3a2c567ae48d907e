"""The plan: desired schedules, state and a moment in; ordered changes out, as data.

Decides what to do and why. Never reads a clock or a file, logs, or words anything for one output format.
"""

from braze_gitops.plan.adopting import Adopted, adopt, taken_already
from braze_gitops.plan.arrivals import Arrivals, by_series, standing
from braze_gitops.plan.based import with_base
from braze_gitops.plan.broadcast import BROADCAST_WINDOW, BROADCASTS, BROADCASTS_TO_ONE, broadcast_audience
from braze_gitops.plan.cause import changed_inputs
from braze_gitops.plan.change import (
    Action,
    Block,
    BlockCode,
    Cause,
    Change,
    Difference,
    DifferenceKind,
)
from braze_gitops.plan.distance import apart_in
from braze_gitops.plan.format_v1 import decode_plan, encode_plan
from braze_gitops.plan.halting import is_going_out, make_halting_plan
from braze_gitops.plan.halts import fits, halt_command, is_of_one_series, lift_command, sends_met
from braze_gitops.plan.marks import Base, Grant, Mark
from braze_gitops.plan.open_call import earliest_side, sides_of
from braze_gitops.plan.overdue import OVERDUE, overdue_first
from braze_gitops.plan.plan import Origin, Plan
from braze_gitops.plan.planning import make_plan
from braze_gitops.plan.replacing import Replacement, replace_lost
from braze_gitops.plan.send_ids import pairs_made
from braze_gitops.plan.series import Series, series_address
from braze_gitops.plan.tally import Counts, counts
from braze_gitops.plan.targets import left_out_of, with_targets
from braze_gitops.plan.time_findings import time_findings
from braze_gitops.plan.words import in_utc

__all__ = [
    "BROADCASTS",
    "BROADCASTS_TO_ONE",
    "BROADCAST_WINDOW",
    "OVERDUE",
    "Action",
    "Adopted",
    "Arrivals",
    "Base",
    "Block",
    "BlockCode",
    "Cause",
    "Change",
    "Counts",
    "Difference",
    "DifferenceKind",
    "Grant",
    "Mark",
    "Origin",
    "Plan",
    "Replacement",
    "Series",
    "adopt",
    "apart_in",
    "broadcast_audience",
    "by_series",
    "changed_inputs",
    "counts",
    "decode_plan",
    "earliest_side",
    "encode_plan",
    "fits",
    "halt_command",
    "in_utc",
    "is_going_out",
    "is_of_one_series",
    "left_out_of",
    "lift_command",
    "make_halting_plan",
    "make_plan",
    "overdue_first",
    "pairs_made",
    "replace_lost",
    "sends_met",
    "series_address",
    "sides_of",
    "standing",
    "taken_already",
    "time_findings",
    "with_base",
    "with_targets",
]
