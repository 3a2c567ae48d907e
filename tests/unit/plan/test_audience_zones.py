"""Windows that `audience_zones` bounds: what a plan makes of them and says of them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import pytest

from braze_gitops.model import (
    WORLD,
    AudienceZone,
    AudienceZones,
    DesiredSchedule,
    Environment,
    SendTime,
    TimeMode,
    window_of,
)
from braze_gitops.plan import Action, BlockCode, Cause, Plan
from braze_gitops.state import Record
from support.plans import PRODUCTION, change_of, make_desired, make_inputs, make_recorded, make_state, plan_of

WALL = datetime(2026, 11, 27, 9)  # noqa: DTZ001 - a wall time has no zone
NINE = WALL.replace(tzinfo=UTC)
LOCAL = SendTime(mode=TimeMode.LOCAL, wall=WALL)
HOUR = timedelta(hours=1)
# When it begins for the world, and when it is over.
EARLY, LATE = NINE - 14 * HOUR, NINE + 12 * HOUR


def zones(first: float, last: float) -> AudienceZones:
    """Return zones so many hours ahead of UTC."""
    east, west = (AudienceZone(name=f"UTC{hours:+}", clock=timezone(hours * HOUR)) for hours in (first, last))
    return AudienceZones(first=east, last=west)


AMERICA = zones(-5, -8)


def production(bounds: AudienceZones = AMERICA) -> Environment:
    """Return the environment with its people between two zones."""
    return dataclasses.replace(PRODUCTION, audience_zones=bounds)


def wanted(*, mode: TimeMode = TimeMode.LOCAL, **fields: object) -> DesiredSchedule:
    """Return a schedule at nine on each person's own clock."""
    return make_desired(time=SendTime(mode=mode, wall=WALL), **fields)  # type: ignore[arg-type]  # a test names fields of make_desired


def recorded(bounds: AudienceZones = WORLD) -> Record:
    """Return its record, as it was made with these zones."""
    return dataclasses.replace(make_recorded(wanted()), window=window_of(LOCAL, bounds))


def plan_with(
    record: Record | None, desired: DesiredSchedule, *, now: datetime, at: AudienceZones = AMERICA
) -> Plan:
    """Return the plan in an environment with these zones."""
    return plan_of([desired], make_state(*([record] if record else [])), now=now, environment=production(at))


@pytest.mark.parametrize(
    ("mode", "first", "last"),
    [
        pytest.param(TimeMode.LOCAL, NINE + 5 * HOUR, NINE + 8 * HOUR, id="local"),
        pytest.param(TimeMode.OPTIMAL, NINE - 4 * HOUR, NINE + 23 * HOUR, id="optimal"),
    ],
)
def test_a_new_schedule_has_the_window_of_the_zones(mode: TimeMode, first: datetime, last: datetime) -> None:
    """And its deadline with it."""
    change = change_of(plan_with(None, wanted(mode=mode), now=NINE - 100 * HOUR))
    assert change.window is not None
    assert (Action.CREATE, first, last, first - PRODUCTION.cutoff) == (
        change.action,
        change.window.first_at,
        change.window.last_at,
        change.deadline,
    )


def test_what_has_begun_for_the_world_is_still_to_come_for_its_people() -> None:
    """It is created, where without the setting its time would have passed."""
    now = NINE
    assert (Action.CREATE, None) == (
        (change := change_of(plan_with(None, wanted(), now=now))).action,
        change.block,
    )
    block = change_of(plan_with(None, wanted(), now=now, at=WORLD)).block
    assert block is not None
    assert BlockCode.MISSED is block.code


@pytest.mark.parametrize(
    ("made_with", "now", "first", "last"),
    [
        pytest.param(WORLD, EARLY - HOUR, NINE + 5 * HOUR, NINE + 8 * HOUR, id="narrower, before it begins"),
        pytest.param(AMERICA, EARLY - HOUR, EARLY, LATE, id="wider, before it begins"),
        pytest.param(AMERICA, NINE, EARLY, LATE, id="wider, begun by the new one alone"),
        pytest.param(AMERICA, NINE + 6 * HOUR, EARLY, LATE, id="wider, begun by both"),
    ],
)
def test_a_new_setting_refreshes_the_record(
    made_with: AudienceZones, now: datetime, first: datetime, last: datetime
) -> None:
    """Without a call, and said as what it is."""
    at = AMERICA if made_with is WORLD else WORLD
    change = change_of(plan_with(recorded(made_with), wanted(), now=now, at=at))
    assert change.after is not None
    assert (Action.NONE, True, False, Cause.VARIABLE_OR_FILE, first, last) == (
        change.action,
        change.refresh,
        change.makes_calls,
        change.cause,
        change.after.window.first_at,
        change.after.window.last_at,
    )
    assert ("the zones of its audience changed: it counts as begun, or over, at another moment",) == change.reasons


@pytest.mark.parametrize("now", [EARLY, NINE, LATE, LATE + 100 * HOUR], ids=["begins", "begun", "ends", "over"])
def test_what_has_begun_stays_begun(now: datetime) -> None:
    """A narrower setting leaves its record alone: people may have got it already."""
    change = change_of(plan_with(recorded(), wanted(), now=now))
    assert (Action.NONE, False, recorded()) == (change.action, change.refresh, change.after)


def test_an_edit_of_what_has_begun_by_its_record_is_not_made() -> None:
    """Though by the setting of today it is still to come."""
    change = change_of(plan_with(recorded(), wanted(fields={"segment_id": "other"}), now=NINE))
    assert change.block is not None
    assert BlockCode.ALREADY_SENT is change.block.code


def test_other_zone_data_may_move_the_window_too() -> None:
    """Then that is the cause."""
    desired = wanted(inputs=make_inputs(zones="2027a"))
    before = dataclasses.replace(recorded(), inputs=make_inputs())
    change = change_of(plan_with(before, desired, now=EARLY - HOUR))
    assert (True, Cause.TOOL_OR_ZONES) == (change.refresh, change.cause)


@pytest.mark.parametrize(
    ("bounds", "nobody", "sides"),
    [
        pytest.param(
            zones(9, -8),
            "east of UTC+9 or west of UTC-8",
            "further east before it counts as begun, further west after it counts as over",
            id="both",
        ),
        pytest.param(zones(9, -12), "east of UTC+9", "further east before it counts as begun", id="east"),
        pytest.param(zones(14, -8), "west of UTC-8", "further west after it counts as over", id="west"),
    ],
)
def test_the_plan_says_whom_braze_reaches_outside(bounds: AudienceZones, nobody: str, sides: str) -> None:
    """What the setting claims, and that Braze sends to everybody."""
    plan = plan_with(None, wanted(), now=NINE - 100 * HOUR, at=bounds)
    (message,) = [one.message for one in plan.findings if one.code == "audience-zones"]
    assert (
        f"`audience_zones` says that nobody lives {nobody}: local and optimal times count as begun and over by "
        f"that. Braze sends to everybody all the same: {sides}"
    ) == message


@pytest.mark.parametrize(
    ("desired", "record", "bounds"),
    [
        pytest.param(wanted(), None, WORLD, id="the whole world"),
        pytest.param(make_desired(), None, AMERICA, id="plain times alone"),
        pytest.param(wanted(), recorded(AMERICA), AMERICA, id="nothing to do"),
    ],
)
def test_the_plan_says_nothing_where_nobody_is_left_out(
    desired: DesiredSchedule, record: Record | None, bounds: AudienceZones
) -> None:
    """Nor of what it does not touch."""
    plan = plan_with(record, desired, now=NINE - 100 * HOUR, at=bounds)
    assert not [one for one in plan.findings if one.code == "audience-zones"]
