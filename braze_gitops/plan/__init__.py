"""The plan: desired schedules, state and a moment in; ordered changes out, as data.

Decides what to do and why. Never reads a clock or a file, logs, or words anything for one output format.
"""

from braze_gitops.plan.adopting import Adopted, adopt
from braze_gitops.plan.broadcast import BROADCAST_WINDOW, BROADCASTS, BROADCASTS_TO_ONE, broadcast_audience
from braze_gitops.plan.change import (
    Action,
    Block,
    BlockCode,
    Cause,
    Change,
    Difference,
    DifferenceKind,
)
from braze_gitops.plan.format_v1 import decode_plan, encode_plan
from braze_gitops.plan.pattern import matches
from braze_gitops.plan.plan import Origin, Plan
from braze_gitops.plan.planning import make_plan
from braze_gitops.plan.replacing import Replacement, replace_lost
from braze_gitops.plan.send_ids import pairs_made
from braze_gitops.plan.tally import Counts, counts

__all__ = [
    "BROADCASTS",
    "BROADCASTS_TO_ONE",
    "BROADCAST_WINDOW",
    "Action",
    "Adopted",
    "Block",
    "BlockCode",
    "Cause",
    "Change",
    "Counts",
    "Difference",
    "DifferenceKind",
    "Origin",
    "Plan",
    "Replacement",
    "adopt",
    "broadcast_audience",
    "counts",
    "decode_plan",
    "encode_plan",
    "make_plan",
    "matches",
    "pairs_made",
    "replace_lost",
]
