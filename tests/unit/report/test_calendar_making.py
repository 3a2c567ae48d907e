"""A calendar put together: what is in it, what is left out, and what it is known by."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from braze_gitops.guard import Review
from braze_gitops.model import Address, Finding, Kind, Severity, Window
from braze_gitops.plan import Action, Plan
from braze_gitops.report import Calendar, DashboardSend, make_calendar
from braze_gitops.report.calendar_row import Source
from braze_gitops.state import Past, State
from support.calendars import a_send, a_teller, days
from support.reviews import DIGEST, LINEAGE, NOW, a_change, a_plan, a_record, a_review, a_state, new_york

RECORD = a_record()
LIVE = (
    "what the dashboard has scheduled: `--live` asks Braze for it, which needs a key",
    "of what recurs in the dashboard all but the next time, which is all that Braze tells",
)


def made(
    plan: Plan | None = None,
    state: State | None = None,
    *,
    refusals: tuple[Finding, ...] = (),
    dashboard: tuple[DashboardSend, ...] | None = None,
    has_state: bool = True,
    notes: tuple[Finding, ...] = (),
    last: str = "2026-12-17",
    first: str = "2026-11-20",
) -> Calendar:
    """Return the calendar of a plan and a state."""
    review: Review = a_review(plan or a_plan(), refusals=refusals)
    return make_calendar(
        a_teller(review, has_state=has_state),
        state or a_state(),
        days=days(first=first, last=last),
        made_at=NOW,
        seed=LINEAGE,
        dashboard=dashboard,
        notes=notes,
    )


def error(code: str, *, address: str | None = None, severity: Severity = Severity.ERROR) -> Finding:
    """Return a finding."""
    return Finding(
        severity=severity, code=code, message=code, address=Address(address) if address is not None else None
    )


def test_all_that_is_known_is_merged() -> None:
    """The plan's rows, the history and the dashboard, in order of time."""
    past = Past(
        address=Address("before"),
        kind=Kind.MESSAGE,
        schedule_id=None,
        dispatch_id=None,
        window=Window(first_at=NOW, last_at=NOW),
        audience_digest=DIGEST,
        content_digest=DIGEST,
        version_unknown=False,
        ended_at=NOW,
    )
    state = dataclasses.replace(a_state(RECORD), history=(past,))
    plan = a_plan(
        a_change(action=Action.NONE, before=RECORD, after=RECORD),
        a_change("new", action=Action.CREATE, after=a_record("new", time=new_york(30))),
    )
    calendar = made(plan, state, dashboard=(a_send(),))
    assert [
        ("before", Source.HISTORY),
        ("Weekly digest", Source.DASHBOARD),
        ("teaser", Source.STATE),
        ("new", Source.DEFINITIONS),
    ] == [(row.title, row.source) for row in calendar.rows]


def test_what_is_left_out_is_said() -> None:
    """The dashboard where it is not asked, what recurs in it where it is, and what lies outside of the days."""
    plan = a_plan(
        a_change("a", action=Action.CREATE, after=a_record("a", time=new_york(27))),
        a_change("b", action=Action.CREATE, after=a_record("b", time=new_york(29))),
        a_change("c", action=Action.CREATE, after=a_record("c", time=new_york(30))),
    )
    assert ((LIVE[0],), (LIVE[1],)) == (made(plan).left_out, made(plan, dashboard=()).left_out)
    assert (
        LIVE[0],
        "1 send before Sat 28 Nov 2026: `--from` shows an earlier day",
        "2 sends after Sat 28 Nov 2026: `--until` shows a later day",
    ) == made(plan, first="2026-11-28", last="2026-11-28").left_out


def test_a_missing_state_is_no_empty_one() -> None:
    """It is said first, and nothing that a plan from nothing finds wrong is told."""
    calendar = made(a_plan(findings=(error("overdue"),)), refusals=(error("lineage"),), has_state=False)
    assert (
        "what is arranged, sent and halted: there is no state of production yet, so each line says only what the"
        " definitions ask for"
    ) == calendar.left_out[0]
    assert () == calendar.findings


def test_what_is_wrong_with_the_whole_is_told() -> None:
    """What is wrong with one address stands there; what only warns stands in the plan."""
    plan = a_plan(
        findings=(error("overdue"), error("missed", address="teaser"), error("old", severity=Severity.WARNING))
    )
    calendar = made(plan, refusals=(error("empty"),), notes=(error("unknown-key", severity=Severity.WARNING),))
    assert ["unknown-key", "empty", "overdue"] == [one.code for one in calendar.findings]


def test_it_is_known_by_its_seed() -> None:
    """Events keep their identity, and their sequence grows with the state."""
    calendar = made()
    assert (LINEAGE, 7, "production") == (calendar.seed, calendar.sequence, calendar.environment)


def test_the_present_is_kept() -> None:
    """Beside the moment that it is for."""
    later = dataclasses.replace(a_teller(), now=NOW + timedelta(days=1))
    calendar = make_calendar(later, a_state(), days=days(), made_at=NOW, seed="", dashboard=None)
    assert (NOW, NOW + timedelta(days=1)) == (calendar.made_at, calendar.now)
