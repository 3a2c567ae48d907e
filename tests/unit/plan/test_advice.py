"""What a plan says beside its changes."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import Finding, Kind, Severity, TimeMode
from braze_gitops.state import SendId, State
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


def with_send_ids(count: int) -> State:
    """Return a state that made so many send ids an hour ago, and one the day before."""
    made = [
        SendId(campaign_id="camp-1", send_id=f"old-{index}", created_at=NOW - timedelta(hours=1))
        for index in range(count)
    ]
    older = SendId(campaign_id="camp-1", send_id="known", created_at=NOW - timedelta(days=2))
    return dataclasses.replace(make_state(), send_ids=(*made, older))


def send_id_findings(new: int, made: int) -> list[Finding]:
    """Return what a plan with so many new send ids says of them."""
    desired = [
        make_desired(f"n{index}", fields={"campaign_id": "camp-1", "send_id": f"new-{index}"})
        for index in range(new)
    ]
    known = make_desired("known", fields={"campaign_id": "camp-1", "send_id": "known"})
    plan = plan_of([*desired, known], with_send_ids(made))
    return [one for one in plan.findings if one.code == "many-send-ids"]


@pytest.mark.parametrize(
    ("new", "made", "expected"), [(2, 98, 0), (2, 99, 1), (0, 101, 0)], ids=["fits", "too many", "none is new"]
)
def test_send_ids(new: int, made: int, expected: int) -> None:
    """More than a hundred new send ids in a day are warned of; one that is known costs nothing."""
    assert expected == len(send_id_findings(new, made))


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
