"""The guards: a plan and limits in; findings, or the cleared plan an apply takes, out.

Never changes the plan. Only this room can build a `ClearedPlan`.
"""

from braze_gitops.guard.cleared import ClearedPlan, clear
from braze_gitops.guard.review import Allowance, Review

__all__ = ["Allowance", "ClearedPlan", "Review", "clear"]
