"""The guards: a plan and limits in; findings, or the cleared plan an apply takes, out.

Never changes the plan. Only this room can build a `ClearedPlan`.
"""

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
from braze_gitops.guard.key import KeyCheck, check_key
from braze_gitops.guard.reviewed import reviewed_allowances
from braze_gitops.guard.reviewing import Review, review

__all__ = [
    "ADDRESS_GUARDS",
    "GUARD_SCOPES",
    "PLAN_GUARDS",
    "UNKNOWN_KEY",
    "Allowance",
    "ClearedPlan",
    "KeyCheck",
    "Review",
    "check_key",
    "clear",
    "commit_findings",
    "commit_refusals",
    "commits_applied",
    "overtaken_by",
    "parse_allowance",
    "review",
    "reviewed_allowances",
]
