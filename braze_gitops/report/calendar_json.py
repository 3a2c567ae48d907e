"""A calendar for programs: a shape of its own, with a version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from braze_gitops.report.calendar import Calendar, days_of
from braze_gitops.report.calendar_row import Row
from braze_gitops.report.halt_words import halts_fields
from braze_gitops.report.json_text import write_json
from braze_gitops.state import write_moment

CALENDAR_VERSION = "1.0"


def calendar_json(calendar: Calendar) -> str:
    """Return the rows with their days in the calendar's zone, what is left out, and the halts that stand."""
    days = calendar.days
    return write_json(
        {
            "format_version": CALENDAR_VERSION,
            "environment": calendar.environment,
            "made_at": write_moment(calendar.made_at),
            "at": write_moment(calendar.now),
            "zone": days.name,
            "from": days.first_on.isoformat(),
            "until": days.last_on.isoformat(),
            "left_out": list(calendar.left_out),
            "findings": [
                {"code": one.code, "message": one.message, "hint": one.hint} for one in calendar.findings
            ],
            "halts": halts_fields(calendar.halts),
            "rows": [_row(row, calendar) for row in calendar.rows],
        }
    )


def _row(row: Row, calendar: Calendar) -> Mapping[str, object]:
    return {
        "address": row.key if row.name else None,
        "title": row.title,
        "source": row.source.value,
        "kind": row.kind,
        "channels": list(row.channels),
        "parent_id": row.parent or None,
        "schedule_id": row.schedule_id,
        "mode": row.mode.value if row.mode is not None else None,
        "written": _written(row),
        "window": _window(row),
        "days": [day.isoformat() for day in days_of(row, calendar.days)],
        "reaches": row.reach,
        "status": row.status,
        "standing": row.standing.value,
        "action": row.action or None,
        "blocked": list(row.blocked),
        "previous_address": row.moves_from,
        "leaves": row.is_shadow,
        "tags": list(row.tags),
        "collisions": [{"title": one.title, "why": one.why} for one in row.collisions],
    }


def _written(row: Row) -> Mapping[str, object] | None:
    if row.time is None:
        return None
    return {"time": row.time.wall.isoformat(), "zone": row.time.zone}


def _window(row: Row) -> Mapping[str, object] | None:
    if row.window is None:
        return None
    return {"first_at": _moment(row.window.first_at), "last_at": _moment(row.window.last_at)}


def _moment(moment: datetime) -> str:
    return write_moment(moment)
