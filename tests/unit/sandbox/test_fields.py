"""The engine that reads field tables."""

from datetime import UTC, datetime

import pytest

from braze_gitops.sandbox.fields import Problem, parse_moment, table, text, whole

MOMENTS = {
    "2026-11-27T14:00:00Z": (datetime(2026, 11, 27, 14, tzinfo=UTC), True),
    "2026-11-27T14:00:00": (datetime(2026, 11, 27, 14, tzinfo=UTC), False),
    "2026-11-27T14:00": (datetime(2026, 11, 27, 14, tzinfo=UTC), False),
    "2026-11-27T14:00:00.5Z": (datetime(2026, 11, 27, 14, 0, 0, 500_000, tzinfo=UTC), True),
    "2019-07-22T13:17:55+0000": (datetime(2019, 7, 22, 13, 17, 55, tzinfo=UTC), True),
    "2015-02-20T13:14:47-05:00": (datetime(2015, 2, 20, 18, 14, 47, tzinfo=UTC), True),
    "2020-08-07T00:00:00+02:00": (datetime(2020, 8, 6, 22, tzinfo=UTC), True),
}


@pytest.mark.parametrize(("value", "expected"), MOMENTS.items())
def test_moments(value: str, expected: tuple[datetime, bool]) -> None:
    """The forms of braze-api.md 7.1 are read, and whether they carry an offset."""
    assert expected == parse_moment(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2026-11-27",
        "2026-11-27 14:00:00",
        "2026-11-27T24:00:00",
        "2026-11-27T14:00:60Z",
        "2026-13-01T00:00:00",
        "2026-11-27T14:00:00+25:00",
        "2026-11-27T14:00:00+02:60",
        "2026-11-27T14:00:00 Z",
        "２０２６-11-27T14:00:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
    ],
)
def test_no_moments(value: str) -> None:
    """Everything else names no moment."""
    assert parse_moment(value) is None


def test_problem_words() -> None:
    """A problem is told with its place, or alone when it is about the whole."""
    told = [str(Problem(place=place, text="is wrong")) for place in ("a.b", "")]
    assert ["a.b: is wrong", "is wrong"] == told


def test_all_problems_at_once() -> None:
    """A table tells everything that is wrong with its fields, not the first thing alone."""
    check = table({"a": text(), "b": whole(low=1, high=2)}, required=["a", "c"])
    places = [problem.place for problem in check({"b": 3, "d": 1}, "x")]
    assert ["x.a", "x.c", "x.b", "x.d"] == places
