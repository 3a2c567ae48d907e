"""Second sends beside what may be arranged, and beside what has another name now."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from braze_gitops.guard.duplicate_sends import find_duplicates
from braze_gitops.model import DesiredSchedule, Json, Verb, make_address, split_address
from support.plans import ANCHOR, LONG, make_desired, make_recorded, make_state, make_unfinished, plan_of

DAY = timedelta(days=1)


def daily(number: int) -> str:
    """Return the address of one send of a series."""
    return f'daily["2026-12-{number + 1:02}"]'


@pytest.mark.parametrize("attempt_at", [ANCHOR + 3 * DAY, ANCHOR + 30 * DAY])
def test_what_an_update_without_an_answer_may_have_set_counts(attempt_at: datetime) -> None:
    """After its first time it cannot be made again: a new name at the later time may be the second send there."""
    tried = make_recorded(make_desired("old", at=attempt_at))
    record = make_recorded(make_desired("old"), unfinished=make_unfinished(Verb.UPDATE, attempt=tried))
    wanted = [make_desired("old"), make_desired("new", at=ANCHOR + 3 * DAY)]
    later = plan_of(wanted, make_state(record), now=ANCHOR + DAY)
    assert (["new"] if attempt_at < ANCHOR + 4 * DAY else []) == sorted(find_duplicates(later, ()))
    sooner = plan_of(wanted, make_state(record), now=ANCHOR - DAY)
    assert [] == sorted(find_duplicates(sooner, ()))
    assert sorted(find_duplicates(later, ())) == sorted(find_duplicates(sooner, (), kept={record.address}))


def test_an_edited_and_renamed_series_is_the_same_series() -> None:
    """What an exception takes out of it in the same change is no duplicate of the dates that stay."""
    old = [make_recorded(make_desired(daily(number), at=ANCHOR + number * DAY, every=DAY)) for number in range(3)]
    new = [
        make_desired(
            daily(number).replace("daily", "paper"),
            at=ANCHOR + number * DAY + timedelta(hours=5),
            every=DAY,
            moved_from=daily(number),
        )
        for number in (0, 2)
    ]
    assert {} == find_duplicates(plan_of(new, make_state(*old)), ())


def test_entries_that_are_called_by_dates_are_no_series() -> None:
    """What has no rule keeps no distance: two entries at one time are one send too many."""
    entries = [make_desired(daily(number)) for number in (1, 2)]
    assert [daily(1), daily(2)] == sorted(find_duplicates(plan_of(entries, make_state()), ()))


def entry(key: str, number: int, *, name: str = "brands", subject: str = "Hi") -> DesiredSchedule:
    """Return a send of an entry of a daily series."""
    email: Json = {"app_id": "app-1", "from": "Shop <a@shop.example>", "subject": subject, "body": LONG}
    address = make_address(name, key, f"2026-12-0{number + 1}")
    at = ANCHOR + number * timedelta(hours=23)
    return make_desired(address, at=at, every=DAY, fields={"messages": {"email": email}})


def test_an_entry_with_another_key_and_other_words_gets_its_records_by_one_command() -> None:
    """The same for each of its sends."""
    records = [make_recorded(entry("alpha", number)) for number in range(2)]
    new = [entry("alfa", number, subject="Hello") for number in range(2)]
    found = find_duplicates(plan_of(new, make_state(*records), now=ANCHOR - 9 * DAY), ())
    command = """`braze-gitops state mv 'brands["alpha"]' 'brands["alfa"]'` gives it that record"""
    assert [True, True] == [command in double.block.hint for double in found.values()]


def test_another_date_is_no_old_name() -> None:
    """Tomorrow's send is not today's under another name."""
    state = make_state(make_recorded(entry("alpha", 1)))
    (double,) = find_duplicates(
        plan_of([entry("alfa", 0, subject="Hello")], state, now=ANCHOR - 9 * DAY), ()
    ).values()
    assert (None, False) == (double.old_name, "state mv" in double.block.hint)


def weekly(name: str, number: int, *, day: int = 0, moved_from: str | None = None) -> DesiredSchedule:
    """Return a send of a weekly series on that day of the week, to the same people as all others."""
    key = f"2026-12-{1 + 7 * number + day:02}"
    return make_desired(
        make_address(name, key),
        at=ANCHOR + (7 * number + day) * DAY,
        every=7 * DAY,
        moved_from=make_address(moved_from, key) if moved_from else None,
    )


@pytest.mark.parametrize("name", ["c", "a"], ids=["chain", "ring"])
def test_names_that_move_on_are_still_other_series(name: str) -> None:
    """What goes on as `b` is no send of the series that was called so: a second one at its time is held."""
    records = [make_recorded(weekly("a", number)) for number in range(2)]
    records += [make_recorded(weekly("b", number, day=3)) for number in range(2)]
    wanted = [weekly("b", number, moved_from="a") for number in range(2)]
    wanted += [weekly(name, number, day=3, moved_from="b") for number in range(2)]
    more = [weekly(name, number, moved_from="b") for number in range(2)]
    plan = plan_of([*wanted, *more], make_state(*records), now=ANCHOR - 9 * DAY)
    held = find_duplicates(plan, ())
    assert {one.keys for one in more} == {split_address(address)[1] for address in held}
    assert len(more) == len(held)


def test_hours_that_change_with_the_name_are_no_duplicates() -> None:
    """No record moves, because no key is the same: it is the same series by what its definition says."""
    old = [make_recorded(weekly("a", number)) for number in range(2)]
    new = [
        make_desired(
            make_address("b", f"2026-12-{1 + 7 * number:02}T18:00"),
            at=ANCHOR + 7 * number * DAY + timedelta(hours=9),
            every=7 * DAY,
            moved_from=make_address("a", f"2026-12-{1 + 7 * number:02}T18:00"),
        )
        for number in range(2)
    ]
    assert {} == find_duplicates(plan_of(new, make_state(*old), now=ANCHOR - 9 * DAY), ())
