"""What goes may be the old name of what comes: it is kept while the new one is held."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta, timezone

import pytest

from braze_gitops.guard import review
from braze_gitops.model import AudienceZone, AudienceZones, Desired, DesiredSchedule, Limits, TimeMode
from support.plans import ANCHOR, NOW, PRODUCTION, make_desired, make_recorded, make_state, plan_of

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def one(address: str, hours: float, *, every: timedelta | None = DAY, subject: str = "Hi") -> DesiredSchedule:
    """Return a send of a series, or one that stands for itself, at an hour after the first."""
    email = {"app_id": "app-1", "from": "Shop <a@shop.example>", "subject": subject, "body": "b"}
    return make_desired(address, at=ANCHOR + hours * HOUR, every=every, fields={"messages": {"email": email}})


def codes(old: Sequence[DesiredSchedule], new: Sequence[DesiredSchedule]) -> dict[str, list[str]]:
    """Return what holds each change of a plan from one to the other."""
    state = make_state(*map(make_recorded, old))
    found = review(
        plan_of(new, state, now=NOW),
        environment=PRODUCTION,
        limits=Limits(max_deletes=99, max_delete_percent=100),
        allowances=[],
        desired=Desired(schedules=tuple(new)),
        state=state,
    )
    return {address: [block.code.value for block in blocks] for address, blocks in found.blocks.items()}


OLD, NEW = 'digest["2026-11-27"]', 'news["2026-11-27"]'


@pytest.mark.parametrize("hours", [-5, -1, 0, 1, 5])
@pytest.mark.parametrize(
    ("new", "old"), [(NEW, OLD), ('news["2026-11-27T09:00"]', OLD), (NEW, f"{OLD[:-2]}T09:00{OLD[-2:]}")]
)
def test_a_date_is_one_send_at_whatever_hour(new: str, old: str, hours: float) -> None:
    """Whether a key has the hour is for the others of its day."""
    assert {old: ["waits"], new: ["duplicate-send"]} == codes([one(old, 0)], [one(new, hours, subject="Hello")])


@pytest.mark.parametrize("hours", [-5, -1, 0, 1, 5])
def test_each_day_waits_for_itself(hours: float) -> None:
    """The next one is near as well, and is not the one."""
    old = [one(f'digest["2026-11-{27 + day}"]', 24 * day) for day in range(3)]
    new = [one(f'news["2026-11-{27 + day}"]', 24 * day + hours, subject="Hello") for day in range(3)]
    held = codes(old, new)
    assert {one.address: ["waits"] for one in old} == {
        name: held[name] for name in held if name.startswith("digest")
    }


def test_other_zones_of_the_audience_bring_nothing() -> None:
    """A new text of two that were to the same people before is one edit."""
    zones = AudienceZones(
        first=AudienceZone(name="UTC+9", clock=timezone(9 * HOUR)),
        last=AudienceZone(name="UTC-8", clock=timezone(-8 * HOUR)),
    )
    old = [make_desired(name, mode=TimeMode.LOCAL) for name in ("a", "b")]
    email = {"app_id": "app-1", "from": "Shop <a@shop.example>", "subject": "Hello", "body": "b"}
    new = [make_desired("a", mode=TimeMode.LOCAL, fields={"messages": {"email": email}}), old[1]]
    state = make_state(*map(make_recorded, old))
    environment = dataclasses.replace(PRODUCTION, audience_zones=zones)
    found = review(
        plan_of(new, state, now=NOW, environment=environment),
        environment=environment,
        limits=Limits(),
        allowances=[],
        desired=Desired(schedules=tuple(new)),
        state=state,
    )
    assert {} == dict(found.blocks)
