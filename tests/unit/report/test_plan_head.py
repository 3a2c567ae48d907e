"""What stands above the verdict of a plan: that it is of another moment, and that an apply is overdue."""

import dataclasses
from datetime import timedelta

from braze_gitops.model import Address, Finding, Severity
from braze_gitops.plan import OVERDUE, Plan
from braze_gitops.report import Naming, Style, plan_text
from support.reviews import NOW, a_change, a_plan, a_review

WARNING = Finding(severity=Severity.WARNING, code="missed", message="was never created", address=Address("old"))
OVERDUE_APPLY = Finding(severity=Severity.ERROR, code=OVERDUE, message="an apply was needed", hint="apply now")


def told(plan: Plan) -> list[str]:
    """Return the lines of a plan, of a state written three days ago."""
    text = plan_text(
        a_review(plan), naming=Naming(), now=NOW, style=Style(), width=80, state_at=NOW - timedelta(days=3)
    )
    return text.splitlines()


def test_what_is_overdue_is_said_first() -> None:
    """Above the halts and the verdict, and not once more among the findings."""
    lines = told(a_plan(a_change(), findings=(OVERDUE_APPLY, WARNING)))
    assert (["error: an apply was needed [overdue-apply]", "  hint: apply now"], 1) == (
        lines[3:5],
        sum("an apply was needed" in line for line in lines),
    )


def test_another_moment_is_said_in_the_first_line() -> None:
    """With what that means; the age of the state, which is counted from the present, is left out."""
    plan = dataclasses.replace(a_plan(a_change()), at=NOW)
    lines = told(plan)
    assert [
        "What would be decided at Fri 20 Nov 2026, 09:00 UTC: not the present, nothing",
        "  can be applied",
        "Plan for production  https://rest.iad-01.braze.com",
        "from the definitions and the state of today, commit 0123456789ab",
    ] == lines[:4]
    assert "state     serial 7, batch 12, 3fa9c1d2e0b1" in lines
