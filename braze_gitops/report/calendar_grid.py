"""A month of a calendar at a glance: weeks as rows, the names of each day as they fit, else their number."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time

from braze_gitops.model import split_address
from braze_gitops.report.calendar import Calendar, main_day, weeks_of
from braze_gitops.report.calendar_row import SIGNS, Row, Sign
from braze_gitops.report.escape import escape
from braze_gitops.report.moment import date_words
from braze_gitops.report.page import NARROWEST, WIDEST, Page, Piece, display_width
from braze_gitops.report.style import Role

_LINES = 3
# A cell that shows fewer columns of a name than this shows a number.
_NARROW = 8
# A name that is cut to less says nothing.
_SHORTEST = 2

SIGN_ROLES: Mapping[Sign, Role] = {
    Sign.NOTHING: Role.PLAIN,
    Sign.CREATE: Role.CREATE,
    Sign.CHANGE: Role.UPDATE,
    Sign.CANCEL: Role.DELETE,
    Sign.DEFER: Role.DEFER,
    Sign.LEAVE: Role.MOVE,
    Sign.BLOCKED: Role.BLOCKED,
    Sign.DASHBOARD: Role.NOTE,
}


def add_grid(page: Page, calendar: Calendar, *, width: int) -> None:
    """Add the weeks of the calendar and what its signs mean; `width` is that of the page, in columns."""
    cell = max(NARROWEST, min(width, WIDEST)) // 7
    by_day, today = calendar.by_day(), calendar.days.day_of(calendar.now)
    weeks = tuple(weeks_of(calendar.days))
    page.verbatim(*_fitted((Piece(_words_of(day)[0], Role.MUTED) for day in weeks[0]), cell))
    for week in weeks:
        columns = [_column(day, by_day.get(day, ()), calendar, room=cell - 1, today=today) for day in week]
        for line in itertools.zip_longest(*columns, fillvalue=Piece("")):
            page.verbatim(*_fitted(line, cell))
    page.blank()
    _add_legend(page, calendar, by_day)


def _column(day: date, rows: Sequence[Row], calendar: Calendar, *, room: int, today: date) -> list[Piece]:
    """Return the lines of one day: its date, then its names."""
    is_asked = calendar.days.first_on <= day <= calendar.days.last_on
    first_of = day.day == 1 or day == calendar.days.first_on
    text = f"{day.day} {_words_of(day)[2]}" if first_of else f"{day.day}"
    if not is_asked:
        return [Piece(text, Role.MUTED)]
    collides = any(row.collisions for row in rows)
    head = f"{text}{' <' if day == today else ''}{' !' if collides else ''}"
    role = Role.WARNING if collides else Role.STRONG if day == today else Role.PLAIN
    return [Piece(head, role), *_names(day, rows, calendar, room)]


def _words_of(day: date) -> list[str]:
    """Return weekday, day, month and year as people read them."""
    return date_words(datetime.combine(day, time.min, UTC)).split()


def _names(day: date, rows: Sequence[Row], calendar: Calendar, room: int) -> Iterator[Piece]:
    if not rows:
        return
    if room < _NARROW:
        yield Piece(f"({len(rows)})")
        return
    shown = rows if len(rows) <= _LINES else rows[: _LINES - 1]
    for row in shown:
        before, after = (
            (f"{SIGNS[row.sign][0]} ".lstrip(), "") if main_day(row, calendar.days) == day else ("(", ")")
        )
        name = _name(row, room - len(before) - len(after))
        yield Piece(cut(f"{before}{name}{after}", room), SIGN_ROLES[row.sign])
    if len(rows) > len(shown):
        yield Piece(f"+{len(rows) - len(shown)} more", Role.MUTED)


def _name(row: Row, room: int) -> str:
    """Return what a row is called, escaped: of an entry of `for_each` its key, behind what fits of its name."""
    name = escape(row.name or row.title)
    keys = split_address(row.series.removesuffix("[]"))[1] if row.series else ()
    if not keys:
        return name
    entry = escape(keys[0])
    left = room - display_width(entry) - 1
    return f"{cut(name, left)} {entry}" if left >= _SHORTEST else entry


def cut(text: str, room: int) -> str:
    """Return `text`, already escaped, in at most `room` columns, the last one `…` where something is missing."""
    if display_width(text) <= room:
        return text
    kept = text[: room * 4]
    while display_width(kept) > room - 1:
        kept = kept[:-1]
    return f"{kept}…"


def _fitted(line: Iterable[Piece], cell: int) -> Iterator[Piece]:
    """Yield each piece of a line and what fills its cell, which has no dress of its own."""
    for piece in line:
        yield piece
        yield Piece(" " * (cell - display_width(piece.text)))


def _add_legend(page: Page, calendar: Calendar, by_day: Mapping[date, Sequence[Row]]) -> None:
    used = {row.sign for row in calendar.rows}
    today = calendar.days.day_of(calendar.now)
    parts = ["< today"] if calendar.days.first_on <= today <= calendar.days.last_on else []
    parts += [f"{sign} {words}" for key, (sign, words) in SIGNS.items() if sign and key in used]
    if any(row.collisions for row in calendar.rows):
        parts.append("! collides")
    if any(main_day(row, calendar.days) != day for day, rows in by_day.items() for row in rows):
        parts.append("(name) also on that day")
    if parts:
        page.line(Piece(", ".join(parts), Role.MUTED))
        page.blank()
