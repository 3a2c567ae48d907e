"""What people write for how often, and what they are told."""

from __future__ import annotations

import pytest

from braze_gitops.load.repeat_words import hint_on_every

_CHOICES = "one of day, weekday, week and month; every second week is `rrule: FREQ=WEEKLY;INTERVAL=2`"


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Day", "did you mean `day`?"),
        ("daily", "did you mean `day`?"),
        ("weekly", "did you mean `week`?"),
        ("2 weeks", "write `rrule: FREQ=WEEKLY;INTERVAL=2` instead"),
        ("3days", "write `rrule: FREQ=DAILY;INTERVAL=3` instead"),
        ("2 weekdays", "did you mean `weekday`?"),
        ("Weekdays", "did you mean `weekday`?"),
        ("workdays", "did you mean `weekday`?"),
        (" monthly", "did you mean `month`?"),
        ("montly", "did you mean `month`?"),
        ("yearly", "write `rrule: FREQ=YEARLY` instead"),
        ("hourly", 'write `every: day` and the times of day, like `at: ["09:00", "17:00"]`'),
        ("fortnight", _CHOICES),
        ("monday", _CHOICES),
        (["day"], _CHOICES),
        ("", _CHOICES),
    ],
)
def test_what_was_meant(written: object, hint: str) -> None:
    """The word for it, or what else to write."""
    assert hint == hint_on_every(written)
