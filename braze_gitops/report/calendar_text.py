"""A calendar for people: what is not in it, the weeks at a glance, then each day with what goes out on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import assert_never

from braze_gitops.model import Kind, SendTime, TimeMode
from braze_gitops.report.calendar import Calendar, main_day
from braze_gitops.report.calendar_grid import SIGN_ROLES, add_grid
from braze_gitops.report.calendar_row import COMPANY_CLOCK, SIGNS, Row, Source, Standing
from braze_gitops.report.finding_text import add_finding
from braze_gitops.report.halt_words import add_halts
from braze_gitops.report.moment import clock_words, count, date_words, distance_words, moment_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role, Style
from braze_gitops.report.value_words import channel_words

_INDENT = 9
_NAMED_AT_MOST = 5
_UTC_ZONES = frozenset({"Z", "UTC", "Etc/UTC", "+00:00", "-00:00"})


def calendar_text(calendar: Calendar, *, style: Style, width: int) -> str:
    """Return the calendar; the last line counts."""
    page = Page(style, width)
    days = calendar.days
    page.line(
        Piece(f"Calendar of {calendar.environment}", Role.STRONG),
        f"  {date_words(_midnight(days.first_on))} to {date_words(_midnight(days.last_on))}",
    )
    page.line(Piece("days and times in ", Role.MUTED), Piece(days.name, Role.STRONG))
    if calendar.is_supposed:
        page.line(
            Piece("As it would be", Role.WARNING),
            f" at {moment_words(calendar.now)}, if nothing is applied or edited until then.",
        )
    page.blank()
    for finding in calendar.findings:
        add_finding(page, finding, indent=2)
    page.blank()
    add_halts(page, calendar.halts, environment=calendar.environment, now=calendar.now)
    for sentence in calendar.left_out:
        page.line(Piece("left out", Role.NOTE), f"  {sentence}", hang=10)
    page.blank()
    add_grid(page, calendar, width=width)
    for day, rows in calendar.by_day().items():
        _add_day(page, calendar, day, rows)
    page.line(Piece(_count_words(calendar), Role.STRONG))
    return page.text()


def _count_words(calendar: Calendar) -> str:
    told = [row for row in calendar.rows if not row.is_shadow]
    stopped = sum(row.standing is Standing.CANCELLED for row in told)
    collide = sum(bool(row.collisions) for row in told)
    parts = [
        *([f"{stopped:,} not going out"] if stopped else []),
        *([f"{collide:,} in a collision"] if collide else []),
    ]
    return f"Calendar: {count(len(told), 'send')}{', of them ' if parts else ''}{' and '.join(parts)}."


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _add_day(page: Page, calendar: Calendar, day: date, rows: Sequence[Row]) -> None:
    distance = (day - calendar.days.day_of(calendar.now)).days
    away = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(distance)
    if away is None:
        away = f"in {count(distance, 'day')}" if distance > 0 else f"{count(-distance, 'day')} ago"
    page.line(Piece(date_words(_midnight(day)), Role.STRONG), Piece(f", {away}", Role.MUTED))
    page.blank()
    for row in rows:
        if main_day(row, calendar.days) == day:
            _add_row(page, calendar, row)
        else:
            _add_going_on(page, calendar, day, row)
    page.blank()


def _add_row(page: Page, calendar: Calendar, row: Row) -> None:
    _add_heading(page, row, _clock(calendar, row))
    for label, words, role in (
        ("written", _written_words(calendar, row), Role.PLAIN),
        ("window", _window_words(calendar, row), Role.PLAIN),
        ("reaches", row.reach, Role.PLAIN),
        ("status", row.status, SIGN_ROLES[row.sign]),
    ):
        if words:
            page.field(label, Piece(words, role), indent=_INDENT)
    for one in row.collisions[:_NAMED_AT_MOST]:
        page.field(Piece("collides", Role.WARNING), f"{one.title}: {one.why}", indent=_INDENT)
    if len(row.collisions) > _NAMED_AT_MOST:
        page.field("", f"and {len(row.collisions) - _NAMED_AT_MOST:,} more", indent=_INDENT)
    page.blank()


def _add_heading(page: Page, row: Row, clock: str) -> None:
    sign = SIGNS[row.sign][0]
    kind = row.kind if row.kind != Kind.CANVAS.value else "Canvas"
    where = " of the dashboard" if row.source is Source.DASHBOARD else ""
    by = f" by {', '.join(map(channel_words, row.channels))}" if row.channels else ""
    page.line(
        Piece(clock.ljust(6)),
        Piece(f"{sign.ljust(1)} ", SIGN_ROLES[row.sign]),
        Piece(row.title, Role.STRONG),
        Piece(f"  {kind}{by}{where}", Role.MUTED),
        indent=1,
        hang=_INDENT,
    )


def _add_going_on(page: Page, calendar: Calendar, day: date, row: Row) -> None:
    """Add one line for what goes out on this day too, since it is another one somewhere or lasts so long."""
    days, window = calendar.days, row.goes_out
    assert window is not None, "what goes on has a window"
    begins = days.day_of(window.first_at) == day
    ends = days.day_of(window.last_at) == day
    span = " ".join(
        [
            *([f"from {days.clock_of(window.first_at)}"] if begins else []),
            *([f"until {days.clock_of(window.last_at)}"] if ends else []),
        ]
    )
    page.line(
        Piece("  |   ", Role.MUTED),
        f"  ({row.title})",
        Piece(f"  {span or 'all day'}, see {date_words(_midnight(main_day(row, days)))}", Role.MUTED),
        indent=1,
        hang=_INDENT,
    )


def _clock(calendar: Calendar, row: Row) -> str:
    """Return the time of day in the calendar's zone, or a word for what has none."""
    if row.mode is TimeMode.OPTIMAL:
        return "best"
    if row.mode is TimeMode.LOCAL:
        return "local"
    if row.window is None:
        return "?"
    return calendar.days.clock_of(row.window.first_at)


def _written_words(calendar: Calendar, row: Row) -> str:
    """Return the time as a person wrote it; empty where the day and the clock above it say just that."""
    written = row.time
    if written is None:
        return ""
    match written.mode:
        case TimeMode.LOCAL:
            return f"{clock_words(written.wall)} on each person's own clock"
        case TimeMode.OPTIMAL:
            return "at each person's best time of that day"
        case TimeMode.PLAIN:
            return _plain_words(calendar, written)
        case _:
            assert_never(written.mode)


def _plain_words(calendar: Calendar, written: SendTime) -> str:
    if written.instant is None:
        return f"{clock_words(written.wall)} {COMPANY_CLOCK}"
    label = _zone_label(written.zone or "UTC")
    if label == calendar.days.name:
        return ""
    day = "" if written.wall.date() == calendar.days.day_of(written.instant) else f"{date_words(written.wall)}, "
    return f"{day}{clock_words(written.wall)} {label}"


def _zone_label(zone: str) -> str:
    if zone in _UTC_ZONES:
        return "UTC"
    return f"UTC{zone}" if zone[0] in "+-" else zone


def _window_words(calendar: Calendar, row: Row) -> str:
    window, now = row.goes_out, calendar.now
    if window is None or not row.is_spread:
        return ""
    span = f"from {calendar.days.words_of(window.first_at)} to {calendar.days.words_of(window.last_at)}"
    if window.first_at <= now <= window.last_at:
        return f"{span}, began {distance_words(window.first_at, now)}"
    return span
