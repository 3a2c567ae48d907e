"""The guards: a plan and limits in; findings, or the cleared plan an apply takes, out.

Never changes the plan. Only this room can build a `ClearedPlan`.
"""

from braze_gitops.guard.added import added_blocks
from braze_gitops.guard.allowance import (
    ADDRESS_GUARDS,
    GUARD_SCOPES,
    PLAN_GUARDS,
    UNKNOWN_KEY,
    Allowance,
    parse_allowance,
)
from braze_gitops.guard.cleared import ClearedPlan, clear
from braze_gitops.guard.commit_guards import commit_findings, commit_refusals, commits_applied, overtaken_by
from braze_gitops.guard.grants import allowances_in, with_grants
from braze_gitops.guard.halting import review_halt
from braze_gitops.guard.key import KeyCheck, check_key
from braze_gitops.guard.reviewed import Reviewed, check_reviewed, read_reviewed
from braze_gitops.guard.reviewed_allowances import reviewed_allowances
from braze_gitops.guard.reviewing import Review, review
from braze_gitops.guard.saved import check_saved, on_begun

__all__ = [
    "ADDRESS_GUARDS",
    "GUARD_SCOPES",
    "PLAN_GUARDS",
    "UNKNOWN_KEY",
    "Allowance",
    "ClearedPlan",
    "KeyCheck",
    "Review",
    "Reviewed",
    "added_blocks",
    "allowances_in",
    "check_key",
    "check_reviewed",
    "check_saved",
    "clear",
    "commit_findings",
    "commit_refusals",
    "commits_applied",
    "on_begun",
    "overtaken_by",
    "parse_allowance",
    "read_reviewed",
    "review",
    "review_halt",
    "reviewed_allowances",
    "with_grants",
]
