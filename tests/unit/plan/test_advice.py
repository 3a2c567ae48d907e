"""What a plan says beside its changes."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import Kind, Severity, TimeMode
from support.plans import ANCHOR, NOW, PRODUCTION, make_desired, make_recorded, make_state, plan_of


def leads(mode: TimeMode, lead: timedelta) -> list[Severity]:
    """Return how strongly a create with so much lead is warned of."""
    environment = dataclasses.replace(PRODUCTION, cutoff=timedelta(0))
    plan = plan_of([make_desired(mode=mode)], make_state(), now=ANCHOR - lead, environment=environment)
    return [one.severity for one in plan.findings if one.code == "short-lead"]


@pytest.mark.parametrize(
    ("mode", "lead", "severities"),
    [
        (TimeMode.PLAIN, timedelta(minutes=5), [Severity.WARNING]),
        (TimeMode.PLAIN, timedelta(minutes=6), []),
        (TimeMode.LOCAL, timedelta(hours=23), [Severity.WARNING]),
        (TimeMode.LOCAL, timedelta(hours=24), [Severity.NOTE]),
        (TimeMode.OPTIMAL, timedelta(hours=47), [Severity.NOTE]),
        (TimeMode.OPTIMAL, timedelta(hours=48), []),
    ],
)
def test_lead(mode: TimeMode, lead: timedelta, severities: list[Severity]) -> None:
    """Little lead is warned of: minutes for a plain time, a day or two for the others."""
    assert severities == leads(mode, lead)


@pytest.mark.parametrize(("count", "expected"), [(10, 0), (11, 1)])
def test_broadcasts(count: int, expected: int) -> None:
    """More than ten broadcasts of a trigger to one audience are warned of, once."""
    desired = [
        make_desired(f"n{index:02}", kind=Kind.CAMPAIGN, fields={"trigger_properties": {"n": index}})
        for index in range(count)
    ]
    plan = plan_of(desired, make_state())
    assert expected == sum(one.code == "many-broadcasts" for one in plan.findings)


@pytest.mark.parametrize(("ahead", "expected"), [(60, 0), (61, 1)])
def test_clock(ahead: int, expected: int) -> None:
    """A clock behind the state's last change is warned of."""
    applied_at = NOW + timedelta(seconds=ahead)
    record = dataclasses.replace(make_recorded(make_desired()), applied_at=applied_at)
    plan = plan_of([make_desired()], make_state(record))
    assert expected == sum(one.code == "clock-behind" for one in plan.findings)
