"""What is not made stays where it is, and nothing of its series may come too close to that."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.guard import parse_allowance, review
from braze_gitops.guard.near_kept import too_close_to_kept
from braze_gitops.model import Desired, DesiredSchedule, Lifecycle, Limits, TimeMode, Verb, make_address
from braze_gitops.plan import Plan, with_targets
from braze_gitops.state import Record
from support.plans import (
    ANCHOR,
    NOW,
    PRODUCTION,
    make_desired,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
)
from support.weekly import DAY

HOUR = timedelta(hours=1)
KEPT = Lifecycle(prevent_delete=True)


def daily(
    day: int,
    *,
    hours: float = 0,
    mode: TimeMode = TimeMode.PLAIN,
    every: timedelta | None = DAY,
    lifecycle: Lifecycle | None = None,
    segment: str = "seg-1",
) -> DesiredSchedule:
    """Return the send of a daily series on a day after the first."""
    key = f"{ANCHOR + day * DAY:%Y-%m-%d}"
    at = ANCHOR + day * DAY + hours * HOUR
    fields = {"segment_id": segment}
    life = lifecycle or Lifecycle()
    return make_desired(f'news["{key}"]', at=at, every=every, mode=mode, lifecycle=life, fields=fields)


def held(plan: Plan, *records: Record, allow: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Return the codes that hold each address."""
    found = review(
        plan,
        environment=PRODUCTION,
        limits=Limits(),
        allowances=[parse_allowance(one) for one in allow],
        desired=Desired(schedules=()),
        state=make_state(*records),
    )
    return {address: [block.code.value for block in blocks] for address, blocks in found.blocks.items()}


def moved(days: int, hours: float, *, only: int | None = None) -> tuple[Plan, list[Record], list[DesiredSchedule]]:
    """Return the plan of so many sends that go to another hour, of which one may be the only target."""
    records = [make_recorded(daily(day)) for day in range(days)]
    new = [daily(day, hours=hours) for day in range(days)]
    plan = plan_of(new, make_state(*records), now=NOW - 2 * DAY)
    return (plan if only is None else with_targets(plan, [new[only].address])), records, new


def test_a_target_comes_too_close_to_what_is_left_out() -> None:
    """The next day stays at its old hour: eleven hours after the new one."""
    plan, records, new = moved(3, 13, only=0)
    assert {new[0].address: ["too-close"]} == held(plan, *records)
    plan, records, _ = moved(3, 11, only=0)
    assert {} == held(plan, *records)


def test_exactly_half_the_interval_is_enough() -> None:
    """To the second."""
    plan, records, _ = moved(2, 12, only=0)
    assert {} == held(plan, *records)
    plan, records, new = moved(2, 12 + 1 / 3600, only=0)
    assert {new[0].address: ["too-close"]} == held(plan, *records)


def test_what_is_held_holds_the_next_one() -> None:
    """The first is no target, so the second stays, so the third does; and so on."""
    plan, records, new = moved(5, -13)
    plan = with_targets(plan, [one.address for one in new[1:]])
    assert {one.address: ["too-close"] for one in new[1:]} == held(plan, *records)


def test_what_is_allowed_holds_nothing() -> None:
    """It comes, by a person's word, and is out of the way of the next one."""
    plan, records, new = moved(4, -13)
    plan = with_targets(plan, [one.address for one in new[1:]])
    assert {} == held(plan, *records, allow=(f"too-close:{new[1].address}",))


def test_what_is_protected_stays() -> None:
    """Its audience changes, so it would be replaced: the days beside it come too close."""
    records = [make_recorded(daily(day), protected=day == 1) for day in range(3)]
    new = [daily(day, hours=13, segment="seg-2", lifecycle=KEPT if day == 1 else None) for day in range(3)]
    plan = plan_of(new, make_state(*records), now=NOW - 2 * DAY)
    assert {new[0].address: ["too-close"], new[1].address: ["protected"]} == held(plan, *records)


def test_a_new_one_is_held_too() -> None:
    """It has nothing that could stay."""
    records = [make_recorded(daily(1))]
    new = [daily(0, hours=13), daily(1, hours=13)]
    plan = with_targets(plan_of(new, make_state(*records), now=NOW - 2 * DAY), [new[0].address])
    assert {new[0].address: ["too-close"]} == held(plan, *records)


def test_what_is_held_is_not_held_by_itself() -> None:
    """It would come near to where it is, and that is no reason."""
    records = [make_recorded(daily(0)), make_recorded(daily(1, hours=-12))]
    new = [daily(0, hours=-1), daily(1, hours=-14)]
    plan = with_targets(plan_of(new, make_state(*records), now=NOW - 2 * DAY), [new[1].address])
    assert {new[1].address: ["too-close"]} == held(plan, *records)


def test_each_persons_own_clock_counts() -> None:
    """Two local times are as far apart as on that clock, however wide their windows are."""
    records = [make_recorded(daily(day, mode=TimeMode.LOCAL)) for day in range(2)]
    new = [daily(day, hours=11, mode=TimeMode.LOCAL) for day in range(2)]
    plan = with_targets(plan_of(new, make_state(*records), now=NOW - 5 * DAY), [new[0].address])
    assert {} == held(plan, *records)


@pytest.mark.parametrize("every", [DAY, None])
def test_only_series_are_looked_at(every: timedelta | None) -> None:
    """What stands for itself is for the guard on duplicates."""
    records = [make_recorded(daily(day, every=every)) for day in range(2)]
    new = [daily(day, hours=13, every=every) for day in range(2)]
    plan = plan_of(new, make_state(*records), now=NOW - 2 * DAY)
    assert ([new[0].address] if every else []) == list(too_close_to_kept(plan, {new[1].address}, allowances=()))


def test_what_is_only_let_go_of_its_protection_stays() -> None:
    """The next plan replaces it: until then it is where it was."""
    records = [make_recorded(daily(0), protected=True)]
    new = [daily(0, hours=-13, segment="seg-2"), daily(1, hours=-13, segment="seg-2")]
    plan = plan_of(new, make_state(*records), now=NOW - 2 * DAY)
    assert {new[1].address: ["too-close"]} == held(plan, *records)


def test_the_other_time_of_an_unanswered_update_stays() -> None:
    """No target, so nothing takes it back."""
    tried = make_recorded(daily(0, hours=13))
    call = make_unfinished(Verb.UPDATE, attempt=tried)
    records = [dataclasses.replace(make_recorded(daily(0)), unfinished=call)]
    new = [daily(0), daily(1)]
    plan = with_targets(plan_of(new, make_state(*records), now=NOW - 2 * DAY), [new[1].address])
    assert {new[1].address: ["too-close"]} == held(plan, *records)


def test_what_stays_in_another_shape_is_near_as_well() -> None:
    """The delete of the old one is no target: it stays, five hours before the new one."""
    old = daily(0)
    new = make_desired(make_address("news", "de", "2026-11-27"), at=ANCHOR + 5 * HOUR, every=DAY)
    plan = plan_of([new], make_state(make_recorded(old)), now=NOW - 2 * DAY)
    assert {} == held(plan, make_recorded(old))
    assert {new.address: ["too-close"]} == held(with_targets(plan, [new.address]), make_recorded(old))


@pytest.mark.parametrize("is_taken_away", [False, True])
def test_what_stays_in_another_shape_under_the_old_name_is_near_as_well(*, is_taken_away: bool) -> None:
    """A rename and a `for_each` that comes or goes, in one edit."""
    item, plain = ("de", "2026-11-27"), ("2026-11-27",)
    before, after = (item, plain) if is_taken_away else (plain, item)
    old = make_desired(make_address("news", *before), every=DAY)
    new = make_desired(
        make_address("letter", *after),
        at=ANCHOR + 5 * HOUR,
        every=DAY,
        moved_from=make_address("news", *after),
        fields={"segment_id": "other"},
    )
    plan = plan_of([new], make_state(make_recorded(old)), now=NOW - 2 * DAY)
    assert {} == held(plan, make_recorded(old))
    assert {new.address: ["too-close"]} == held(with_targets(plan, [new.address]), make_recorded(old))
