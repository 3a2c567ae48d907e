"""Second sends beside what may be arranged, and beside what has another name now."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from braze_gitops.guard.duplicate_sends import find_duplicates
from braze_gitops.model import Verb
from support.plans import ANCHOR, make_desired, make_recorded, make_state, make_unfinished, plan_of

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
