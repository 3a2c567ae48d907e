"""A calendar for programs."""

from __future__ import annotations

import dataclasses
import json

from braze_gitops.model import Address, Finding, Severity, TimeMode
from braze_gitops.report import calendar_json
from support.calendars import a_calendar, a_row, at_wall, days, from_dashboard


def test_the_shape() -> None:
    """Everything is named, also what is empty."""
    finding = Finding(severity=Severity.ERROR, code="empty", message="all would be cancelled", hint="look again")
    row = dataclasses.replace(a_row("b"), moves_from=Address("a"), action="move", schedule_id="sch-1")
    calendar = dataclasses.replace(
        a_calendar(row, a_row("c"), over=days("Asia/Kolkata")), left_out=("much",), findings=(finding,)
    )
    found = json.loads(calendar_json(calendar))
    rows = found.pop("rows")
    assert {
        "format_version": "1.0",
        "environment": "production",
        "made_at": "2026-11-20T09:00:00Z",
        "at": "2026-11-20T09:00:00Z",
        "zone": "Asia/Kolkata",
        "from": "2026-11-20",
        "until": "2026-12-17",
        "left_out": ["much"],
        "findings": [{"code": "empty", "message": "all would be cancelled", "hint": "look again"}],
        "halts": [],
    } == found
    assert {
        "address": "b",
        "title": "b",
        "source": "state",
        "kind": "message",
        "channels": ["email"],
        "parent_id": None,
        "schedule_id": "sch-1",
        "mode": "plain",
        "written": {"time": "2026-11-27T14:00:00", "zone": "UTC"},
        "window": {"first_at": "2026-11-27T14:00:00Z", "last_at": "2026-11-27T14:00:00Z"},
        "days": ["2026-11-27"],
        "reaches": "broadcast to segment seg-1",
        "status": "scheduled",
        "standing": "confirmed",
        "action": "move",
        "blocked": [],
        "previous_address": "a",
        "leaves": False,
        "tags": [],
        "collisions": [{"title": "c", "why": "goes to the same people by email within 24 hours"}],
    } == rows[0]


def test_what_is_not_known_is_null() -> None:
    """No address for what the dashboard sends, no window on a clock that nobody names, no time in the history."""
    no_clock = from_dashboard(time=at_wall("2026-11-27T09:00:00", TimeMode.PLAIN))
    past = dataclasses.replace(a_row(), time=None)
    first, second = json.loads(calendar_json(a_calendar(no_clock, past)))["rows"]
    assert (None, None, "cmp-9", None) == (
        first["address"],
        first["window"],
        first["parent_id"],
        first["action"],
    )
    assert (None, None) == (second["mode"], second["written"])
