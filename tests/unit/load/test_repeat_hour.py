"""The hour of `schedule.time` beside the hours of a series: what is said where they differ."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from braze_gitops.model import Severity
from support.repeats import OFFSET, ZONED, read_repeat


def _warned(schedule: Mapping[str, object], **repeat: object) -> list[tuple[str, Severity, str, str]]:
    """Return code, severity, message and hint of what is said about a series that can be read."""
    series, problems = read_repeat(schedule, repeat)
    assert series is not None
    return [(one.code, one.severity, one.message, one.hint) for one in problems]


@pytest.mark.parametrize(
    ("time", "repeat", "message"),
    [
        pytest.param(
            "2026-12-01T08:00:00",
            {"every": "day", "at": ["09:00", "17:00"]},
            "`time` has 08:00 and `at` has 09:00 and 17:00: this series begins on 2026-12-01 at 09:00",
            id="before all of them",
        ),
        pytest.param(
            "2026-12-01T10:00:00",
            {"every": "day", "at": ["09:00", "17:00"]},
            "`time` has 10:00 and `at` has 09:00 and 17:00: this series begins on 2026-12-01 at 17:00, "
            "and 09:00 is left out on 2026-12-01",
            id="between them",
        ),
        pytest.param(
            "2026-12-01T18:00:30",
            {"every": "day", "at": ["09:00", "17:00"]},
            "`time` has 18:00:30 and `at` has 09:00 and 17:00: this series begins on 2026-12-02 at 09:00, "
            "and 09:00 and 17:00 are left out on 2026-12-01",
            id="after all of them",
        ),
        pytest.param(
            "2026-12-01T10:00:00",
            {"every": "week", "on": ["mon"], "at": ["09:00"]},
            "`time` has 10:00 and `at` has 09:00: this series begins on 2026-12-07 at 09:00",
            id="on a day that the rule does not name",
        ),
        pytest.param(
            "2026-12-01T08:00:00",
            {"every": "day", "at": ["09:00"], "except": ["2026-12-01"]},
            "`time` has 08:00 and `at` has 09:00: this series begins on 2026-12-02 at 09:00",
            id="on a day that is left out",
        ),
        pytest.param("2026-12-01T00:00:00", {"every": "day", "at": ["09:00", "17:00"]}, None, id="midnight"),
        pytest.param("2026-12-01T17:00:00", {"every": "day", "at": ["09:00", "17:00"]}, None, id="one of them"),
        pytest.param("2026-12-01T08:00:00", {"every": "day"}, None, id="no `at`"),
        pytest.param("2026-12-01T08:00:00", {"rrule": "FREQ=DAILY;BYHOUR=9"}, None, id="a rule"),
    ],
)
def test_an_hour_that_is_none_of_the_series_warns(
    time: str, repeat: dict[str, object], message: str | None
) -> None:
    """It says when the series begins, and what the first day lacks; midnight is the whole day."""
    hint = "write the hour into both, or `time: 2026-12-01T00:00:00` for the whole day"
    told = [] if message is None else [("repeat-hour", Severity.WARNING, message, hint)]
    assert told == _warned({**ZONED, "time": time}, **repeat, count=4)


def test_the_whole_day_keeps_its_offset() -> None:
    """Else the hint would lead to the next error."""
    ((_, _, _, hint),) = _warned(OFFSET, every="day", at=["10:00"], count=2)
    assert "write the hour into both, or `time: 2026-12-01T00:00:00+01:00` for the whole day" == hint
