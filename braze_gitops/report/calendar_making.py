"""A calendar put together: rows from everywhere, in the days that are asked for, and what is not in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from braze_gitops.model import Finding, Severity, sort_findings
from braze_gitops.report.calendar import Calendar, Days, rows_within
from braze_gitops.report.calendar_row import DashboardSend, Row
from braze_gitops.report.calendar_rows import Teller, dashboard_rows, past_rows, planned_rows
from braze_gitops.report.moment import count, date_words
from braze_gitops.state import State, settle


def make_calendar(
    teller: Teller,
    state: State,
    *,
    days: Days,
    made_at: datetime,
    seed: str,
    dashboard: Iterable[DashboardSend] | None,
    notes: Iterable[Finding] = (),
) -> Calendar:
    """Return the calendar of a reviewed plan and the state it was made from.

    `seed` is what makes this environment's events others than those of the next: the lineage that the project
    file names, or the environment's name where it names none. `dashboard` is what the dashboard has scheduled,
    None if it was not asked; `notes` are findings on that.
    """
    rows = _rows(teller, state, dashboard)
    kept, before, after = rows_within(rows, days)
    return Calendar(
        environment=teller.review.plan.origin.environment,
        seed=seed,
        sequence=state.serial,
        now=teller.now,
        made_at=made_at,
        days=days,
        rows=kept,
        left_out=tuple(_left_out(teller, days, before, after, asked=dashboard is not None)),
        halts=teller.review.plan.halts,
        findings=(*notes, *(_findings(teller) if teller.has_state else ())),
    )


def _rows(teller: Teller, state: State, dashboard: Iterable[DashboardSend] | None) -> list[Row]:
    rows = list(planned_rows(teller))
    rows.extend(past_rows(settle(state).history, rows, zones=teller.zones))
    rows.extend(dashboard_rows(dashboard or (), teller.naming))
    return rows


def _findings(teller: Teller) -> tuple[Finding, ...]:
    """Return what is wrong with the plan as a whole; what holds one address is told with its row."""
    review = teller.review
    errors = [one for one in review.plan.findings if one.severity is Severity.ERROR and one.address is None]
    return tuple(sort_findings((*errors, *review.refusals)))


def _left_out(teller: Teller, days: Days, before: int, after: int, *, asked: bool) -> Iterator[str]:
    if not teller.has_state:
        environment = teller.review.plan.origin.environment
        yield (
            f"what is arranged, sent and halted: there is no state of {environment} yet, so each line says only"
            " what the definitions ask for"
        )
    if not asked:
        yield "what the dashboard has scheduled: `--live` asks Braze for it, which needs a key"
    else:
        yield "of what recurs in the dashboard all but the next time, which is all that Braze tells"
    if before:
        yield f"{count(before, 'send')} before {_day_words(days.first_on)}: `--from` shows an earlier day"
    if after:
        yield f"{count(after, 'send')} after {_day_words(days.last_on)}: `--until` shows a later day"


def _day_words(day: date) -> str:
    return date_words(datetime.combine(day, time.min, UTC))
