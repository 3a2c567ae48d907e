"""The page at `/`: a calendar, what is scheduled and what "was sent", for a person who watches the sandbox.

One self-contained page, no script, reloaded by the browser. Every text that came in a request is escaped,
and characters that hide or reorder others are named.
"""

from __future__ import annotations

import base64
import calendar
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from html import escape

from braze_gitops.sandbox.fields import parse_moment
from braze_gitops.sandbox.page_style import STYLE
from braze_gitops.sandbox.values import LoggedCall, SandboxSchedule, ScheduleStatus
from braze_gitops.sandbox.words import channel_names, content_words, reach_words, visible, when_words

__all__ = ["CONTENT_SECURITY_POLICY", "render_page"]

STYLE_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{STYLE_DIGEST}'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
RELOAD_SECONDS = 5
MOST_ENTRIES = 50
MOST_MONTHS = 4
MOST_MARKS = 3
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

SECTIONS = (
    (ScheduleStatus.SENDING, "Being sent", ""),
    (ScheduleStatus.SCHEDULED, "Scheduled", "Nothing is scheduled."),
    (ScheduleStatus.SENT, "“Was sent”", "Nothing came due yet. Move the clock to see it happen."),
    (ScheduleStatus.DELETED, "Cancelled", ""),
)
COUNTED = (
    (ScheduleStatus.SENDING, "being sent"),
    (ScheduleStatus.SCHEDULED, "scheduled"),
    (ScheduleStatus.SENT, "“sent”"),
    (ScheduleStatus.DELETED, "cancelled"),
)
KINDS = {"message": "Message", "campaign": "API-triggered campaign", "canvas": "API-triggered Canvas"}

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{reload}">
<title>Sandbox, {clock}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<header class="banner"><div class="inside"><strong>SANDBOX: nobody receives anything</strong>
<p>A local stand-in for Braze on this machine. It was built from Braze’s public documentation and was
never compared with a live workspace.</p></div></header>
<main>
<h1><time datetime="{machine_clock}">{clock}</time></h1>
<p class="counts">Sandbox time. {counts}</p>
<section aria-labelledby="calendar"><h2 id="calendar">Calendar</h2>
<div class="months">{months}</div></section>
{sections}
{calls}
<footer>This page reloads every {reload} seconds. All times are UTC. Move the clock with
<code>braze-gitops sandbox advance 2d</code>.</footer>
</main>
</body>
</html>
"""


def render_page(*, now: datetime, schedules: Sequence[SandboxSchedule], calls: Sequence[LoggedCall]) -> str:
    """Return the page as HTML; `schedules` and `calls` oldest first, `now` the sandbox time."""
    counted = Counter(schedule.status for schedule in schedules)
    counts = ", ".join(f"{counted[status]} {word}" for status, word in COUNTED)
    sections = [
        render_section(status, title, nothing, in_order([each for each in schedules if each.status is status]))
        for status, title, nothing in SECTIONS
    ]
    return PAGE.format(
        reload=RELOAD_SECONDS,
        style=STYLE,
        clock=f"{now:%A} {now.day} {now:%B %Y}, {now:%H:%M:%S} UTC",
        machine_clock=now.isoformat(timespec="seconds"),
        counts=shown(counts),
        months="".join(render_months(now, schedules)),
        sections="".join(sections),
        calls=render_calls(calls),
    )


def shown(text: str) -> str:
    """Return a text as HTML that shows exactly it."""
    return escape(visible(text))


def in_order(schedules: list[SandboxSchedule]) -> list[SandboxSchedule]:
    """Return schedules in the order a reader wants: what is to come nearest first, what was latest first."""
    past = bool(schedules) and schedules[0].status in {ScheduleStatus.SENT, ScheduleStatus.DELETED}
    return sorted(schedules, key=lambda each: (each.first_at, each.schedule_id), reverse=past)


# ------------------------------------------------------------------------------------------------ calendar


def day_of(schedule: SandboxSchedule) -> date:
    """Return the day a schedule stands under: the date it asks for, in UTC for a plain time."""
    asked = schedule.fields.get("schedule")
    parsed = parse_moment(str(asked.get("time", ""))) if isinstance(asked, dict) else None
    return (schedule.first_at if parsed is None else parsed[0]).date()


def render_months(now: datetime, schedules: Iterable[SandboxSchedule]) -> Iterable[str]:
    """Yield a table for this month and for the next ones that hold something."""
    by_day: dict[date, list[SandboxSchedule]] = defaultdict(list)
    for schedule in schedules:
        if schedule.status is not ScheduleStatus.DELETED:
            by_day[day_of(schedule)].append(schedule)
    months = {(now.year, now.month)}
    months |= {(day.year, day.month) for day in by_day if (day.year, day.month) > (now.year, now.month)}
    for year, month in sorted(months)[:MOST_MONTHS]:
        weeks = calendar.Calendar().monthdatescalendar(year, month)
        rows = "".join(
            f"<tr>{''.join(render_day(day, month, now.date(), by_day) for day in week)}</tr>" for week in weeks
        )
        heads = "".join(f'<th scope="col">{name}</th>' for name in WEEKDAYS)
        caption = f"<caption>{calendar.month_name[month]} {year}</caption>"
        yield f'<table class="month">{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def render_day(day: date, month: int, today: date, by_day: Mapping[date, list[SandboxSchedule]]) -> str:
    """Return one cell of a month."""
    if day.month != month:
        return '<td class="outside"></td>'
    found = in_order_of_day(by_day.get(day, []))
    marks = "".join(render_mark(each) for each in found[:MOST_MARKS])
    more = f'<span class="quiet">+{len(found) - MOST_MARKS}</span>' if len(found) > MOST_MARKS else ""
    name = ' class="today" aria-current="date"' if day == today else ""
    return f'<td{name}><time datetime="{day.isoformat()}">{day.day}</time>{marks}{more}</td>'


def render_mark(schedule: SandboxSchedule) -> str:
    """Return one schedule's line in its day's cell; the whole of when it sends is its title."""
    asked = schedule.fields.get("schedule")
    words = f"{schedule.first_at:%H:%M}"
    if isinstance(asked, dict) and asked.get("at_optimal_time") is True:
        words = "best"
    elif schedule.first_at != schedule.last_at:
        words = "local"
    sign = {ScheduleStatus.SENT: "✓", ScheduleStatus.SENDING: "▸"}.get(schedule.status, "•")
    title = shown(when_words(schedule))
    return f'<span class="mark {schedule.status.value}" title="{title}">{sign} {words}</span>'


def in_order_of_day(schedules: Iterable[SandboxSchedule]) -> list[SandboxSchedule]:
    """Return a day's schedules, earliest first."""
    return sorted(schedules, key=lambda each: (each.first_at, each.schedule_id))


# ---------------------------------------------------------------------------------------------- the lists


def render_section(status: ScheduleStatus, title: str, nothing: str, schedules: Sequence[SandboxSchedule]) -> str:
    """Return one list with its heading; an empty one says `nothing`, or is left out without such words."""
    if not schedules and not nothing:
        return ""
    name = status.value
    entries = "".join(render_entry(each) for each in schedules[:MOST_ENTRIES])
    rest = len(schedules) - MOST_ENTRIES
    more = f'<p class="quiet">… and {rest} more.</p>' if rest > 0 else ""
    content = entries + more if schedules else f'<p class="quiet">{nothing}</p>'
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2>{content}</section>'


def render_entry(schedule: SandboxSchedule) -> str:
    """Return one schedule: when, what kind, to whom, and how its texts begin."""
    channels = ", ".join(channel_names(schedule))
    kind = KINDS[schedule.kind] + (f" by {channels}" if channels else "")
    texts = "".join(
        f"<li>{shown(channel)}: <bdi>{shown(words)}</bdi></li>" for channel, words in content_words(schedule)
    )
    stopped = ""
    if schedule.deleted_at is not None:
        begun = schedule.deleted_at >= schedule.first_at
        at = f"{schedule.deleted_at:%d %b %Y, %H:%M} UTC"
        stopped = f"<p>{'Stopped while it was being sent' if begun else 'Cancelled'}, {at}.</p>"
    return (
        f'<article class="entry {schedule.status.value}"><h3>{shown(when_words(schedule))}</h3>'
        f'<p class="kind">{shown(kind)}</p>'
        f"<p>To <bdi>{shown(reach_words(schedule))}</bdi>.</p>"
        f"{stopped}{f'<ul>{texts}</ul>' if texts else ''}"
        f"<p><code>{shown(schedule.schedule_id)}</code></p></article>"
    )


def render_calls(calls: Sequence[LoggedCall]) -> str:
    """Return the latest calls, newest first."""
    if not calls:
        return ""
    rows = "".join(
        f"<tr><td>{call.number}</td><td>{call.at:%d %b %H:%M:%S}</td>"
        f"<td>{shown(call.method)} {shown(call.path)}</td>"
        f"<td>{'cut' if call.status is None else call.status}</td><td>{shown(call.fault)}</td></tr>"
        for call in reversed(calls)
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("No.", "Time", "Call", "Answer", "Fault"))
    return (
        '<section aria-labelledby="calls"><h2 id="calls">Latest calls</h2>'
        '<div class="scroll" tabindex="0" role="region" aria-labelledby="calls"><table class="calls">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )
